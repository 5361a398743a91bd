package io.github.s2vision.detect.slice;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The arithmetic of {@link BoxFusion} on boxes in shares of the image, with the roundings of ensemble-boxes 1.0.9: sums of
 * a group in float32, all else in float64. Of equal scores the later box goes first.
 */
final class WeightedBoxes {
    private final BoxFusion options;
    private final double[] weights;
    private final double allWeights;
    private final double largestWeight;
    private final Map<Integer, List<Entry>> byLabel = new LinkedHashMap<>();

    /** A box of a model; the score is weighted. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never handed out
    private record Entry(int model, double weight, double score, double[] box, int index) {}

    /** A group's box; {@code best} is the index of its surest member. */
    record Fused(int label, double score, double x1, double y1, double x2, double y2, int best) {}

    /** @throws IllegalArgumentException if there are weights, but not as many as models */
    WeightedBoxes(BoxFusion options, int models) {
        if (!options.weights().isEmpty() && options.weights().size() != models) {
            throw new IllegalArgumentException(options.weights().size() + " weights " + options.weights() + " for "
                    + models + " models: none, or one for each is needed");
        }
        this.options = options;
        this.weights = new double[models];
        double sum = 0;
        double largest = 0;
        for (int m = 0; m < models; m++) {
            weights[m] = options.weights().isEmpty() ? 1 : options.weights().get(m);
            sum += weights[m];
            largest = Math.max(largest, weights[m]);
        }
        this.allWeights = sum;
        this.largestWeight = largest;
    }

    /** Adds a box in shares of the image: corners in the wrong order are exchanged, what lies outside is cut off. */
    void add(int model, int label, double score, double x1, double y1, double x2, double y2, int index) {
        if (score < options.skipBelow()) {
            return;
        }
        double[] box = {
            share(Math.min(x1, x2)), share(Math.min(y1, y2)), share(Math.max(x1, x2)), share(Math.max(y1, y2))
        };
        if ((box[2] - box[0]) * (box[3] - box[1]) != 0) {
            byLabel.computeIfAbsent(label, added -> new ArrayList<>())
                    .add(new Entry(model, weights[model], score * weights[model], box, index));
        }
    }

    private static double share(double value) {
        return Math.min(Math.max(value, 0), 1);
    }

    /** The groups, best first. */
    List<Fused> fuse() {
        List<Fused> fused = new ArrayList<>();
        byLabel.forEach((label, entries) -> {
            for (Group group : groups(entries)) {
                fused.add(new Fused(
                        label,
                        group.score(),
                        group.box[0],
                        group.box[1],
                        group.box[2],
                        group.box[3],
                        group.members.get(0).index));
            }
        });
        return laterFirst(fused, Comparator.comparingDouble(Fused::score));
    }

    private List<Group> groups(List<Entry> entries) {
        List<Group> groups = new ArrayList<>();
        for (Entry entry : laterFirst(entries, Comparator.comparingDouble(Entry::score))) {
            Group closest = null;
            double most = Double.NEGATIVE_INFINITY;
            for (Group group : groups) {
                double overlap = iou(group.box, entry.box);
                if (overlap > most) {
                    most = overlap;
                    closest = group;
                }
            }
            if (closest != null && most > options.threshold()) {
                closest.join(entry);
            } else {
                groups.add(new Group(entry));
            }
        }
        return groups;
    }

    /** Falling; of equal ones the later first. */
    private static <T> List<T> laterFirst(List<T> list, Comparator<T> rising) {
        List<T> sorted = new ArrayList<>(list);
        sorted.sort(rising);
        List<T> reversed = new ArrayList<>();
        for (int i = sorted.size() - 1; i >= 0; i--) {
            reversed.add(sorted.get(i));
        }
        return reversed;
    }

    private static double iou(double[] a, double[] b) {
        double width = Math.max(Math.min(a[2], b[2]) - Math.max(a[0], b[0]), 0);
        double height = Math.max(Math.min(a[3], b[3]) - Math.max(a[1], b[1]), 0);
        double both = width * height;
        return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both);
    }

    /** Boxes of one thing. */
    private final class Group {
        private final List<Entry> members = new ArrayList<>();
        private final float[] sums = new float[4];
        private double scores;
        private double ofWeights;
        private double score;
        private final double[] box;

        Group(Entry first) {
            members.add(first);
            add(first);
            box = first.box.clone();
            score = first.score;
            ofWeights = first.weight;
        }

        private void add(Entry entry) {
            for (int k = 0; k < 4; k++) {
                sums[k] = (float) (sums[k] + entry.score * entry.box[k]);
            }
            scores += entry.score;
        }

        void join(Entry entry) {
            members.add(entry);
            add(entry);
            double weight = 0;
            double largest = Double.NEGATIVE_INFINITY;
            for (Entry member : members) {
                weight += member.weight;
                largest = Math.max(largest, member.score);
            }
            ofWeights = (float) weight;
            score = (float) (options.confidence() == BoxFusion.Confidence.MAX ? largest : scores / members.size());
            for (int k = 0; k < 4 && scores > 0; k++) { // without any score the first box stays
                box[k] = (float) (sums[k] / scores);
            }
        }

        double score() {
            return switch (options.confidence()) {
                case AVERAGE -> {
                    int counted = options.overflowAllowed() ? members.size() : Math.min(weights.length, members.size());
                    yield score * counted / allWeights;
                }
                case MAX -> score / largestWeight;
                case BOX_AND_MODEL_AVERAGE -> score * members.size() / ofWeights * present() / allWeights;
                case ABSENT_MODEL_AWARE_AVERAGE -> score * members.size() / (ofWeights + absent());
            };
        }

        /** The weights of the models that have a box in the group. */
        private double present() {
            Set<Integer> seen = new HashSet<>();
            return members.stream()
                    .filter(member -> seen.add(member.model))
                    .mapToDouble(Entry::weight)
                    .sum();
        }

        private double absent() {
            double sum = 0;
            for (int model = 0; model < weights.length; model++) {
                int m = model;
                sum += members.stream().anyMatch(member -> member.model == m) ? 0 : weights[m];
            }
            return sum;
        }
    }
}
