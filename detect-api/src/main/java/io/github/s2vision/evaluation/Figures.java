package io.github.s2vision.evaluation;

import java.io.IOException;
import java.util.Arrays;

/**
 * Precision, recall and scores by category, area range, limit of detections, threshold and asked recall: the arrays of
 * pycocotools, in an order that writes one category at a time.
 */
final class Figures {
    final int thresholds;
    final int recalls;
    final int categories;
    final int areas;
    final int limits;
    private final double[] precision; // [K, A, M, T, R]
    private final double[] scores; // likewise
    private final double[] recall; // [K, A, M, T]

    Figures(Settings settings, int categories) {
        thresholds = settings.iouThresholds().length;
        recalls = settings.recallThresholds().length;
        this.categories = categories;
        areas = settings.areas().size();
        limits = settings.maxDetections().length;
        long size = (long) categories * areas * limits * thresholds * Math.max(1, recalls);
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(categories + " categories, " + areas + " areas, " + limits + " limits, "
                    + thresholds + " IoU and " + recalls + " recall thresholds give " + size
                    + " figures: at most 2^31 - 9 are possible. Take fewer of one kind");
        }
        precision = new double[(int) size];
        scores = new double[(int) size];
        recall = new double[categories * areas * limits * thresholds];
        Arrays.fill(precision, -1);
        Arrays.fill(scores, -1);
        Arrays.fill(recall, -1);
    }

    /** The figures of matched detections. */
    static Figures of(Matches matches) throws IOException {
        Figures figures = new Figures(matches.settings, matches.categoryCount());
        Categories.forEach(matches.settings.threads(), matches.categoryCount(), () -> figures.new Worker(matches));
        return figures;
    }

    /** What one thread needs. */
    private final class Worker implements Categories.Work {
        private final Matches matches;
        private final Curves curves;
        private final ScoreOrder order = new ScoreOrder();

        Worker(Matches matches) {
            this.matches = matches;
            curves = new Curves(matches.settings, matches.lanes);
        }

        @Override
        public void category(int k) {
            curves.begin(matches.counted(k));
            int[] best = order.order(matches.scores, matches.starts[k], matches.starts[k + 1]);
            curves.add(best, 0, best.length, matches.scores, matches.ranks, matches.hits, matches.ignored);
            end(curves, k);
        }
    }

    /** Writes category k. */
    void end(Curves curves, int k) {
        curves.end(precision, scores, recall, k * areas * limits * thresholds);
    }

    double precision(int t, int r, int k, int a, int m) {
        return precision[place(t, k, a, m) * recalls + r];
    }

    double score(int t, int r, int k, int a, int m) {
        return scores[place(t, k, a, m) * recalls + r];
    }

    double recall(int t, int k, int a, int m) {
        return recall[place(t, k, a, m)];
    }

    private int place(int t, int k, int a, int m) {
        return ((k * areas + a) * limits + m) * thresholds + t;
    }

    /** [T, R, K, A, M], as pycocotools lays it out. */
    double[] precision() {
        return reordered(precision);
    }

    double[] scores() {
        return reordered(scores);
    }

    private double[] reordered(double[] from) {
        double[] to = new double[from.length];
        int at = 0;
        for (int t = 0; t < thresholds; t++) {
            for (int r = 0; r < recalls; r++) {
                for (int k = 0; k < categories; k++) {
                    for (int a = 0; a < areas; a++) {
                        for (int m = 0; m < limits; m++) {
                            to[at++] = from[place(t, k, a, m) * recalls + r];
                        }
                    }
                }
            }
        }
        return to;
    }

    /** [T, K, A, M]. */
    double[] recall() {
        double[] to = new double[recall.length];
        int at = 0;
        for (int t = 0; t < thresholds; t++) {
            for (int k = 0; k < categories; k++) {
                for (int a = 0; a < areas; a++) {
                    for (int m = 0; m < limits; m++) {
                        to[at++] = recall(t, k, a, m);
                    }
                }
            }
        }
        return to;
    }
}
