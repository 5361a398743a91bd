package io.github.s2vision.evaluation;

import java.util.Arrays;
import java.util.List;

/**
 * COCO's greedy matching of one image and category (cocoeval.py, {@code evaluateImg}), for all thresholds and area ranges
 * at once. Detections come best first; at each threshold one takes the object with the largest overlap among those still
 * free, of equals the last, and an object that is to be ignored only if no other will do. All thresholds at which an
 * overlap suffices are bits of a word: a detection walks its few candidates from the best, and takes each at the
 * thresholds that are still open to both. Belongs to one thread.
 */
final class GroupMatcher {
    private static final byte ZERO = 1;
    private static final byte UNUSABLE = 2;

    /** The objects of an image and category. Arrays may be longer than {@code count}. */
    static final class Truth {
        int count;
        /** By object: to be ignored whatever its area. */
        boolean[] ignored = new boolean[16];
        /** By object: may be matched by any number of detections. */
        boolean[] crowd = new boolean[16];

        double[] area = new double[16];
        /** By object: 0 for an ordinary id; {@link #zeroId}, {@link #unusableId}. */
        byte[] oddId = new byte[16];

        void ensure(int capacity) {
            if (capacity > area.length) {
                int grown = Math.max(capacity, 2 * area.length);
                ignored = new boolean[grown];
                crowd = new boolean[grown];
                area = new double[grown];
                oddId = new byte[grown];
            }
        }

        /** An id of 0, which the reference takes for "not matched". */
        static byte zeroId() {
            return ZERO;
        }

        /** An id that the reference cannot put into its table of matches. */
        static byte unusableId() {
            return UNUSABLE;
        }
    }

    private final Lanes lanes;
    private final double[] least; // the overlap that each threshold asks for
    private final boolean rising;
    private final AreaRange[] areas;

    private long[] free = new long[64]; // by area and object: thresholds at which it is not taken
    private boolean[] ignore = new boolean[64]; // by area and object
    private int[] candidates = new int[16];
    private double[] overlaps = new double[16];
    private long[] reach = new long[16];

    GroupMatcher(Lanes lanes, double[] thresholds, List<AreaRange> areas) {
        this.lanes = lanes;
        this.areas = areas.toArray(AreaRange[]::new);
        least = new double[thresholds.length];
        boolean sorted = true;
        for (int t = 0; t < least.length; t++) {
            // Python's min: a NaN stays, as nothing is less.
            least[t] = 1 - 1e-10 < thresholds[t] ? 1 - 1e-10 : thresholds[t];
            sorted &= t == 0 || least[t - 1] <= least[t];
        }
        rising = sorted;
    }

    /**
     * Matches {@code count} detections, which stand from {@code at} in the columns.
     *
     * @param area by place
     * @param overlap by detection and object, row by row; not looked at if {@code compared} is false
     * @param compared false if there is nothing to compare, or the reference compares nothing
     * @param anyNaN whether an overlap is NaN
     * @param incomplete whether detections that match nothing are to be ignored (LVIS: not every object is marked)
     * @param hits by word and detection: set where a detection matches an object that counts
     * @param ignored by word and detection: set where it is to be ignored
     */
    void match(
            int count,
            int at,
            double[] area,
            Truth truth,
            double[] overlap,
            boolean compared,
            boolean anyNaN,
            boolean incomplete,
            long[][] hits,
            long[][] ignored) {
        if (!compared) {
            for (int d = 0; d < count; d++) {
                ignoreOutside(incomplete ? -1 : outside(area[at + d]), ignored, at + d);
            }
            return;
        }
        markIgnored(truth);
        for (int block = 0; block < lanes.blocks; block++) {
            Arrays.fill(free, 0, areas.length * truth.count, lanes.all(block));
            for (int d = 0; d < count; d++) {
                long outside = incomplete ? -1 : outside(area[at + d]);
                int found = anyNaN ? 0 : findCandidates(overlap, d * truth.count, truth.count, block);
                for (int a = 0; a < areas.length; a++) {
                    int word = lanes.word(a, block);
                    boolean out = ((outside >>> a) & 1) != 0;
                    if (anyNaN) {
                        slowly(truth, overlap, d, a, block, out, hits[word], ignored[word], at + d);
                    } else if (found > 0) {
                        assign(truth, found, a, block, out, hits[word], ignored[word], at + d);
                    } else if (out) {
                        ignored[word][at + d] |= lanes.all(block) << lanes.shift(a, block);
                    }
                }
            }
        }
    }

    private void ignoreOutside(long outside, long[][] ignored, int at) {
        for (int block = 0; block < lanes.blocks; block++) {
            for (int a = 0; a < areas.length; a++) {
                if (((outside >>> a) & 1) != 0) {
                    ignored[lanes.word(a, block)][at] |= lanes.all(block) << lanes.shift(a, block);
                }
            }
        }
    }

    /** One bit per area range; more than 64 ranges are refused by the evaluator. */
    private long outside(double area) {
        long bits = 0;
        for (int a = 0; a < areas.length; a++) {
            if (areas[a].excludes(area)) {
                bits |= 1L << a;
            }
        }
        return bits;
    }

    private void markIgnored(Truth truth) {
        int size = areas.length * truth.count;
        if (size > free.length) {
            free = new long[2 * size];
            ignore = new boolean[2 * size];
        }
        for (int a = 0; a < areas.length; a++) {
            for (int g = 0; g < truth.count; g++) {
                ignore[a * truth.count + g] = truth.ignored[g] || areas[a].excludes(truth.area[g]);
            }
        }
    }

    /** Objects whose overlap reaches a threshold, the largest first, of equals the last one first. */
    private int findCandidates(double[] overlap, int from, int count, int block) {
        int found = 0;
        for (int g = 0; g < count; g++) {
            double value = overlap[from + g];
            long bits = reached(value, block);
            if (bits == 0) {
                continue;
            }
            if (found == candidates.length) {
                candidates = Arrays.copyOf(candidates, 2 * found);
                overlaps = Arrays.copyOf(overlaps, 2 * found);
                reach = Arrays.copyOf(reach, 2 * found);
            }
            int place = found++;
            while (place > 0 && overlaps[place - 1] <= value) {
                candidates[place] = candidates[place - 1];
                overlaps[place] = overlaps[place - 1];
                reach[place] = reach[place - 1];
                place--;
            }
            candidates[place] = g;
            overlaps[place] = value;
            reach[place] = bits;
        }
        return found;
    }

    private long reached(double overlap, int block) {
        int from = block * lanes.perBlock;
        int size = lanes.size(block);
        if (rising) {
            int count = 0;
            while (count < size && overlap >= least[from + count]) {
                count++;
            }
            return count == Long.SIZE ? -1L : (1L << count) - 1;
        }
        long bits = 0;
        for (int t = 0; t < size; t++) {
            if (!(overlap < least[from + t])) { // a NaN threshold takes everything
                bits |= 1L << t;
            }
        }
        return bits;
    }

    private void assign(Truth truth, int found, int area, int block, boolean out, long[] hits, long[] ignored, int at) {
        int shift = lanes.shift(area, block);
        long all = lanes.all(block);
        long open = all;
        long hit = 0;
        long ignoring = 0;
        long matched = 0; // for the reference: with an id that is not 0
        for (int pass = 0; pass < 2; pass++) {
            boolean ignorable = pass == 1;
            for (int c = 0; c < found && open != 0; c++) {
                int g = candidates[c];
                int place = area * truth.count + g;
                long taken = reach[c] & open & free[place];
                if (ignore[place] != ignorable || taken == 0) {
                    continue;
                }
                open &= ~taken;
                if (!truth.crowd[g]) {
                    free[place] &= ~taken;
                }
                if (truth.oddId[g] == 0) {
                    matched |= taken;
                    hit |= ignorable ? 0 : taken;
                } else {
                    checkId(truth, g);
                }
                ignoring |= ignorable ? taken : 0;
            }
        }
        if (out) {
            ignoring |= all & ~matched;
        }
        hits[at] |= hit << shift;
        ignored[at] |= ignoring << shift;
    }

    private static void checkId(Truth truth, int g) {
        if (truth.oddId[g] == UNUSABLE) {
            throw new EvaluationException(
                    EvaluationException.Reason.BAD_VALUE,
                    "an annotation that is matched has an id that is no number, which pycocotools cannot keep. Give "
                            + "annotations whole numbers above 0 as ids, or use Parity.CORRECTED");
        }
    }

    /** Word by word as the reference has it: with a NaN the order of the comparisons matters. */
    private void slowly(
            Truth truth,
            double[] overlap,
            int d,
            int area,
            int block,
            boolean out,
            long[] hits,
            long[] ignored,
            int at) {
        int shift = lanes.shift(area, block);
        int count = truth.count;
        for (int t = 0; t < lanes.size(block); t++) {
            long bit = 1L << t;
            double best = least[block * lanes.perBlock + t];
            int match = -1;
            for (int turn = 0; turn < 2 * count; turn++) {
                int g = turn % count;
                boolean ignorable = turn >= count; // those to be ignored come last, else in their order
                int place = area * count + g;
                if (ignore[place] != ignorable || (free[place] & bit) == 0) {
                    continue;
                }
                if (match >= 0 && !ignore[area * count + match] && ignorable) {
                    break;
                }
                if (overlap[d * count + g] < best) {
                    continue;
                }
                best = overlap[d * count + g];
                match = g;
            }
            boolean matched = false;
            boolean ignoring = false;
            if (match >= 0) {
                int place = area * count + match;
                if (!truth.crowd[match]) {
                    free[place] &= ~bit;
                }
                checkId(truth, match);
                matched = truth.oddId[match] == 0;
                ignoring = ignore[place];
            }
            ignoring |= out && !matched;
            if (ignoring) {
                ignored[at] |= bit << shift;
            } else if (matched) {
                hits[at] |= bit << shift;
            }
        }
    }
}
