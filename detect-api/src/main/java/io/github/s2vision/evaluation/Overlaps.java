package io.github.s2vision.evaluation;

import java.io.Closeable;
import java.io.IOException;

/** How much detections and objects of one image and category overlap. Belongs to one thread. */
abstract class Overlaps implements Closeable {
    private double[] values = new double[256];
    private boolean anyNaN;

    /**
     * Computes the overlap of every detection with every object.
     *
     * @param detections rows of predictions, in {@code detections[from .. from + count - 1]}
     * @param objects rows of annotations, likewise
     */
    abstract void compute(int[] detections, int from, int count, int[] objects, int objectsFrom, int objectCount)
            throws IOException;

    /** What comparing reads of detections, also where there is nothing to compare them with. */
    void checkDetections(int[] detections, int from, int count) {}

    /** What comparing reads where there are only detections, or only objects. */
    void checkAlone(int[] detections, int from, int count, int[] objects, int objectsFrom, int objectCount)
            throws IOException {}

    /** Whether the reference compares them at all. */
    boolean compares() {
        return true;
    }

    /** By detection and object, row by row. */
    final double[] values() {
        return values;
    }

    /** Whether one is NaN. */
    final boolean anyNaN() {
        return anyNaN;
    }

    final void begin(int size) {
        if (size > values.length) {
            values = new double[Math.max(size, 2 * values.length)];
        }
        anyNaN = false;
    }

    final void set(int at, double value) {
        values[at] = value;
        anyNaN |= Double.isNaN(value);
    }

    @Override
    public void close() throws IOException {}
}
