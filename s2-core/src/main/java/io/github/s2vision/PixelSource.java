package io.github.s2vision;

import io.github.s2vision.tensor.Tensor;

/** Where the pixels of tiles come from. Safe for concurrent use. */
interface PixelSource {
    /**
     * Writes a tile, normalised, over all of one image slot of a batch; 0 where the picture has no pixels.
     *
     * @param image which picture of the batch that is extracted
     * @param scale which scale
     * @param x left border of the tile in the picture at that scale
     * @param y upper border
     * @param into FLOAT32 [B, channels, tile height, tile width]
     * @param slot which image of {@code into}
     */
    void tile(int image, int scale, int x, int y, Tensor into, int slot);
}
