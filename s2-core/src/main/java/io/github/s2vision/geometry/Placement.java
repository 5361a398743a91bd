package io.github.s2vision.geometry;

/**
 * How an image came to lie in a network's input: per axis {@code network = original * scale + offset}, in continuous
 * pixel coordinates. Exact both ways: {@code toOriginal(toNetwork(box))} is {@code box} up to rounding in double.
 *
 * @param scaleX network pixels per original pixel along x, above 0; each axis has its own, since sizes are whole pixels
 * @param scaleY the same along y
 * @param offsetX where the original's left border lies in the network input, in pixels
 * @param offsetY where its upper border lies
 * @param original the size of the image, upright
 * @param network the size of the network's input
 */
public record Placement(double scaleX, double scaleY, double offsetX, double offsetY, Size original, Size network) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a scale is not above 0 or a value is not finite
     */
    public Placement {
        if (!(scaleX > 0 && scaleY > 0) || !Double.isFinite(scaleX + scaleY + offsetX + offsetY)) {
            throw new IllegalArgumentException("placement with scales " + scaleX + ", " + scaleY + " and offsets "
                    + offsetX + ", " + offsetY + ": scales are above 0, all four are finite");
        }
    }

    /** A box of the original image in network pixels. */
    public Box toNetwork(Box box) {
        return new Box(
                box.x1() * scaleX + offsetX,
                box.y1() * scaleY + offsetY,
                box.x2() * scaleX + offsetX,
                box.y2() * scaleY + offsetY);
    }

    /** A box of the network's input in pixels of the original image; not cut to it, see {@link Box#clippedTo}. */
    public Box toOriginal(Box box) {
        return new Box(toOriginalX(box.x1()), toOriginalY(box.y1()), toOriginalX(box.x2()), toOriginalY(box.y2()));
    }

    /** The x of the original image that lies at {@code x} of the network's input. */
    public double toOriginalX(double x) {
        return (x - offsetX) / scaleX;
    }

    /** The y of the original image that lies at {@code y} of the network's input. */
    public double toOriginalY(double y) {
        return (y - offsetY) / scaleY;
    }
}
