package io.github.s2vision;

import io.github.s2vision.feature.FeatureExtractor;
import io.github.s2vision.feature.FeatureShape;
import io.github.s2vision.feature.Features;
import io.github.s2vision.feature.Layout;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of an extraction while it is put together: [image][prefix tokens, then cells][channels], where the channels
 * are a block for each scale, or two where it is pooled in two ways.
 */
final class FeatureAssembly implements TileRunner.Sink {
    private final FeatureExtractor model;
    private final S2Settings settings;
    private final Planner planner;
    private final List<ScaleGeometry> scales;
    private final int images;
    private final Map<Size, Size> grids = new HashMap<>(); // of a tile, by its size
    private @Nullable Started started; // with the first tile

    FeatureAssembly(
            FeatureExtractor model, S2Settings settings, Planner planner, List<ScaleGeometry> scales, int images) {
        this.model = model;
        this.settings = settings;
        this.planner = planner;
        this.scales = scales;
        this.images = images;
    }

    @Override
    public void add(TilePlace place, Features features, int slot) {
        if (started == null) {
            grids.put(scales.get(place.scale()).tile(), features.grid());
            started = new Started(
                    FeatureShape.of(features), scales.get(place.scale()).tile());
        }
        started.add(place, features, slot);
    }

    @Override
    public void skip(TilePlace place) {
        started().skip(place);
    }

    /** What skipped tiles of an image are filled with: for each block of channels its cells on the result's grid. */
    void fill(float[][] blocks) {
        started().fill = blocks;
    }

    /** The features that are there so far. */
    Features soFar() {
        Started now = started();
        return Features.ofTokens(
                Tensor.of(now.values, images, now.tokens, now.channels), now.tile.prefixTokens(), now.grid);
    }

    /** The first channel of a scale's block. */
    int firstChannel(int scale) {
        return started().firstChannel(scale);
    }

    int channelsOfTile() {
        return started().tile.channels();
    }

    Features finish() {
        return started().finish();
    }

    private Started started() {
        if (started == null) {
            throw new IllegalStateException("no tile was extracted");
        }
        return started;
    }

    private final class Started {
        final FeatureShape tile; // of the first tile
        final Size firstTile; // its pixels
        final Size grid;
        final int channels;
        final int tokens;
        final float[] values;
        final float[] line;
        float[][] fill = new float[0][];
        private @Nullable MapAssembler assembler; // of the scale under way
        private float weight; // of the tiles of that scale so far

        Started(FeatureShape tile, Size firstTile) {
            this.tile = tile;
            this.firstTile = firstTile;
            ScaleGeometry output = scales.get(planner.outputIndex());
            this.grid = settings.outputGrid != null ? settings.outputGrid : planner.grid(output, gridOf(output));
            int blocks = 0;
            for (int k = 0; k < scales.size(); k++) {
                blocks += settings.blocks(k);
            }
            this.channels = Math.multiplyExact(blocks, tile.channels());
            this.tokens = tile.prefixTokens() + Math.toIntExact(grid.area());
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
            return grids.computeIfAbsent(
                    size,
                    unseen -> model.shape(size.width(), size.height())
                            .map(FeatureShape::grid)
                            .orElseGet(() -> new Size(
                                    (int) ((long) tile.grid().width() * size.width() / firstTile.width()),
                                    (int) ((long) tile.grid().height() * size.height() / firstTile.height()))));
        }

        void add(TilePlace place, Features features, int slot) {
            ScaleGeometry scale = scales.get(place.scale());
            FeatureShape expected =
                    new FeatureShape(gridOf(scale), tile.channels(), tile.prefixTokens(), tile.layout());
            if (!FeatureShape.of(features).equals(expected)) {
                throw new IllegalStateException(
                        "the model gave " + FeatureShape.of(features) + " for a tile of " + scale.tile() + " px, where "
                                + expected + " follows from its first tile of " + firstTile + " px");
            }
            assembler(place).add(place.row(), place.column(), features, slot);
            addPrefix(place, features, slot);
        }

        void skip(TilePlace place) {
            assembler(place).skip(place.row(), place.column());
            if (isLast(place)) {
                finishPrefix(place);
            }
        }

        private MapAssembler assembler(TilePlace place) {
            if (assembler == null || (place.row() == 0 && place.column() == 0)) {
                assembler = newAssembler(place);
                weight = 0;
            }
            return assembler;
        }

        private MapAssembler newAssembler(TilePlace place) {
            ScaleGeometry scale = scales.get(place.scale());
            Size tileGrid = gridOf(scale);
            TileAxis.Cells across = scale.across().cells(tileGrid.width());
            TileAxis.Cells down = scale.down().cells(tileGrid.height());
            Size map = new Size(
                    planner.visible(across, scale.picture().width()),
                    planner.visible(down, scale.picture().height()));
            List<CellPool> pools = new ArrayList<>();
            S2.Pooling pooling = settings.poolingOf(place.scale());
            int block = firstChannel(place.scale()) / tile.channels();
            if (pooling != S2.Pooling.MAX) {
                pools.add(pool(place, map, block++, false));
            }
            if (pooling != S2.Pooling.AREA) {
                pools.add(pool(place, map, block, true));
            }
            boolean blended = scale.across().overlaps() || scale.down().overlaps();
            return new MapAssembler(down, across, blended, map.height(), tile.channels(), pools);
        }

        private CellPool pool(TilePlace place, Size map, int block, boolean max) {
            int first = (place.image() * tokens + tile.prefixTokens()) * channels + block * tile.channels();
            return new CellPool(
                    map,
                    tile.channels(),
                    grid,
                    max,
                    values,
                    first,
                    channels,
                    block < fill.length ? fill[block] : new float[0]);
        }

        int firstChannel(int scale) {
            int blocks = 0;
            for (int k = 0; k < scale; k++) {
                blocks += settings.blocks(k);
            }
            return blocks * tile.channels();
        }

        private boolean isLast(TilePlace place) {
            ScaleGeometry scale = scales.get(place.scale());
            return place.row() == scale.down().count() - 1
                    && place.column() == scale.across().count() - 1;
        }

        /** The share of the tile that shows the picture and not padding, in (0, 1]. */
        private float covered(TilePlace place) {
            ScaleGeometry at = scales.get(place.scale());
            double width = Math.min(at.tile().width(), at.picture().width() - at.across().start[place.column()]);
            double height = Math.min(at.tile().height(), at.picture().height() - at.down().start[place.row()]);
            return (float) (width * height / at.tile().area());
        }

        /** Sums over the tiles of a scale, tile after tile in float32; with padding, tiles count by what they show. */
        private void addPrefix(TilePlace place, Features features, int slot) {
            boolean byShare = settings.policy == S2.Policy.PAD;
            float share = byShare ? covered(place) : 1;
            boolean first = weight == 0;
            weight += share;
            S2.Pooling pooling = settings.poolingOf(place.scale());
            for (int token = 0; token < tile.prefixTokens(); token++) {
                features.copyPrefix(slot, token, line, 0);
                int at = prefix(place, token);
                if (pooling != S2.Pooling.MAX) {
                    for (int c = 0; c < line.length; c++) {
                        float value = byShare ? line[c] * share : line[c];
                        values[at + c] = first ? value : values[at + c] + value;
                    }
                    at += line.length;
                }
                if (pooling != S2.Pooling.AREA) {
                    for (int c = 0; c < line.length; c++) {
                        values[at + c] = first ? line[c] : Math.max(values[at + c], line[c]);
                    }
                }
            }
            if (isLast(place)) {
                finishPrefix(place);
            }
        }

        private int prefix(TilePlace place, int token) {
            return (place.image() * tokens + token) * channels + firstChannel(place.scale());
        }

        /** Makes means of the sums; a scale without any computed tile has the prefix tokens of the coarsest. */
        private void finishPrefix(TilePlace place) {
            for (int token = 0; token < tile.prefixTokens(); token++) {
                int at = prefix(place, token);
                if (weight == 0) {
                    int coarse = prefix(new TilePlace(place.image(), planner.coarsest(scales), 0, 0), token);
                    for (int block = 0; block < settings.blocks(place.scale()); block++) {
                        System.arraycopy(values, coarse, values, at + block * line.length, line.length);
                    }
                } else if (weight != 1 && settings.poolingOf(place.scale()) != S2.Pooling.MAX) {
                    for (int c = 0; c < line.length; c++) {
                        values[at + c] /= weight;
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
