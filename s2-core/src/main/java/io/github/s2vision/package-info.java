/**
 * S2, scaling on scales: any vision model made multi-scale in one call. Start with {@link io.github.s2vision.S2}.
 *
 * <pre>{@code
 * try (var vit = OnnxModel.load(Path.of("vit.onnx"), Backend.auto())) {
 *     Features features = S2.wrap(vit).scales(1, 2, 3).extract(Image.read(Path.of("street.jpg")));
 *     System.out.println(features); // Features[14×14 grid, 576 channels, 1 image]
 * }
 * }</pre>
 */
@NullMarked
package io.github.s2vision;

import org.jspecify.annotations.NullMarked;
