package io.github.s2vision;

import io.github.s2vision.geometry.Box;
import io.github.s2vision.probe.LinearMap;
import java.util.List;

/**
 * Says how much a tile is worth, so that only the best are computed ({@link S2#select}). A lambda is enough; these are
 * ready: {@link #probe} (the best choice measured, where a probe on the plain features exists), {@link #edges},
 * {@link #spread}, {@link #boxes}.
 *
 * <p>Measured with tiny-vit on unseen scenes, 6 of 13 tiles and a fitted fill: see docs/how-to/saving-tiles.md.
 */
@FunctionalInterface
public interface TileSelector {
    /** The worth of a tile, in any unit; higher is computed first. NaN and an exception end the extraction. */
    double worth(TileView tile);

    /**
     * The scores of a probe on the coarsest scale's features, summed over the cells under the tile: where something was
     * found, look closer.
     *
     * @param probe from the features of a cell to one score or several, of which the best counts
     */
    static TileSelector probe(LinearMap probe) {
        return tile -> {
            if (probe.inputs() != tile.coarseChannels()) {
                throw new IllegalArgumentException("a probe of " + probe.inputs() + " inputs on features of "
                        + tile.coarseChannels() + " channels: fit it on the model's features at scale 1");
            }
            double[] scores = new double[probe.outputs()];
            return tile.sumOverCoarse(cell -> {
                probe.apply(cell, 0, scores);
                double best = scores[0];
                for (double score : scores) {
                    best = Math.max(best, score);
                }
                return best;
            });
        };
    }

    /** The mean strength of edges (Sobel) in the tile's pixels, times the share of the picture that it covers. */
    static TileSelector edges() {
        return tile -> Edges.energy(tile.pixels()) * tile.coverage();
    }

    /** The variance of the coarsest scale's features over the cells under the tile, times the share that it covers. */
    static TileSelector spread() {
        return tile -> {
            int channels = tile.coarseChannels();
            double[] sum = new double[channels];
            double[] squares = new double[channels];
            double count = tile.sumOverCoarse(cell -> {
                for (int c = 0; c < channels; c++) {
                    sum[c] += cell[c];
                    squares[c] += (double) cell[c] * cell[c];
                }
                return 1;
            });
            double variance = 0;
            double cells = Math.max(1, count);
            for (int c = 0; c < channels; c++) {
                variance += Math.max(0, squares[c] / cells - sum[c] / cells * (sum[c] / cells));
            }
            return variance * tile.coverage();
        };
    }

    /** The area of the boxes inside the tile, relative to the tile: from a detector or a user. */
    static TileSelector boxes(List<Box> boxes) {
        List<Box> own = List.copyOf(boxes);
        return tile -> {
            Box region = tile.region();
            return own.stream().mapToDouble(region::intersection).sum() / Math.max(region.area(), Double.MIN_NORMAL);
        };
    }
}
