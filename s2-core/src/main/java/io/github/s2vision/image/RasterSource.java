package io.github.s2vision.image;

import io.github.s2vision.geometry.Size;
import java.io.IOException;
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
                requireInside(size, x, y, width, height);
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

    /** @throws IllegalArgumentException if the rectangle is empty or not inside */
    private static void requireInside(Size size, int x, int y, int width, int height) {
        if (x < 0 || y < 0 || width < 1 || height < 1 || x > size.width() - width || y > size.height() - height) {
            throw new IllegalArgumentException("the region of " + width + "×" + height + " at (" + x + ", " + y
                    + ") is empty or not inside " + size);
        }
    }
}
