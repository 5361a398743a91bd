package io.github.s2vision.detect.slice;

import java.util.Arrays;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds, among the boxes added so far, the first one that matches a given box, without looking at all of them.
 *
 * <p>A grid for each size: a box lies in one cell, that of its upper left corner, of the grid whose cells are one to two
 * times its longer side; cells are hashed. Who overlaps a box therefore lies in the cells that the box covers, or in the
 * ones to the left of and above those. For the intersection over the union grids of much larger or smaller boxes are left
 * out; a grid with fewer boxes than cells to look into is walked as a list.
 */
final class MatchIndex {
    private static final int LEVELS = 256; // exponents of floats
    private static final int BIAS = 127;

    /** Keeps the last bit of a quotient from leaving a level out. */
    private static final double SLACK = 1 + 1e-9;

    private final float[] bounds;
    private final int @Nullable [] labels;
    private final Overlap overlap;
    private final int[] added; // the boxes in order
    private int count;
    private final int[] bucketHead;
    private final int[] bucketTail;
    private final int[] nextInBucket; // by place in added
    private final int[] levelHead = filled(LEVELS);
    private final int[] levelTail = new int[LEVELS];
    private final int[] levelCount = new int[LEVELS];
    private final int[] nextInLevel;
    private int lowest = LEVELS;
    private int highest = -1;

    /**
     * @param bounds axis-aligned bounds of the boxes, x1, y1, x2, y2 in turn
     * @param labels boxes of different labels never match; null if all may
     * @param overlap which of them match; its threshold is above 0
     */
    MatchIndex(float[] bounds, int @Nullable [] labels, Overlap overlap) {
        this.bounds = bounds;
        this.labels = labels;
        this.overlap = overlap;
        int boxes = bounds.length / 4;
        int buckets = Integer.highestOneBit(Math.max(1, boxes)) * 4;
        this.added = new int[boxes];
        this.bucketHead = filled(buckets);
        this.bucketTail = new int[buckets];
        this.nextInBucket = new int[boxes];
        this.nextInLevel = new int[boxes];
    }

    private static int[] filled(int size) {
        int[] array = new int[size];
        Arrays.fill(array, -1);
        return array;
    }

    /** Adds a box; each at most once. */
    void add(int box) {
        int place = count++;
        added[place] = box;
        double side = side(box);
        if (side == 0) {
            return; // overlaps nothing
        }
        int level = level(side);
        double cell = cell(level);
        int at = 4 * box;
        int bucket = bucket(level, cellOf(bounds[at], cell), cellOf(bounds[at + 1], cell), label(box));
        append(bucketHead, bucketTail, nextInBucket, bucket, place);
        append(levelHead, levelTail, nextInLevel, level, place);
        levelCount[level]++;
        lowest = Math.min(lowest, level);
        highest = Math.max(highest, level);
    }

    private static void append(int[] head, int[] tail, int[] next, int list, int place) {
        next[place] = -1;
        if (head[list] < 0) {
            head[list] = place;
        } else {
            next[tail[list]] = place;
        }
        tail[list] = place;
    }

    /**
     * The first box added that matches and that {@code accepted} takes; -1 if there is none.
     *
     * @param accepted asked only of boxes that match
     */
    int first(int box, IntPredicate accepted) {
        double side = side(box);
        if (side == 0) {
            return -1;
        }
        int from = lowest;
        int to = highest;
        if (overlap.comparesSides()) {
            from = Math.max(from, level(side * overlap.threshold() / SLACK));
            to = Math.min(to, level(Math.min(side / overlap.threshold() * SLACK, Float.MAX_VALUE)));
        }
        int best = Integer.MAX_VALUE;
        for (int level = from; level <= to; level++) {
            if (levelCount[level] > 0) {
                best = firstInLevel(box, level, best, accepted);
            }
        }
        return best == Integer.MAX_VALUE ? -1 : added[best];
    }

    private int firstInLevel(int box, int level, int best, IntPredicate accepted) {
        double cell = cell(level);
        int at = 4 * box;
        double left = Math.floor((bounds[at] - cell) / cell);
        double top = Math.floor((bounds[at + 1] - cell) / cell);
        double columns = Math.floor(bounds[at + 2] / cell) - left + 1;
        double rows = Math.floor(bounds[at + 3] / cell) - top + 1;
        if (columns * rows >= levelCount[level]) {
            return firstInList(levelHead[level], nextInLevel, box, best, accepted);
        }
        int first = best;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int bucket = bucket(level, (long) left + column, (long) top + row, label(box));
                first = firstInList(bucketHead[bucket], nextInBucket, box, first, accepted);
            }
        }
        return first;
    }

    /** The places in a list rise: the first match in it is its best, and none counts after {@code best}. */
    private int firstInList(int head, int[] next, int box, int best, IntPredicate accepted) {
        for (int place = head; place >= 0 && place < best; place = next[place]) {
            int other = added[place];
            if (label(other) == label(box) && overlap.matches(other, box) && accepted.test(other)) {
                return place;
            }
        }
        return best;
    }

    private int label(int box) {
        return labels == null ? 0 : labels[box];
    }

    private double side(int box) {
        int at = 4 * box;
        double width = (double) bounds[at + 2] - bounds[at];
        double height = (double) bounds[at + 3] - bounds[at + 1];
        return width > 0 && height > 0 ? Math.min(Math.max(width, height), Float.MAX_VALUE) : 0;
    }

    private static int level(double side) {
        return Math.max(0, Math.getExponent((float) side) + BIAS);
    }

    /** The power of two above every side of the level. */
    private static double cell(int level) {
        return Math.scalb(1.0, level - BIAS + 1);
    }

    private static long cellOf(float coordinate, double cell) {
        return (long) Math.floor(coordinate / cell);
    }

    private int bucket(int level, long column, long row, int label) {
        long mixed = column * 0x9E3779B97F4A7C15L + row * 0xC2B2AE3D27D4EB4FL + level * 0x165667B19E3779F9L + label;
        mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
        return (int) (mixed >>> 32) & (bucketHead.length - 1);
    }
}
