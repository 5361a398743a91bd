package io.github.s2vision.examples.quickstart;

import java.util.Arrays;

/** Measures milliseconds. */
final class Clock {
    private Clock() {}

    /** The median of some rounds, after two to warm up. */
    static double median(int rounds, Runnable work) {
        work.run();
        work.run();
        double[] millis = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            work.run();
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(millis);
        return millis[rounds / 2];
    }
}
