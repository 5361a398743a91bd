package io.github.s2vision.detect.slice;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The merging of SAHI 0.12.8 with its numba backend, its oddities included: which boxes match is decided on float32 numbers
 * (for NMM on overlaps rounded to float32 as well), whether a box joins its group on the numbers as they are; a box that
 * matched the best of a group and does not match the group's grown box is forgotten; of equal scores NMM lets a box claim
 * only those whose corners sort before its own. Takes time by the square of the number of boxes.
 */
final class SahiMerge {
    private final double[] boxes; // x1, y1, x2, y2 in turn
    private final double[] scores;
    private final int[] classes;
    private final double[] singleBoxes; // rounded to float32
    private final float[] singleScores;
    private final boolean ofSmaller;
    private final double threshold;
    private final Class<? extends MergeStrategy> kind;

    /** One thing. */
    static final class Group {
        private final List<Integer> members = new ArrayList<>();
        private final double[] box;
        private double score;
        private int category;

        private Group(int first, double[] box, double score, int category) {
            members.add(first);
            this.box = box;
            this.score = score;
            this.category = category;
        }

        /** Who joined, the one that gives the category first. */
        int[] members() {
            return members.stream().mapToInt(i -> i).toArray();
        }

        double[] box() {
            return box;
        }

        double score() {
            return score;
        }

        int category() {
            return category;
        }
    }

    /** @param boxes x1, y1, x2, y2 in turn */
    SahiMerge(MergeStrategy strategy, double[] boxes, double[] scores, int[] classes) {
        this(strategy.getClass(), strategy.metric(), strategy.threshold(), boxes, scores, classes);
    }

    /** With any threshold: SAHI lets everything match from 0 down, and nothing above 1. */
    SahiMerge(
            Class<? extends MergeStrategy> kind,
            MergeStrategy.Metric metric,
            double threshold,
            double[] boxes,
            double[] scores,
            int[] classes) {
        this.kind = kind;
        this.ofSmaller = metric == MergeStrategy.Metric.IOS;
        this.threshold = threshold;
        this.boxes = boxes;
        this.scores = scores;
        this.classes = classes;
        this.singleBoxes = new double[boxes.length];
        this.singleScores = new float[scores.length];
        for (int i = 0; i < boxes.length; i++) {
            singleBoxes[i] = (float) boxes[i];
        }
        for (int i = 0; i < scores.length; i++) {
            singleScores[i] = (float) scores[i];
        }
    }

    /** What is left, in no order that means anything. */
    List<Group> run(boolean acrossCategories) {
        SortedMap<Integer, List<Integer>> byCategory = new TreeMap<>();
        for (int i = 0; i < scores.length; i++) {
            byCategory
                    .computeIfAbsent(acrossCategories ? 0 : classes[i], added -> new ArrayList<>())
                    .add(i);
        }
        List<Group> groups = new ArrayList<>();
        for (List<Integer> members : byCategory.values()) {
            claims(members).forEach((best, claimed) -> groups.add(join(best, claimed)));
        }
        return groups;
    }

    /** The boxes that each keeper claims, in the order in which it does. */
    private Map<Integer, List<Integer>> claims(List<Integer> members) {
        boolean chains = kind == MergeStrategy.Nmm.class;
        List<Integer> order = new ArrayList<>(members);
        order.sort(this::compare);
        Map<Integer, List<Integer>> claims = new LinkedHashMap<>();
        int[] keeper = new int[scores.length];
        Arrays.fill(keeper, -1);
        for (int rank = 0; rank < order.size(); rank++) {
            int box = order.get(rank);
            if (keeper[box] < 0) {
                keeper[box] = box;
                claims.put(box, new ArrayList<>());
            } else if (!chains) {
                continue;
            }
            List<Integer> claimed = claims.getOrDefault(keeper[box], List.of());
            for (int other : chains ? members : order.subList(rank + 1, order.size())) {
                if (keeper[other] < 0
                        && (chains ? outranks(box, other) && matchRounded(box, other) : match(box, other))) {
                    keeper[other] = keeper[box];
                    claimed.add(other);
                }
            }
        }
        return claims;
    }

    private Group join(int best, List<Integer> claimed) {
        Group group = new Group(best, Arrays.copyOfRange(boxes, 4 * best, 4 * best + 4), scores[best], classes[best]);
        for (int other : kind == MergeStrategy.Nms.class ? List.<Integer>of() : claimed) {
            if (overlap(group.box, 0, boxes, 4 * other) >= threshold) { // NaN of empty boxes is no match
                boolean keeps = group.score > scores[other];
                group.members.add(keeps ? group.members.size() : 0, other);
                for (int k = 0; k < 2; k++) {
                    group.box[k] = Math.min(group.box[k], boxes[4 * other + k]);
                    group.box[k + 2] = Math.max(group.box[k + 2], boxes[4 * other + k + 2]);
                }
                group.category = keeps ? group.category : classes[other];
                group.score = Math.max(group.score, scores[other]);
            }
        }
        return group;
    }

    private int compare(int i, int j) {
        int score = Float.compare(singleScores[j], singleScores[i]);
        return score != 0 ? score : compareCorners(i, j);
    }

    private int compareCorners(int i, int j) {
        return Arrays.compare(singleBoxes, 4 * i, 4 * i + 4, singleBoxes, 4 * j, 4 * j + 4);
    }

    private boolean outranks(int i, int j) {
        return singleScores[i] > singleScores[j] || (singleScores[i] == singleScores[j] && compareCorners(i, j) >= 0);
    }

    private boolean match(int i, int j) {
        return overlapOrNone(i, j) >= threshold;
    }

    private boolean matchRounded(int i, int j) {
        return (float) overlapOrNone(i, j) >= (float) threshold;
    }

    private double overlapOrNone(int i, int j) {
        double overlap = overlap(singleBoxes, 4 * i, singleBoxes, 4 * j);
        return Double.isNaN(overlap) ? 0 : overlap;
    }

    private double overlap(double[] a, int i, double[] b, int j) {
        double width = Math.max(0, Math.min(a[i + 2], b[j + 2]) - Math.max(a[i], b[j]));
        double height = Math.max(0, Math.min(a[i + 3], b[j + 3]) - Math.max(a[i + 1], b[j + 1]));
        double both = width * height;
        double areaA = (a[i + 2] - a[i]) * (a[i + 3] - a[i + 1]);
        double areaB = (b[j + 2] - b[j]) * (b[j + 3] - b[j + 1]);
        return both / (ofSmaller ? Math.min(areaA, areaB) : areaA + areaB - both);
    }
}
