package io.github.s2vision.detect.slice;

import io.github.s2vision.geometry.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the methods of {@link SlicedDetector} set. Changed only on a fresh copy, before a detector holds it. */
final class SliceSettings {
    List<Double> scales = List.of(1.0, 2.0);
    List<Size> sizes = List.of(); // where not empty these, and not the scales
    boolean whole = true; // with sizes: the whole image too
    double overlap = 0.2;
    MergeStrategy merge = MergeStrategy.fusion();
    double borderTrust;
    double largest = 0.8;
    double minTileScore;
    int batch = 8;

    @Nullable
    SliceSelector selector; // null: every slice is looked at

    double minWorth;
    boolean likeSahi;

    SliceSettings copy() {
        SliceSettings copy = new SliceSettings();
        copy.scales = scales;
        copy.sizes = sizes;
        copy.whole = whole;
        copy.overlap = overlap;
        copy.merge = merge;
        copy.borderTrust = borderTrust;
        copy.largest = largest;
        copy.minTileScore = minTileScore;
        copy.batch = batch;
        copy.selector = selector;
        copy.minWorth = minWorth;
        copy.likeSahi = likeSahi;
        return copy;
    }
}
