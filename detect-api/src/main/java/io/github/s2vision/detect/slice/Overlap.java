package io.github.s2vision.detect.slice;

import org.jspecify.annotations.Nullable;

/** Which of a set of boxes match: an overlap of a threshold or more, computed in double. */
final class Overlap {
    private final float[] boxes; // x1, y1, x2, y2 in turn
    private final float @Nullable [] angles;
    private final boolean ofSmaller;
    private final double threshold;

    /** @param angles of oriented boxes, turned about their centres */
    Overlap(float[] boxes, float @Nullable [] angles, MergeStrategy strategy) {
        this.boxes = boxes;
        this.angles = angles;
        this.ofSmaller = strategy.metric() == MergeStrategy.Metric.IOS;
        this.threshold = strategy.threshold();
    }

    double threshold() {
        return threshold;
    }

    /** Whether boxes match only if neither longer side is below the threshold times the other. */
    boolean comparesSides() {
        return !ofSmaller && angles == null;
    }

    boolean matches(int i, int j) {
        return angles == null
                ? matches(boxes, i, j)
                : isEnough(
                        TurnedBox.intersection(boxes, 4 * i, angles[i], 4 * j, angles[j]),
                        area(boxes, 4 * i),
                        area(boxes, 4 * j));
    }

    /** Whether box {@code j} matches the box that {@code others} holds at place {@code i}; not for oriented boxes. */
    boolean matches(float[] others, int i, int j) {
        int a = 4 * i;
        int b = 4 * j;
        double width = (double) Math.min(others[a + 2], boxes[b + 2]) - Math.max(others[a], boxes[b]);
        double height = (double) Math.min(others[a + 3], boxes[b + 3]) - Math.max(others[a + 1], boxes[b + 1]);
        return width > 0 && height > 0 && isEnough(width * height, area(others, a), area(boxes, b));
    }

    private boolean isEnough(double both, double area, double other) {
        double whole = ofSmaller ? Math.min(area, other) : area + other - both;
        return both / whole >= threshold; // NaN of two empty boxes is no match
    }

    private static double area(float[] boxes, int at) {
        return ((double) boxes[at + 2] - boxes[at]) * ((double) boxes[at + 3] - boxes[at + 1]);
    }
}
