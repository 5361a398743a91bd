package io.github.s2vision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Several sets of scales that share one extraction at all of their scales: the features of a set are its scales' blocks of
 * channels.
 */
final class ScaleSets {
    private final double[] union;
    private final List<int[]> members;

    private ScaleSets(double[] union, List<int[]> members) {
        this.union = union;
        this.members = members;
    }

    /** @throws IllegalArgumentException if there is no set, an empty one, or one that begins with another scale */
    static ScaleSets of(List<double[]> sets) {
        if (sets.isEmpty()) {
            throw new IllegalArgumentException("no set of scales: give at least one, such as {1} and {1, 2}");
        }
        List<Double> union = new ArrayList<>();
        List<int[]> members = new ArrayList<>();
        for (double[] set : sets) {
            if (set.length == 0 || set[0] != sets.get(0)[0]) {
                throw new IllegalArgumentException("set " + Arrays.toString(set) + " must begin with the scale "
                        + Arrays.toString(sets.get(0)) + " begins with: they share its grid");
            }
            int[] own = new int[set.length];
            for (int i = 0; i < set.length; i++) {
                if (!union.contains(set[i])) {
                    union.add(set[i]);
                }
                own[i] = union.indexOf(set[i]);
            }
            members.add(own);
        }
        return new ScaleSets(union.stream().mapToDouble(Double::doubleValue).toArray(), members);
    }

    double[] union() {
        return union.clone();
    }

    /** The indices of a set's scales in the union. */
    int[] members(int set) {
        return members.get(set);
    }

    /**
     * The channels of a set among those of the union.
     *
     * @param blocks how many blocks of channels each scale of the union has
     * @param all channels of the union
     */
    int[] columns(int set, int[] blocks, int all) {
        int channels = all / Arrays.stream(blocks).sum();
        IntStream columns = IntStream.empty();
        for (int k : members.get(set)) {
            int first = Arrays.stream(blocks, 0, k).sum() * channels;
            columns = IntStream.concat(columns, IntStream.range(first, first + blocks[k] * channels));
        }
        return columns.toArray();
    }
}
