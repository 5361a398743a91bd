package io.github.s2vision.detect.slice;

import io.github.s2vision.detect.Detections;
import java.util.Objects;

/**
 * How detections of one thing become one: {@link Nms}, {@link Nmm}, {@link GreedyNmm} or {@link Fusion}. Two detections
 * match if they overlap by the threshold or more and have the same category.
 *
 * <p>All go through the detections from the best to the worst, equal scores by their corners, so that the order in which
 * they are given changes nothing; and none loses a thing: what is left out matches something that stays. The time grows
 * with the number of detections, and with how many lie on one spot.
 *
 * <p>Oriented boxes overlap as the turned rectangles that they are. They cannot be united: whatever the strategy, the best
 * of a group stays as it is.
 */
public sealed interface MergeStrategy {
    /** How an overlap is measured. */
    enum Metric {
        /** The intersection over the union: for boxes of one size, and where things stand close together. */
        IOU,
        /** The intersection over the smaller box: takes a part for a part of the whole, and a hat for a part of its owner. */
        IOS
    }

    /** From which overlap on two detections match; in (0, 1]. */
    double threshold();

    /** How the overlap is measured. */
    Metric metric();

    /** Whether detections of different categories match too. */
    boolean acrossCategories();

    /** This strategy with another {@link #threshold}. */
    MergeStrategy threshold(double overlap);

    /** This strategy with another {@link #metric}. */
    MergeStrategy metric(Metric metric);

    /** This strategy for all categories together: of what matches, the best one's category stays. */
    MergeStrategy acrossAllCategories();

    /** Non-maximum suppression: the best of those that match stays as it is, the others go. */
    static Nms nms() {
        return new Nms(0.5, Metric.IOU, false);
    }

    /** Non-maximum merging: who matches a member of a group joins it. */
    static Nmm nmm() {
        return new Nmm(0.5, Metric.IOS, false);
    }

    /** Greedy non-maximum merging: who matches the best of a group joins it. */
    static GreedyNmm greedyNmm() {
        return new GreedyNmm(0.5, Metric.IOS, false);
    }

    /** Weighted fusion: who matches the best of a group has a say in where its box is. */
    static Fusion fusion() {
        return new Fusion(0.65, Metric.IOU, false);
    }

    /**
     * These detections, each thing once. Masks, keypoints and angles stay with their boxes: where boxes are united masks
     * are too, and of keypoints the best one's stay.
     */
    default Detections merge(Detections detections) {
        return Merger.merge(this, detections);
    }

    /**
     * The best of those that match stays as it is, the others go. Boxes stay exact, so this suits crowds.
     *
     * @param threshold from which overlap on two detections match; in (0, 1]
     * @param metric how the overlap is measured
     * @param acrossCategories whether detections of different categories match too
     */
    record Nms(double threshold, Metric metric, boolean acrossCategories) implements MergeStrategy {
        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException if the threshold is outside (0, 1]
         */
        public Nms {
            check(threshold, metric);
        }

        @Override
        public Nms threshold(double overlap) {
            return new Nms(overlap, metric, acrossCategories);
        }

        @Override
        public Nms metric(Metric metric) {
            return new Nms(threshold, metric, acrossCategories);
        }

        @Override
        public Nms acrossAllCategories() {
            return new Nms(threshold, metric, true);
        }
    }

    /**
     * Who matches a member of a group, and the group's box as it has grown so far, joins: the box is the union, the score the
     * best one's. Puts a long thing together from a chain of parts, and a row of things too.
     *
     * @param threshold from which overlap on two detections match; in (0, 1]
     * @param metric how the overlap is measured
     * @param acrossCategories whether detections of different categories match too
     */
    record Nmm(double threshold, Metric metric, boolean acrossCategories) implements MergeStrategy {
        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException if the threshold is outside (0, 1]
         */
        public Nmm {
            check(threshold, metric);
        }

        @Override
        public Nmm threshold(double overlap) {
            return new Nmm(overlap, metric, acrossCategories);
        }

        @Override
        public Nmm metric(Metric metric) {
            return new Nmm(threshold, metric, acrossCategories);
        }

        @Override
        public Nmm acrossAllCategories() {
            return new Nmm(threshold, metric, true);
        }
    }

    /**
     * Who matches the best of a group, and the group's box as it has grown so far, joins: the box is the union, the score the
     * best one's. SAHI's default, but for those that match the best and not the grown box: SAHI forgets them, here they go
     * on to the next group or start their own.
     *
     * @param threshold from which overlap on two detections match; in (0, 1]
     * @param metric how the overlap is measured
     * @param acrossCategories whether detections of different categories match too
     */
    record GreedyNmm(double threshold, Metric metric, boolean acrossCategories) implements MergeStrategy {
        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException if the threshold is outside (0, 1]
         */
        public GreedyNmm {
            check(threshold, metric);
        }

        @Override
        public GreedyNmm threshold(double overlap) {
            return new GreedyNmm(overlap, metric, acrossCategories);
        }

        @Override
        public GreedyNmm metric(Metric metric) {
            return new GreedyNmm(threshold, metric, acrossCategories);
        }

        @Override
        public GreedyNmm acrossAllCategories() {
            return new GreedyNmm(threshold, metric, true);
        }
    }

    /**
     * Who matches the best of a group has a say: the box is the mean of one box per view (the best that the view has in the
     * group), weighted by score; the mask and the keypoints are the best one's.
     *
     * <p>The score is the mean of two: the best one, and the sum over the views that have a box in the group, divided by the
     * number of views that could see the thing (that hold the box whole, in a size that they are trusted with). So a thing
     * that one of three views overlooked falls behind one that all of them saw, and a small thing that only one view can see
     * loses nothing: plain weighted box fusion ({@link BoxFusion}) divides by all views. Detections without slices
     * ({@link #merge}) count as one view each, and keep the best score.
     *
     * @param threshold from which overlap on two detections match; in (0, 1]
     * @param metric how the overlap is measured
     * @param acrossCategories whether detections of different categories match too
     */
    record Fusion(double threshold, Metric metric, boolean acrossCategories) implements MergeStrategy {
        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException if the threshold is outside (0, 1]
         */
        public Fusion {
            check(threshold, metric);
        }

        @Override
        public Fusion threshold(double overlap) {
            return new Fusion(overlap, metric, acrossCategories);
        }

        @Override
        public Fusion metric(Metric metric) {
            return new Fusion(threshold, metric, acrossCategories);
        }

        @Override
        public Fusion acrossAllCategories() {
            return new Fusion(threshold, metric, true);
        }
    }

    private static void check(double threshold, Metric metric) {
        Objects.requireNonNull(metric, "metric");
        if (!(threshold > 0 && threshold <= 1)) {
            throw new IllegalArgumentException("threshold " + threshold
                    + " is outside (0, 1]: it is the overlap from which on two detections are one thing, such as 0.5");
        }
    }
}
