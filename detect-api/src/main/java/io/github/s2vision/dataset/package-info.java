/**
 * Data sets of images with boxes, masks and keypoints, and what models predicted on them. Files are read as a stream into
 * columns, images only when asked for. Start with {@link io.github.s2vision.dataset.Dataset}.
 *
 * <pre>{@code
 * Dataset val = Dataset.read(Path.of("instances_val.json"));
 * Predictions found = Predictions.readCoco(Path.of("detections.json"));
 * Sample first = val.sample(0);
 * System.out.println(first.fileName() + ": " + first.annotations() + ", found " + found.of(first));
 * }</pre>
 */
@NullMarked
package io.github.s2vision.dataset;

import org.jspecify.annotations.NullMarked;
