package io.github.s2vision.detect.yolo;

import java.util.stream.IntStream;

/** Columns for suppression, filled by hand. */
final class TestCandidates {
    private TestCandidates() {}

    /** Boxes of one class given by their corners, which are taken as they are. */
    static Candidates ofCorners(float[][] corners, float[] scores, int category) {
        int[] categories = IntStream.range(0, scores.length).map(i -> category).toArray();
        return ofCorners(corners, scores, categories);
    }

    /** Boxes given by their corners, sorted best first, equal scores in the order given. */
    static Candidates ofCorners(float[][] corners, float[] scores, int[] categories) {
        int[] order = IntStream.range(0, scores.length)
                .boxed()
                .sorted((a, b) -> Float.compare(scores[b], scores[a]))
                .mapToInt(Integer::intValue)
                .toArray();
        Candidates candidates = new Candidates();
        candidates.count = order.length;
        candidates.anchor = order;
        candidates.category = IntStream.of(order).map(i -> categories[i]).toArray();
        candidates.score = column(order, scores);
        candidates.x1 = column(order, corners, 0);
        candidates.y1 = column(order, corners, 1);
        candidates.x2 = column(order, corners, 2);
        candidates.y2 = column(order, corners, 3);
        return candidates;
    }

    private static float[] column(int[] order, float[] values) {
        float[] column = new float[order.length];
        for (int i = 0; i < order.length; i++) {
            column[i] = values[order[i]];
        }
        return column;
    }

    private static float[] column(int[] order, float[][] rows, int k) {
        float[] column = new float[order.length];
        for (int i = 0; i < order.length; i++) {
            column[i] = rows[order[i]][k];
        }
        return column;
    }
}
