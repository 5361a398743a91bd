package io.github.s2vision.dataset;

import io.github.s2vision.detect.Mask;
import io.github.s2vision.detect.MaskApi;
import io.github.s2vision.geometry.Size;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A mask in one of the forms that COCO files have: polygons, a list of run lengths, or run lengths as a compressed string.
 * Nothing is checked on reading; {@link #toMask} wants a proper mask, {@link #toRuns} does what pycocotools does.
 */
public abstract sealed class Segmentation {
    /** Run lengths and the size that they claim, which need not be that of the image. */
    public static final class Runs {
        private final int[] counts;
        private final int height;
        private final int width;

        Runs(int[] counts, long height, long width) {
            if (height < 0
                    || width < 0
                    || height > Integer.MAX_VALUE
                    || width > Integer.MAX_VALUE
                    || height * width > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("run lengths of size [" + height + ", " + width
                        + "]: sides are 0 or more, at most 2^31 - 1 pixels in all");
            }
            this.counts = counts;
            this.height = (int) height;
            this.width = (int) width;
        }

        /** Unsigned counts, column-major, in turn of 0s and 1s; not a copy, and not to be changed. */
        public int[] counts() {
            return counts;
        }

        /** The claimed height. */
        public int height() {
            return height;
        }

        /** The claimed width. */
        public int width() {
            return width;
        }
    }

    /** What {@link #toRuns} takes for a side of the image that is in the file, but is no whole number. */
    public static final long UNUSABLE_SIDE = -2;

    private Segmentation() {}

    /**
     * The mask of an image.
     *
     * @throws IllegalArgumentException if it is no proper mask of that size; says why
     */
    public abstract Mask toMask(Size image);

    /**
     * The outlines, x, y, x, y, …; those of the file where it has polygons, else {@link Mask#polygons} of {@link #toMask}.
     *
     * @throws IllegalArgumentException as {@link #toMask} throws
     */
    public List<double[]> polygons(Size image) {
        return toMask(image).polygons(0);
    }

    /**
     * The run lengths as pycocotools 2.0.11 makes them ({@code COCO.annToRLE}), of a form that is fit for that.
     *
     * @param height of the image, or {@link #UNUSABLE_SIDE}
     * @param width likewise
     * @throws IllegalArgumentException where the reference fails too; says why
     */
    public abstract Runs toRuns(long height, long width);

    /**
     * The run lengths of a result file, which pycocotools takes as a compressed string only.
     *
     * @throws IllegalArgumentException if it is of another form
     */
    public Runs compressedRuns() {
        throw new IllegalArgumentException("segmentation is no compressed string of run lengths, as results must be");
    }

    /** Reads the value that {@code in} stands at. */
    static Segmentation read(JsonScanner in) throws IOException {
        int first = in.peek();
        if (first == '{') {
            return dictionary(in);
        } else if (first != '[') {
            return new Unusable("is no list and no dictionary");
        }
        return list(in);
    }

    private static Segmentation list(JsonScanner in) throws IOException {
        List<double[]> polygons = new ArrayList<>();
        List<RunList> runs = new ArrayList<>();
        String fault = "";
        for (boolean more = in.firstElement(); more; more = in.nextElement()) {
            int kind = in.peek();
            if (kind == '[' && runs.isEmpty()) {
                try {
                    polygons.add(polygon(in));
                } catch (IllegalArgumentException unusable) {
                    return new Unusable("has a polygon that " + unusable.getMessage());
                }
            } else if (kind == '{' && polygons.isEmpty() && dictionary(in) instanceof RunList list) {
                runs.add(list);
            } else {
                fault = kind == '[' || kind == '{'
                        ? "mixes polygons and run lengths"
                        : "is a list, but not of polygons";
                break;
            }
        }
        return !fault.isEmpty() ? new Unusable(fault) : runs.isEmpty() ? new Polygons(polygons) : new RunLists(runs);
    }

    private static Segmentation dictionary(JsonScanner in) throws IOException {
        JsonScanner.Keys keys = new JsonScanner.Keys("counts", "size");
        long[] size = {};
        int[] counts = {};
        byte[] string = {};
        char form = ' ';
        for (int key = in.firstKey(keys); key != JsonScanner.END; key = in.nextKey(keys, key)) {
            int kind = in.peek();
            if (key == 0 && kind == '[') {
                form = '[';
                try {
                    counts = counts(in);
                } catch (IllegalArgumentException unusable) {
                    return new Unusable("has run lengths that " + unusable.getMessage());
                }
            } else if (key == 0 && kind == '"') {
                form = '"';
                string = in.string().getBytes(StandardCharsets.UTF_8);
            } else if (key == 1 && kind == '[') {
                size = size(in);
            } else {
                in.skip();
            }
        }
        if (form == ' ') {
            return new Unusable("has no \"counts\"");
        } else if (size.length == 0) {
            return new Unusable("has no \"size\" of two whole numbers");
        }
        return form == '[' ? new RunList(counts, size[0], size[1]) : new RunString(string, size[0], size[1]);
    }

    private static double[] polygon(JsonScanner in) throws IOException {
        double[] values = new double[16];
        int count = 0;
        for (boolean more = in.firstElement(); more; more = in.nextElement()) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            if (in.peek() == '"') {
                values[count++] = pythonFloat(in.string());
            } else {
                values[count++] = number(in);
            }
        }
        return Arrays.copyOf(values, count);
    }

    /** The numbers of a list. */
    static double[] numbers(JsonScanner in) throws IOException {
        double[] values = new double[51];
        int count = 0;
        for (boolean more = in.firstElement(); more; more = in.nextElement()) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = number(in);
        }
        return Arrays.copyOf(values, count);
    }

    private static double number(JsonScanner in) throws IOException {
        if (in.isNumber()) {
            in.number();
            return in.value();
        } else if (in.peek() == 't' || in.peek() == 'f') {
            return in.word() == 't' ? 1 : 0;
        }
        throw new IllegalArgumentException("holds something else than numbers");
    }

    private static int[] counts(JsonScanner in) throws IOException {
        int[] counts = new int[64];
        int count = 0;
        for (boolean more = in.firstElement(); more; more = in.nextElement()) {
            if (count == counts.length) {
                counts = Arrays.copyOf(counts, 2 * count);
            }
            double value = in.peek() == '"' ? pythonFloat(in.string()) : number(in);
            if (!(value >= 0 && value < 0x1p32)) {
                throw new IllegalArgumentException("hold " + value + ": 0 to 2^32 - 1 are possible");
            }
            counts[count++] = (int) (long) value;
        }
        return Arrays.copyOf(counts, count);
    }

    /** The first two numbers of a list; empty if there are none. */
    private static long[] size(JsonScanner in) throws IOException {
        long[] size = {-1, -1};
        int count = 0;
        for (boolean more = in.firstElement(); more; more = in.nextElement()) {
            if (count < 2) {
                size[count++] = wholeNumber(in);
            } else {
                in.skip();
            }
        }
        return size[0] >= 0 && size[1] >= 0 ? size : new long[0];
    }

    /** A number cut to a whole one, as C takes it from Python; below 0 if it is none, or too large. */
    static long wholeNumber(JsonScanner in) throws IOException {
        if (in.isNumber()) {
            in.number();
            double value = in.value();
            return value > -1 && value < 0x1p62 ? (long) value : -1;
        } else if (in.peek() == 't' || in.peek() == 'f') {
            return in.word() == 't' ? 1 : 0;
        }
        in.skip();
        return -1;
    }

    /** A number in a text, as Python's {@code float} takes it. */
    static double pythonFloat(String text) {
        String stripped = text.strip();
        String plain = stripped.toLowerCase(Locale.ROOT).replaceFirst("^[+-]", "");
        if (plain.equals("nan")) {
            return Double.NaN;
        } else if (plain.equals("inf") || plain.equals("infinity")) {
            return stripped.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        } else if (!plain.matches("(\\d+(\\.\\d*)?|\\.\\d+)(e[+-]?\\d+)?")) {
            // Double.parseDouble alone would also take "1f", "0x1p3" and the like.
            throw new IllegalArgumentException("holds the text \"" + text + "\"");
        }
        return Double.parseDouble(stripped);
    }

    /** Lists of corners. */
    private static final class Polygons extends Segmentation {
        private final List<double[]> polygons;

        Polygons(List<double[]> polygons) {
            this.polygons = polygons;
        }

        @Override
        public Mask toMask(Size image) {
            return Mask.ofPolygons(image, polygons(image));
        }

        @Override
        public List<double[]> polygons(Size image) {
            return polygons.stream()
                    .filter(polygon -> polygon.length >= 6)
                    .map(polygon -> Arrays.copyOf(polygon, polygon.length / 2 * 2))
                    .toList();
        }

        @Override
        public Runs toRuns(long height, long width) {
            if (polygons.isEmpty()) {
                throw new IllegalArgumentException("segmentation is an empty list");
            }
            if (polygons.get(0).length <= 4) {
                throw new IllegalArgumentException("segmentation begins with a polygon of " + polygons.get(0).length
                        + " numbers: more than 4 are needed");
            }
            checkSides(height, width);
            List<int[]> parts = new ArrayList<>(polygons.size());
            for (double[] polygon : polygons) {
                parts.add(MaskApi.fromPolygon(polygon, (int) height, (int) width));
            }
            return new Runs(MaskApi.union(parts), height, width);
        }
    }

    private static void checkSides(long height, long width) {
        if (height < 0 || width < 0 || height > Integer.MAX_VALUE || width > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("the image's height and width must be whole numbers of 0 or more"
                    + (height == UNUSABLE_SIDE || width == UNUSABLE_SIDE ? "" : ", not " + height + " and " + width));
        }
    }

    /** A dictionary with a list. */
    private static final class RunList extends Segmentation {
        private final int[] counts;
        private final long height;
        private final long width;

        RunList(int[] counts, long height, long width) {
            this.counts = counts;
            this.height = height;
            this.width = width;
        }

        @Override
        public Mask toMask(Size image) {
            return maskOf(counts, height, width, image);
        }

        @Override
        public Runs toRuns(long imageHeight, long imageWidth) {
            checkSides(imageHeight, imageWidth);
            return new Runs(counts, height, width);
        }
    }

    private static Mask maskOf(int[] counts, long height, long width, Size image) {
        if (height != image.height() || width != image.width()) {
            boolean exchanged = height == image.width() && width == image.height();
            throw new IllegalArgumentException("segmentation has the size [" + height + ", " + width
                    + "], but the image is " + image + (exchanged ? ": height and width are exchanged" : ""));
        }
        return Mask.ofRuns(image, counts);
    }

    /** A list of such dictionaries. */
    private static final class RunLists extends Segmentation {
        private final List<RunList> lists;

        RunLists(List<RunList> lists) {
            this.lists = lists;
        }

        @Override
        public Mask toMask(Size image) {
            return lists.stream().map(list -> list.toMask(image)).reduce(Mask.empty(image), Mask::union);
        }

        @Override
        public Runs toRuns(long height, long width) {
            checkSides(height, width);
            RunList first = lists.get(0);
            boolean same = lists.stream().allMatch(l -> l.height == first.height && l.width == first.width);
            if (!same) {
                return new Runs(new int[0], 0, 0); // what the C code makes of unlike sizes
            }
            return new Runs(
                    MaskApi.union(lists.stream().map(list -> list.counts).toList()), first.height, first.width);
        }
    }

    /** A dictionary with a compressed string. */
    private static final class RunString extends Segmentation {
        private final byte[] counts;
        private final long height;
        private final long width;

        RunString(byte[] counts, long height, long width) {
            this.counts = counts;
            this.height = height;
            this.width = width;
        }

        @Override
        public Mask toMask(Size image) {
            String text = new String(counts, StandardCharsets.UTF_8);
            if (text.startsWith("b'") && text.endsWith("'")) {
                // What Python's str() makes of bytes; no run length holds a quote.
                text = text.substring(2, text.length() - 1).replace("\\\\", "\\");
            }
            Mask mask = Mask.ofRle(new Size((int) width, (int) height), text);
            return maskOf(mask.runs(), height, width, image);
        }

        @Override
        public Runs toRuns(long imageHeight, long imageWidth) {
            return compressedRuns();
        }

        @Override
        public Runs compressedRuns() {
            return new Runs(MaskApi.fromString(counts, 0, counts.length), height, width);
        }
    }

    /** Anything else. */
    private static final class Unusable extends Segmentation {
        private final String why;

        Unusable(String why) {
            this.why = why;
        }

        @Override
        public Mask toMask(Size image) {
            throw unusable();
        }

        @Override
        public Runs toRuns(long height, long width) {
            throw unusable();
        }

        @Override
        public Runs compressedRuns() {
            throw unusable();
        }

        private IllegalArgumentException unusable() {
            return new IllegalArgumentException("segmentation " + why);
        }
    }
}
