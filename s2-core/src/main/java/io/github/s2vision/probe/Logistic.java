package io.github.s2vision.probe;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Logistic regression on frozen features, one yes-or-no question for each output, labels in [0, 1]; by L-BFGS over all
 * rows (as the authors of CLIP probe their features). Inputs are standardised by the rows' own mean and deviation; the
 * penalty is on those weights, the bias is free. Better than {@link Ridge} for small and rare objects, and some ten times
 * slower.
 */
public final class Logistic {
    private static final int MEMORY = 10;

    private Logistic() {}

    /**
     * The map whose outputs are logits: the probability is {@code 1 / (1 + exp(-y))}.
     *
     * @param x [rows][inputs], row by row
     * @param y [rows][outputs], row by row, in [0, 1]
     * @param l2 penalty on the squared weights, per row, 0 or more; 0.0001 is a good start
     * @param iterations steps at most; 60 is enough for features
     * @throws IllegalArgumentException if an array is too short, a value is not finite, a label outside [0, 1], or all labels
     *     of an output are 0 or all are 1: there is nothing to tell apart
     */
    public static LinearMap fit(float[] x, float[] y, int rows, int inputs, int outputs, double l2, int iterations) {
        if (rows < 1 || x.length < (long) rows * inputs || y.length < (long) rows * outputs || !(l2 >= 0)) {
            throw new IllegalArgumentException(rows + " rows of " + inputs + " inputs and " + outputs
                    + " outputs in arrays of " + x.length + " and " + y.length + " values, l2 " + l2
                    + ": arrays must hold all rows, l2 is 0 or more");
        }
        Standardised data = new Standardised(x, rows, inputs);
        double[] weights = new double[inputs * outputs];
        double[] bias = new double[outputs];
        for (int o = 0; o < outputs; o++) {
            float[] labels = labels(y, rows, outputs, o);
            double[] solution = minimise(new Loss(data, labels, l2), inputs + 1, iterations);
            bias[o] = solution[inputs];
            for (int i = 0; i < inputs; i++) {
                weights[i * outputs + o] = solution[i] * data.scale[i];
                bias[o] -= solution[i] * data.scale[i] * data.mean[i];
            }
        }
        return new LinearMap(inputs, outputs, weights, bias);
    }

    private static float[] labels(float[] y, int rows, int outputs, int output) {
        float[] labels = new float[rows];
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            labels[row] = y[row * outputs + output];
            if (!(labels[row] >= 0 && labels[row] <= 1)) {
                throw new IllegalArgumentException("label " + labels[row] + " of row " + row + " is outside [0, 1]");
            }
            sum += labels[row];
        }
        if (sum == 0 || sum == rows) {
            throw new IllegalArgumentException("all labels of output " + output + " are " + (sum == 0 ? 0 : 1)
                    + ": a probe needs rows of both kinds");
        }
        return labels;
    }

    private static final class Standardised {
        final float[] values; // [rows][inputs]
        final double[] mean;
        final double[] scale;
        final int rows;
        final int inputs;

        Standardised(float[] x, int rows, int inputs) {
            this.rows = rows;
            this.inputs = inputs;
            mean = new double[inputs];
            scale = new double[inputs];
            double[] squares = new double[inputs];
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < inputs; i++) {
                    double value = x[row * inputs + i];
                    if (!Double.isFinite(value)) {
                        throw new IllegalArgumentException(
                                "row " + row + " holds " + value + " at " + i + ": values must be finite");
                    }
                    mean[i] += value / rows;
                }
            }
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < inputs; i++) {
                    double off = x[row * inputs + i] - mean[i];
                    squares[i] += off * off / rows;
                }
            }
            values = new float[rows * inputs];
            for (int i = 0; i < inputs; i++) {
                scale[i] = squares[i] > 0 ? 1 / Math.sqrt(squares[i]) : 0;
            }
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < inputs; i++) {
                    values[row * inputs + i] = (float) ((x[row * inputs + i] - mean[i]) * scale[i]);
                }
            }
        }
    }

    /** Mean cross-entropy plus penalty, and its gradient; the last parameter is the bias. */
    private static final class Loss {
        private final Standardised data;
        private final float[] labels;
        private final double l2;

        Loss(Standardised data, float[] labels, double l2) {
            this.data = data;
            this.labels = labels;
            this.l2 = l2;
        }

        double at(double[] parameters, double[] gradient) {
            int inputs = data.inputs;
            java.util.Arrays.fill(gradient, 0);
            double loss = 0;
            for (int row = 0; row < data.rows; row++) {
                double logit = parameters[inputs] + dot(parameters, data.values, row * inputs, inputs);
                double label = labels[row];
                // log(1 + exp(-|z|)) never overflows
                loss += (Math.max(logit, 0) - logit * label + Math.log1p(Math.exp(-Math.abs(logit)))) / data.rows;
                double error = (1 / (1 + Math.exp(-logit)) - label) / data.rows;
                add(gradient, data.values, row * inputs, error, inputs);
                gradient[inputs] += error;
            }
            for (int i = 0; i < inputs; i++) {
                loss += 0.5 * l2 * parameters[i] * parameters[i];
                gradient[i] += l2 * parameters[i];
            }
            return loss;
        }

        private static double dot(double[] a, float[] b, int start, int length) {
            double s0 = 0;
            double s1 = 0;
            double s2 = 0;
            double s3 = 0;
            int i = 0;
            for (; i + 3 < length; i += 4) {
                s0 += a[i] * b[start + i];
                s1 += a[i + 1] * b[start + i + 1];
                s2 += a[i + 2] * b[start + i + 2];
                s3 += a[i + 3] * b[start + i + 3];
            }
            for (; i < length; i++) {
                s0 += a[i] * b[start + i];
            }
            return s0 + s1 + (s2 + s3);
        }

        private static void add(double[] into, float[] from, int start, double factor, int length) {
            for (int i = 0; i < length; i++) {
                into[i] += from[start + i] * factor;
            }
        }
    }

    /** L-BFGS (Nocedal and Wright, algorithm 7.4) with backtracking; the loss is convex. */
    private static double[] minimise(Loss loss, int length, int iterations) {
        double[] point = new double[length];
        double[] gradient = new double[length];
        double value = loss.at(point, gradient);
        Deque<double[][]> history = new ArrayDeque<>(); // the latest first: {step, change of the gradient}
        for (int iteration = 0; iteration < iterations; iteration++) {
            double[] direction = direction(gradient, history);
            double slope = dot(direction, gradient);
            if (!(slope < -1e-14)) {
                break;
            }
            double[] next = new double[length];
            double[] nextGradient = new double[length];
            double step = history.isEmpty() ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
            double nextValue = Double.POSITIVE_INFINITY;
            for (int halving = 0; halving < 40; halving++, step /= 2) {
                for (int i = 0; i < length; i++) {
                    next[i] = point[i] + step * direction[i];
                }
                nextValue = loss.at(next, nextGradient);
                if (nextValue <= value + 1e-4 * step * slope) {
                    break;
                }
            }
            if (!(nextValue < value)) {
                break;
            }
            double[] s = new double[length];
            double[] g = new double[length];
            for (int i = 0; i < length; i++) {
                s[i] = next[i] - point[i];
                g[i] = nextGradient[i] - gradient[i];
            }
            if (dot(s, g) > 1e-12) {
                history.addFirst(new double[][] {s, g});
                if (history.size() > MEMORY) {
                    history.removeLast();
                }
            }
            boolean done = value - nextValue < 1e-10 * Math.abs(value);
            point = next;
            gradient = nextGradient;
            value = nextValue;
            if (done) {
                break;
            }
        }
        return point;
    }

    private static double[] direction(double[] gradient, Deque<double[][]> history) {
        double[] q = gradient.clone();
        double[] alphas = new double[history.size()];
        int k = 0;
        for (double[][] pair : history) {
            alphas[k] = dot(pair[0], q) / dot(pair[0], pair[1]);
            addScaled(q, pair[1], -alphas[k++]);
        }
        if (!history.isEmpty()) {
            double[][] latest = history.getFirst();
            double scale = dot(latest[0], latest[1]) / dot(latest[1], latest[1]);
            for (int i = 0; i < q.length; i++) {
                q[i] *= scale;
            }
        }
        for (Iterator<double[][]> oldest = history.descendingIterator(); oldest.hasNext(); ) {
            double[][] pair = oldest.next();
            double beta = dot(pair[1], q) / dot(pair[0], pair[1]);
            addScaled(q, pair[0], alphas[--k] - beta);
        }
        for (int i = 0; i < q.length; i++) {
            q[i] = -q[i];
        }
        return q;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void addScaled(double[] into, double[] from, double factor) {
        for (int i = 0; i < into.length; i++) {
            into[i] += from[i] * factor;
        }
    }
}
