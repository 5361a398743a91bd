package io.github.s2vision.evaluation;

import java.util.Arrays;

/**
 * Rows sorted by category and, within, by image; within that in the order in which they came. All rows of one image and
 * category so stand side by side.
 */
final class Grouping {
    /** The rows. */
    final int[] rows;
    /** By place: the rank of the row's image. */
    final int[] images;
    /** By category: where its rows begin; and where the last one's end. */
    final int[] starts;
    /** Columns that came along, by place. */
    final double[][] values;

    private Grouping(int size, int[] starts, int columns) {
        rows = new int[size];
        images = new int[size];
        values = new double[columns][size];
        this.starts = starts;
    }

    /**
     * Sorts rows.
     *
     * @param rows as they come
     * @param images by place in {@code rows}
     * @param categories likewise
     * @param columns by row: what is to come along
     */
    static Grouping of(
            int[] rows, int[] images, int imageCount, int[] categories, int categoryCount, double[]... columns) {
        int[] byImage = stableOrder(images, imageCount);
        int[] starts = new int[categoryCount + 1];
        for (int category : categories) {
            starts[category + 1]++;
        }
        for (int k = 0; k < categoryCount; k++) {
            starts[k + 1] += starts[k];
        }
        Grouping grouping = new Grouping(rows.length, starts, columns.length);
        int[] next = starts.clone();
        // Reads in order and writes to as many places as there are categories: the other way about misses the cache.
        for (int i = 0; i < rows.length; i++) {
            int from = byImage.length == 0 ? i : byImage[i];
            int to = next[categories[from]]++;
            grouping.rows[to] = rows[from];
            grouping.images[to] = images[from];
            for (int c = 0; c < columns.length; c++) {
                grouping.values[c][to] = columns[c][rows[from]];
            }
        }
        return grouping;
    }

    /** The places of keys in rising order, equal ones as they come; empty if they rise already. */
    static int[] stableOrder(int[] keys, int keyCount) {
        boolean rises = true;
        for (int i = 1; i < keys.length && rises; i++) {
            rises = keys[i - 1] <= keys[i];
        }
        if (rises) {
            return new int[0];
        }
        int[] next = new int[keyCount + 1];
        for (int key : keys) {
            next[key + 1]++;
        }
        for (int k = 0; k < keyCount; k++) {
            next[k + 1] += next[k];
        }
        int[] order = new int[keys.length];
        for (int i = 0; i < keys.length; i++) {
            order[next[keys[i]]++] = i;
        }
        return order;
    }

    /** Where the image that begins at {@code from} ends, at most at {@code end}. */
    int groupEnd(int from, int end) {
        int at = from;
        while (at < end && images[at] == images[from]) {
            at++;
        }
        return at;
    }

    /**
     * Sorts each image's detections within a category best first, keeps the first {@code most}, and tells how many of it
     * come before each. The first column is the score, the second the area.
     */
    static Ranked ranked(Grouping all, int most) {
        double[] scoreOfPlace = all.values[0];
        int size = all.rows.length;
        Ranked ranked = new Ranked(size, all.starts.length);
        int[] order = new int[16];
        for (int k = 0; k + 1 < all.starts.length; k++) {
            ranked.starts[k] = ranked.size;
            int end = all.starts[k + 1];
            int to;
            for (int from = all.starts[k]; from < end; from = to) {
                to = all.groupEnd(from, end);
                int count = to - from;
                if (count > order.length) {
                    order = new int[2 * count];
                }
                bestFirst(scoreOfPlace, from, count, order);
                ranked.add(all, order, Math.min(count, most));
                ranked.leave(all, order, most, count);
            }
        }
        ranked.finish();
        return ranked;
    }

    private static void bestFirst(double[] score, int from, int count, int[] order) {
        if (count > 64) {
            int[] sorted = new ScoreOrder().order(score, from, from + count);
            System.arraycopy(sorted, 0, order, 0, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            double own = score[from + i];
            int at = i;
            while (at > 0 && ScoreOrder.isBefore(own, score[order[at - 1]])) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = from + i;
        }
    }

    /** Detections that take part: by category, image, and from the best. */
    static final class Ranked {
        int size;
        int[] rows;
        int[] images;
        int[] ranks;
        double[] scores;
        double[] areas;
        final int[] starts;
        /** Rows beyond the limit. */
        int[] left = new int[0];

        private int leftCount;

        private Ranked(int capacity, int starts) {
            rows = new int[capacity];
            images = new int[capacity];
            ranks = new int[capacity];
            scores = new double[capacity];
            areas = new double[capacity];
            this.starts = new int[starts];
        }

        private void add(Grouping from, int[] order, int count) {
            for (int rank = 0; rank < count; rank++) {
                int place = order[rank];
                rows[size] = from.rows[place];
                images[size] = from.images[place];
                ranks[size] = rank;
                scores[size] = from.values[0][place];
                areas[size] = from.values[1][place];
                size++;
            }
        }

        private void leave(Grouping from, int[] order, int most, int count) {
            for (int i = most; i < count; i++) {
                if (leftCount == left.length) {
                    left = Arrays.copyOf(left, 2 * leftCount + 16);
                }
                left[leftCount++] = from.rows[order[i]];
            }
        }

        private void finish() {
            starts[starts.length - 1] = size;
            left = Arrays.copyOf(left, leftCount);
            if (size < rows.length) {
                rows = Arrays.copyOf(rows, size);
                images = Arrays.copyOf(images, size);
                ranks = Arrays.copyOf(ranks, size);
                scores = Arrays.copyOf(scores, size);
                areas = Arrays.copyOf(areas, size);
            }
        }
    }
}
