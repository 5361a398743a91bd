package io.github.s2vision;

import io.github.s2vision.geometry.Size;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the methods of {@link S2} set. Changed only on a fresh copy, before an S2 holds it. */
final class S2Settings {
    double[] scales = {1, 2};
    List<Size> sizes = List.of(); // where not empty these and not the scales
    int maxTile; // 0: the model's native size
    int outputScale;

    @Nullable
    Size outputGrid; // where set this and not the output scale

    S2.Policy policy = S2.Policy.STRICT;
    double overlap;
    int context;
    S2.Source source = S2.Source.ORIGINAL;
    long memoryBudget; // 0: none
    int microBatch; // 0: what the model prefers
    int parallel = 1;
    S2.Pooling[] pooling = {S2.Pooling.AREA}; // for each scale; the last stands for all further ones

    @Nullable
    TileSelector selector; // null: every tile is computed

    double share; // of the tiles beyond the coarsest scale, with a selector

    @Nullable
    TileFill fill; // null: the coarsest scale's features are repeated

    S2Settings copy() {
        S2Settings copy = new S2Settings();
        copy.scales = scales;
        copy.sizes = sizes;
        copy.maxTile = maxTile;
        copy.outputScale = outputScale;
        copy.outputGrid = outputGrid;
        copy.policy = policy;
        copy.overlap = overlap;
        copy.context = context;
        copy.source = source;
        copy.memoryBudget = memoryBudget;
        copy.microBatch = microBatch;
        copy.parallel = parallel;
        copy.pooling = pooling;
        copy.selector = selector;
        copy.share = share;
        copy.fill = fill;
        return copy;
    }

    int scaleCount() {
        return sizes.isEmpty() ? scales.length : sizes.size();
    }

    S2.Pooling poolingOf(int scale) {
        return pooling[Math.min(scale, pooling.length - 1)];
    }

    /** How many blocks of channels the scale fills in the result. */
    int blocks(int scale) {
        return poolingOf(scale) == S2.Pooling.AREA_AND_MAX ? 2 : 1;
    }

    String scalesText() {
        return sizes.isEmpty()
                ? "scales " + Arrays.stream(scales).mapToObj(S2Plan::number).toList()
                : "sizes " + sizes;
    }
}
