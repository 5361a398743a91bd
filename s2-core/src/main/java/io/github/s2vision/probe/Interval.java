package io.github.s2vision.probe;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * A figure with the range in which it lies with a certain confidence.
 *
 * @param low the lower end
 * @param estimate the figure itself
 * @param high the upper end
 * @param level the confidence, such as 0.95
 */
public record Interval(double low, double estimate, double high, double level) {
    /** Whether 0 is outside: a difference that is there. */
    public boolean excludesZero() {
        return low > 0 || high < 0;
    }

    /**
     * The 95 % range of a figure by bootstrap over independent units (images, scenes): resampled with replacement, the
     * 2.5th to 97.5th percentile. For differences taken on the same units ("paired") the bias of small samples cancels.
     *
     * @param units how many there are
     * @param figure the figure of a sample, given how often each unit is in it
     * @param draws how many samples; 1,000 is enough for two digits
     */
    public static Interval bootstrap(int units, ToDoubleFunction<int[]> figure, int draws, long seed) {
        int[] once = new int[units];
        Arrays.fill(once, 1);
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[draws];
        for (int draw = 0; draw < draws; draw++) {
            int[] times = new int[units];
            for (int i = 0; i < units; i++) {
                times[random.nextInt(units)]++;
            }
            values[draw] = figure.applyAsDouble(times);
        }
        Arrays.sort(values);
        return new Interval(
                values[(int) (0.025 * draws)],
                figure.applyAsDouble(once),
                values[Math.min(draws - 1, (int) (0.975 * draws))],
                0.95);
    }

    /** Such as {@code +0.134 (+0.111 to +0.155)}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%+.3f (%+.3f to %+.3f)", estimate, low, high);
    }
}
