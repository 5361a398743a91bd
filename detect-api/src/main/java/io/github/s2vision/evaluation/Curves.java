package io.github.s2vision.evaluation;

import java.util.Arrays;

/**
 * Precision over recall of one category (cocoeval.py, {@code accumulate}), for all area ranges, limits of detections and
 * thresholds at once, from detections that come one by one from the best to the worst. Only what the curve needs at the
 * asked recalls is kept, so that any number of detections may come. Used again for the next category; one thread.
 *
 * <p>At recall r the curve has the largest precision at or after the first place where the recall reaches r. Recall rises
 * and precision peaks only at true positives, and the n-th of them has recall n / N, so that which n reaches r is known
 * beforehand, and between two such n only the peak matters.
 */
final class Curves {
    private static final double EPSILON = Math.ulp(1.0); // numpy.spacing(1)

    private final Lanes lanes;
    private final int[] maxDetections;
    private final double[] asked; // recalls, rising, without NaN
    private final int[] placeOfAsked; // by threshold as given: its place in asked, or -1 for NaN
    private final boolean stopAtMiss;

    private final long[] objects; // by area
    private final long[][] needed; // by area and asked recall: how many true positives reach it
    /** By area and block, then by the first limit that lets them through: detections false at all thresholds. */
    private final long[][] falseAtAll;

    private boolean begun; // whether a detection came
    private final Lane[] lane; // by area, limit and threshold

    /** One curve under way. */
    private static final class Lane {
        private long hits;
        private long misses; // beyond those that are false at all thresholds
        private int reached; // how many asked recalls
        private final double[] peak; // by asked recall: the best precision until the next one
        private final double[] score; // by asked recall: where it was reached

        Lane(int recalls) {
            peak = new double[recalls];
            score = new double[recalls];
        }

        void clear() {
            hits = 0;
            misses = 0;
            reached = 0;
            Arrays.fill(peak, 0);
        }

        void reach(long[] needed, double at) {
            while (reached < needed.length && needed[reached] <= hits) {
                score[reached++] = at;
            }
        }

        void hit(long[] needed, long falseAtAll, double at) {
            hits++;
            reach(needed, at);
            if (reached > 0) {
                double wrong = falseAtAll + misses;
                double precision = hits / (wrong + hits + EPSILON);
                peak[reached - 1] = Math.max(peak[reached - 1], precision);
            }
        }
    }

    Curves(Settings settings, Lanes lanes) {
        this.lanes = lanes;
        this.maxDetections = settings.maxDetections();
        this.stopAtMiss = settings.isStrict();
        double[] recalls = settings.recallThresholds();
        asked = Arrays.stream(recalls).filter(r -> !Double.isNaN(r)).sorted().toArray();
        placeOfAsked = new int[recalls.length];
        for (int r = 0; r < recalls.length; r++) {
            placeOfAsked[r] = Double.isNaN(recalls[r]) ? -1 : Arrays.binarySearch(asked, recalls[r]);
        }
        objects = new long[lanes.areas];
        needed = new long[lanes.areas][asked.length];
        falseAtAll = new long[lanes.areas * lanes.blocks][maxDetections.length + 1];
        lane = new Lane[lanes.areas * maxDetections.length * lanes.thresholds];
        for (int i = 0; i < lane.length; i++) {
            lane[i] = new Lane(asked.length);
        }
    }

    /** Begins a category with so many objects that count, by area range. */
    void begin(long[] counted) {
        for (int a = 0; a < objects.length; a++) {
            objects[a] = counted[a];
            for (int r = 0; r < asked.length; r++) {
                needed[a][r] = needed(asked[r], counted[a]);
            }
        }
        begun = false;
        for (long[] wrong : falseAtAll) {
            Arrays.fill(wrong, 0);
        }
        for (Lane one : lane) {
            one.clear();
        }
    }

    /** The least n with n / objects at or above the recall, as doubles divide; out of reach if there is none. */
    private static long needed(double recall, long objects) {
        if (!(recall > 0)) {
            return 0;
        }
        if (recall > 1 || objects == 0) {
            return Long.MAX_VALUE;
        }
        long n = Math.max(0, (long) Math.ceil(recall * objects) - 2);
        while ((double) n / objects < recall) {
            n++;
        }
        return n;
    }

    /**
     * Goes on with detections in the order given.
     *
     * @param order places in the columns
     * @param rank by place: how many of its image and category come before it
     * @param hits by word and place, as {@link GroupMatcher} sets them
     * @param ignored likewise
     */
    void add(int[] order, int from, int to, double[] score, int[] rank, long[][] hits, long[][] ignored) {
        if (from == to) {
            return;
        }
        if (!begun) {
            begun = true;
            begin(limited(rank[order[from]]), score[order[from]]);
        }
        for (int a = 0; a < lanes.areas; a++) {
            for (int block = 0; objects[a] > 0 && block < lanes.blocks; block++) {
                int word = lanes.word(a, block);
                add(a, block, order, from, to, score, rank, hits[word], ignored[word]);
            }
        }
    }

    /** The first limit that lets a rank through; their number if none does. */
    private int limited(int rank) {
        int m = 0;
        while (m < maxDetections.length && rank >= maxDetections[m]) {
            m++;
        }
        return m;
    }

    /** Recalls of 0 are reached by the very first detection, whatever it is; being the best, it is first of its image. */
    private void begin(int limit, double score) {
        for (int a = 0; a < lanes.areas; a++) {
            for (int m = limit; m < maxDetections.length; m++) {
                int first = (a * maxDetections.length + m) * lanes.thresholds;
                for (int t = first; t < first + lanes.thresholds; t++) {
                    lane[t].reach(needed[a], score);
                }
            }
        }
    }

    private void add(
            int a, int block, int[] order, int from, int to, double[] score, int[] rank, long[] hits, long[] ignored) {
        int shift = lanes.shift(a, block);
        long all = lanes.all(block);
        long[] wrong = falseAtAll[a * lanes.blocks + block];
        int limits = maxDetections.length;
        int lowest = maxDetections[0];
        for (int i = from; i < to; i++) {
            int place = order[i];
            int m = rank[place] < lowest ? 0 : limited(rank[place]);
            long hit = (hits[place] >>> shift) & all;
            long ignore = (ignored[place] >>> shift) & all;
            if (hit != 0 && m < limits) {
                hit(a, block, m, hit, score[place]);
            }
            long miss = all & ~(hit | ignore);
            if (miss == all) {
                wrong[m]++;
            } else if (miss != 0 && m < limits) {
                miss(a, block, m, miss);
            }
        }
    }

    private void hit(int a, int block, int limit, long bits, double score) {
        long[] wrong = falseAtAll[a * lanes.blocks + block];
        long sum = 0;
        for (int m = 0; m < maxDetections.length; m++) {
            sum += wrong[m];
            int first = (a * maxDetections.length + m) * lanes.thresholds + block * lanes.perBlock;
            for (long rest = m >= limit ? bits : 0; rest != 0; rest &= rest - 1) {
                lane[first + Long.numberOfTrailingZeros(rest)].hit(needed[a], sum, score);
            }
        }
    }

    private void miss(int a, int block, int limit, long bits) {
        for (int m = limit; m < maxDetections.length; m++) {
            int first = (a * maxDetections.length + m) * lanes.thresholds + block * lanes.perBlock;
            for (long rest = bits; rest != 0; rest &= rest - 1) {
                lane[first + Long.numberOfTrailingZeros(rest)].misses++;
            }
        }
    }

    /**
     * Ends the category and writes what it came to: -1 where no object counts.
     *
     * @param precision by area, limit, threshold and recall, from {@code at * recalls}
     * @param scores likewise
     * @param recall by area, limit and threshold, from {@code at}
     */
    void end(double[] precision, double[] scores, double[] recall, int at) {
        int recalls = placeOfAsked.length;
        for (int i = 0; i < lane.length; i++) {
            int a = i / (maxDetections.length * lanes.thresholds);
            int to = (at + i) * recalls;
            if (objects[a] == 0) {
                Arrays.fill(precision, to, to + recalls, -1);
                Arrays.fill(scores, to, to + recalls, -1);
                recall[at + i] = -1;
            } else {
                recall[at + i] = lane[i].hits / (double) objects[a];
                write(lane[i], precision, scores, to);
            }
        }
    }

    private void write(Lane done, double[] precision, double[] scores, int to) {
        for (int r = done.reached - 2; r >= 0; r--) {
            done.peak[r] = Math.max(done.peak[r], done.peak[r + 1]);
        }
        boolean missed = false;
        for (int r = 0; r < placeOfAsked.length; r++) {
            int place = placeOfAsked[r];
            boolean reached = place >= 0 && place < done.reached;
            // The reference leaves its loop at the first recall that is not reached; later ones stay 0.
            missed |= !reached && stopAtMiss;
            precision[to + r] = reached && !missed ? done.peak[place] : 0;
            scores[to + r] = reached && !missed ? done.score[place] : 0;
        }
    }
}
