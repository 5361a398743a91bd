package io.github.s2vision;

import io.github.s2vision.feature.FeatureExtractor;
import io.github.s2vision.feature.Features;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.probe.LinearMap;
import io.github.s2vision.progress.Progress;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/** One extraction: all tiles of all scales, or the coarsest scale and then those tiles that are worth it. */
final class Extraction {
    private final FeatureExtractor model;
    private final S2Settings settings;
    private final Planner planner;
    private final List<ScaleGeometry> scales;
    private final PixelSource pixels;
    private final Size input;
    private final int images;
    private final Progress progress;
    private final FeatureAssembly assembly;

    Extraction(
            FeatureExtractor model,
            S2Settings settings,
            List<ScaleGeometry> scales,
            PixelSource pixels,
            Size input,
            int images,
            Progress progress) {
        this.model = model;
        this.settings = settings;
        this.planner = new Planner(model, settings);
        this.scales = scales;
        this.pixels = pixels;
        this.input = input;
        this.images = images;
        this.progress = progress;
        this.assembly = new FeatureAssembly(model, settings, planner, scales, images);
    }

    Features run() {
        return settings.selector == null ? everything() : selected().features();
    }

    private Features everything() {
        long total =
                (long) images * scales.stream().mapToInt(ScaleGeometry::tiles).sum();
        compute(TileQueue.all(scales, images, planner.microBatch(scales)), 0, total);
        return assembly.finish();
    }

    private void compute(TileQueue queue, long before, long total) {
        new TileRunner(model, scales, pixels, assembly, queue, progress, before, total).run(settings.parallel);
    }

    /** Image by image: the coarsest scale, then of the other tiles those of most worth. */
    S2Selection selected() {
        int coarsest = planner.coarsest(scales);
        int coarseTiles = scales.get(coarsest).tiles();
        int others = scales.stream().mapToInt(ScaleGeometry::tiles).sum() - coarseTiles;
        int chosen = (int) Math.rint(settings.share * others);
        long total = (long) images * (coarseTiles + chosen);
        int most = planner.microBatch(scales);
        List<BitSet[]> masks = new ArrayList<>();
        long before = 0;
        for (int image = 0; image < images; image++) {
            List<int[]> coarse = List.of(new int[] {image, coarsest});
            compute(new TileQueue(scales, coarse, place -> true, most), before, total);
            assembly.fill(filling(image, coarsest));
            BitSet[] mask = choose(image, coarsest, chosen);
            masks.add(mask);
            List<int[]> rest = new ArrayList<>();
            for (int k = 0; k < scales.size(); k++) {
                if (k != coarsest) {
                    rest.add(new int[] {image, k});
                }
            }
            compute(
                    new TileQueue(scales, rest, place -> mask[place.scale()].get(index(place)), most),
                    before + coarseTiles,
                    total);
            before += coarseTiles + chosen;
        }
        return new S2Selection(assembly.finish(), scales, masks);
    }

    private int index(TilePlace place) {
        return place.row() * scales.get(place.scale()).across().count() + place.column();
    }

    private BitSet[] choose(int image, int coarsest, int count) {
        record Rated(TilePlace place, double worth) {}
        List<Rated> rated = new ArrayList<>();
        BitSet[] mask = new BitSet[scales.size()];
        Features coarse = assembly.soFar();
        for (int k = 0; k < mask.length; k++) {
            ScaleGeometry scale = scales.get(k);
            mask[k] = new BitSet(scale.tiles());
            if (k == coarsest) {
                mask[k].set(0, scale.tiles());
                continue;
            }
            for (int i = 0; i < scale.tiles(); i++) {
                int columns = scale.across().count();
                TilePlace place = new TilePlace(image, k, i / columns, i % columns);
                TileView view = new TileView(
                        place,
                        scale,
                        input,
                        coarse,
                        assembly.firstChannel(coarsest),
                        assembly.channelsOfTile(),
                        model.input().channels(),
                        pixels);
                double worth = settings.selector == null ? 0 : settings.selector.worth(view);
                if (Double.isNaN(worth)) {
                    throw new IllegalStateException(
                            "the selector gave NaN for " + view + ": a worth is a number, or infinite");
                }
                rated.add(new Rated(place, worth));
            }
        }
        // A stable sort: of equal worth, the earlier tile is computed.
        rated.sort(Comparator.comparingDouble(Rated::worth).reversed());
        for (Rated tile : rated.subList(0, count)) {
            mask[tile.place().scale()].set(index(tile.place()));
        }
        return mask;
    }

    /** For each block of channels the cells that stand for skipped ones, on the result's grid. */
    private float[][] filling(int image, int coarsest) {
        Features seen = assembly.soFar();
        int channels = assembly.channelsOfTile();
        int first = assembly.firstChannel(coarsest);
        int blocks = seen.channels() / channels;
        int columns = seen.grid().width();
        int cells = (int) seen.grid().area();
        float[][] fill = new float[blocks][cells * channels];
        float[] all = new float[seen.channels()];
        int others = blocks - settings.blocks(coarsest);
        LinearMap map = settings.fill == null ? null : settings.fill.map(channels, others * channels);
        double[] predicted = new double[others * channels];
        for (int cell = 0; cell < cells; cell++) {
            seen.copyCell(image, cell / columns, cell % columns, all, 0);
            if (map != null) {
                map.apply(all, first, predicted);
            }
            int other = 0;
            for (int block = 0; block < blocks; block++) {
                boolean own = block >= first / channels && block < first / channels + settings.blocks(coarsest);
                if (map == null || own) {
                    System.arraycopy(all, first, fill[block], cell * channels, channels);
                } else {
                    for (int c = 0; c < channels; c++) {
                        fill[block][cell * channels + c] = (float) predicted[other * channels + c];
                    }
                    other++;
                }
            }
        }
        return fill;
    }
}
