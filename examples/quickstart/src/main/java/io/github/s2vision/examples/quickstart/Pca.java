package io.github.s2vision.examples.quickstart;

import io.github.s2vision.feature.Features;
import java.util.Arrays;

/** The three directions in which features vary most, as red, green and blue. */
final class Pca {
    private static final int COLOURS = 3;
    private static final int ITERATIONS = 60;

    private final double[] mean;
    private final double[][] axes;

    private Pca(double[] mean, double[][] axes) {
        this.mean = mean;
        this.axes = axes;
    }

    /** Fits on the cells of one picture, by orthogonal iteration on their covariance. */
    static Pca fit(Features features) {
        int channels = features.channels();
        int cells = (int) features.grid().area();
        double[][] centred = new double[cells][channels];
        double[] mean = new double[channels];
        float[] cell = new float[channels];
        for (int i = 0; i < cells; i++) {
            features.copyCell(
                    0, i / features.grid().width(), i % features.grid().width(), cell, 0);
            for (int c = 0; c < channels; c++) {
                centred[i][c] = cell[c];
                mean[c] += cell[c] / (double) cells;
            }
        }
        for (double[] row : centred) {
            for (int c = 0; c < channels; c++) {
                row[c] -= mean[c];
            }
        }
        double[][] axes = new double[COLOURS][channels];
        for (int k = 0; k < COLOURS; k++) {
            Arrays.setAll(axes[k], c -> Math.sin((c + 1) * 0.7));
            for (int iteration = 0; iteration < ITERATIONS; iteration++) {
                axes[k] = step(centred, axes, k);
            }
            if (Arrays.stream(axes[k]).map(v -> v * v * v).sum() < 0) {
                int axis = k; // a fixed sign, or colours would flip from run to run
                Arrays.setAll(axes[k], c -> -axes[axis][c]);
            }
        }
        return new Pca(mean, axes);
    }

    private static double[] step(double[][] centred, double[][] axes, int k) {
        double[] next = new double[axes[k].length];
        for (double[] row : centred) {
            double along = dot(row, axes[k]);
            for (int c = 0; c < next.length; c++) {
                next[c] += along * row[c];
            }
        }
        for (int before = 0; before < k; before++) {
            double along = dot(next, axes[before]);
            for (int c = 0; c < next.length; c++) {
                next[c] -= along * axes[before][c];
            }
        }
        double length = Math.sqrt(Math.max(dot(next, next), Double.MIN_NORMAL));
        Arrays.setAll(next, c -> next[c] / length);
        return next;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** A colour for each cell, row by row: the values along an axis from the 2nd to the 98th percentile. */
    int[] colours(Features features) {
        int cells = (int) features.grid().area();
        double[][] along = new double[COLOURS][cells];
        float[] cell = new float[features.channels()];
        double[] row = new double[cell.length];
        for (int i = 0; i < cells; i++) {
            features.copyCell(
                    0, i / features.grid().width(), i % features.grid().width(), cell, 0);
            for (int c = 0; c < row.length; c++) {
                row[c] = cell[c] - mean[c];
            }
            for (int k = 0; k < COLOURS; k++) {
                along[k][i] = dot(row, axes[k]);
            }
        }
        int[] colours = new int[cells];
        for (int k = 0; k < COLOURS; k++) {
            double[] sorted = along[k].clone();
            Arrays.sort(sorted);
            double low = sorted[(int) (0.02 * (cells - 1))];
            double high = sorted[(int) (0.98 * (cells - 1))];
            for (int i = 0; i < cells; i++) {
                double share = high > low ? (along[k][i] - low) / (high - low) : 0.5;
                colours[i] = colours[i] << 8 | (int) Math.rint(255 * Math.max(0, Math.min(1, share)));
            }
        }
        return colours;
    }
}
