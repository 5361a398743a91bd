package io.github.s2vision.geometry;

/**
 * A bounding box in pixels, as corners ("xyxy"). The origin is the top left of the image, x grows to the right, y down,
 * and pixel (0, 0) covers [0, 1) × [0, 1): a box of one whole pixel is {@code new Box(0, 0, 1, 1)}, no "+ 1" anywhere.
 *
 * <p>Coordinates are doubles because annotation files hold decimals and scores must not move by a rounding.
 */
public record Box(double x1, double y1, double x2, double y2) {
    /**
     * Checks the corners.
     *
     * @throws IllegalArgumentException if a coordinate is not finite, or x1 &gt; x2, or y1 &gt; y2
     */
    public Box {
        if (!(x1 <= x2 && y1 <= y2) || !Double.isFinite(x1 + y1 + x2 + y2)) {
            throw new IllegalArgumentException("box (" + x1 + ", " + y1 + ", " + x2 + ", " + y2
                    + ") needs finite x1 <= x2 and y1 <= y2. Box takes corners; for x, y, width, height use Box.xywh, for a "
                    + "centre use Box.cxcywh.");
        }
    }

    /** A box from its top left corner and size, as COCO annotations write it. */
    public static Box xywh(double x, double y, double width, double height) {
        return new Box(x, y, x + width, y + height);
    }

    /** A box from its centre and size, as YOLO labels and network outputs write it. */
    public static Box cxcywh(double cx, double cy, double width, double height) {
        return new Box(cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2);
    }

    /** The box of a whole image. */
    public static Box of(Size size) {
        return new Box(0, 0, size.width(), size.height());
    }

    /** x2 - x1, at least 0. */
    public double width() {
        return x2 - x1;
    }

    /** y2 - y1, at least 0. */
    public double height() {
        return y2 - y1;
    }

    /** Width times height. */
    public double area() {
        return (x2 - x1) * (y2 - y1);
    }

    /** The x of the centre. */
    public double centerX() {
        return (x1 + x2) / 2;
    }

    /** The y of the centre. */
    public double centerY() {
        return (y1 + y2) / 2;
    }

    /** The area that both boxes cover; 0 if they only touch. */
    public double intersection(Box other) {
        double width = Math.min(x2, other.x2) - Math.max(x1, other.x1);
        double height = Math.min(y2, other.y2) - Math.max(y1, other.y1);
        return width > 0 && height > 0 ? width * height : 0;
    }

    /** Intersection over union with {@code other}, in [0, 1]; 0 if the union is empty. */
    public double iou(Box other) {
        double both = intersection(other);
        double union = area() + other.area() - both;
        return union > 0 ? both / union : 0;
    }

    /** Intersection over the smaller of the two areas, in [0, 1]; 0 if that is empty. */
    public double ios(Box other) {
        double smaller = Math.min(area(), other.area());
        return smaller > 0 ? intersection(other) / smaller : 0;
    }

    /** The smallest box that holds both. */
    public Box union(Box other) {
        return new Box(Math.min(x1, other.x1), Math.min(y1, other.y1), Math.max(x2, other.x2), Math.max(y2, other.y2));
    }

    /** The part inside an image of this size: cut, not moved. A box wholly outside becomes an empty one on the border. */
    public Box clippedTo(Size size) {
        return new Box(
                Math.min(Math.max(x1, 0), size.width()),
                Math.min(Math.max(y1, 0), size.height()),
                Math.min(Math.max(x2, 0), size.width()),
                Math.min(Math.max(y2, 0), size.height()));
    }

    /** This box moved by ({@code dx}, {@code dy}). */
    public Box moved(double dx, double dy) {
        return new Box(x1 + dx, y1 + dy, x2 + dx, y2 + dy);
    }
}
