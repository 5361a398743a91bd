package io.github.s2vision.detect.slice;

import io.github.s2vision.detect.Detections;
import org.jspecify.annotations.Nullable;

/** Carries a strategy out. */
final class Merger {
    /** How many views could see a box, given as its four corners; at least the number of those that have it counts. */
    @FunctionalInterface
    interface Coverage {
        int views(float x1, float y1, float x2, float y2);
    }

    private Merger() {}

    static Detections merge(MergeStrategy strategy, Detections detections) {
        Candidates candidates = Candidates.of(detections);
        return merge(strategy, candidates, new boolean[candidates.size()], null);
    }

    /**
     * @param dropped who takes no part
     * @param coverage asked by {@link MergeStrategy.Fusion}; null if each candidate counts as a view of its own
     */
    static Detections merge(
            MergeStrategy strategy, Candidates candidates, boolean[] dropped, @Nullable Coverage coverage) {
        float[] boxes = candidates.boxes();
        int[] labels = strategy.acrossCategories() ? null : candidates.classes();
        Grouping grouping = Grouping.of(strategy, candidates.order(dropped), boxes, candidates.angles(), labels);
        boolean fuses = strategy instanceof MergeStrategy.Fusion && candidates.angles() == null;
        int[] leaders = grouping.leaders();
        float[] resultBoxes = new float[4 * leaders.length];
        float[] scores = new float[leaders.length];
        for (int g = 0; g < leaders.length; g++) {
            System.arraycopy(grouping.boxes(), 4 * leaders[g], resultBoxes, 4 * g, 4);
            scores[g] = candidates.score(leaders[g]);
        }
        if (fuses) {
            int[][] groups = grouping.members();
            fuse(candidates, groups, coverage, resultBoxes, scores);
            return candidates.toDetections(groups, resultBoxes, scores, false);
        }
        boolean unites = grouping.boxes() != boxes;
        int[][] groups = unites ? grouping.members() : alone(leaders);
        return candidates.toDetections(groups, resultBoxes, scores, unites);
    }

    private static int[][] alone(int[] leaders) {
        int[][] groups = new int[leaders.length][];
        for (int g = 0; g < groups.length; g++) {
            groups[g] = new int[] {leaders[g]};
        }
        return groups;
    }

    private static void fuse(
            Candidates candidates, int[][] groups, @Nullable Coverage coverage, float[] boxes, float[] scores) {
        int[] lastGroupOfView = new int[candidates.views()];
        for (int g = 0; g < groups.length; g++) {
            double sum = 0;
            double x1 = 0;
            double y1 = 0;
            double x2 = 0;
            double y2 = 0;
            int views = 0;
            for (int member : groups[g]) {
                int view = candidates.viewNumber(member);
                if (coverage == null || lastGroupOfView[view] != g + 1) { // a view counts once, with its best
                    lastGroupOfView[view] = g + 1;
                    double score = Math.max(0, candidates.score(member));
                    views++;
                    sum += score;
                    x1 += score * candidates.x1(member);
                    y1 += score * candidates.y1(member);
                    x2 += score * candidates.x2(member);
                    y2 += score * candidates.y2(member);
                }
            }
            if (views > 1 && sum > 0) {
                boxes[4 * g] = (float) (x1 / sum);
                boxes[4 * g + 1] = (float) (y1 / sum);
                boxes[4 * g + 2] = (float) (x2 / sum);
                boxes[4 * g + 3] = (float) (y2 / sum);
            }
            if (coverage != null) {
                int able = coverage.views(boxes[4 * g], boxes[4 * g + 1], boxes[4 * g + 2], boxes[4 * g + 3]);
                scores[g] = (float) ((scores[g] + sum / Math.max(able, views)) / 2);
            }
        }
    }
}
