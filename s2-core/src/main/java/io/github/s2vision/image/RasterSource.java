package io.github.s2vision.image;

import io.github.s2vision.geometry.Size;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Pixels on demand, for images that do not fit in memory: a size, and any rectangle of it. Regions may be asked for from
 * several threads at a time.
 */
public interface RasterSource extends AutoCloseable {
    /** Makes the pixels of a rectangle. */
    @FunctionalInterface
    interface Region {
        /** The pixels of a rectangle that lies inside; an image of exactly that size. */
        Image read(int x, int y, int width, int height) throws IOException;
    }

    /** The size of the whole, in pixels. */
    Size size();

    /**
     * The pixels of a rectangle.
     *
     * @return an image of exactly that size
     * @throws IllegalArgumentException if the rectangle is empty or not inside
     * @throws IOException if it cannot be read
     */
    Image region(int x, int y, int width, int height) throws IOException;

    /**
     * How much smaller this source can give its pixels at little cost, as JPEG files can: 1 for as they are, 2 for half the
     * sides, and so on. Rising, beginning with 1.
     */
    default List<Integer> reductions() {
        return List.of(1);
    }

    /** The size of the whole, reduced: each side divided by the reduction, rounded up. */
    default Size size(int reduction) {
        return new Size((size().width() + reduction - 1) / reduction, (size().height() + reduction - 1) / reduction);
    }

    /**
     * The pixels of a rectangle of the whole as it is reduced, in reduced pixels.
     *
     * @throws IllegalArgumentException if the reduction is none of {@link #reductions}, or the rectangle is not inside
     * @throws IOException if it cannot be read
     */
    default Image region(int x, int y, int width, int height, int reduction) throws IOException {
        if (reduction != 1) {
            throw new IllegalArgumentException("reduction " + reduction + " of " + this + ": it gives " + reductions());
        }
        return region(x, y, width, height);
    }

    /**
     * This source resized as a whole (Pillow's bicubic, antialiased where it shrinks), still region by region: a region of
     * it is byte for byte the crop of the whole resize. Smaller sizes are made from the smallest reduction that is large
     * enough. Closing the view closes nothing.
     *
     * @throws IllegalArgumentException if a side is 0
     */
    default RasterSource scaled(Size size) {
        return ScaledRaster.of(this, size);
    }

    /** Frees what was opened; an image or a function needs nothing. */
    @Override
    default void close() throws IOException {}

    /** An image that is in memory. It stays the caller's. */
    static RasterSource of(Image image) {
        return of(image.size(), image::crop);
    }

    /** A function that makes pixels: a drawing, a database, a tile server. */
    static RasterSource of(Size size, Region region) {
        Objects.requireNonNull(region, "region");
        return new RasterSource() {
            @Override
            public Size size() {
                return size;
            }

            @Override
            public Image region(int x, int y, int width, int height) throws IOException {
                ScaledRaster.requireInside(size, x, y, width, height);
                Image image = region.read(x, y, width, height);
                if (!image.size().equals(new Size(width, height))) {
                    throw new IOException("the region at (" + x + ", " + y + ") should be " + width + "×" + height
                            + " px, its source gave " + image.size());
                }
                return image;
            }

            @Override
            public String toString() {
                return "RasterSource[" + size + "]";
            }
        };
    }

    /**
     * A picture file. TIFF, PNG and BMP are read region by region through ImageIO, so that the whole need not fit in memory
     * (quick for tiled TIFF; a PNG is read from its start for each region). Other formats are decoded as a whole when a
     * region is first asked for, and kept; JPEG can then be decoded at a half, a quarter or an eighth of its sides.
     *
     * @throws IOException if the file is missing, damaged or of a format that is not read
     */
    static RasterSource open(Path file) throws IOException {
        return RasterFiles.open(file);
    }
}
