package io.github.s2vision.detect;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The arithmetic of COCO's run lengths on bare arrays, equal to {@code maskApi.c} of pycocotools 2.0.11 in every bit, its
 * oddities included. {@link Mask} is built on it and is what programs want; this is for those who must agree with the
 * reference also where a file holds runs that are no proper mask (evaluation does).
 *
 * <p>Runs are unsigned 32-bit counts in column-major order (pixel x, y is number x * height + y), in turn of 0s and 1s,
 * beginning with 0s. No function here checks that they add up to the size of the mask. Nothing is changed in place. Never
 * reads outside its arrays: what the C code leaves undefined is refused or has a defined result, said where it happens.
 */
public final class MaskApi {
    private static final long UINT = 0xffffffffL;

    /** Beyond this a corner in fifths of a pixel would not fit 32 bits, where the C code is undefined. */
    private static final double MAX_COORDINATE = 1e8;

    private MaskApi() {}

    /**
     * The compressed string of {@code runs}: from the fourth on the difference to the run two before, in groups of five
     * bits, lowest first, as characters 48 to 111.
     */
    public static String toString(int[] runs) {
        StringBuilder text = new StringBuilder(runs.length * 2);
        for (int i = 0; i < runs.length; i++) {
            long rest = runs[i] & UINT;
            if (i > 2) {
                rest -= runs[i - 2] & UINT;
            }
            boolean more = true;
            while (more) {
                int group = (int) (rest & 0x1f);
                rest >>= 5;
                more = (group & 0x10) != 0 ? rest != -1 : rest != 0;
                text.append((char) ((more ? group | 0x20 : group) + 48));
            }
        }
        return text.toString();
    }

    /** {@link #fromString(byte[], int, int)} of a string. */
    public static int[] fromString(String counts) {
        byte[] bytes = counts.getBytes(StandardCharsets.UTF_8);
        return fromString(bytes, 0, bytes.length);
    }

    /**
     * The runs of a compressed string, as the C code reads it: characters outside its alphabet are taken by their bits, a
     * zero byte ends it, counts wrap at 2^32. A last group that announces another one, where the C code runs past the end
     * of its memory, is refused.
     *
     * @param bytes holds the string in {@code bytes[from .. to - 1]}
     * @throws IllegalArgumentException if the string ends inside a group
     */
    public static int[] fromString(byte[] bytes, int from, int to) {
        int[] runs = new int[to - from];
        int count = 0;
        int at = from;
        while (at < to && bytes[at] != 0) {
            long value = 0;
            boolean more = true;
            for (int k = 0; more; k++) {
                if (at == to || bytes[at] == 0) {
                    throw new IllegalArgumentException("run lengths \""
                            + new String(bytes, from, Math.min(to - from, 60), StandardCharsets.UTF_8)
                            + "\" end inside a count: the string was cut off, or is not COCO's compressed form");
                }
                int group = bytes[at++] - 48;
                // Java masks shifts of ints to 5 bits, as x86 does with the C code's.
                value |= (group & 0x1f) << (5 * k);
                more = (group & 0x20) != 0;
                if (!more && (group & 0x10) != 0) {
                    value |= -1 << (5 * (k + 1));
                }
            }
            if (count > 2) {
                value += runs[count - 2] & UINT;
            }
            runs[count++] = (int) value;
        }
        return Arrays.copyOf(runs, count);
    }

    /** How many pixels are set, modulo 2^32: the sum of every second run. */
    public static long area(int[] runs) {
        int sum = 0;
        for (int i = 1; i < runs.length; i += 2) {
            sum += runs[i];
        }
        return sum & UINT;
    }

    /**
     * The box around the set pixels as x, y, width, height; zeros without a full pair of runs. A run over several columns
     * takes the whole height. If all runs of 1s have length 0 the result is (width, height, 2^32 + 1 - width, 2^32 + 1 -
     * height), as in the C code.
     *
     * @throws IllegalArgumentException if {@code height} is 0 and a pixel is set, where the C code divides by zero
     */
    public static double[] box(int[] runs, int height, int width) {
        int pairs = runs.length / 2 * 2;
        if (pairs == 0) {
            return new double[4];
        }
        long left = width & UINT;
        long top = height & UINT;
        long right = 0;
        long bottom = 0;
        int end = 0;
        for (int i = 0; i < pairs; i++) {
            int start = end;
            end += runs[i];
            if (i % 2 == 0 || runs[i] == 0) {
                continue;
            }
            if (height == 0) {
                throw new IllegalArgumentException("run lengths set pixels of a mask of height 0");
            }
            int firstX = Integer.divideUnsigned(start, height);
            int lastX = Integer.divideUnsigned(end - 1, height);
            left = Math.min(left, firstX & UINT);
            right = Math.max(right, lastX & UINT);
            if (Integer.compareUnsigned(firstX, lastX) < 0) {
                top = 0;
                bottom = (height - 1) & UINT;
            } else {
                top = Math.min(top, Integer.remainderUnsigned(start, height) & UINT);
                bottom = Math.max(bottom, Integer.remainderUnsigned(end - 1, height) & UINT);
            }
        }
        return new double[] {left, top, (right - left + 1) & UINT, (bottom - top + 1) & UINT};
    }

    /** Union of masks of one size; the first one's runs if it is alone. Ends early as {@link #merge} says. */
    public static int[] union(List<int[]> masks) {
        return mergeAll(masks, false);
    }

    /** Intersection of masks of one size; the first one's runs if it is alone. Ends early as {@link #merge} says. */
    public static int[] intersection(List<int[]> masks) {
        return mergeAll(masks, true);
    }

    private static int[] mergeAll(List<int[]> masks, boolean intersect) {
        int[] merged = masks.isEmpty() ? new int[0] : masks.get(0);
        for (int i = 1; i < masks.size(); i++) {
            merged = merge(merged, masks.get(i), intersect);
        }
        return merged;
    }

    /**
     * Two masks run by run. Ends when nothing is left of both runs under way: runs of length 0 inside both masks at the
     * same place end it early, so that [5, 0, 0, 5, 90] merged with itself has no set pixel. Where one mask covers fewer
     * pixels than the other the C code never ends; that is refused.
     */
    private static int[] merge(int[] a, int[] b, boolean intersect) {
        if (a.length == 0 || b.length == 0) {
            throw new IllegalArgumentException("run lengths are empty: a mask has at least one run, of 0s");
        }
        int[] merged = new int[a.length + b.length];
        int count = 0;
        int leftA = a[0];
        int leftB = b[0];
        int nextA = 1;
        int nextB = 1;
        boolean setA = false;
        boolean setB = false;
        boolean set = false;
        int run = 0;
        boolean more = true;
        while (more) {
            int step = Integer.compareUnsigned(leftA, leftB) < 0 ? leftA : leftB;
            run += step;
            leftA -= step;
            if (leftA == 0 && nextA < a.length) {
                leftA = a[nextA++];
                setA = !setA;
            }
            leftB -= step;
            if (leftB == 0 && nextB < b.length) {
                leftB = b[nextB++];
                setB = !setB;
            }
            more = leftA + leftB != 0; // modulo 2^32, as in the C code
            checkProgress(more && step == 0, leftA == 0 && nextA == a.length, leftB == 0 && nextB == b.length);
            boolean before = set;
            set = intersect ? setA && setB : setA || setB;
            if (set != before || !more) {
                merged[count++] = run;
                run = 0;
            }
        }
        return Arrays.copyOf(merged, count);
    }

    /**
     * Intersection over union of two masks of one size, counted in runs; over the area of {@code a} if {@code crowd}. 0
     * without a common pixel. Does not look at the boxes first: see {@link #boxIou}. Ends early as {@link #merge} says.
     */
    public static double iou(int[] a, int[] b, boolean crowd) {
        if (a.length == 0 || b.length == 0) {
            return 0;
        }
        int leftA = a[0];
        int leftB = b[0];
        int nextA = 1;
        int nextB = 1;
        boolean setA = false;
        boolean setB = false;
        int both = 0;
        int either = 0;
        int more = 1;
        while (more != 0) {
            int step = Integer.compareUnsigned(leftA, leftB) < 0 ? leftA : leftB;
            if (setA || setB) {
                either += step;
                if (setA && setB) {
                    both += step;
                }
            }
            leftA -= step;
            if (leftA == 0 && nextA < a.length) {
                leftA = a[nextA++];
                setA = !setA;
            }
            leftB -= step;
            if (leftB == 0 && nextB < b.length) {
                leftB = b[nextB++];
                setB = !setB;
            }
            more = leftA + leftB;
            checkProgress(more != 0 && step == 0, leftA == 0 && nextA == a.length, leftB == 0 && nextB == b.length);
        }
        long union = both == 0 ? 1 : crowd ? area(a) : either & UINT;
        return (double) (both & UINT) / (double) union;
    }

    private static void checkProgress(boolean stuck, boolean endOfA, boolean endOfB) {
        if (stuck && (endOfA || endOfB)) {
            throw new IllegalArgumentException("the run lengths of two masks do not cover the same number of pixels");
        }
    }

    /**
     * Intersection over union of two boxes given as x, y, width, height; over the area of {@code a} if {@code crowd}. 0
     * if they do not overlap or one has a side below 0. A NaN counts as absent in the corners, as C's {@code fmin} and
     * {@code fmax} have it, so that the result may be NaN.
     */
    public static double boxIou(
            double ax, double ay, double aw, double ah, double bx, double by, double bw, double bh, boolean crowd) {
        double width = min(aw + ax, bw + bx) - max(ax, bx);
        if (width <= 0) {
            return 0;
        }
        double height = min(ah + ay, bh + by) - max(ay, by);
        if (height <= 0) {
            return 0;
        }
        double both = width * height;
        double areaA = aw * ah;
        return both / (crowd ? areaA : areaA + bw * bh - both);
    }

    private static double min(double a, double b) {
        return a < b || Double.isNaN(b) ? a : b;
    }

    private static double max(double a, double b) {
        return a > b || Double.isNaN(b) ? a : b;
    }

    /** A mask of {@code bitmap}, whose bytes are row by row; everything but 0 is set. */
    public static int[] encode(byte[] bitmap, int height, int width) {
        RunWriter writer = new RunWriter(height, width);
        for (int x = 0; x < width; x++) {
            int start = -1;
            for (int y = 0; y < height; y++) {
                boolean set = bitmap[y * width + x] != 0;
                if (set && start < 0) {
                    start = y;
                } else if (!set && start >= 0) {
                    writer.add(x, start, y);
                    start = -1;
                }
            }
            if (start >= 0) {
                writer.add(x, start, height);
            }
        }
        return writer.finish();
    }

    /** A box, as the polygon of its four corners. */
    public static int[] fromBox(double x, double y, double boxWidth, double boxHeight, int height, int width) {
        double right = x + boxWidth;
        double bottom = y + boxHeight;
        return fromPolygon(new double[] {x, y, x, bottom, right, bottom, right, y}, height, width);
    }

    /**
     * The pixels inside a polygon of corners x, y, x, y, …; a last number without partner is left out. The border is
     * walked in fifths of a pixel; where it crosses the middle of a column the fill switches. Costs time by the columns
     * that the edges cross inside the mask, however far outside the corners lie.
     *
     * @throws IllegalArgumentException if a coordinate is NaN or beyond ±1e8, or the mask has more than 2^31 - 1 pixels
     */
    public static int[] fromPolygon(double[] corners, int height, int width) {
        if (height < 0 || width < 0 || (long) height * width > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a mask of " + width + "×" + height
                    + " pixels: sides are 0 or more, at most 2^31 - 1 pixels in all");
        }
        int count = corners.length / 2;
        int[] x = new int[count];
        int[] y = new int[count];
        for (int i = 0; i < count; i++) {
            x[i] = fifths(corners[2 * i]);
            y[i] = fifths(corners[2 * i + 1]);
        }
        Crossings crossings = new Crossings(height, width);
        for (int i = 0; i < count; i++) {
            int next = i + 1 == count ? 0 : i + 1;
            crossings.edge(x[i], y[i], x[next], y[next]);
        }
        return crossings.runs();
    }

    private static int fifths(double coordinate) {
        if (!(Math.abs(coordinate) <= MAX_COORDINATE)) {
            throw new IllegalArgumentException(
                    "polygon coordinate " + coordinate + ": finite numbers up to ±1e8 are allowed");
        }
        return (int) (5 * coordinate + .5);
    }

    /** Where the border of a polygon, drawn in fifths of a pixel, crosses the middle of a column: the third fifth. */
    private static final class Crossings {
        private static final int SCALE = 5;
        private final int height;
        private final int width;
        private int[] positions = new int[64];
        private int count;

        Crossings(int height, int width) {
            this.height = height;
            this.width = width;
        }

        /**
         * Walks the edge as the C code does: along the longer axis, from the end that is smaller there. Only the steps
         * between fifths 5c + 2 and 5c + 3 of a column c count, and only those are visited; their order does not matter,
         * as they are sorted in the end.
         */
        void edge(int firstX, int firstY, int secondX, int secondY) {
            int dx = Math.abs(secondX - firstX);
            int dy = Math.abs(firstY - secondY);
            boolean flip = dx >= dy ? firstX > secondX : firstY > secondY;
            int startX = flip ? secondX : firstX;
            int startY = flip ? secondY : firstY;
            int endX = flip ? firstX : secondX;
            int endY = flip ? firstY : secondY;
            int from = Math.max(column(Math.min(firstX, secondX)), 0);
            int to = Math.min(column(Math.max(firstX, secondX)), width - 1);
            if (dx >= dy) {
                double slope = (double) (endY - startY) / dx;
                for (int c = from; c <= to; c++) {
                    int t = SCALE * c + 2 - startX; // the step goes between t and t + 1
                    if (t >= 0 && t < dx) {
                        cross(c, round(startY, slope, t), round(startY, slope, t + 1));
                    }
                }
            } else if (dx > 0) {
                double slope = (double) (endX - startX) / dy;
                for (int c = from; c <= to; c++) {
                    int t = lastBefore(startX, slope, dy, SCALE * c + 2);
                    if (t >= 0 && t < dy) {
                        cross(c, t + startY, t + 1 + startY);
                    }
                }
            }
        }

        /** The last t before the rounded line leaves the side of {@code fifth} or below (rising), of above (falling). */
        private static int lastBefore(int start, double slope, int length, int fifth) {
            boolean rising = slope > 0;
            int t = (int) Math.floor((fifth + .5 - start) / slope);
            t = Math.max(-1, Math.min(length, t));
            while (t >= 0 && round(start, slope, t) <= fifth != rising) {
                t--;
            }
            while (t < length && round(start, slope, t + 1) <= fifth == rising) {
                t++;
            }
            return t;
        }

        private static int column(int fifth) {
            return Math.floorDiv(fifth - 2, SCALE);
        }

        private static int round(int start, double slope, int t) {
            return (int) (start + slope * t + .5);
        }

        /** The border crosses column c between fifths y {@code a} and {@code b}. */
        private void cross(int c, int a, int b) {
            double y = Math.min(a, b);
            y = (y + .5) / SCALE - .5;
            y = Math.ceil(y < 0 ? 0 : y > height ? height : y);
            if (count == positions.length) {
                positions = Arrays.copyOf(positions, 2 * count);
            }
            positions[count++] = c * height + (int) y;
        }

        /** Differences of the sorted positions; one of 0 joins its neighbours. */
        int[] runs() {
            int[] sorted = Arrays.copyOf(positions, count + 1);
            sorted[count] = height * width;
            Arrays.sort(sorted);
            int[] runs = new int[count + 1];
            int m = 0;
            runs[m++] = sorted[0];
            int j = 1;
            while (j <= count) {
                int difference = sorted[j] - sorted[j - 1];
                j++;
                if (difference > 0) {
                    runs[m++] = difference;
                } else if (j <= count) {
                    runs[m - 1] += sorted[j] - sorted[j - 1];
                    j++;
                }
            }
            return Arrays.copyOf(runs, m);
        }
    }

    /** A bitmap row by row with 1 where set. Runs past the end of the mask are refused, missing ones are 0. */
    static byte[] decode(int[] runs, int height, int width) {
        byte[] bitmap = new byte[Math.multiplyExact(height, width)];
        long position = 0;
        boolean set = false;
        for (int run : runs) {
            long end = position + (run & UINT);
            if (end > bitmap.length) {
                throw new IllegalArgumentException("run lengths cover more than the " + width + "×" + height + " mask");
            }
            if (set) {
                fill(bitmap, height, width, (int) position, (int) end);
            }
            position = end;
            set = !set;
        }
        return bitmap;
    }

    private static void fill(byte[] bitmap, int height, int width, int from, int to) {
        int x = from / Math.max(height, 1);
        int y = from - x * height;
        for (int i = from; i < to; i++) {
            bitmap[y * width + x] = 1;
            if (++y == height) {
                y = 0;
                x++;
            }
        }
    }

    /** The run lengths of vertical stretches that come in column-major order. */
    static final class RunWriter {
        private final int height;
        private final int total;
        private int[] runs = new int[16];
        private int count;
        private int end; // of the last stretch

        RunWriter(int height, int width) {
            this.height = height;
            this.total = Math.multiplyExact(height, width);
        }

        /** Sets rows {@code from .. to - 1} of column {@code x}; must not lie before the last stretch. */
        void add(int x, int from, int to) {
            addPixels(x * height + from, x * height + to);
        }

        /** Sets the pixels {@code from .. to - 1} in column-major numbering. */
        void addPixels(int from, int to) {
            if (from == to) {
                return;
            }
            if (count > 0 && from == end) {
                runs[count - 1] += to - from;
            } else {
                if (count + 3 > runs.length) {
                    runs = Arrays.copyOf(runs, 2 * runs.length);
                }
                runs[count++] = from - end;
                runs[count++] = to - from;
            }
            end = to;
        }

        int[] finish() {
            if (end < total || count == 0) {
                runs[count++] = total - end;
            }
            return Arrays.copyOf(runs, count);
        }
    }
}
