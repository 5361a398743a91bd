package io.github.s2vision.detect.slice;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Which of the boxes of slices are believed before anything is merged: one that a border of its slice cuts, or that is large
 * for its slice, counts for less where another view sees the place whole; where none does, the parts on both sides of a
 * border are put together.
 */
final class Trust {
    /** How close to a border a box is cut by it, in shares of the slice's longer side: 3 pixels of a network of 320. */
    static final double MARGIN = 0.01;

    /** From this overlap on (of the smaller box) a cut box is a part of a whole one. */
    private static final double PART = 0.5;

    /** From this overlap along a border on, the boxes on both sides are one thing. */
    private static final double ACROSS = 0.7;

    private final SliceSettings settings;
    private final SlicePlan plan;
    private final Candidates candidates;
    private final boolean[] dropped;
    private final boolean[] cut; // and another view sees the place whole
    private final List<Integer> open = new ArrayList<>(); // cut, and no view sees them whole

    private Trust(SliceSettings settings, SlicePlan plan, Candidates candidates) {
        this.settings = settings;
        this.plan = plan;
        this.candidates = candidates;
        this.dropped = new boolean[candidates.size()];
        this.cut = new boolean[candidates.size()];
    }

    /** Lowers scores and unites parts; who takes no part any more. */
    static boolean[] apply(SliceSettings settings, SlicePlan plan, Candidates candidates) {
        Trust trust = new Trust(settings, plan, candidates);
        trust.judge();
        if (settings.borderTrust > 0) {
            trust.dropPartsOfWholes();
        }
        trust.uniteAcrossBorders();
        return trust.dropped;
    }

    private void judge() {
        float[] bounds = candidates.bounds();
        for (int i = 0; i < dropped.length; i++) {
            View view = candidates.view(i);
            Level level = plan.level(view);
            if (level.isWhole()) {
                continue;
            }
            float x1 = bounds[4 * i];
            float y1 = bounds[4 * i + 1];
            float x2 = bounds[4 * i + 2];
            float y2 = bounds[4 * i + 3];
            boolean isCut = level.cuts(view, x1, y1, x2, y2, MARGIN);
            boolean isLarge = level.isTooLarge(x1, y1, x2, y2, settings.largest);
            boolean isSeen = (isCut || isLarge) && plan.seeing(x1, y1, x2, y2, MARGIN, settings.largest) > 0;
            if (candidates.score(i) < settings.minTileScore || (isSeen && (isLarge || settings.borderTrust == 0))) {
                dropped[i] = true;
            } else if (isSeen) {
                cut[i] = true;
                candidates.score(i, (float) (candidates.score(i) * settings.borderTrust));
            } else if (isCut) {
                open.add(i);
            }
        }
    }

    private void dropPartsOfWholes() {
        MergeStrategy parts = MergeStrategy.nms().threshold(PART).metric(MergeStrategy.Metric.IOS);
        Overlap overlap = new Overlap(candidates.boxes(), candidates.angles(), parts);
        MatchIndex wholes = new MatchIndex(candidates.bounds(), candidates.classes(), overlap);
        for (int i = 0; i < dropped.length; i++) {
            if (!dropped[i] && !cut[i]) {
                wholes.add(i);
            }
        }
        for (int i = 0; i < dropped.length; i++) {
            float score = candidates.score(i);
            dropped[i] |= cut[i] && wholes.first(i, whole -> candidates.score(whole) >= score) >= 0;
        }
    }

    private void uniteAcrossBorders() {
        if (candidates.angles() != null) {
            return; // turned boxes cannot be united
        }
        open.sort(Comparator.comparingDouble((Integer i) -> candidates.x1(i))
                .thenComparingDouble(candidates::y1)
                .thenComparingDouble(candidates::x2)
                .thenComparingDouble(candidates::y2));
        int[] whole = new int[open.size()]; // a tree of places in open for each thing
        for (int a = 0; a < whole.length; a++) {
            whole[a] = a;
        }
        for (int a = 0; a < whole.length; a++) {
            int first = open.get(a);
            double reach = candidates.x2(first) + gap(first);
            for (int b = a + 1; b < whole.length && candidates.x1(open.get(b)) <= reach; b++) {
                if (areOne(first, open.get(b))) {
                    whole[root(whole, b)] = root(whole, a);
                }
            }
        }
        int[] best = new int[whole.length]; // of each tree, at the place of its root
        Arrays.fill(best, -1);
        for (int a = 0; a < whole.length; a++) {
            int root = root(whole, a);
            if (best[root] < 0 || candidates.score(open.get(a)) > candidates.score(open.get(best[root]))) {
                best[root] = a;
            }
        }
        for (int a = 0; a < whole.length; a++) {
            int main = open.get(best[root(whole, a)]);
            int own = open.get(a);
            if (own != main) {
                candidates.unite(main, own);
                dropped[own] = true;
            }
        }
    }

    private static int root(int[] whole, int place) {
        int root = place;
        while (whole[root] != root) {
            root = whole[root];
        }
        return root;
    }

    private double gap(int i) {
        return 2
                * MARGIN
                * Math.max(candidates.view(i).width(), candidates.view(i).height());
    }

    /** Whether two cut boxes meet at a border, or overlap beyond it, and are of one length along it. */
    private boolean areOne(int i, int j) {
        View a = candidates.view(i);
        View b = candidates.view(j);
        if (candidates.category(i) != candidates.category(j) || a.level() != b.level()) {
            return false;
        }
        double gap = gap(i);
        double x = Math.min(candidates.x2(i), candidates.x2(j)) - Math.max(candidates.x1(i), candidates.x1(j));
        double y = Math.min(candidates.y2(i), candidates.y2(j)) - Math.max(candidates.y1(i), candidates.y1(j));
        double width = Math.max(candidates.x2(i), candidates.x2(j)) - Math.min(candidates.x1(i), candidates.x1(j));
        double height = Math.max(candidates.y2(i), candidates.y2(j)) - Math.min(candidates.y1(i), candidates.y1(j));
        boolean sideBySide = a.row() == b.row() && Math.abs(a.column() - b.column()) == 1;
        boolean oneAboveTheOther = a.column() == b.column() && Math.abs(a.row() - b.row()) == 1;
        return (sideBySide && x >= -gap && y >= ACROSS * height)
                || (oneAboveTheOther && y >= -gap && x >= ACROSS * width);
    }
}
