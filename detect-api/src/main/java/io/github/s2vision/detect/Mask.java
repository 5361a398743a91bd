package io.github.s2vision.detect;

import io.github.s2vision.geometry.Box;
import io.github.s2vision.geometry.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which pixels of an image belong to an object: a binary mask, kept as COCO's run lengths and never as a dense array.
 * Immutable. Masks are equal if the same pixels are set: runs of length 0 that a file may hold are taken out.
 *
 * <p>All results equal those of pycocotools 2.0.11 ({@code maskApi.c}) bit by bit; {@link MaskApi} has its oddities with
 * runs that are no proper mask. Time and memory grow with the number of runs, about the length of the outline, except
 * where a method says otherwise.
 */
public final class Mask {
    private final Size size;
    private final int[] runs; // no zero-length run but the first; sums up to the area of the size
    private final long area;

    private Mask(Size size, int[] runs) {
        this.size = size;
        this.runs = runs;
        this.area = MaskApi.area(runs);
    }

    /**
     * A mask from COCO's compressed string.
     *
     * @throws IllegalArgumentException if the string has characters outside {@code '0'} to {@code 'o'}, ends inside a
     *     count, or its runs do not add up to the size: then the sides may be exchanged (COCO writes [height, width])
     */
    public static Mask ofRle(Size size, String counts) {
        for (int i = 0; i < counts.length(); i++) {
            char c = counts.charAt(i);
            if (c < 48 || c > 111) {
                throw new IllegalArgumentException("run lengths have character '" + c + "' at " + i
                        + ": COCO's compressed form uses '0' to 'o' (48 to 111) only");
            }
        }
        return ofRuns(size, MaskApi.fromString(counts));
    }

    /**
     * A mask from run lengths in column-major order, in turn of unset and set pixels, beginning with unset ones.
     *
     * @throws IllegalArgumentException if one is negative or they do not add up to the size
     */
    public static Mask ofRuns(Size size, int... runs) {
        long sum = 0;
        for (int run : runs) {
            if (run < 0) {
                throw new IllegalArgumentException("run length " + run + ": 0 or more is needed");
            }
            sum += run;
        }
        if (sum != checked(size).area()) {
            throw new IllegalArgumentException("run lengths add up to " + sum + ", not to the " + size.area()
                    + " pixels of " + size + ". COCO writes sizes as [height, width]");
        }
        MaskApi.RunWriter writer = new MaskApi.RunWriter(size.height(), size.width());
        int position = 0;
        for (int i = 0; i < runs.length; i++) {
            if (i % 2 == 1) {
                writer.addPixels(position, position + runs[i]);
            }
            position += runs[i];
        }
        return new Mask(size, writer.finish());
    }

    /**
     * A mask from a bitmap, row by row; everything but 0 is set. Takes time by the number of pixels.
     *
     * @throws IllegalArgumentException if its length is not the size's area
     */
    public static Mask ofBitmap(Size size, byte[] rows) {
        return ofBitmap(size, 0, 0, size, rows);
    }

    /**
     * A mask that is empty but for a window, such as the box of a detection or a tile of a larger image. What lies outside
     * the image is cut off. Takes time by the pixels of the window.
     *
     * @param left the window's left border in the image; may be negative
     * @param top its upper border
     * @param window its size
     * @param rows its pixels, row by row; everything but 0 is set
     * @throws IllegalArgumentException if {@code rows} does not have the window's area
     */
    public static Mask ofBitmap(Size size, int left, int top, Size window, byte[] rows) {
        if (rows.length != checked(window).area()) {
            throw new IllegalArgumentException("bitmap of " + rows.length + " bytes for a window of " + window + ": "
                    + window.area() + " are needed, one per pixel");
        }
        MaskApi.RunWriter writer = new MaskApi.RunWriter(checked(size).height(), size.width());
        int firstX = Math.max(0, -left);
        int endX = (int) Math.min(window.width(), (long) size.width() - left);
        int firstY = Math.max(0, -top);
        int endY = (int) Math.min(window.height(), (long) size.height() - top);
        for (int x = firstX; x < endX; x++) {
            int start = -1;
            for (int y = firstY; y < endY; y++) {
                boolean set = rows[y * window.width() + x] != 0;
                if (set && start < 0) {
                    start = y;
                } else if (!set && start >= 0) {
                    writer.add(x + left, start + top, y + top);
                    start = -1;
                }
            }
            if (start >= 0) {
                writer.add(x + left, start + top, endY + top);
            }
        }
        return new Mask(size, writer.finish());
    }

    /**
     * The pixels inside polygons, each x, y, x, y, … in pixels; several are united, so there are no holes.
     *
     * @throws IllegalArgumentException if a polygon has fewer than 3 corners, an odd number of values, or a coordinate
     *     that is not finite or beyond ±1e8
     */
    public static Mask ofPolygons(Size size, List<double[]> polygons) {
        List<int[]> parts = new ArrayList<>();
        for (double[] polygon : polygons) {
            if (polygon.length < 6 || polygon.length % 2 != 0) {
                throw new IllegalArgumentException(
                        "polygon of " + polygon.length + " numbers: x and y of at least 3 corners are needed");
            }
            parts.add(MaskApi.fromPolygon(polygon, checked(size).height(), size.width()));
        }
        return parts.isEmpty() ? empty(size) : new Mask(size, MaskApi.union(parts));
    }

    /** The pixels of a box, rounded as COCO rounds polygons. */
    public static Mask ofBox(Size size, Box box) {
        return new Mask(
                size,
                MaskApi.fromBox(
                        box.x1(),
                        box.y1(),
                        box.width(),
                        box.height(),
                        checked(size).height(),
                        size.width()));
    }

    /** A mask without a set pixel. */
    public static Mask empty(Size size) {
        return new Mask(size, new int[] {(int) checked(size).area()});
    }

    private static Size checked(Size size) {
        if (size.area() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a mask of " + size + " pixels: at most 2^31 - 1 in all are possible");
        }
        return size;
    }

    /** Width and height of the image that the mask belongs to. */
    public Size size() {
        return size;
    }

    /** How many pixels are set. */
    public long area() {
        return area;
    }

    /** Whether no pixel is set. */
    public boolean isEmpty() {
        return area == 0;
    }

    /** The smallest box around the set pixels, on whole pixels; an empty one at the origin if none is set. */
    public Box bounds() {
        if (isEmpty()) {
            return new Box(0, 0, 0, 0);
        }
        double[] box = MaskApi.box(runs, size.height(), size.width());
        return Box.xywh(box[0], box[1], box[2], box[3]);
    }

    /** Whether the pixel in column {@code x} and row {@code y} is set; outside the image none is. */
    public boolean contains(int x, int y) {
        if (x < 0 || y < 0 || x >= size.width() || y >= size.height()) {
            return false;
        }
        int pixel = x * size.height() + y;
        int end = 0;
        for (int i = 0; i < runs.length; i++) {
            end += runs[i];
            if (pixel < end) {
                return i % 2 == 1;
            }
        }
        return false;
    }

    /** COCO's compressed string; with {@link #size} as [height, width] it is what annotation files hold. */
    public String counts() {
        return MaskApi.toString(runs);
    }

    /** A copy of the run lengths: column-major, in turn of unset and set pixels, beginning with unset ones. */
    public int[] runs() {
        return runs.clone();
    }

    /** The mask as a bitmap, row by row, 1 where set. Takes memory by the number of pixels. */
    public byte[] toBitmap() {
        return MaskApi.decode(runs, size.height(), size.width());
    }

    /** The pixels set in this mask or in {@code other}, which must have the same size. */
    public Mask union(Mask other) {
        return new Mask(sizeOfBoth(other), MaskApi.union(List.of(runs, other.runs)));
    }

    /** The pixels set in this mask and in {@code other}, which must have the same size. */
    public Mask intersection(Mask other) {
        return new Mask(sizeOfBoth(other), MaskApi.intersection(List.of(runs, other.runs)));
    }

    /** Intersection over union with {@code other} of the same size, in [0, 1]; 0 without a common pixel. */
    public double iou(Mask other) {
        sizeOfBoth(other);
        return MaskApi.iou(runs, other.runs, false);
    }

    /**
     * Which share of this mask lies in {@code other} of the same size, in [0, 1]: COCO's overlap with a crowd. 0 if this
     * mask is empty.
     */
    public double shareInside(Mask other) {
        sizeOfBoth(other);
        return MaskApi.iou(runs, other.runs, true);
    }

    private Size sizeOfBoth(Mask other) {
        if (!size.equals(other.size)) {
            throw new IllegalArgumentException("masks of " + size + " and " + other.size
                    + " cannot be compared: bring both to one image with moved(dx, dy, size)");
        }
        return size;
    }

    /** This mask moved by whole pixels into an image of another size, as from a tile; what falls outside is cut off. */
    public Mask moved(int dx, int dy, Size onto) {
        MaskApi.RunWriter writer = new MaskApi.RunWriter(checked(onto).height(), onto.width());
        int height = size.height();
        int position = 0;
        for (int i = 0; i < runs.length; i++) {
            int end = position + runs[i];
            while (i % 2 == 1 && position < end) {
                int x = position / height;
                int stop = Math.min(end, (x + 1) * height);
                int above = x * height; // pixels in the columns before
                long column = (long) x + dx;
                long from = Math.max(0, (long) position - above + dy);
                long to = Math.min(onto.height(), (long) stop - above + dy);
                if (column >= 0 && column < onto.width() && from < to) {
                    writer.add((int) column, (int) from, (int) to);
                }
                position = stop;
            }
            position = end;
        }
        return new Mask(onto, writer.finish());
    }

    /**
     * The outlines of the set regions as polygons x, y, x, y, … along the edges of pixels, clockwise on the screen; pixels
     * that touch at a corner are one region. With tolerance 0 {@link #ofPolygons} gives this mask back if it has no holes
     * (polygons of COCO have none; {@link #holes} tells). Takes memory by the area of {@link #bounds}.
     *
     * @param tolerance how far, in pixels, a corner may lie from the simplified outline (Douglas and Peucker 1973); 0 and
     *     up
     */
    public List<double[]> polygons(double tolerance) {
        return Contours.of(this, tolerance).outer();
    }

    /** The outlines of the holes, as {@link #polygons}, but counter-clockwise. */
    public List<double[]> holes(double tolerance) {
        return Contours.of(this, tolerance).holes();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Mask that && size.equals(that.size) && Arrays.equals(runs, that.runs);
    }

    @Override
    public int hashCode() {
        return 31 * size.hashCode() + Arrays.hashCode(runs);
    }

    /** Such as {@code Mask[640×480, 1234 pixels set]}. */
    @Override
    public String toString() {
        return "Mask[" + size + ", " + area + " pixels set]";
    }
}
