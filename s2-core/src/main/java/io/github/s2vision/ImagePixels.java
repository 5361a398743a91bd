package io.github.s2vision;

import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.Image;
import io.github.s2vision.image.Interpolation;
import io.github.s2vision.image.Normalization;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Tiles cut from an image that is resized to each scale from its own pixels (Pillow's bicubic, antialiased where it
 * shrinks), as the preprocessing of most backbones has it. Each scale is resized once, when its first tile is asked for.
 */
final class ImagePixels implements PixelSource {
    private final Image image;
    private final Normalization normalization;
    private final List<ScaleGeometry> scales;
    private final boolean padded;
    private final Image[] resized; // for each scale; guarded by this

    ImagePixels(Image image, Normalization normalization, List<ScaleGeometry> scales, boolean padded) {
        this.image = image;
        this.normalization = normalization;
        this.scales = scales;
        this.padded = padded;
        this.resized = new Image[scales.size()];
    }

    private synchronized Image picture(int scale) {
        if (resized[scale] == null) {
            Size size = padded ? scales.get(scale).picture() : scales.get(scale).canvas();
            resized[scale] = size.equals(image.size()) ? image : image.resized(size, Interpolation.PIL_BICUBIC);
        }
        return resized[scale];
    }

    @Override
    public void tile(int index, int scale, int x, int y, Tensor into, int slot) {
        Image picture = picture(scale);
        Size tile = scales.get(scale).tile();
        Size part =
                new Size(Math.min(tile.width(), picture.width() - x), Math.min(tile.height(), picture.height() - y));
        write(picture, x, y, part, tile, normalization, into, slot);
    }

    /** Writes the part of an image at (x, y) to the upper left of a tile. */
    static void write(
            Image image, int x, int y, Size part, Size tile, Normalization normalization, Tensor into, int slot) {
        if (part.equals(tile)) {
            normalization.write(image, x, y, tile.width(), tile.height(), into, slot);
        } else {
            part(
                    image,
                    x,
                    y,
                    part,
                    tile,
                    normalization,
                    into.slice(slot, slot + 1).floats());
        }
    }

    /** A tile that reaches beyond the picture: 0, which is the mean colour, where there are no pixels. */
    private static void part(
            Image picture, int x, int y, Size part, Size tile, Normalization normalization, FloatBuffer target) {
        Tensor pixels = Tensor.allocate(DataType.FLOAT32, 1, 3, part.height(), part.width());
        normalization.write(picture, x, y, part.width(), part.height(), pixels, 0);
        FloatBuffer from = pixels.floats();
        float[] line = new float[tile.width()];
        for (int row = 0; row < 3 * tile.height(); row++) {
            int y0 = row % tile.height();
            if (y0 < part.height()) {
                from.get((row / tile.height() * part.height() + y0) * part.width(), line, 0, part.width());
            } else {
                Arrays.fill(line, 0);
            }
            target.put(row * tile.width(), line, 0, line.length);
        }
    }
}
