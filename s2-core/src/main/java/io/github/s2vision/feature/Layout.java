package io.github.s2vision.feature;

/** The order in which a model lays out its features. */
public enum Layout {
    /** [B, P + N, C]: P prefix tokens, then the N cells of the grid row by row, as a ViT gives. */
    TOKENS,
    /** [B, C, h, w], as a convolutional network gives. */
    MAP,
    /** [B, h, w, C], as a Swin transformer gives. */
    GRID,
    /** [B, C]: one vector for the image, a grid of 1×1. */
    POOLED
}
