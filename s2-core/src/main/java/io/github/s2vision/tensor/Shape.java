package io.github.s2vision.tensor;

import java.util.Arrays;
import java.util.StringJoiner;

/**
 * The lengths of a tensor's axes, outermost first: {@code [1, 3, 640, 640]}. Immutable. In a model's signature a length
 * of {@link #DYNAMIC} means that the model takes any; a {@link Tensor} always has a fixed shape.
 */
public final class Shape {
    /** The length of an axis that a model leaves open. */
    public static final long DYNAMIC = -1;

    private final long[] dimensions;

    private Shape(long[] dimensions) {
        this.dimensions = dimensions;
    }

    /**
     * A shape of these lengths; none for a scalar.
     *
     * @throws IllegalArgumentException if a length is below 0 and not {@link #DYNAMIC}
     */
    public static Shape of(long... dimensions) {
        for (long dimension : dimensions) {
            if (dimension < DYNAMIC) {
                throw new IllegalArgumentException("shape " + Arrays.toString(dimensions) + " has a length of "
                        + dimension + ": lengths are 0 or more, or Shape.DYNAMIC (-1) where a model takes any");
            }
        }
        return new Shape(dimensions.clone());
    }

    /** The number of axes. */
    public int rank() {
        return dimensions.length;
    }

    /**
     * The length of an axis; {@link #DYNAMIC} where it is open.
     *
     * @param axis from 0, or counted from the end: -1 is the last
     * @throws IllegalArgumentException if there is no such axis
     */
    public long dimension(int axis) {
        int index = axis < 0 ? axis + dimensions.length : axis;
        if (index < 0 || index >= dimensions.length) {
            throw new IllegalArgumentException(
                    "axis " + axis + " of shape " + this + ": it has the axes 0 to " + (dimensions.length - 1));
        }
        return dimensions[index];
    }

    /** Whether no axis is {@link #DYNAMIC}. */
    public boolean isFixed() {
        for (long dimension : dimensions) {
            if (dimension == DYNAMIC) {
                return false;
            }
        }
        return true;
    }

    /**
     * The number of elements: the product of the lengths, 1 for a scalar.
     *
     * @throws IllegalArgumentException if an axis is dynamic or the product does not fit in a long
     */
    public long size() {
        long size = 1;
        for (long dimension : dimensions) {
            if (dimension == DYNAMIC) {
                throw new IllegalArgumentException("shape " + this + " has open axes: it has no size");
            }
            try {
                size = Math.multiplyExact(size, dimension);
            } catch (ArithmeticException overflow) {
                throw new IllegalArgumentException("shape " + this + " has more than 2^63 - 1 elements", overflow);
            }
        }
        return size;
    }

    /** This shape with another length of one axis. */
    public Shape with(int axis, long length) {
        dimension(axis);
        long[] changed = dimensions.clone();
        changed[axis < 0 ? axis + dimensions.length : axis] = length;
        return of(changed);
    }

    /**
     * Whether a tensor of shape {@code other} can be given where this shape is asked for: same rank, and same length on
     * every axis that is not {@link #DYNAMIC} here.
     */
    public boolean accepts(Shape other) {
        if (other.dimensions.length != dimensions.length) {
            return false;
        }
        for (int axis = 0; axis < dimensions.length; axis++) {
            if (dimensions[axis] != DYNAMIC && dimensions[axis] != other.dimensions[axis]) {
                return false;
            }
        }
        return true;
    }

    /** The lengths, as a copy. */
    public long[] toArray() {
        return dimensions.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dimensions, shape.dimensions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dimensions);
    }

    /** Such as {@code [?, 3, 640, 640]}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "[", "]");
        for (long dimension : dimensions) {
            text.add(dimension == DYNAMIC ? "?" : Long.toString(dimension));
        }
        return text.toString();
    }
}
