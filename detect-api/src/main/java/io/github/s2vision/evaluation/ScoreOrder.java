package io.github.s2vision.evaluation;

import java.util.Arrays;

/**
 * Places of scores from the best to the worst, equal ones in their order, NaN last, -0 equal to 0: as NumPy's stable
 * {@code argsort(-scores)}. Keeps its memory for the next call; one thread.
 */
final class ScoreOrder {
    private static final int FEW = 40;
    private static final int DIGIT = 11;
    private static final int DIGITS = 6;
    private static final int BUCKETS = 1 << DIGIT;

    private long[] keys = new long[0];
    private long[] otherKeys = new long[0];
    private int[] places = new int[0];
    private int[] otherPlaces = new int[0];
    private final int[][] counts = new int[DIGITS][BUCKETS];

    /** Whether {@code a} comes strictly before {@code b}. */
    static boolean isBefore(double a, double b) {
        return a > b || (Double.isNaN(b) && !Double.isNaN(a));
    }

    /** A key that rises, as unsigned, where scores fall. */
    static long key(double score) {
        if (Double.isNaN(score)) {
            return -1;
        }
        long bits = Double.doubleToRawLongBits(score + 0.0); // -0 becomes 0
        return ~(bits ^ ((bits >> 63) | Long.MIN_VALUE));
    }

    /** The places {@code from .. to - 1} of {@code score} in order. */
    int[] order(double[] score, int from, int to) {
        int count = to - from;
        if (count <= FEW) {
            return insertion(score, from, count);
        }
        if (count > keys.length) {
            keys = new long[count];
            otherKeys = new long[count];
            places = new int[count];
            otherPlaces = new int[count];
        }
        for (int[] digit : counts) {
            Arrays.fill(digit, 0);
        }
        for (int i = 0; i < count; i++) {
            long key = key(score[from + i]);
            keys[i] = key;
            places[i] = from + i;
            for (int d = 0; d < DIGITS; d++) {
                counts[d][(int) (key >>> (d * DIGIT)) & (BUCKETS - 1)]++;
            }
        }
        for (int d = 0; d < DIGITS; d++) {
            distribute(counts[d], d * DIGIT, count);
        }
        return Arrays.copyOf(places, count);
    }

    private static int[] insertion(double[] score, int from, int count) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            double own = score[from + i];
            int at = i;
            while (at > 0 && isBefore(own, score[order[at - 1]])) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = from + i;
        }
        return order;
    }

    private void distribute(int[] starts, int shift, int count) {
        int sum = 0;
        for (int b = 0; b < BUCKETS; b++) {
            int own = starts[b];
            if (own == count) {
                return; // one digit for all
            }
            starts[b] = sum;
            sum += own;
        }
        for (int i = 0; i < count; i++) {
            int to = starts[(int) (keys[i] >>> shift) & (BUCKETS - 1)]++;
            otherKeys[to] = keys[i];
            otherPlaces[to] = places[i];
        }
        long[] k = keys;
        keys = otherKeys;
        otherKeys = k;
        int[] p = places;
        places = otherPlaces;
        otherPlaces = p;
    }
}
