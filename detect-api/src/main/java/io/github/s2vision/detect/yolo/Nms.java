package io.github.s2vision.detect.yolo;

import java.util.Arrays;

/**
 * Greedy non-maximum suppression: visits candidates by falling score and drops each that overlaps a kept one of its group by
 * more than a threshold. Arithmetic of torchvision 0.29 ({@code ops.nms}): float32 areas and quotient, compared with the
 * threshold in double, strictly; an empty union (0 / 0) suppresses nothing.
 *
 * <p>Few candidates are compared with all kept ones; many through a grid of cells, so that only those that can touch are
 * compared. What does not touch has an overlap of 0, which no threshold of 0 or more excludes, so both ways keep the same.
 * Memory is reused. For one thread.
 */
final class Nms {
    private static final int FEW = 192;
    /** A box over more cells than this is compared with all kept ones instead. */
    private static final int MOST_CELLS = 16;

    private static final int MOST_CELL = 1 << 30;
    private static final float OFFSET = 7680; // Ultralytics' max_wh

    private float[] areas = {};
    private float[][] moved = {{}, {}, {}, {}};
    private int[] groups = {};
    private int[] kept = {};
    private int[] lastOfGroup = {};
    private int[] previous = {};

    private final Grid grid = new Grid();

    /** Where the kept ones of the last call stand, in their order. */
    int[] kept() {
        return kept;
    }

    /**
     * Suppresses.
     *
     * @param candidates best first
     * @param classes their classes are below this
     * @param iou a threshold in [0, 1]
     * @param most ends after so many kept ones
     * @return how many were kept
     */
    int suppress(Candidates candidates, int classes, double iou, int most, YoloOptions.Suppression rule) {
        boolean isOffset = rule == YoloOptions.Suppression.PER_CLASS_FLOAT32_OFFSET;
        boolean isGrouped = rule == YoloOptions.Suppression.PER_CLASS;
        int count = candidates.count;
        reserve(count);
        float[] x1 = isOffset ? move(0, candidates.x1, candidates) : candidates.x1;
        float[] y1 = isOffset ? move(1, candidates.y1, candidates) : candidates.y1;
        float[] x2 = isOffset ? move(2, candidates.x2, candidates) : candidates.x2;
        float[] y2 = isOffset ? move(3, candidates.y2, candidates) : candidates.y2;
        if (isGrouped) {
            System.arraycopy(candidates.category, 0, groups, 0, count);
        } else {
            Arrays.fill(groups, 0, count, 0);
        }
        return suppress(x1, y1, x2, y2, count, isGrouped ? classes : 1, iou, most);
    }

    private float[] move(int column, float[] from, Candidates candidates) {
        float[] to = moved[column].length < candidates.count ? new float[from.length] : moved[column];
        moved[column] = to;
        for (int i = 0; i < candidates.count; i++) {
            to[i] = from[i] + candidates.category[i] * OFFSET;
        }
        return to;
    }

    private void reserve(int count) {
        if (areas.length < count) {
            areas = new float[count];
            groups = new int[count];
            kept = new int[count];
            previous = new int[count];
        }
    }

    private int suppress(
            float[] x1, float[] y1, float[] x2, float[] y2, int count, int groupCount, double iou, int most) {
        if (lastOfGroup.length < groupCount) {
            lastOfGroup = new int[groupCount];
        }
        Arrays.fill(lastOfGroup, 0, groupCount, -1);
        Boxes boxes = new Boxes(x1, y1, x2, y2, areas, groups, iou);
        for (int i = 0; i < count; i++) {
            areas[i] = (x2[i] - x1[i]) * (y2[i] - y1[i]);
        }
        boolean isFew = count <= FEW;
        if (!isFew) {
            grid.clear(boxes, count, groupCount);
        }
        int found = 0;
        for (int i = 0; i < count && found < most; i++) {
            boolean falls = (isFew || grid.isLarge(i))
                    ? boxes.overlapsAny(i, lastOfGroup[groups[i]], previous)
                    : grid.overlapsAny(i);
            if (!falls) {
                kept[found++] = i;
                previous[i] = lastOfGroup[groups[i]];
                lastOfGroup[groups[i]] = i;
                if (!isFew) {
                    grid.add(i);
                }
            }
        }
        return found;
    }

    /** The columns of one call. */
    private static final class Boxes {
        private final float[] x1;
        private final float[] y1;
        private final float[] x2;
        private final float[] y2;
        private final float[] areas;
        private final int[] groups;
        private final double iou;

        Boxes(float[] x1, float[] y1, float[] x2, float[] y2, float[] areas, int[] groups, double iou) {
            this.x1 = x1;
            this.y1 = y1;
            this.x2 = x2;
            this.y2 = y2;
            this.areas = areas;
            this.groups = groups;
            this.iou = iou;
        }

        /** Whether box {@code i} overlaps one of a chain too much. */
        boolean overlapsAny(int i, int last, int[] previous) {
            for (int j = last; j >= 0; j = previous[j]) {
                if (overlap(i, j)) {
                    return true;
                }
            }
            return false;
        }

        boolean overlap(int i, int j) {
            float width = Math.min(x2[i], x2[j]) - Math.max(x1[i], x1[j]);
            if (!(width > 0)) {
                return false;
            }
            float height = Math.min(y2[i], y2[j]) - Math.max(y1[i], y1[j]);
            if (!(height > 0)) {
                return false;
            }
            float both = width * height;
            return both / (areas[j] + areas[i] - both) > iou;
        }
    }

    /** Kept boxes by the cells that they lie in, in a table of chains; those over many cells apart. */
    private static final class Grid {
        private Boxes boxes = new Boxes(new float[0], new float[0], new float[0], new float[0], new float[0], new int[0], 0);
        private float perPixel;
        private int[] table = {};
        private int mask;
        private int[] nodeBox = new int[1024];
        private int[] nodeNext = new int[1024];
        private int nodes;
        private int[] lastLarge = {}; // by group
        private int[] previousLarge = {};

        /** Cells as large as the mean box. */
        void clear(Boxes all, int count, int groupCount) {
            boxes = all;
            double sum = 0;
            int proper = 0;
            for (int i = 0; i < count; i++) {
                float sides = all.x2[i] - all.x1[i] + (all.y2[i] - all.y1[i]);
                if (sides > 0 && sides < Float.POSITIVE_INFINITY) {
                    sum += sides;
                    proper++;
                }
            }
            perPixel = proper == 0 ? 1 : (float) (2 * proper / sum);
            int size = Integer.highestOneBit(Math.max(16, count)) * 4;
            if (table.length < size) {
                table = new int[size];
            }
            mask = size - 1;
            Arrays.fill(table, 0, size, -1);
            nodes = 0;
            if (lastLarge.length < groupCount) {
                lastLarge = new int[groupCount];
            }
            Arrays.fill(lastLarge, 0, groupCount, -1);
            if (previousLarge.length < count) {
                previousLarge = new int[count];
            }
        }

        // Cells stay in the order of coordinates however large these are, so boxes that touch always share one.
        private int cell(float coordinate) {
            return (int) Math.max(-MOST_CELL, Math.min(MOST_CELL, Math.floor(coordinate * perPixel)));
        }

        boolean isLarge(int i) {
            long columns = (long) cell(boxes.x2[i]) - cell(boxes.x1[i]) + 1;
            long rows = (long) cell(boxes.y2[i]) - cell(boxes.y1[i]) + 1;
            // An inverted box touches nothing and lies in no cell.
            return columns > 0 && rows > 0 && (columns > MOST_CELLS || rows > MOST_CELLS || columns * rows > MOST_CELLS);
        }

        private int slot(int group, int column, int row) {
            int hash = (group * 31 + column) * 0x9e3779b1 + row * 0x85ebca6b;
            return (hash ^ hash >>> 15) & mask;
        }

        boolean overlapsAny(int i) {
            int group = boxes.groups[i];
            if (boxes.overlapsAny(i, lastLarge[group], previousLarge)) {
                return true;
            }
            int right = cell(boxes.x2[i]);
            int bottom = cell(boxes.y2[i]);
            for (int row = cell(boxes.y1[i]); row <= bottom; row++) {
                for (int column = cell(boxes.x1[i]); column <= right; column++) {
                    for (int node = table[slot(group, column, row)]; node >= 0; node = nodeNext[node]) {
                        int j = nodeBox[node];
                        if (boxes.groups[j] == group && boxes.overlap(i, j)) {
                            return true;
                        }
                    }
                }
            }
            return false;
        }

        void add(int i) {
            int group = boxes.groups[i];
            if (isLarge(i)) {
                previousLarge[i] = lastLarge[group];
                lastLarge[group] = i;
                return;
            }
            int right = cell(boxes.x2[i]);
            int bottom = cell(boxes.y2[i]);
            for (int row = cell(boxes.y1[i]); row <= bottom; row++) {
                for (int column = cell(boxes.x1[i]); column <= right; column++) {
                    if (nodes == nodeBox.length) {
                        nodeBox = Arrays.copyOf(nodeBox, 2 * nodes);
                        nodeNext = Arrays.copyOf(nodeNext, 2 * nodes);
                    }
                    int slot = slot(group, column, row);
                    nodeBox[nodes] = i;
                    nodeNext[nodes] = table[slot];
                    table[slot] = nodes++;
                }
            }
        }
    }
}
