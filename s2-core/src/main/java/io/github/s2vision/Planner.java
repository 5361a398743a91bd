package io.github.s2vision;

import io.github.s2vision.feature.FeatureExtractor;
import io.github.s2vision.feature.FeatureShape;
import io.github.s2vision.feature.ModelInput;
import io.github.s2vision.geometry.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Decides sizes and tiles from a base picture, and refuses what cannot work before anything runs. */
final class Planner {
    private static final int MAX_TILES = 10_000_000;
    private static final int MAX_SIDE = 1 << 28;
    private static final int MAX_TILE_VALUES = Integer.MAX_VALUE / Float.BYTES - 64;

    private final FeatureExtractor model;
    private final ModelInput input;
    private final S2Settings settings;

    Planner(FeatureExtractor model, S2Settings settings) {
        this.model = model;
        this.input = model.input();
        this.settings = settings;
    }

    /**
     * The scales of a base picture.
     *
     * @param base the picture at scale 1
     * @param defaultTile the largest tile where no maxTile is set
     */
    List<ScaleGeometry> scales(Size base, Size defaultTile) {
        int count = settings.scaleCount();
        if (settings.selector != null && settings.policy == S2.Policy.OVERLAP) {
            throw new IllegalArgumentException(
                    "select(…) with policy OVERLAP: tiles that overlap are blended, none can be left "
                            + "out. Use RESIZE or PAD");
        }
        if (settings.outputGrid == null && (settings.outputScale < -count || settings.outputScale >= count)) {
            throw new IllegalArgumentException("outputScale(" + settings.outputScale + ") with " + count
                    + " scales: 0 to " + (count - 1) + ", or -1 for the last");
        }
        Size most = settings.maxTile == 0 ? defaultTile : Size.square(settings.maxTile);
        List<ScaleGeometry> scales = new ArrayList<>();
        long tiles = 0;
        for (int k = 0; k < count; k++) {
            ScaleGeometry scale = settings.policy == S2.Policy.STRICT
                    ? strict(factor(base, k), picture(base, k), most)
                    : covering(factor(base, k), picture(base, k), most);
            if (scale.tile().area() * input.channels() > MAX_TILE_VALUES) {
                throw new IllegalArgumentException("a tile of " + scale.tile() + " px has more than " + MAX_TILE_VALUES
                        + " values, what one buffer holds: set a smaller maxTile");
            }
            tiles += (long) scale.across().count() * scale.down().count();
            scales.add(scale);
        }
        if (tiles > MAX_TILES) {
            throw new IllegalArgumentException(settings.scalesText() + " of " + base + " px need " + tiles
                    + " tiles of " + most + " px; at most " + MAX_TILES + " are planned. Take smaller scales.");
        }
        return scales;
    }

    private double factor(Size base, int k) {
        return settings.sizes.isEmpty()
                ? settings.scales[k]
                : (double) settings.sizes.get(k).width() / base.width();
    }

    private Size picture(Size base, int k) {
        if (!settings.sizes.isEmpty()) {
            return settings.sizes.get(k);
        }
        double scale = settings.scales[k];
        // int(size * scale) of the reference: a product of doubles, cut towards zero.
        double width = base.width() * scale;
        double height = base.height() * scale;
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("scale " + scale + " of " + base + " px gives " + (int) width + "×"
                    + (int) height + " px: take a scale of at least " + 1.0 / Math.min(base.width(), base.height()));
        }
        if (width > MAX_SIDE || height > MAX_SIDE) {
            throw new IllegalArgumentException("scale " + scale + " of " + base + " px gives a side of "
                    + Math.max(width, height) + " px: at most " + MAX_SIDE + " are possible");
        }
        return new Size((int) width, (int) height);
    }

    /** As the reference: squares that divide evenly. */
    private ScaleGeometry strict(double factor, Size picture, Size most) {
        int columns = TileAxis.ceilDiv(picture.width(), most.width());
        int rows = TileAxis.ceilDiv(picture.height(), most.height());
        int width = divide(picture.width(), columns, most.width());
        int height = divide(picture.height(), rows, most.height());
        if (!input.takes(width, height)) {
            throw new IllegalArgumentException(
                    "scale " + S2Plan.number(factor) + " cuts " + picture + " px in " + columns + "×"
                            + rows + " tiles of " + width + "×" + height + " px, but the model takes " + input.sizes()
                            + ": set maxTile("
                            + input.size().width() + ") and scales whose sizes are multiples of it, or another policy");
        }
        return new ScaleGeometry(
                factor,
                picture,
                picture,
                new Size(width, height),
                TileAxis.sideBySide(picture.width(), width, columns),
                TileAxis.sideBySide(picture.height(), height, rows));
    }

    private static int divide(int size, int count, int most) {
        if (size % count != 0) {
            int lower = size - size % count;
            int upper = lower + count;
            // A larger size may need one tile more, and then divide by another number.
            String nearest = TileAxis.ceilDiv(upper, most) == count ? lower + " and " + upper : Integer.toString(lower);
            throw new IllegalArgumentException("a size of " + size + " px is cut in " + count + " tiles of at most "
                    + most
                    + " px, and " + size + " is not divisible by " + count + "; the nearest valid sizes are " + nearest
                    + ". Or use policy(Policy.OVERLAP), PAD or RESIZE, which take any size");
        }
        return size / count;
    }

    /** Whole tiles of one size that cover the picture. */
    private ScaleGeometry covering(double factor, Size picture, Size most) {
        if (!input.takes(most.width(), most.height())) {
            throw new IllegalArgumentException(
                    "tiles of " + most + " px: the model takes " + input.sizes() + ". Set maxTile accordingly");
        }
        if (settings.policy == S2.Policy.OVERLAP) {
            return overlapping(factor, picture, most);
        }
        TileAxis across =
                TileAxis.sideBySide(picture.width(), most.width(), TileAxis.ceilDiv(picture.width(), most.width()));
        TileAxis down =
                TileAxis.sideBySide(picture.height(), most.height(), TileAxis.ceilDiv(picture.height(), most.height()));
        Size canvas = new Size(Math.toIntExact(across.canvas()), Math.toIntExact(down.canvas()));
        return new ScaleGeometry(factor, picture, canvas, most, across, down);
    }

    /** Tiles pushed inward; the picture's sides become multiples of the pixels of a cell. */
    private ScaleGeometry overlapping(double factor, Size picture, Size most) {
        FeatureShape shape = model.shape(most.width(), most.height())
                .orElseThrow(
                        () -> new IllegalArgumentException("Policy.OVERLAP must know the model's grid before it runs: "
                                + "let FeatureExtractor.shape(width, height) tell it"));
        int stepX = step(most.width(), shape.grid().width());
        int stepY = step(most.height(), shape.grid().height());
        int width =
                Math.max(Math.round((float) picture.width() / stepX) * stepX, input.fixedSize() ? most.width() : stepX);
        int height = Math.max(
                Math.round((float) picture.height() / stepY) * stepY, input.fixedSize() ? most.height() : stepY);
        int tileWidth = tileSide(most.width(), width, stepX);
        int tileHeight = tileSide(most.height(), height, stepY);
        Size seen = new Size(width, height);
        return new ScaleGeometry(
                factor,
                seen,
                seen,
                new Size(tileWidth, tileHeight),
                axis(width, tileWidth, stepX),
                axis(height, tileHeight, stepY));
    }

    private TileAxis axis(int picture, int tile, int step) {
        int context = contextFor(step);
        int kept = tile - 2 * context;
        int overlap = (int) (settings.overlap * kept) / step * step;
        if (picture > tile && kept - overlap < step) {
            throw new IllegalArgumentException("context(" + settings.context + ") and overlap(" + settings.overlap
                    + ") leave nothing of a tile of " + tile + " px: together they must take less than the tile");
        }
        return TileAxis.overlapping(picture, tile, overlap, context, step);
    }

    /** A model of any size sees the context beside its tile; one of fixed size keeps less of the tile. */
    private int tileSide(int most, int picture, int step) {
        return input.fixedSize() ? most : Math.min(most + 2 * contextFor(step), picture);
    }

    private int contextFor(int step) {
        return TileAxis.ceilDiv(settings.context, step) * step;
    }

    private static int step(int tile, int cells) {
        if (tile % cells != 0) {
            throw new IllegalArgumentException(
                    "Policy.OVERLAP moves tiles by whole cells, and a tile of " + tile + " px has " + cells
                            + " cells: use PAD or RESIZE, or a tile size that is a multiple of the cell's");
        }
        return tile / cells;
    }

    /** How many tiles go through the model together. */
    int microBatch(List<ScaleGeometry> scales) {
        if (input.fixedBatch() != 0) {
            return input.fixedBatch();
        }
        int wanted = settings.microBatch != 0 ? settings.microBatch : input.preferredBatch();
        if (settings.memoryBudget == 0) {
            return wanted;
        }
        long tile = scales.stream().mapToLong(this::tileBytes).max().orElse(0);
        long fits = settings.memoryBudget / Math.max(1, tile * settings.parallel);
        if (fits < 1) {
            throw new IllegalArgumentException("memoryBudget(" + settings.memoryBudget + ") is below what "
                    + (settings.parallel == 1 ? "one tile takes" : settings.parallel + " tiles side by side take")
                    + ", about " + tile * settings.parallel + " bytes");
        }
        return (int) Math.min(settings.microBatch != 0 ? settings.microBatch : 64, fits);
    }

    /**
     * An estimate of what one tile takes in the model: its pixels and features, and activations. Measured on ViT-Ti, ViT-S
     * and YOLOv8n, activations take 6 to 10 times the input; 12 is on the safe side (docs/decisions/0009-s2-engine.md).
     */
    long tileBytes(ScaleGeometry scale) {
        long pixels = 4L * input.channels() * scale.tile().area();
        long features = model.shape(scale.tile().width(), scale.tile().height())
                .map(shape -> 4L * shape.channels() * (shape.grid().area() + shape.prefixTokens()))
                .orElse(pixels);
        return 12 * pixels + features;
    }

    /** The shape of the result, if the model can tell the shape of a tile's. */
    private Optional<FeatureShape> output(List<ScaleGeometry> scales) {
        int last = settings.outputGrid != null ? 0 : outputIndex();
        ScaleGeometry scale = scales.get(last);
        return model.shape(scale.tile().width(), scale.tile().height()).map(shape -> {
            int channels = 0;
            for (int k = 0; k < scales.size(); k++) {
                channels += settings.blocks(k) * shape.channels();
            }
            Size grid = settings.outputGrid != null ? settings.outputGrid : grid(scale, shape.grid());
            return new FeatureShape(grid, channels, shape.prefixTokens(), shape.layout());
        });
    }

    /** The scale with the smallest picture: what a selection looks at first, and always computes. */
    int coarsest(List<ScaleGeometry> scales) {
        int coarsest = 0;
        for (int k = 1; k < scales.size(); k++) {
            if (scales.get(k).picture().area() < scales.get(coarsest).picture().area()) {
                coarsest = k;
            }
        }
        return coarsest;
    }

    int outputIndex() {
        return settings.outputScale < 0 ? settings.outputScale + settings.scaleCount() : settings.outputScale;
    }

    /** The grid that a scale's map has when no other is asked for. */
    Size grid(ScaleGeometry scale, Size tileGrid) {
        TileAxis.Cells across = scale.across().cells(tileGrid.width());
        TileAxis.Cells down = scale.down().cells(tileGrid.height());
        if (settings.policy == S2.Policy.RESIZE) {
            // The canvas is the picture stretched to whole tiles; the grid gets the picture's aspect back.
            return new Size(
                    share(across.total, scale.picture().width(), scale.canvas().width()),
                    share(down.total, scale.picture().height(), scale.canvas().height()));
        }
        return new Size(
                visible(across, scale.picture().width()),
                visible(down, scale.picture().height()));
    }

    private static int share(int cells, int picture, int canvas) {
        return Math.max(1, (int) Math.rint((double) cells * picture / canvas));
    }

    /** The cells of an axis that show the picture. */
    int visible(TileAxis.Cells cells, int picture) {
        if (settings.policy == S2.Policy.REFERENCE_PAD) {
            // As written there, in floating point: one cell too many in rare cases.
            return (int) Math.ceil((double) picture / cells.canvas() * cells.total);
        }
        return settings.policy == S2.Policy.PAD ? cells.visible() : cells.total;
    }

    S2Plan plan(Size picture, List<ScaleGeometry> scales, List<String> pixels) {
        int tiles = scales.stream().mapToInt(ScaleGeometry::tiles).sum();
        int microBatch = microBatch(scales);
        int batches = 0;
        int run = 0;
        for (int k = 0; k < scales.size(); k++) {
            run += scales.get(k).tiles();
            if (k == scales.size() - 1
                    || !scales.get(k + 1).tile().equals(scales.get(k).tile())) {
                batches += TileAxis.ceilDiv(run, microBatch);
                run = 0;
            }
        }
        long bytes = settings.parallel
                * (long) microBatch
                * scales.stream().mapToLong(this::tileBytes).max().orElse(0);
        return new S2Plan(
                picture,
                IntStream.range(0, scales.size())
                        .mapToObj(k -> new S2Plan.Scale(
                                scales.get(k).factor(),
                                scales.get(k).picture(),
                                scales.get(k).tile(),
                                scales.get(k).down().count(),
                                scales.get(k).across().count(),
                                pixels.get(k)))
                        .toList(),
                tiles,
                batches,
                Math.min(microBatch, tiles),
                settings.parallel,
                output(scales),
                bytes);
    }
}
