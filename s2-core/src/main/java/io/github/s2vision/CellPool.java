package io.github.s2vision;

import io.github.s2vision.geometry.Size;
import java.util.Arrays;

/**
 * Brings a map of cells to another grid, row by row as the map is made, so that the map need never exist as a whole.
 * AREA is adaptive average pooling as {@code F.adaptive_avg_pool2d} (torch 2.15): cell i of n covers rows floor(i*H/n) to
 * ceil((i+1)*H/n), which overlap where H is no multiple of n; the sum goes row by row from left to right in float32 and
 * is divided twice, by height and by width. That order is kept bit for bit. Equal sizes are copied.
 */
final class CellPool {
    private final int height;
    private final int width;
    private final int channels;
    private final int outHeight;
    private final int outWidth;
    private final boolean max;
    private final float[] target;
    private final int offset; // of cell (0, 0) in the target
    private final int cellStride;
    private final float[]
            fill; // cells on the result's grid for cells of the map that are absent; empty where none can be
    private int nextRow;
    private int firstOpen; // the first row of the result that is not finished

    /**
     * A pool into cells of {@code target}: cell (y, x) begins at {@code offset + (y * grid.width + x) * cellStride}, its
     * channels lie together.
     */
    CellPool(Size map, int channels, Size grid, boolean max, float[] target, int offset, int cellStride, float[] fill) {
        this.height = map.height();
        this.width = map.width();
        this.channels = channels;
        this.outHeight = grid.height();
        this.outWidth = grid.width();
        this.max = max;
        this.target = target;
        this.offset = offset;
        this.cellStride = cellStride;
        this.fill = fill;
        if (max) {
            for (int cell = 0; cell < outHeight * outWidth; cell++) {
                int at = offset + cell * cellStride;
                Arrays.fill(target, at, at + channels, Float.NEGATIVE_INFINITY);
            }
        }
    }

    /** Takes the next row of the map: cells with their channels together, from {@code at} on. */
    void row(float[] cells, int at) {
        row(cells, at, new boolean[0]);
    }

    /** The same where cells with {@code absent[x]} were not computed: they have the fill's value. */
    void row(float[] cells, int at, boolean[] absent) {
        int y = nextRow++;
        while (firstOpen < outHeight && end(firstOpen, height, outHeight) <= y) {
            firstOpen++;
        }
        boolean same = height == outHeight && width == outWidth;
        for (int i = firstOpen; i < outHeight && start(i, height, outHeight) <= y; i++) {
            for (int j = 0; j < outWidth; j++) {
                int into = cell(i, j);
                int last = end(j, width, outWidth);
                for (int x = start(j, width, outWidth); x < last; x++) {
                    boolean filled = x < absent.length && absent[x];
                    float[] from = filled ? fill : cells;
                    int source = filled ? filling(y, x) : at + x * channels;
                    if (same) {
                        System.arraycopy(from, source, target, into, channels);
                    } else if (max) {
                        raise(target, into, from, source, channels);
                    } else {
                        add(target, into, from, source, channels);
                    }
                }
            }
            if (!same && !max && y == end(i, height, outHeight) - 1) {
                divide(i);
            }
        }
    }

    private int filling(int y, int x) {
        int row = (int) ((long) y * outHeight / height);
        int column = (int) ((long) x * outWidth / width);
        return (row * outWidth + column) * channels;
    }

    private void divide(int i) {
        float rows = end(i, height, outHeight) - start(i, height, outHeight);
        for (int j = 0; j < outWidth; j++) {
            float columns = end(j, width, outWidth) - start(j, width, outWidth);
            divide(target, cell(i, j), channels, rows, columns);
        }
    }

    private int cell(int y, int x) {
        return offset + (y * outWidth + x) * cellStride;
    }

    static int start(int i, int from, int to) {
        return (int) ((long) i * from / to);
    }

    static int end(int i, int from, int to) {
        return (int) (((long) (i + 1) * from + to - 1) / to);
    }

    // Small methods of plain loops over arrays: what the JIT compiler vectorises.

    static void add(float[] into, int at, float[] from, int start, int length) {
        for (int i = 0; i < length; i++) {
            into[at + i] += from[start + i];
        }
    }

    private static void raise(float[] into, int at, float[] from, int start, int length) {
        for (int i = 0; i < length; i++) {
            into[at + i] = Math.max(into[at + i], from[start + i]);
        }
    }

    private static void divide(float[] values, int at, int length, float rows, float columns) {
        for (int i = 0; i < length; i++) {
            values[at + i] = values[at + i] / rows / columns;
        }
    }
}
