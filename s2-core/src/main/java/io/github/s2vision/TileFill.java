package io.github.s2vision;

import io.github.s2vision.feature.Features;
import io.github.s2vision.image.Image;
import io.github.s2vision.probe.LinearMap;
import io.github.s2vision.probe.Ridge;
import io.github.s2vision.progress.Progress;

/**
 * What stands in for tiles that were not computed: for each finer scale, what follows from the coarsest scale's features by
 * a linear map that was fitted on whole extractions. Decides the quality of a selection more than the selector does.
 * Immutable; safe for concurrent use.
 */
public final class TileFill {
    private final LinearMap map;

    private TileFill(LinearMap map) {
        this.map = map;
    }

    /**
     * Fits the map on pictures like those that will come. Some 30 pictures are enough for 100 channels.
     *
     * @param s2 the extraction that will be selected from; its selection and fill are left aside
     * @param images read one after the other, each extracted in full
     * @param lambda the ridge's penalty on standardised features, 0 or more; 0.001 is a good start
     * @throws IllegalArgumentException if there are fewer than two scales, or lambda is 0 and features are linearly dependent
     * @throws IllegalStateException if there is no image
     */
    public static TileFill fit(S2 s2, Iterable<Image> images, double lambda, Progress progress) {
        S2 full = s2.withoutSelection();
        Ridge ridge = null;
        S2.CoarseBlocks coarse = new S2.CoarseBlocks(0, 1, 1);
        int channels = 0;
        long done = 0;
        for (Image image : images) {
            Features features = full.extract(image, Progress.NONE.cancelledBy(progress.cancellation()));
            if (ridge == null) {
                coarse = full.coarseBlocks(image.size());
                channels = features.channels() / coarse.all();
                if (coarse.own() == coarse.all()) {
                    throw new IllegalArgumentException(s2 + " has one scale: there is nothing to fill in");
                }
                ridge = new Ridge(channels, (coarse.all() - coarse.own()) * channels);
            }
            add(features, coarse.first() * channels, channels, coarse.own() * channels, ridge);
            progress.step(++done, -1, "images");
        }
        if (ridge == null) {
            throw new IllegalStateException("no image was given: there is nothing to fit on");
        }
        return new TileFill(ridge.fitStandardized(lambda));
    }

    private static void add(Features features, int first, int channels, int own, Ridge ridge) {
        float[] cell = new float[features.channels()];
        float[] x = new float[channels];
        float[] y = new float[features.channels() - own];
        for (int row = 0; row < features.grid().height(); row++) {
            for (int column = 0; column < features.grid().width(); column++) {
                features.copyCell(0, row, column, cell, 0);
                System.arraycopy(cell, first, x, 0, channels);
                System.arraycopy(cell, 0, y, 0, first);
                System.arraycopy(cell, first + own, y, first, cell.length - first - own);
                ridge.add(x, y, 1);
            }
        }
    }

    /** @throws IllegalArgumentException if it was fitted for another model, other scales or other pooling */
    LinearMap map(int inputs, int outputs) {
        if (map.inputs() != inputs || map.outputs() != outputs) {
            throw new IllegalArgumentException(this + " does not fit an extraction with " + inputs + " channels and "
                    + outputs / inputs + " blocks to fill: fit it with the same model, scales and pooling");
        }
        return map;
    }

    /** Such as {@code TileFill[96 channels to 192]}. */
    @Override
    public String toString() {
        return "TileFill[" + map.inputs() + " channels to " + map.outputs() + "]";
    }
}
