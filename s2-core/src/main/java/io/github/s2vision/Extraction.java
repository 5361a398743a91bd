package io.github.s2vision;

import io.github.s2vision.feature.FeatureBatch;
import io.github.s2vision.feature.FeatureExtractor;
import io.github.s2vision.feature.FeatureShape;
import io.github.s2vision.feature.Features;
import io.github.s2vision.feature.Layout;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.progress.Progress;
import io.github.s2vision.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tiles of a plan through the model in micro-batches, on one or several threads, and puts the features together.
 * Whatever the number of threads, tiles are put together in one order, so that the same plan gives the same bits.
 */
final class Extraction {
    private final FeatureExtractor model;
    private final S2Settings settings;
    private final Planner planner;
    private final List<ScaleGeometry> scales;
    private final PixelSource pixels;
    private final Progress progress;
    private final List<Job> jobs;
    private final int images;
    private final long tiles;

    // Guarded by this: what the workers share.
    private int nextJob;
    private int delivered;
    private long tilesDone;
    private @Nullable Throwable failure;
    private @Nullable Result result;

    /** Consecutive tiles of one size. */
    private record Job(long first, int count, Size tile) {}

    Extraction(
            FeatureExtractor model,
            S2Settings settings,
            List<ScaleGeometry> scales,
            PixelSource pixels,
            int images,
            Progress progress) {
        this.model = model;
        this.settings = settings;
        this.planner = new Planner(model, settings);
        this.scales = scales;
        this.pixels = pixels;
        this.progress = progress;
        this.images = images;
        this.tiles = images * scales.stream().mapToLong(ScaleGeometry::tiles).sum();
        this.jobs = jobs();
    }

    /** Micro-batches over all tiles: image by image, scale by scale, row by row. */
    private List<Job> jobs() {
        int most = planner.microBatch(scales);
        List<Job> list = new ArrayList<>();
        long first = 0;
        long next = 0;
        Size tile = scales.get(0).tile();
        for (int image = 0; image < images; image++) {
            for (ScaleGeometry scale : scales) {
                for (int i = 0; i < scale.tiles(); i++) {
                    if (next - first == most || (next > first && !scale.tile().equals(tile))) {
                        list.add(new Job(first, (int) (next - first), tile));
                        first = next;
                    }
                    tile = scale.tile();
                    next++;
                }
            }
        }
        list.add(new Job(first, (int) (next - first), tile));
        return list;
    }

    Features run() {
        int workers = Math.min(settings.parallel, jobs.size());
        List<Thread> threads = new ArrayList<>();
        for (int i = 1; i < workers; i++) {
            Thread thread = new Thread(this::work, "s2-tiles-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        work();
        join(threads);
        Throwable failed;
        Result whole;
        synchronized (this) {
            failed = failure;
            whole = result;
        }
        if (failed instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (failed instanceof Error error) {
            throw error;
        }
        if (whole == null) {
            throw new IllegalStateException("no tile was extracted");
        }
        return whole.finish();
    }

    /** Waits for all workers, also when interrupted: they stop by themselves, and memory must not be in use after us. */
    private void join(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException stop) {
                    interrupted = true;
                    fail(new CancellationException("cancelled: the thread was interrupted"));
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        Map<String, FeatureBatch> batches = new HashMap<>();
        try {
            for (int index = take(); index >= 0; index = take()) {
                Job job = jobs.get(index);
                FeatureBatch batch = batch(job, batches);
                for (int slot = 0; slot < job.count(); slot++) {
                    place(job.first() + slot).fill(batch.images(), slot);
                }
                deliver(index, job, batch.extract());
            }
        } catch (RuntimeException | Error thrown) {
            fail(thrown);
        } finally {
            batches.values().forEach(FeatureBatch::close);
        }
    }

    private FeatureBatch batch(Job job, Map<String, FeatureBatch> batches) {
        int fixed = model.input().fixedBatch();
        // The last micro-batch of a model with a fixed batch is filled up with what the slots held before.
        int count = fixed == 0 ? job.count() : fixed;
        return batches.computeIfAbsent(
                count + " of " + job.tile(),
                key -> model.batch(count, job.tile().width(), job.tile().height()));
    }

    private synchronized int take() {
        return failure != null || nextJob == jobs.size() ? -1 : nextJob++;
    }

    private synchronized void fail(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        } else if (failure != thrown) {
            failure.addSuppressed(thrown);
        }
        notifyAll();
    }

    /** Puts a micro-batch in its places once all before it are; the owner of the next one never waits. */
    private synchronized void deliver(int index, Job job, Features features) {
        while (delivered != index && failure == null) {
            try {
                wait();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new CancellationException("cancelled: the thread was interrupted");
            }
        }
        if (failure != null) {
            return;
        }
        if (features.batch() < job.count()) {
            throw new IllegalStateException("the model gave features of " + features.batch() + " images for a batch of "
                    + job.count() + ": every image needs its own");
        }
        if (result == null) {
            result = new Result(FeatureShape.of(features));
        }
        for (int slot = 0; slot < job.count(); slot++) {
            result.add(place(job.first() + slot), features, slot);
        }
        delivered++;
        tilesDone += job.count();
        notifyAll();
        progress.step(tilesDone, tiles, "tiles");
    }

    private Place place(long tile) {
        long perImage = tiles / images;
        int image = (int) (tile / perImage);
        int rest = (int) (tile % perImage);
        int scale = 0;
        while (rest >= scales.get(scale).tiles()) {
            rest -= scales.get(scale).tiles();
            scale++;
        }
        int columns = scales.get(scale).across().count();
        return new Place(image, scale, rest / columns, rest % columns);
    }

    /** Where a tile belongs. */
    private final class Place {
        final int image;
        final int scale;
        final int row;
        final int column;

        Place(int image, int scale, int row, int column) {
            this.image = image;
            this.scale = scale;
            this.row = row;
            this.column = column;
        }

        void fill(Tensor batch, int slot) {
            ScaleGeometry at = scales.get(scale);
            pixels.tile(image, scale, at.across().start[column], at.down().start[row], batch, slot);
        }

        boolean isFirst() {
            return row == 0 && column == 0;
        }

        boolean isLast() {
            return row == scales.get(scale).down().count() - 1
                    && column == scales.get(scale).across().count() - 1;
        }

        /** The share of the tile that shows the picture and not padding, in (0, 1]. */
        float covered() {
            ScaleGeometry at = scales.get(scale);
            double width = Math.min(at.tile().width(), at.picture().width() - at.across().start[column]);
            double height = Math.min(at.tile().height(), at.picture().height() - at.down().start[row]);
            return (float) (width * height / at.tile().area());
        }
    }

    /** The features being put together: [image][prefix tokens, then cells][channels]. */
    private final class Result {
        private final FeatureShape tile; // of the first tile
        private final Map<Size, Size> grids = new HashMap<>(); // of a tile, by its size
        private final Size grid;
        private final int channels;
        private final int tokens;
        private final float[] values;
        private final float[] line;
        private @Nullable MapAssembler assembler; // of the scale under way
        private float weight; // of the tiles of that scale so far

        Result(FeatureShape tile) {
            this.tile = tile;
            grids.put(scales.get(0).tile(), tile.grid());
            int index = planner.outputIndex();
            this.grid = settings.outputGrid != null
                    ? settings.outputGrid
                    : planner.grid(scales.get(index), gridOf(scales.get(index)));
            int blocks = 0;
            for (int k = 0; k < scales.size(); k++) {
                blocks += settings.blocks(k);
            }
            this.channels = Math.multiplyExact(blocks, tile.channels());
            this.tokens = tile.prefixTokens() + (int) grid.area();
            long size = (long) images * tokens * channels;
            if (size > Integer.MAX_VALUE - 8) {
                throw new IllegalArgumentException(
                        "the result would have " + images + " images × " + tokens + " tokens × "
                                + channels + " channels = " + size
                                + " values, more than one array holds: take a smaller outputGrid or "
                                + "fewer images at a time");
            }
            this.values = new float[(int) size];
            this.line = new float[tile.channels()];
        }

        /** The grid of a tile of this scale: as seen, else as the model says, else in proportion to the first tile's. */
        private Size gridOf(ScaleGeometry scale) {
            Size size = scale.tile();
            Size first = scales.get(0).tile();
            return grids.computeIfAbsent(
                    size,
                    unseen -> model.shape(size.width(), size.height())
                            .map(FeatureShape::grid)
                            .orElseGet(() ->
                                    new Size((int) ((long) tile.grid().width() * size.width() / first.width()), (int)
                                            ((long) tile.grid().height() * size.height() / first.height()))));
        }

        void add(Place place, Features features, int slot) {
            ScaleGeometry scale = scales.get(place.scale);
            FeatureShape expected =
                    new FeatureShape(gridOf(scale), tile.channels(), tile.prefixTokens(), tile.layout());
            if (!FeatureShape.of(features).equals(expected)) {
                throw new IllegalStateException("the model gave " + FeatureShape.of(features) + " for a tile of "
                        + scale.tile() + " px, where " + expected + " follows from its first tile of "
                        + scales.get(0).tile()
                        + " px");
            }
            if (place.isFirst()) {
                assembler = assembler(place, expected.grid());
                weight = 0;
            }
            if (assembler != null) {
                assembler.add(place.row, place.column, features, slot);
            }
            addPrefix(place, features, slot);
        }

        private MapAssembler assembler(Place place, Size tileGrid) {
            ScaleGeometry scale = scales.get(place.scale);
            TileAxis.Cells across = scale.across().cells(tileGrid.width());
            TileAxis.Cells down = scale.down().cells(tileGrid.height());
            int rows = planner.visible(down, scale.picture().height());
            int columns = planner.visible(across, scale.picture().width());
            List<CellPool> pools = new ArrayList<>();
            S2.Pooling pooling = settings.poolingOf(place.scale);
            int offset = (place.image * tokens + tile.prefixTokens()) * channels + firstChannel(place.scale);
            if (pooling != S2.Pooling.MAX) {
                pools.add(pool(rows, columns, false, offset));
                offset += tile.channels();
            }
            if (pooling != S2.Pooling.AREA) {
                pools.add(pool(rows, columns, true, offset));
            }
            boolean blended = scale.across().overlaps() || scale.down().overlaps();
            return new MapAssembler(down, across, blended, rows, tile.channels(), pools);
        }

        private CellPool pool(int rows, int columns, boolean max, int offset) {
            return new CellPool(
                    rows, columns, tile.channels(), grid.height(), grid.width(), max, values, offset, channels);
        }

        private int firstChannel(int scale) {
            int blocks = 0;
            for (int k = 0; k < scale; k++) {
                blocks += settings.blocks(k);
            }
            return blocks * tile.channels();
        }

        /** The mean over the tiles of a scale, tile after tile in float32; with padding, tiles count by what they show. */
        private void addPrefix(Place place, Features features, int slot) {
            boolean byShare = settings.policy == S2.Policy.PAD;
            float share = byShare ? place.covered() : 1;
            weight += share;
            S2.Pooling pooling = settings.poolingOf(place.scale);
            for (int token = 0; token < tile.prefixTokens(); token++) {
                features.copyPrefix(slot, token, line, 0);
                int at = (place.image * tokens + token) * channels + firstChannel(place.scale);
                if (pooling != S2.Pooling.MAX) {
                    for (int c = 0; c < line.length; c++) {
                        float value = byShare ? line[c] * share : line[c];
                        values[at + c] = place.isFirst() ? value : values[at + c] + value;
                        if (place.isLast() && weight != 1) {
                            values[at + c] /= weight;
                        }
                    }
                    at += line.length;
                }
                if (pooling != S2.Pooling.AREA) {
                    for (int c = 0; c < line.length; c++) {
                        values[at + c] = place.isFirst() ? line[c] : Math.max(values[at + c], line[c]);
                    }
                }
            }
        }

        Features finish() {
            Tensor cells = Tensor.of(values, images, tokens, channels);
            Features features = Features.ofTokens(cells, tile.prefixTokens(), grid);
            return switch (tile.layout()) {
                case TOKENS -> features;
                case MAP -> Features.ofMap(features.toTensor(Layout.MAP));
                case GRID -> Features.ofGrid(cells.reshape(images, grid.height(), grid.width(), channels));
                case POOLED ->
                    grid.area() == 1
                            ? Features.ofPooled(cells.reshape(images, channels))
                            : Features.ofGrid(cells.reshape(images, grid.height(), grid.width(), channels));
            };
        }
    }
}
