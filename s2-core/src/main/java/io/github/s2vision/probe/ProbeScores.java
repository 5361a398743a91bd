package io.github.s2vision.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The scores of a probe on test images, and how well they tell objects from their surroundings, by the size of the object:
 * cells with an object of that size against all cells without any. Cells with a bit of one are left out.
 */
public final class ProbeScores {
    private final double[] edges;
    private final List<float[]> scores = new ArrayList<>();
    private final List<CellLabels> labels = new ArrayList<>();

    /**
     * Scores to be judged in the ranges between these sizes in pixels: {@code 8, 16, 32} makes 8 to 16 and 16 to 32.
     *
     * @throws IllegalArgumentException if there are fewer than two, or they do not rise
     */
    public ProbeScores(double... edges) {
        for (int i = 1; i < edges.length; i++) {
            if (!(edges[i] > edges[i - 1])) {
                throw new IllegalArgumentException(
                        "size ranges " + Arrays.toString(edges) + ": each edge is above the last");
            }
        }
        if (edges.length < 2) {
            throw new IllegalArgumentException(
                    "size ranges " + Arrays.toString(edges) + ": two edges or more are needed");
        }
        this.edges = edges.clone();
    }

    /**
     * Adds an image.
     *
     * @param cellScores one for each cell, row by row
     */
    public void add(float[] cellScores, CellLabels truth) {
        if (cellScores.length != truth.grid().area()) {
            throw new IllegalArgumentException(cellScores.length + " scores for a grid of " + truth.grid());
        }
        scores.add(cellScores.clone());
        labels.add(truth);
    }

    /** The number of images. */
    public int images() {
        return scores.size();
    }

    /** The number of size ranges. */
    public int ranges() {
        return edges.length - 1;
    }

    /** A size range in words: {@code 16–32 px}. */
    public String range(int index) {
        return String.format(Locale.ROOT, "%.0f–%.0f px", edges[index], edges[index + 1]);
    }

    /** Average precision of a size range, in [0, 1]; NaN where no cell has an object of that size. */
    public double ap(int range) {
        int[] once = new int[images()];
        Arrays.fill(once, 1);
        return curves().ap(range, once);
    }

    /** The share of cells with an object of that size that score above 99 % of the cells without any. */
    public double recallAtOnePercent(int range) {
        return curves().recallAtFalseAlarms(range, 0.01);
    }

    /** How much higher the average precision is than that of other scores on the same images, with its 95 % range. */
    public Interval gainOver(ProbeScores other, int range, int draws, long seed) {
        if (other.images() != images() || !Arrays.equals(other.edges, edges)) {
            throw new IllegalArgumentException("a gain is taken on the same images and size ranges; these are "
                    + images() + " and " + other.images() + " images");
        }
        Curves mine = curves();
        Curves theirs = other.curves();
        return Interval.bootstrap(images(), times -> mine.ap(range, times) - theirs.ap(range, times), draws, seed);
    }

    private Curves curves() {
        return new Curves();
    }

    /** All cells sorted by falling score, once for many samples. */
    private final class Curves {
        private final int[] image;
        private final byte[] kind; // the size range; -1 without object
        private final float[] sorted;

        Curves() {
            int count = 0;
            for (CellLabels truth : labels) {
                for (int cell = 0; cell < truth.labels().length; cell++) {
                    count += kindOf(truth, cell) == -2 ? 0 : 1;
                }
            }
            Integer[] order = new Integer[count];
            int[] images = new int[count];
            byte[] kinds = new byte[count];
            float[] values = new float[count];
            int at = 0;
            for (int i = 0; i < labels.size(); i++) {
                for (int cell = 0; cell < labels.get(i).labels().length; cell++) {
                    int its = kindOf(labels.get(i), cell);
                    if (its != -2) {
                        order[at] = at;
                        images[at] = i;
                        kinds[at] = (byte) its;
                        values[at] = scores.get(i)[cell];
                        at++;
                    }
                }
            }
            Arrays.sort(order, (a, b) -> Float.compare(values[b], values[a]));
            image = new int[count];
            kind = new byte[count];
            sorted = new float[count];
            for (int i = 0; i < count; i++) {
                image[i] = images[order[i]];
                kind[i] = kinds[order[i]];
                sorted[i] = values[order[i]];
            }
        }

        /** The size range, -1 for a cell without object, -2 for one that is not judged. */
        private int kindOf(CellLabels truth, int cell) {
            float label = truth.labels()[cell];
            if (label == 0) {
                return -1;
            }
            float size = truth.sizes()[cell];
            for (int range = 0; range < ranges() && label == 1; range++) {
                if (size >= edges[range] && size < edges[range + 1]) {
                    return range;
                }
            }
            return -2;
        }

        /** The mean of the precision at each positive; equal scores share the precision at the end of their group. */
        double ap(int range, int[] times) {
            long positives = 0;
            long negatives = 0;
            double sum = 0;
            for (int i = 0; i < sorted.length; ) {
                long groupPositives = 0;
                int j = i;
                for (; j < sorted.length && sorted[j] == sorted[i]; j++) {
                    if (kind[j] == range) {
                        groupPositives += times[image[j]];
                    } else if (kind[j] == -1) {
                        negatives += times[image[j]];
                    }
                }
                positives += groupPositives;
                if (groupPositives > 0) {
                    sum += groupPositives * ((double) positives / (positives + negatives));
                }
                i = j;
            }
            return sum / positives;
        }

        double recallAtFalseAlarms(int range, double share) {
            long negatives = 0;
            long positives = 0;
            for (byte its : kind) {
                negatives += its == -1 ? 1 : 0;
                positives += its == range ? 1 : 0;
            }
            long allowed = (long) (share * negatives);
            long found = 0;
            for (int i = 0; i < kind.length; i++) {
                if (kind[i] == -1 && allowed-- == 0) {
                    break;
                }
                found += kind[i] == range ? 1 : 0;
            }
            return (double) found / positives;
        }
    }

    /** Such as {@code ProbeScores[300 images, 5 size ranges]}. */
    @Override
    public String toString() {
        return "ProbeScores[" + images() + " images, " + ranges() + " size ranges]";
    }
}
