package io.github.s2vision.examples.scenes;

/**
 * Random numbers that are the same on every JVM. {@code SplittableRandom} has SplitMix64 as well, but its Gaussian
 * changed with JDK 17, and {@code Math.log} may differ in the last bit between machines; labels must not.
 *
 * <p>SplitMix64 as published by Steele, Lea and Flood (OOPSLA 2014); transcendental functions from {@link StrictMath}.
 */
final class Dice {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    /** A stream for each distinct list of {@code parts}. */
    Dice(long... parts) {
        for (long part : parts) {
            state = mix(state + GOLDEN_GAMMA) ^ mix(part);
        }
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** In [0, 1). */
    double unit() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /** In [low, high). */
    double uniform(double low, double high) {
        return low + (high - low) * unit();
    }

    /** Each factor equally likely: in [low, high), both positive. */
    double logUniform(double low, double high) {
        return StrictMath.exp(uniform(StrictMath.log(low), StrictMath.log(high)));
    }

    /** A whole number, both ends included. */
    int between(int low, int high) {
        return low + (int) StrictMath.floor((high - low + 1) * unit());
    }

    boolean chance(double probability) {
        return unit() < probability;
    }

    /** Mean 0, deviation 1 (Marsaglia's polar method). */
    double gaussian() {
        while (true) {
            double x = uniform(-1, 1);
            double y = uniform(-1, 1);
            double s = x * x + y * y;
            if (s > 0 && s < 1) {
                return x * StrictMath.sqrt(-2 * StrictMath.log(s) / s);
            }
        }
    }

    /** An index, as likely as its weight. */
    int weighted(double... weights) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double left = sum * unit();
        for (int i = 0; i < weights.length - 1; i++) {
            left -= weights[i];
            if (left < 0) {
                return i;
            }
        }
        return weights.length - 1;
    }

    @SafeVarargs
    final <T> T pick(T... from) {
        return from[between(0, from.length - 1)];
    }

    @Override
    public String toString() {
        return "Dice[" + Long.toHexString(state) + "]";
    }
}
