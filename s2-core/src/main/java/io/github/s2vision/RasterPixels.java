package io.github.s2vision;

import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.Image;
import io.github.s2vision.image.Normalization;
import io.github.s2vision.image.RasterSource;
import io.github.s2vision.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tiles of a raster that is never there as a whole. Where it fits in a few megabytes, a band as high as a tile is read at
 * once and the tiles of a row are cut from it; else each tile is read by itself.
 */
final class RasterPixels implements PixelSource {
    private static final long MOST_BAND_PIXELS = 20_000_000;

    private final Normalization normalization;
    private final List<ScaleGeometry> scales;
    private final RasterSource[] views; // for each scale
    private final @Nullable Band[] bands; // the latest of each scale; guarded by this

    /** Some full rows of a scale. */
    private record Band(int y, Image pixels) {}

    RasterPixels(RasterSource raster, Normalization normalization, List<ScaleGeometry> scales, boolean padded) {
        this.normalization = normalization;
        this.scales = scales;
        this.views = new RasterSource[scales.size()];
        this.bands = new Band[scales.size()];
        for (int k = 0; k < views.length; k++) {
            views[k] = raster.scaled(
                    padded ? scales.get(k).picture() : scales.get(k).canvas());
        }
    }

    @Override
    public void tile(int index, int scale, int x, int y, Tensor into, int slot) {
        Size tile = scales.get(scale).tile();
        Size picture = views[scale].size();
        Size part =
                new Size(Math.min(tile.width(), picture.width() - x), Math.min(tile.height(), picture.height() - y));
        try {
            if ((long) picture.width() * part.height() <= MOST_BAND_PIXELS) {
                Image band = band(scale, y, part.height());
                ImagePixels.write(band, x, 0, part, tile, normalization, into, slot);
            } else {
                Image own = views[scale].region(x, y, part.width(), part.height());
                ImagePixels.write(own, 0, 0, part, tile, normalization, into, slot);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private synchronized Image band(int scale, int y, int height) throws IOException {
        Band band = bands[scale];
        if (band == null || band.y != y) {
            band = new Band(y, views[scale].region(0, y, views[scale].size().width(), height));
            bands[scale] = band;
        }
        return band.pixels;
    }
}
