package io.github.s2vision;

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
    private int nextRow;
    private int firstOpen; // the first row of the result that is not finished

    /**
     * A pool into cells of {@code target}: cell (y, x) begins at {@code offset + (y * outWidth + x) * cellStride}, its
     * channels lie together.
     */
    CellPool(
            int height,
            int width,
            int channels,
            int outHeight,
            int outWidth,
            boolean max,
            float[] target,
            int offset,
            int cellStride) {
        this.height = height;
        this.width = width;
        this.channels = channels;
        this.outHeight = outHeight;
        this.outWidth = outWidth;
        this.max = max;
        this.target = target;
        this.offset = offset;
        this.cellStride = cellStride;
        if (max) {
            for (int cell = 0; cell < outHeight * outWidth; cell++) {
                int at = offset + cell * cellStride;
                Arrays.fill(target, at, at + channels, Float.NEGATIVE_INFINITY);
            }
        }
    }

    /** Takes the next row of the map: {@code width} cells with their channels together, from {@code at} on. */
    void row(float[] cells, int at) {
        int y = nextRow++;
        if (height == outHeight && width == outWidth) {
            for (int x = 0; x < width; x++) {
                System.arraycopy(cells, at + x * channels, target, cell(y, x), channels);
            }
            return;
        }
        while (firstOpen < outHeight && end(firstOpen, height, outHeight) <= y) {
            firstOpen++;
        }
        for (int i = firstOpen; i < outHeight && start(i, height, outHeight) <= y; i++) {
            for (int j = 0; j < outWidth; j++) {
                int into = cell(i, j);
                int last = end(j, width, outWidth);
                for (int x = start(j, width, outWidth); x < last; x++) {
                    if (max) {
                        raise(target, into, cells, at + x * channels, channels);
                    } else {
                        add(target, into, cells, at + x * channels, channels);
                    }
                }
            }
            if (!max && y == end(i, height, outHeight) - 1) {
                divide(i);
            }
        }
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
