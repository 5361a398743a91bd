package io.github.s2vision.probe;

/** A linear map with bias, {@code y = W'x + b}, in double. Immutable; safe for concurrent use. */
public final class LinearMap {
    private final int inputs;
    private final int outputs;
    private final double[] weights; // [inputs][outputs]
    private final double[] bias; // [outputs]

    /** Takes the arrays over. */
    LinearMap(int inputs, int outputs, double[] weights, double[] bias) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.weights = weights;
        this.bias = bias;
    }

    /** The length of x. */
    public int inputs() {
        return inputs;
    }

    /** The length of y. */
    public int outputs() {
        return outputs;
    }

    /** One weight: how much {@code output} rises with {@code input}. */
    public double weight(int input, int output) {
        if (input < 0 || input >= inputs || output < 0 || output >= outputs) {
            throw new IndexOutOfBoundsException("weight (" + input + ", " + output + ") of a map of " + inputs
                    + " inputs and " + outputs + " outputs");
        }
        return weights[input * outputs + output];
    }

    /** The value of an output where every input is 0. */
    public double bias(int output) {
        return bias[output];
    }

    /**
     * Applies the map to one vector.
     *
     * @param x holds the vector from {@code offset} on
     * @param y takes the result, in double
     */
    public void apply(float[] x, int offset, double[] y) {
        System.arraycopy(bias, 0, y, 0, outputs);
        for (int i = 0; i < inputs; i++) {
            addScaled(y, weights, i * outputs, x[offset + i], outputs);
        }
    }

    static void addScaled(double[] into, double[] from, int start, double factor, int length) {
        for (int i = 0; i < length; i++) {
            into[i] += from[start + i] * factor;
        }
    }

    /** Such as {@code LinearMap[288 inputs, 1 output]}. */
    @Override
    public String toString() {
        return "LinearMap[" + inputs + " inputs, " + outputs + (outputs == 1 ? " output]" : " outputs]");
    }
}
