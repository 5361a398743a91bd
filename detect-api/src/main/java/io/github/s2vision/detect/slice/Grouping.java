package io.github.s2vision.detect.slice;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Who belongs to whom: the leader of each box, which is the best of its group. */
final class Grouping {
    private final int[] order;
    private final int[] leader;
    private final float[] grown;

    private Grouping(int[] order, int boxes, float[] grown) {
        this.order = order;
        this.leader = new int[boxes];
        this.grown = grown;
        Arrays.fill(leader, -1);
    }

    /**
     * Groups boxes.
     *
     * @param order the boxes from the best to the worst
     * @param boxes x1, y1, x2, y2 in turn
     * @param angles of oriented boxes, whose groups' boxes do not grow
     * @param labels who must have the same label to match; null if all may
     */
    static Grouping of(
            MergeStrategy strategy, int[] order, float[] boxes, float @Nullable [] angles, int @Nullable [] labels) {
        Overlap overlap = new Overlap(boxes, angles, strategy);
        float[] bounds = angles == null ? boxes : TurnedBox.bounds(boxes, angles);
        MatchIndex index = new MatchIndex(bounds, labels, overlap);
        boolean unites = strategy instanceof MergeStrategy.Nmm || strategy instanceof MergeStrategy.GreedyNmm;
        Grouping grouping = new Grouping(order, boxes.length / 4, unites && angles == null ? boxes.clone() : boxes);
        boolean grows = grouping.grown != boxes;
        boolean chains = strategy instanceof MergeStrategy.Nmm;
        for (int box : order) {
            int match =
                    index.first(box, other -> !grows || overlap.matches(grouping.grown, grouping.leader[other], box));
            grouping.leader[box] = match < 0 ? box : grouping.leader[match];
            if (match >= 0 && grows) {
                grouping.grow(grouping.leader[box], boxes, box);
            }
            if (match < 0 || chains) {
                index.add(box);
            }
        }
        return grouping;
    }

    private void grow(int to, float[] boxes, int by) {
        grown[4 * to] = Math.min(grown[4 * to], boxes[4 * by]);
        grown[4 * to + 1] = Math.min(grown[4 * to + 1], boxes[4 * by + 1]);
        grown[4 * to + 2] = Math.max(grown[4 * to + 2], boxes[4 * by + 2]);
        grown[4 * to + 3] = Math.max(grown[4 * to + 3], boxes[4 * by + 3]);
    }

    /** The best of the group that a box belongs to. */
    int leader(int box) {
        return leader[box];
    }

    /** At the place of a leader the box of its group: the union where the strategy unites, else its own. */
    float[] boxes() {
        return grown;
    }

    /** The leaders, from the best to the worst. */
    int[] leaders() {
        return Arrays.stream(order).filter(box -> leader[box] == box).toArray();
    }

    /** The members of each group, in the order of {@link #leaders}, each from the best to the worst: leader first. */
    int[][] members() {
        int[] leaders = leaders();
        int[] group = new int[leader.length];
        int[] sizes = new int[leaders.length];
        for (int g = 0; g < leaders.length; g++) {
            group[leaders[g]] = g;
        }
        for (int box : order) {
            sizes[group[leader[box]]]++;
        }
        int[][] members = new int[leaders.length][];
        for (int g = 0; g < leaders.length; g++) {
            members[g] = new int[sizes[g]];
            sizes[g] = 0;
        }
        for (int box : order) {
            int g = group[leader[box]];
            members[g][sizes[g]++] = box;
        }
        return members;
    }
}
