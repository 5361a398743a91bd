package io.github.s2vision;

import java.util.Arrays;

/**
 * How one axis of a picture is covered by tiles, in pixels, and (once the number of cells in a tile is known) by cells.
 * Tiles lie side by side, or are pushed inward so that they overlap.
 */
final class TileAxis {
    final int picture; // pixels with content; what lies beyond is padding
    final int tile; // pixels of a tile
    final int[] start; // first pixel of each tile
    private final int context; // pixels at an inner side of an overlapping tile that are computed but not kept

    private TileAxis(int picture, int tile, int[] start, int context) {
        this.picture = picture;
        this.tile = tile;
        this.start = start;
        this.context = context;
    }

    /** {@code count} tiles side by side. */
    static TileAxis sideBySide(int picture, int tile, int count) {
        int[] start = new int[count];
        for (int i = 0; i < count; i++) {
            start[i] = Math.multiplyExact(i, tile);
        }
        return new TileAxis(picture, tile, start, 0);
    }

    /**
     * The fewest tiles that cover the picture, spread evenly, none reaching beyond it.
     *
     * @param overlap pixels that the kept parts of neighbours share at least
     * @param step starts are multiples of this, the pixels of a cell
     */
    static TileAxis overlapping(int picture, int tile, int overlap, int context, int step) {
        if (picture <= tile) {
            return new TileAxis(picture, tile, new int[] {0}, 0);
        }
        int shared = overlap + 2 * context;
        int count = ceilDiv(picture - shared, tile - shared);
        int[] start = new int[count];
        int steps = (picture - tile) / step;
        for (int i = 0; i < count; i++) {
            start[i] = (int) Math.rint((double) i * steps / (count - 1)) * step;
        }
        return new TileAxis(picture, tile, start, context);
    }

    int count() {
        return start.length;
    }

    boolean overlaps() {
        return count() > 1 && start[1] < tile;
    }

    /** The pixels from the first tile's start to the last one's end. */
    long canvas() {
        return (long) start[count() - 1] + tile;
    }

    /** The same in cells, for tiles of {@code perTile} cells each. */
    Cells cells(int perTile) {
        return new Cells(perTile);
    }

    /** Where each tile's cells go in the map of the whole picture, and with what weight. */
    final class Cells {
        final int perTile;
        final int total;
        /** For each tile, the first of its own cells that is kept. */
        final int[] from;
        /** For each tile, the end of those. */
        final int[] to;
        /** For each tile, the place of its cell 0 in the map. */
        final int[] place;
        /** For each tile and cell of its own, its share in the map; the shares of a place sum to 1. */
        final float[][] weight;

        private Cells(int perTile) {
            this.perTile = perTile;
            int count = count();
            from = new int[count];
            to = new int[count];
            place = new int[count];
            weight = new float[count][perTile];
            if (!overlaps()) {
                total = Math.multiplyExact(perTile, count);
                for (int i = 0; i < count; i++) {
                    to[i] = perTile;
                    place[i] = i * perTile;
                    Arrays.fill(weight[i], 1f);
                }
                return;
            }
            int step = tile / perTile;
            total = (int) (canvas() / step);
            int cut = ceilDiv(context, step);
            for (int i = 0; i < count; i++) {
                place[i] = start[i] / step;
                from[i] = i == 0 ? 0 : cut;
                to[i] = i == count - 1 ? perTile : perTile - cut;
            }
            blend();
        }

        /** Weights fall linearly towards an inner border, and are divided by their sum at each place. */
        private void blend() {
            double[] sum = new double[total];
            double[][] raw = new double[count()][perTile];
            for (int i = 0; i < count(); i++) {
                for (int cell = from[i]; cell < to[i]; cell++) {
                    double left = i == 0 ? Double.MAX_VALUE : cell - from[i] + 0.5;
                    double right = i == count() - 1 ? Double.MAX_VALUE : to[i] - cell - 0.5;
                    raw[i][cell] = Math.min(Math.min(left, right), perTile);
                    sum[place[i] + cell] += raw[i][cell];
                }
            }
            for (int i = 0; i < count(); i++) {
                for (int cell = from[i]; cell < to[i]; cell++) {
                    weight[i][cell] = (float) (raw[i][cell] / sum[place[i] + cell]);
                }
            }
        }

        /** The pixels that the map stands for. */
        long canvas() {
            return TileAxis.this.canvas();
        }

        /** The number of cells of the map that show the picture and not only padding. */
        int visible() {
            long canvas = canvas();
            return picture >= canvas ? total : (int) (((long) picture * total + canvas - 1) / canvas);
        }

        /** After which tile the cells before this place are final: all tiles up to {@code tile} have been added. */
        int finalBefore(int tile) {
            return tile == count() - 1 ? total : place[tile + 1] + from[tile + 1];
        }
    }

    static int ceilDiv(int a, int b) {
        return (int) (((long) a + b - 1) / b);
    }
}
