package io.github.s2vision;

import io.github.s2vision.feature.Features;
import java.util.Arrays;
import java.util.List;

/**
 * Puts the features of one scale's tiles in their places, tiles in row-major order, and hands the finished rows of cells
 * to the pools. Holds no more than the cells of one row of tiles.
 */
final class MapAssembler {
    private final TileAxis.Cells down;
    private final TileAxis.Cells across;
    private final boolean blended;
    private final int visibleRows;
    private final int channels;
    private final List<CellPool> pools;
    private final float[] band; // rows of cells from `finished` on
    private final float[] line;
    private final boolean[] absent; // of the cells across, in the row of tiles under way
    private int finished;

    MapAssembler(
            TileAxis.Cells down,
            TileAxis.Cells across,
            boolean blended,
            int visibleRows,
            int channels,
            List<CellPool> pools) {
        this.down = down;
        this.across = across;
        this.blended = blended;
        this.visibleRows = visibleRows;
        this.channels = channels;
        this.pools = pools;
        int rows = 0;
        for (int i = 0; i < down.place.length; i++) {
            rows = Math.max(rows, down.place[i] + down.to[i] - (i == 0 ? 0 : down.finalBefore(i - 1)));
        }
        band = new float[Math.toIntExact((long) rows * across.total * channels)];
        line = new float[across.perTile * channels];
        absent = new boolean[across.total];
    }

    /** The tile at (row, column) is not computed: its cells get what the pools fill in. */
    void skip(int row, int column) {
        if (blended) {
            throw new IllegalStateException("tiles that overlap are blended: none can be left out");
        }
        int first = across.place[column];
        Arrays.fill(absent, first, first + across.perTile, true);
        finishTile(row, column);
    }

    /** Takes the features of the tile at (row, column), which lie in {@code features} as image {@code slot}. */
    void add(int row, int column, Features features, int slot) {
        for (int y = down.from[row]; y < down.to[row]; y++) {
            int at = ((down.place[row] + y - finished) * across.total + across.place[column]) * channels;
            if (blended) {
                features.copyRow(slot, y, line, 0);
                for (int x = across.from[column]; x < across.to[column]; x++) {
                    float weight = down.weight[row][y] * across.weight[column][x];
                    addWeighted(band, at + x * channels, line, x * channels, channels, weight);
                }
            } else {
                features.copyRow(slot, y, band, at);
            }
        }
        finishTile(row, column);
    }

    private void finishTile(int row, int column) {
        if (column == across.place.length - 1) {
            flush(down.finalBefore(row));
            Arrays.fill(absent, false);
        }
    }

    private void flush(int end) {
        int rowLength = across.total * channels;
        for (int y = finished; y < Math.min(end, visibleRows); y++) {
            for (CellPool pool : pools) {
                pool.row(band, (y - finished) * rowLength, absent);
            }
        }
        int done = (end - finished) * rowLength;
        if (blended) {
            System.arraycopy(band, done, band, 0, band.length - done);
            Arrays.fill(band, band.length - done, band.length, 0);
        }
        finished = end;
    }

    private static void addWeighted(float[] into, int at, float[] from, int start, int length, float weight) {
        for (int i = 0; i < length; i++) {
            into[at + i] += from[start + i] * weight;
        }
    }
}
