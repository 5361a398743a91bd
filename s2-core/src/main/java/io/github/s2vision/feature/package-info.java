/**
 * What a model sees: features on a grid of cells, whatever layout the model gives them in. Start with
 * {@link io.github.s2vision.feature.OnnxModel}; any lambda of {@link io.github.s2vision.feature.FeatureExtractor} will do
 * as well.
 *
 * <pre>{@code
 * try (var model = OnnxModel.load(Path.of("vit.onnx"))) {
 *     Features features = model.extract(pixels); // Features[14×14 grid, 192 channels, 1 image, 1 prefix token]
 *     float first = features.get(0, 0, 0, 0);
 * }
 * }</pre>
 */
@NullMarked
package io.github.s2vision.feature;

import org.jspecify.annotations.NullMarked;
