package io.github.s2vision.detect.slice;

import io.github.s2vision.detect.Mask;
import io.github.s2vision.geometry.Size;
import java.util.Arrays;

/** Writes a mask column by column. */
final class RunColumns {
    private final Size size;
    private int[] runs = new int[64];
    private int count;
    private long written;
    private int columns;

    RunColumns(Size size) {
        this.size = size;
    }

    /** The next column: rows from, to (exclusive), from, to, …, of which {@code used} numbers count, rising. */
    void add(int[] rows, int used) {
        long start = (long) columns++ * size.height();
        for (int i = 0; i < used; i += 2) {
            put((int) (start + rows[i] - written));
            put(rows[i + 1] - rows[i]);
        }
    }

    private void put(int run) {
        if (count == runs.length) {
            runs = Arrays.copyOf(runs, 2 * count);
        }
        runs[count++] = run;
        written += run;
    }

    Mask toMask() {
        put((int) (size.area() - written));
        return Mask.ofRuns(size, Arrays.copyOf(runs, count));
    }
}
