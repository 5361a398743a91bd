package io.github.s2vision.detect;

import io.github.s2vision.geometry.Box;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Named points of one object, in the order of its model or data set (COCO: nose, left eye, …): x, y in pixels of the
 * image and a visibility each. The visibility of a model is a confidence in [0, 1]; of a COCO annotation 0 for not
 * labelled, 1 for hidden, 2 for visible. Immutable.
 */
public final class Keypoints {
    private final double[] values; // x, y, visibility in turn

    private Keypoints(double[] values) {
        this.values = values;
    }

    /**
     * Points from {@code x, y, visibility, x, y, visibility, …}, as COCO files have them.
     *
     * @throws IllegalArgumentException if the length is no multiple of 3 or a value is not finite
     */
    public static Keypoints of(double... xyv) {
        if (xyv.length % 3 != 0) {
            throw new IllegalArgumentException(
                    xyv.length + " numbers are no keypoints: x, y and visibility are needed for each");
        }
        for (int i = 0; i < xyv.length; i++) {
            if (!Double.isFinite(xyv[i])) {
                throw new IllegalArgumentException(
                        "keypoint " + i / 3 + " has the value " + xyv[i] + ": x, y and visibility are finite numbers");
            }
        }
        return new Keypoints(xyv.clone());
    }

    /** How many points there are, visible or not. */
    public int size() {
        return values.length / 3;
    }

    /** The x of point {@code index}, in pixels. */
    public double x(int index) {
        return values[3 * index];
    }

    /** The y of point {@code index}, in pixels. */
    public double y(int index) {
        return values[3 * index + 1];
    }

    /** The visibility of point {@code index}. */
    public double visibility(int index) {
        return values[3 * index + 2];
    }

    /** How many points have a visibility above 0. */
    public int visible() {
        int count = 0;
        for (int i = 0; i < size(); i++) {
            if (visibility(i) > 0) {
                count++;
            }
        }
        return count;
    }

    /** The smallest box around all points, visible or not; an empty one at the origin if there are none. */
    public Box bounds() {
        if (size() == 0) {
            return new Box(0, 0, 0, 0);
        }
        double x1 = x(0);
        double y1 = y(0);
        double x2 = x1;
        double y2 = y1;
        for (int i = 1; i < size(); i++) {
            x1 = Math.min(x1, x(i));
            x2 = Math.max(x2, x(i));
            y1 = Math.min(y1, y(i));
            y2 = Math.max(y2, y(i));
        }
        return new Box(x1, y1, x2, y2);
    }

    /** The same points in other coordinates, x and y each on its own; visibilities stay. */
    public Keypoints mapped(DoubleUnaryOperator x, DoubleUnaryOperator y) {
        double[] mapped = values.clone();
        for (int i = 0; i < mapped.length; i += 3) {
            mapped[i] = x.applyAsDouble(mapped[i]);
            mapped[i + 1] = y.applyAsDouble(mapped[i + 1]);
        }
        return of(mapped);
    }

    /** A copy: x, y, visibility in turn. */
    public double[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Keypoints that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /** Such as {@code Keypoints[17, 12 visible]}. */
    @Override
    public String toString() {
        return "Keypoints[" + size() + ", " + visible() + " visible]";
    }
}
