package io.github.s2vision.image;

import io.github.s2vision.geometry.Size;
import java.io.IOException;

/** See {@link RasterSource#scaled}. */
final class ScaledRaster implements RasterSource {
    private static final PillowResize.Filter FILTER = PillowResize.Filter.BICUBIC;

    private final RasterSource source;
    private final int reduction;
    private final Size from;
    private final Size size;

    private ScaledRaster(RasterSource source, int reduction, Size size) {
        this.source = source;
        this.reduction = reduction;
        this.from = source.size(reduction);
        this.size = size;
    }

    static ScaledRaster of(RasterSource source, Size size) {
        if (size.width() < 1 || size.height() < 1) {
            throw new IllegalArgumentException("a raster of " + size + " px: sides are 1 or more");
        }
        int best = 1;
        for (int reduction : source.reductions()) {
            Size reduced = source.size(reduction);
            if (reduced.width() >= size.width() && reduced.height() >= size.height()) {
                best = Math.max(best, reduction);
            }
        }
        return new ScaledRaster(source, best, size);
    }

    @Override
    public Size size() {
        return size;
    }

    @Override
    public Image region(int x, int y, int width, int height) throws IOException {
        requireInside(size, x, y, width, height);
        if (from.equals(size)) {
            return source.region(x, y, width, height, reduction);
        }
        int[] columns = PillowResize.needed(from.width(), size.width(), FILTER, x, width);
        int[] rows = PillowResize.needed(from.height(), size.height(), FILTER, y, height);
        try (Image part = source.region(columns[0], rows[0], columns[1] - columns[0], rows[1] - rows[0], reduction)) {
            return new Image(
                    PillowResize.window(part.pixels(), columns[0], rows[0], from, size, FILTER, x, y, width, height));
        }
    }

    /** @throws IllegalArgumentException if the rectangle is empty or not inside */
    static void requireInside(Size size, int x, int y, int width, int height) {
        if (x < 0 || y < 0 || width < 1 || height < 1 || x > size.width() - width || y > size.height() - height) {
            throw new IllegalArgumentException("the region of " + width + "×" + height + " at (" + x + ", " + y
                    + ") is empty or not inside " + size);
        }
    }

    /** Such as {@code regions of 20000×20000 px}, or {@code a decode at 1/4, 5000×5000 px}; with the resize, if any. */
    @Override
    public String toString() {
        String pixels =
                reduction == 1 ? "regions of the " + from + " px" : "a decode at 1/" + reduction + ", " + from + " px";
        return from.equals(size) ? pixels : pixels + ", resized";
    }
}
