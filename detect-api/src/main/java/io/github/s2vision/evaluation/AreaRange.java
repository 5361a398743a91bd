package io.github.s2vision.evaluation;

import java.util.Objects;

/**
 * Objects of a certain size. Both ends belong to it, so that an area of exactly 1024 is small and medium.
 *
 * @param label as printed: all, small, medium, large
 * @param from the least area, in square pixels
 * @param to the largest
 */
public record AreaRange(String label, double from, double to) {
    /** All objects: up to 10^10 square pixels. */
    public static final AreaRange ALL = new AreaRange("all", 0, 1e10);
    /** Up to 32² square pixels. */
    public static final AreaRange SMALL = new AreaRange("small", 0, 1024);
    /** From 32² to 96² square pixels. */
    public static final AreaRange MEDIUM = new AreaRange("medium", 1024, 9216);
    /** From 96² square pixels. */
    public static final AreaRange LARGE = new AreaRange("large", 9216, 1e10);

    /** Checks the label. */
    public AreaRange {
        Objects.requireNonNull(label, "label");
    }

    /** Whether an area lies outside; NaN does not, as NumPy compares. */
    boolean excludes(double area) {
        return area < from || area > to;
    }
}
