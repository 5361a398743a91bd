package io.github.s2vision;

import io.github.s2vision.feature.Features;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * Features of which only the tiles worth it were computed ({@link S2#extractSelected}), and what was left out: never the
 * full quality, so the mask comes along.
 */
public final class S2Selection {
    private final Features features;
    private final List<ScaleGeometry> scales;
    private final List<BitSet[]> masks; // for each image, for each scale

    S2Selection(Features features, List<ScaleGeometry> scales, List<BitSet[]> masks) {
        this.features = features;
        this.scales = List.copyOf(scales);
        this.masks = new ArrayList<>(masks);
    }

    /** The features; cells of skipped tiles are filled in from the coarsest scale. */
    public Features features() {
        return features;
    }

    /** Tiles that went through the model, over all images. */
    public int computedTiles() {
        return masks.stream()
                .mapToInt(mask -> {
                    int count = 0;
                    for (BitSet scale : mask) {
                        count += scale.cardinality();
                    }
                    return count;
                })
                .sum();
    }

    /** Tiles that a full extraction would have computed, over all images. */
    public int tiles() {
        return masks.size() * scales.stream().mapToInt(ScaleGeometry::tiles).sum();
    }

    /** The share of the model's pixels that was saved, in [0, 1). */
    public double saved() {
        double all = 0;
        double computed = 0;
        for (BitSet[] mask : masks) {
            for (int k = 0; k < mask.length; k++) {
                double pixels = scales.get(k).tile().area();
                all += pixels * scales.get(k).tiles();
                computed += pixels * mask[k].cardinality();
            }
        }
        return 1 - computed / all;
    }

    /**
     * Whether a tile was computed.
     *
     * @throws IndexOutOfBoundsException if there is no such image, scale or tile
     */
    public boolean isComputed(int image, int scale, int row, int column) {
        ScaleGeometry at = scales.get(scale);
        int columns = at.across().count();
        if (row < 0 || row >= at.down().count() || column < 0 || column >= columns) {
            throw new IndexOutOfBoundsException("tile (" + row + ", " + column + ") of scale " + scale + ", which has "
                    + at.down().count() + " rows and " + columns + " columns");
        }
        return masks.get(image)[scale].get(row * columns + column);
    }

    /** Such as {@code S2Selection[7 of 14 tiles computed, 50 % of the model's pixels saved]}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "S2Selection[%d of %d tiles computed, %.0f %% of the model's pixels saved]",
                computedTiles(),
                tiles(),
                100 * saved());
    }
}
