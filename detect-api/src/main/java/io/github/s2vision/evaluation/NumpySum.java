package io.github.s2vision.evaluation;

/**
 * Sums as NumPy 2.4.6 adds up a contiguous array of doubles: in pairs, which loses fewer digits, and gives other last bits
 * than a plain loop (numpy/_core/src/umath/loops_utils.h.src, {@code pairwise_sum}).
 */
final class NumpySum {
    private static final int BLOCK = 128;

    private NumpySum() {}

    /** The sum of {@code values[from .. from + count - 1]}. */
    static double sum(double[] values, int from, int count) {
        if (count < 8) {
            double sum = 0;
            for (int i = 0; i < count; i++) {
                sum += values[from + i];
            }
            return sum;
        } else if (count > BLOCK) {
            int half = count / 2;
            half -= half % 8;
            return sum(values, from, half) + sum(values, from + half, count - half);
        }
        double r0 = values[from];
        double r1 = values[from + 1];
        double r2 = values[from + 2];
        double r3 = values[from + 3];
        double r4 = values[from + 4];
        double r5 = values[from + 5];
        double r6 = values[from + 6];
        double r7 = values[from + 7];
        int i = 8;
        for (; i < count - count % 8; i += 8) {
            r0 += values[from + i];
            r1 += values[from + i + 1];
            r2 += values[from + i + 2];
            r3 += values[from + i + 3];
            r4 += values[from + i + 4];
            r5 += values[from + i + 5];
            r6 += values[from + i + 6];
            r7 += values[from + i + 7];
        }
        double sum = ((r0 + r1) + (r2 + r3)) + ((r4 + r5) + (r6 + r7));
        for (; i < count; i++) {
            sum += values[from + i];
        }
        return sum;
    }

    /** {@code numpy.mean}. */
    static double mean(double[] values, int count) {
        return sum(values, 0, count) / count;
    }
}
