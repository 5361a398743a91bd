package io.github.s2vision.feature;

import io.github.s2vision.geometry.Size;

/**
 * The shape of the features that a model gives for one picture.
 *
 * @param grid cells across and down
 * @param channels values for each cell
 * @param prefixTokens tokens before the grid
 * @param layout how the model lays them out
 */
public record FeatureShape(Size grid, int channels, int prefixTokens, Layout layout) {
    /** The shape of features that are there. */
    public static FeatureShape of(Features features) {
        return new FeatureShape(features.grid(), features.channels(), features.prefixTokens(), features.layout());
    }
}
