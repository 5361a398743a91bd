package io.github.s2vision.geometry;

/** Width and height in pixels (or in cells of a grid), both at least 0. */
public record Size(int width, int height) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is below 0
     */
    public Size {
        if (width < 0 || height < 0) {
            throw new IllegalArgumentException("size " + width + "×" + height + ": width and height are 0 or more");
        }
    }

    /** A square of {@code side}. */
    public static Size square(int side) {
        return new Size(side, side);
    }

    /** Width times height; may exceed an int. */
    public long area() {
        return (long) width * height;
    }

    /** Such as {@code 810×1080}: width first. */
    @Override
    public String toString() {
        return width + "×" + height;
    }
}
