package io.github.s2vision.detect;

import io.github.s2vision.geometry.Box;
import io.github.s2vision.geometry.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The outlines of a mask along the edges between pixels. Borders are followed one by one as Suzuki and Abe (1985) do,
 * but on the corners of pixels instead of their centres, so that an outline fills to the very mask it came from.
 * Foreground pixels that touch at a corner belong together, background pixels do not.
 */
record Contours(List<double[]> outer, List<double[]> holes) {
    static Contours of(Mask mask, double tolerance) {
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException("tolerance " + tolerance + " pixels: 0 or more is needed");
        }
        List<double[]> outer = new ArrayList<>();
        List<double[]> holes = new ArrayList<>();
        if (!mask.isEmpty()) {
            Tracer tracer = new Tracer(mask);
            for (int[] ring = tracer.next(); ring.length > 0; ring = tracer.next()) {
                (twiceArea(ring) > 0 ? outer : holes).add(Simplification.simplify(ring, tolerance));
            }
        }
        return new Contours(List.copyOf(outer), List.copyOf(holes));
    }

    /** Above 0 if the ring runs clockwise on the screen, where y grows downwards. */
    private static long twiceArea(int[] ring) {
        long sum = 0;
        for (int i = 0; i < ring.length; i += 2) {
            int j = i + 2 == ring.length ? 0 : i + 2;
            sum += (long) ring[i] * ring[j + 1] - (long) ring[j] * ring[i + 1];
        }
        return sum;
    }

    /** Follows borders with the set pixels on the right hand. Each begins at an upper edge of a set pixel. */
    private static final class Tracer {
        private static final int[] DX = {1, 0, -1, 0}; // right, down, left, up: a turn to the right is + 1
        private static final int[] DY = {0, 1, 0, -1};
        private final int left;
        private final int top;
        private final int stride;
        private final boolean[] set; // the bounds and a margin of one pixel
        private final boolean[] walked; // upper edges of pixels
        private int scan;

        Tracer(Mask mask) {
            Box bounds = mask.bounds();
            left = (int) bounds.x1() - 1;
            top = (int) bounds.y1() - 1;
            int width = (int) bounds.width();
            int height = (int) bounds.height();
            stride = width + 2;
            set = new boolean[Math.multiplyExact(stride, height + 2)];
            byte[] bitmap =
                    mask.moved(-left - 1, -top - 1, new Size(width, height)).toBitmap();
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    set[(y + 1) * stride + x + 1] = bitmap[y * width + x] != 0;
                }
            }
            walked = new boolean[set.length];
        }

        /** The corners x, y of the next border; empty when all were given. */
        int[] next() {
            while (scan < set.length && !(set[scan] && !set[scan - stride] && !walked[scan])) {
                scan++;
            }
            return scan == set.length ? new int[0] : follow(scan % stride, scan / stride);
        }

        private int[] follow(int startX, int startY) {
            int[] ring = new int[16];
            int count = 0;
            int x = startX;
            int y = startY;
            int direction = 0;
            do {
                if (direction == 0) {
                    walked[y * stride + x] = true;
                }
                x += DX[direction];
                y += DY[direction];
                int turn = ahead(x, y, direction, true) ? 3 : ahead(x, y, direction, false) ? 0 : 1;
                if (turn != 0) {
                    if (count + 2 > ring.length) {
                        ring = Arrays.copyOf(ring, 2 * ring.length);
                    }
                    ring[count++] = x + left;
                    ring[count++] = y + top;
                    direction = (direction + turn) % 4;
                }
            } while (x != startX || y != startY || direction != 0);
            return Arrays.copyOf(ring, count);
        }

        /** Whether the pixel ahead of corner (x, y), on the left or the right hand, is set. */
        private boolean ahead(int x, int y, int direction, boolean leftHand) {
            // Corner (x, y) is the upper left one of pixel (x, y).
            int px = direction == 0 ? x : direction == 2 ? x - 1 : leftHand == (direction == 1) ? x : x - 1;
            int py = direction == 1 ? y : direction == 3 ? y - 1 : leftHand == (direction == 2) ? y : y - 1;
            return set[py * stride + px];
        }
    }

    /** Douglas and Peucker on a closed ring, between its first corner and the one farthest from it. */
    private static final class Simplification {
        static double[] simplify(int[] ring, double tolerance) {
            int corners = ring.length / 2;
            boolean[] keep = new boolean[corners];
            if (tolerance == 0) {
                Arrays.fill(keep, true);
            } else {
                int far = farthestCorner(ring);
                keep[0] = true;
                keep[far] = true;
                refine(ring, keep, 0, far, tolerance);
                refine(ring, keep, far, corners, tolerance);
                keepThree(keep, far);
            }
            double[] simple = new double[ring.length];
            int count = 0;
            for (int i = 0; i < corners; i++) {
                if (keep[i]) {
                    simple[count++] = ring[2 * i];
                    simple[count++] = ring[2 * i + 1];
                }
            }
            return Arrays.copyOf(simple, count);
        }

        private static int farthestCorner(int[] ring) {
            int far = 0;
            double distance = -1;
            for (int i = 0; i < ring.length / 2; i++) {
                double d = Math.hypot(ring[2 * i] - ring[0], ring[2 * i + 1] - ring[1]);
                if (d > distance) {
                    distance = d;
                    far = i;
                }
            }
            return far;
        }

        /** Keeps the corner between {@code from} and {@code to} that lies farthest from their line, and so on inside. */
        private static void refine(int[] ring, boolean[] keep, int from, int to, double tolerance) {
            int[] stack = new int[2 * keep.length + 2];
            int depth = 0;
            stack[depth++] = from;
            stack[depth++] = to;
            while (depth > 0) {
                int b = stack[--depth];
                int a = stack[--depth];
                int far = -1;
                double distance = tolerance;
                for (int i = a + 1; i < b; i++) {
                    double d = fromSegment(ring, i, a, b % keep.length);
                    if (d > distance) {
                        distance = d;
                        far = i;
                    }
                }
                if (far >= 0) {
                    keep[far] = true;
                    stack[depth++] = a;
                    stack[depth++] = far;
                    stack[depth++] = far;
                    stack[depth++] = b;
                }
            }
        }

        private static double fromSegment(int[] ring, int point, int a, int b) {
            double dx = ring[2 * b] - ring[2 * a];
            double dy = ring[2 * b + 1] - ring[2 * a + 1];
            double px = ring[2 * point] - ring[2 * a];
            double py = ring[2 * point + 1] - ring[2 * a + 1];
            double length = dx * dx + dy * dy;
            double t = length == 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / length));
            return Math.hypot(px - t * dx, py - t * dy);
        }

        /** A ring flatter than the tolerance would become a line: a third corner keeps it a polygon. */
        private static void keepThree(boolean[] keep, int far) {
            int kept = 0;
            for (boolean k : keep) {
                kept += k ? 1 : 0;
            }
            if (kept < 3) {
                keep[far / 2 == 0 ? far + 1 : far / 2] = true;
            }
        }
    }
}
