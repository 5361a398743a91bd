package io.github.s2vision.probe;

/**
 * Least squares with a penalty on the weights, in closed form and streamed: rows are added, their sums and products are
 * kept in double, no row is. The bias is not penalised. Not safe for concurrent use; {@link #merge} joins what threads
 * have summed.
 *
 * <p>Memory is 8 bytes × inputs × (inputs + outputs); adding a row costs inputs × (inputs / 2 + outputs) multiply-adds, a
 * fit inputs³ / 6.
 */
public final class Ridge {
    private static final int BLOCK = 4;

    private final int inputs;
    private final int outputs;
    private long rows;
    // Values are taken relative to the first row, so that large means do not eat up the digits of the products.
    private final double[] originX;
    private final double[] originY;
    private final double[] sumX;
    private final double[] sumY;
    private final double[] sumYY;
    private final double[] xx; // [inputs][inputs], upper triangle
    private final double[] xy; // [inputs][outputs]
    private final double[][] blockX;
    private final double[][] blockY;

    /**
     * Sums for maps of vectors of {@code inputs} values to vectors of {@code outputs} values.
     *
     * @throws IllegalArgumentException if one is below 1, or the products would not fit in one array (about 46,000 inputs)
     */
    public Ridge(int inputs, int outputs) {
        if (inputs < 1 || outputs < 1 || (long) inputs * Math.max(inputs, outputs) > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(inputs + " inputs and " + outputs
                    + " outputs: each is 1 or more, and inputs × inputs and inputs × outputs at most 2^31");
        }
        this.inputs = inputs;
        this.outputs = outputs;
        originX = new double[inputs];
        originY = new double[outputs];
        sumX = new double[inputs];
        sumY = new double[outputs];
        sumYY = new double[outputs];
        xx = new double[inputs * inputs];
        xy = new double[inputs * outputs];
        blockX = new double[BLOCK][inputs];
        blockY = new double[BLOCK][outputs];
    }

    /** The length of x. */
    public int inputs() {
        return inputs;
    }

    /** The length of y. */
    public int outputs() {
        return outputs;
    }

    /** How many rows were added. */
    public long rows() {
        return rows;
    }

    /**
     * Adds rows.
     *
     * @param x [count][inputs], row by row
     * @param y [count][outputs], row by row
     * @throws IllegalArgumentException if an array is too short, or a value is not finite
     */
    public void add(float[] x, float[] y, int count) {
        if (count < 0 || x.length < (long) count * inputs || y.length < (long) count * outputs) {
            throw new IllegalArgumentException(count + " rows of " + inputs + " inputs and " + outputs
                    + " outputs do not fit in arrays of " + x.length + " and " + y.length + " values");
        }
        for (int row = 0; row < count; row += BLOCK) {
            int some = Math.min(BLOCK, count - row);
            for (int k = 0; k < BLOCK; k++) {
                if (k < some) {
                    take(x, (row + k) * inputs, blockX[k], originX, sumX);
                    take(y, (row + k) * outputs, blockY[k], originY, sumY);
                    rows++;
                } else {
                    java.util.Arrays.fill(blockX[k], 0);
                    java.util.Arrays.fill(blockY[k], 0);
                }
            }
            addProducts();
        }
    }

    private void take(float[] from, int start, double[] into, double[] origin, double[] sum) {
        for (int i = 0; i < into.length; i++) {
            float value = from[start + i];
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(
                        "row " + rows + " holds " + value + " at " + i + ": values must be finite");
            }
            if (rows == 0) {
                origin[i] = value;
            }
            into[i] = value - origin[i];
            sum[i] += into[i];
        }
    }

    private void addProducts() {
        double[] a = blockX[0];
        double[] b = blockX[1];
        double[] c = blockX[2];
        double[] d = blockX[3];
        for (int i = 0; i < inputs; i++) {
            products(xx, i * inputs, a, b, c, d, i, inputs, a[i], b[i], c[i], d[i]);
            products(xy, i * outputs, blockY[0], blockY[1], blockY[2], blockY[3], 0, outputs, a[i], b[i], c[i], d[i]);
        }
        for (double[] y : blockY) {
            for (int o = 0; o < outputs; o++) {
                sumYY[o] += y[o] * y[o];
            }
        }
    }

    private static void products(
            double[] into,
            int at,
            double[] a,
            double[] b,
            double[] c,
            double[] d,
            int from,
            int to,
            double fa,
            double fb,
            double fc,
            double fd) {
        for (int j = from; j < to; j++) {
            into[at + j] += a[j] * fa + b[j] * fb + c[j] * fc + d[j] * fd;
        }
    }

    /**
     * Adds all rows that {@code other} has summed.
     *
     * @throws IllegalArgumentException if it has other numbers of inputs or outputs
     */
    public void merge(Ridge other) {
        if (other.inputs != inputs || other.outputs != outputs) {
            throw new IllegalArgumentException("a ridge of " + other.inputs + " inputs and " + other.outputs
                    + " outputs cannot join one of " + inputs + " and " + outputs);
        }
        if (other.rows == 0) {
            return;
        }
        if (rows == 0) {
            System.arraycopy(other.originX, 0, originX, 0, inputs);
            System.arraycopy(other.originY, 0, originY, 0, outputs);
        }
        double[] shiftX = new double[inputs];
        double[] shiftY = new double[outputs];
        for (int i = 0; i < inputs; i++) {
            shiftX[i] = other.originX[i] - originX[i];
        }
        for (int o = 0; o < outputs; o++) {
            shiftY[o] = other.originY[o] - originY[o];
        }
        for (int i = 0; i < inputs; i++) {
            for (int j = i; j < inputs; j++) {
                xx[i * inputs + j] += other.xx[i * inputs + j]
                        + shiftX[i] * other.sumX[j]
                        + other.sumX[i] * shiftX[j]
                        + other.rows * shiftX[i] * shiftX[j];
            }
            for (int o = 0; o < outputs; o++) {
                xy[i * outputs + o] += other.xy[i * outputs + o]
                        + shiftX[i] * other.sumY[o]
                        + other.sumX[i] * shiftY[o]
                        + other.rows * shiftX[i] * shiftY[o];
            }
        }
        for (int o = 0; o < outputs; o++) {
            sumYY[o] += other.sumYY[o] + 2 * shiftY[o] * other.sumY[o] + other.rows * shiftY[o] * shiftY[o];
            sumY[o] += other.sumY[o] + other.rows * shiftY[o];
        }
        for (int i = 0; i < inputs; i++) {
            sumX[i] += other.sumX[i] + other.rows * shiftX[i];
        }
        rows += other.rows;
    }

    /**
     * The same rows with only some of the inputs, in the given order: what a smaller source would have summed.
     *
     * @throws IndexOutOfBoundsException if there is no such input
     */
    public Ridge only(int... columns) {
        Ridge part = new Ridge(columns.length, outputs);
        part.rows = rows;
        System.arraycopy(originY, 0, part.originY, 0, outputs);
        System.arraycopy(sumY, 0, part.sumY, 0, outputs);
        System.arraycopy(sumYY, 0, part.sumYY, 0, outputs);
        for (int i = 0; i < columns.length; i++) {
            int from = java.util.Objects.checkIndex(columns[i], inputs);
            part.originX[i] = originX[from];
            part.sumX[i] = sumX[from];
            System.arraycopy(xy, from * outputs, part.xy, i * outputs, outputs);
            for (int j = i; j < columns.length; j++) {
                part.xx[i * columns.length + j] = xx[Math.min(from, columns[j]) * inputs + Math.max(from, columns[j])];
            }
        }
        return part;
    }

    /**
     * The map W, b with the smallest {@code |Y - XW - b|² + lambda |W|²}, summed over rows.
     *
     * @param lambda 0 or more; 0 is plain least squares
     * @throws IllegalArgumentException if lambda is negative, or is 0 and the inputs are linearly dependent
     * @throws IllegalStateException if no row was added
     */
    public LinearMap fit(double lambda) {
        double[] ones = new double[inputs];
        java.util.Arrays.fill(ones, 1);
        return solve(lambda, ones);
    }

    /**
     * The same on inputs divided by their standard deviation, with the penalty per row:
     * {@code W = (Xs'Xs / n + lambda I)⁻¹ Xs'Yc / n}, given back for inputs as they are. Inputs that never change get the
     * weight 0. Lambda then means the same for any number of rows and any unit; 0.01 is a good start.
     *
     * @throws IllegalArgumentException if lambda is negative, or is 0 and the inputs are linearly dependent
     * @throws IllegalStateException if no row was added
     */
    public LinearMap fitStandardized(double lambda) {
        double[] scale = new double[inputs];
        for (int i = 0; i < inputs; i++) {
            double variance = covariance(i, i) / Math.max(1, rows);
            scale[i] = variance > 0 ? 1 / Math.sqrt(variance) : 0;
        }
        return solve(lambda * rows, scale);
    }

    private LinearMap solve(double lambda, double[] scale) {
        if (!(lambda >= 0)) {
            throw new IllegalArgumentException("lambda " + lambda + ": 0 or more");
        }
        if (rows == 0) {
            throw new IllegalStateException("no row was added: there is nothing to fit");
        }
        double[] matrix = new double[inputs * inputs];
        double[] right = new double[inputs * outputs];
        for (int i = 0; i < inputs; i++) {
            for (int j = i; j < inputs; j++) {
                double value = covariance(i, j) * scale[i] * scale[j];
                matrix[i * inputs + j] = value;
                matrix[j * inputs + i] = value;
            }
            // A column without any spread is left out: its weight comes out as 0.
            matrix[i * inputs + i] += scale[i] == 0 ? 1 : lambda;
            for (int o = 0; o < outputs; o++) {
                right[i * outputs + o] = (xy[i * outputs + o] - sumX[i] * sumY[o] / rows) * scale[i];
            }
        }
        Cholesky.solve(matrix, inputs, right, outputs);
        double[] bias = new double[outputs];
        for (int o = 0; o < outputs; o++) {
            bias[o] = originY[o] + sumY[o] / rows;
        }
        for (int i = 0; i < inputs; i++) {
            double mean = originX[i] + sumX[i] / rows;
            for (int o = 0; o < outputs; o++) {
                right[i * outputs + o] *= scale[i];
                bias[o] -= mean * right[i * outputs + o];
            }
        }
        return new LinearMap(inputs, outputs, right, bias);
    }

    private double covariance(int i, int j) {
        return xx[i * inputs + j] - sumX[i] * sumX[j] / rows;
    }

    /** The mean of an output over the rows. */
    public double mean(int output) {
        return originY[output] + sumY[output] / rows;
    }

    /** The map that gives the mean of the outputs, whatever the inputs. */
    public LinearMap constant() {
        double[] means = new double[outputs];
        for (int o = 0; o < outputs; o++) {
            means[o] = mean(o);
        }
        return new LinearMap(inputs, outputs, new double[inputs * outputs], means);
    }

    /** The mean squared error of a map over the rows that were added and the outputs. */
    public double loss(LinearMap map) {
        if (map.inputs() != inputs || map.outputs() != outputs) {
            throw new IllegalArgumentException(
                    map + " does not fit a ridge of " + inputs + " inputs and " + outputs + " outputs");
        }
        double sum = 0;
        double[] weights = new double[inputs];
        for (int o = 0; o < outputs; o++) {
            double offset = map.bias(o) - mean(o); // of the mean prediction from the mean output
            for (int i = 0; i < inputs; i++) {
                weights[i] = map.weight(i, o);
                offset += weights[i] * (originX[i] + sumX[i] / rows);
            }
            double error = sumYY[o] - sumY[o] * sumY[o] / rows + rows * offset * offset;
            for (int i = 0; i < inputs; i++) {
                double row = 0;
                for (int j = 0; j < inputs; j++) {
                    row += weights[j] * covariance(Math.min(i, j), Math.max(i, j));
                }
                error += weights[i] * (row - 2 * (xy[i * outputs + o] - sumX[i] * sumY[o] / rows));
            }
            sum += error;
        }
        return sum / rows / outputs;
    }

    /** Such as {@code Ridge[288 inputs, 1 output, 7200 rows]}. */
    @Override
    public String toString() {
        return "Ridge[" + inputs + " inputs, " + outputs + (outputs == 1 ? " output, " : " outputs, ") + rows
                + " rows]";
    }
}
