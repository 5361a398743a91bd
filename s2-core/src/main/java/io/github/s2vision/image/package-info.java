/**
 * Pictures: read, resize, crop, bring into a model's input, draw on, write. The only place that touches OpenCV. Start
 * with {@link io.github.s2vision.image.Image}.
 *
 * <pre>{@code
 * Image photo = Image.read(Path.of("bus.jpg"));                        // upright RGB, whatever the file holds
 * Tensor input = Tensor.allocate(DataType.FLOAT32, 1, 3, 640, 640);
 * Placement placement = Letterbox.to(640).write(photo, input, 0, Normalization.UNIT);
 * Box inPhoto = placement.toOriginal(Box.cxcywh(320, 320, 100, 50));
 * Canvas.of(photo).box(inPhoto, "bus 0.87", 0).image().write(Path.of("found.png"));
 * }</pre>
 */
@NullMarked
package io.github.s2vision.image;

import org.jspecify.annotations.NullMarked;
