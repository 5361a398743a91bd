package io.github.s2vision;

import io.github.s2vision.feature.FeatureExtractor;
import io.github.s2vision.feature.Features;
import io.github.s2vision.feature.Layout;
import io.github.s2vision.feature.ModelInput;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.Image;
import io.github.s2vision.image.Interpolation;
import io.github.s2vision.image.RasterSource;
import io.github.s2vision.progress.Progress;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Shape;
import io.github.s2vision.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Scaling on scales (S2, Shi et al. 2024, arXiv 2403.13043): any vision model made multi-scale. A picture is seen at
 * several scales, larger ones cut into tiles of the model's own size; the features of all tiles of a scale are put
 * together, pooled to one grid, and the scales stand side by side as channels. No training, no change of the model.
 *
 * <p>{@code S2.wrap(model)} works without further argument, at the scales 1 and 2. Each method gives a changed copy that
 * shares the model; an S2 is immutable, safe for concurrent use, and closes nothing. It is a {@link FeatureExtractor}
 * itself. For what the result costs before it is made: {@link #plan}.
 *
 * <p>With {@link Policy#STRICT}, {@link #extract(Tensor)} equals the reference implementation (bfshi/scaling_on_scales
 * 9c008a3), up to the last bits of float32; the policies {@code REFERENCE_RESIZE} and {@code REFERENCE_PAD} equal its
 * branch dev_any_shape (809ce65).
 */
public final class S2 implements FeatureExtractor {
    /** What happens where a picture's size does not divide into tiles. */
    public enum Policy {
        /** Squares that divide evenly, anything else is refused with the nearest valid sizes: the reference. */
        STRICT,
        /** The picture is stretched to whole tiles in one interpolation; the grid keeps the picture's aspect. */
        RESIZE,
        /** Zeros right and below fill up the last tiles; cells that show only padding are left out. */
        PAD,
        /** Tiles are pushed inward until they fit, and blended where they overlap. */
        OVERLAP,
        /** As RESIZE, but with two interpolations and the stretched grid, as the reference's branch dev_any_shape. */
        REFERENCE_RESIZE,
        /** As PAD, but with that branch's floating point rounding and unweighted prefix tokens. */
        REFERENCE_PAD
    }

    /** How cells finer than the result's grid are brought to it. */
    public enum Pooling {
        /** Their mean, as the reference does. */
        AREA,
        /** Their maximum, channel by channel: small objects are not averaged away. */
        MAX,
        /** Both, side by side: twice the channels for the scale. */
        AREA_AND_MAX
    }

    /** Where {@code extract(Image)} takes the pixels of larger scales from. */
    public enum Source {
        /** From the original picture, as the paper recommends: real detail. */
        ORIGINAL,
        /** From the picture at scale 1, enlarged, as the reference's code must: finer tokens, no new pixels. */
        ENLARGED
    }

    private static final double MAX_SCALE = 16;

    private final FeatureExtractor model;
    private final S2Settings settings;

    private S2(FeatureExtractor model, S2Settings settings) {
        this.model = model;
        this.settings = settings;
    }

    /** A model at the scales 1 and 2. */
    public static S2 wrap(FeatureExtractor model) {
        return new S2(Objects.requireNonNull(model, "model"), new S2Settings());
    }

    private S2 with(Consumer<S2Settings> change) {
        S2Settings copy = settings.copy();
        change.accept(copy);
        return new S2(model, copy);
    }

    /**
     * The scales, as factors of the base picture's sides: the given tensor, or for an image the model's native size. Used
     * in the order given; a size is the product in double, cut towards zero.
     *
     * @throws IllegalArgumentException if there is none, or one is not above 0 or above 16
     */
    public S2 scales(double... factors) {
        if (factors.length == 0) {
            throw new IllegalArgumentException("scales() without a scale: give at least one, such as scales(1, 2)");
        }
        for (double factor : factors) {
            if (!(factor > 0 && factor <= MAX_SCALE)) {
                throw new IllegalArgumentException("scale " + factor + " of " + Arrays.toString(factors)
                        + ": scales are above 0 and at most 16. For sizes in pixels use sizes(…)");
            }
        }
        return with(copy -> {
            copy.scales = factors.clone();
            copy.sizes = List.of();
        });
    }

    /**
     * The scales, as sides of squares in pixels; instead of factors.
     *
     * @throws IllegalArgumentException if there is none, or one is below 1
     */
    public S2 sizes(int... sides) {
        return sizes(Arrays.stream(sides)
                .mapToObj(side -> new Size(Math.max(side, 0), Math.max(side, 0)))
                .toArray(Size[]::new));
    }

    /**
     * The scales, as sizes in pixels; instead of factors. Sizes that are no squares need a policy other than STRICT.
     *
     * @throws IllegalArgumentException if there is none, or a side is below 1
     */
    public S2 sizes(Size... sizes) {
        if (sizes.length == 0) {
            throw new IllegalArgumentException("sizes() without a size: give at least one, such as sizes(224, 448)");
        }
        for (Size size : sizes) {
            if (size.width() < 1 || size.height() < 1) {
                throw new IllegalArgumentException("sizes " + Arrays.toString(sizes) + ": sides are 1 pixel or more");
            }
        }
        return with(copy -> copy.sizes = List.of(sizes.clone()));
    }

    /**
     * The largest side of a tile, in pixels. Default: the model's native size if it takes only that; else the side of the
     * picture at scale 1.
     *
     * @throws IllegalArgumentException if below 1
     */
    public S2 maxTile(int pixels) {
        if (pixels < 1) {
            throw new IllegalArgumentException("maxTile(" + pixels + "): a tile has 1 pixel or more");
        }
        return with(copy -> copy.maxTile = pixels);
    }

    /**
     * Which scale's grid the result has; others are pooled or repeated to it. Default 0, the first; -1 is the last. The
     * finest grid shows the most detail and costs no further model run.
     */
    public S2 outputScale(int index) {
        return with(copy -> {
            copy.outputScale = index;
            copy.outputGrid = null;
        });
    }

    /**
     * The result's grid, instead of that of a scale.
     *
     * @throws IllegalArgumentException if a side is below 1
     */
    public S2 outputGrid(Size cells) {
        if (cells.width() < 1 || cells.height() < 1) {
            throw new IllegalArgumentException("outputGrid(" + cells + "): a grid has at least 1×1 cells");
        }
        return with(copy -> copy.outputGrid = cells);
    }

    /**
     * How many tokens of the model's output come before the grid. Default: what the model says.
     *
     * @throws IllegalArgumentException if below 0
     */
    @Override
    public S2 prefixTokens(int count) {
        return new S2(model.prefixTokens(count), settings);
    }

    /** The layout of the model's output. Default: what the model says. */
    @Override
    public S2 layout(Layout layout) {
        return new S2(model.layout(layout), settings);
    }

    /** What happens where a size does not divide into tiles. Default STRICT. */
    public S2 policy(Policy policy) {
        return with(copy -> copy.policy = Objects.requireNonNull(policy, "policy"));
    }

    /**
     * For {@link Policy#OVERLAP}: the share of a tile that its neighbour sees as well, at least. Default 0: as little as
     * fits.
     *
     * @throws IllegalArgumentException if outside [0, 1)
     */
    public S2 overlap(double share) {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "overlap " + share + " is outside [0, 1): it is the share of a tile that its "
                            + "neighbour repeats. Use overlap(0.2) for 20 %");
        }
        return with(copy -> copy.overlap = share);
    }

    /**
     * For {@link Policy#OVERLAP}: pixels around the part of a tile that is kept, so that cells at a seam see beyond it. A
     * model of any size gets larger tiles; one of fixed size keeps less of each. Default 0; rounded up to whole cells.
     *
     * @throws IllegalArgumentException if below 0
     */
    public S2 context(int pixels) {
        if (pixels < 0) {
            throw new IllegalArgumentException("context(" + pixels + "): 0 pixels or more");
        }
        return with(copy -> copy.context = pixels);
    }

    /** Where {@code extract(Image)} takes the pixels of larger scales from. Default ORIGINAL. */
    public S2 source(Source source) {
        return with(copy -> copy.source = Objects.requireNonNull(source, "source"));
    }

    /**
     * Tiles that go through the model together, for models that take any batch. Default: what the model prefers.
     *
     * @throws IllegalArgumentException if below 1
     */
    public S2 microBatch(int tiles) {
        if (tiles < 1) {
            throw new IllegalArgumentException("microBatch(" + tiles + "): 1 tile or more");
        }
        return with(copy -> copy.microBatch = tiles);
    }

    /**
     * Bytes that the micro-batches under way may take, activations included as far as they can be foreseen: the size of
     * micro-batches follows from it. What one tile takes is estimated as 12 times its pixels plus its features.
     *
     * @throws IllegalArgumentException if below 1; a budget below one tile is refused when a picture is planned
     */
    public S2 memoryBudget(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("memoryBudget(" + bytes + "): 1 byte or more");
        }
        return with(copy -> copy.memoryBudget = bytes);
    }

    /**
     * How many micro-batches run side by side, each on its own thread. Default 1. The features are the same, bit for bit.
     *
     * @throws IllegalArgumentException if outside 1 to 256
     */
    public S2 parallel(int workers) {
        if (workers < 1 || workers > 256) {
            throw new IllegalArgumentException("parallel(" + workers + "): 1 to 256 micro-batches side by side");
        }
        return with(copy -> copy.parallel = workers);
    }

    /**
     * How cells finer than the result's grid are pooled, for each scale in order; the last stands for all further ones.
     * Default AREA for all. {@code pooling(AREA, AREA, MAX)} keeps small objects of a third scale visible.
     *
     * @throws IllegalArgumentException if there is none
     */
    public S2 pooling(Pooling... perScale) {
        if (perScale.length == 0) {
            throw new IllegalArgumentException("pooling() without a value: give one for all scales, or one for each");
        }
        return with(copy -> copy.pooling = perScale.clone());
    }

    /**
     * Computes only the tiles worth it: the coarsest scale always, of all other tiles the given share, best first. The
     * cells of the others are filled in ({@link #fill}). {@link #extractSelected} tells which. Not with OVERLAP.
     *
     * @param share of the tiles beyond the coarsest scale, in [0, 1], rounded to whole tiles
     * @throws IllegalArgumentException if the share is outside [0, 1]
     */
    public S2 select(TileSelector selector, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "share " + share + " is outside [0, 1]: it is the share of tiles to compute. Use "
                            + "select(selector, 0.5) for half of them");
        }
        return with(copy -> {
            copy.selector = Objects.requireNonNull(selector, "selector");
            copy.share = share;
        });
    }

    /** What stands in for tiles that are not computed. Default: the coarsest scale's features, repeated. */
    public S2 fill(TileFill fill) {
        return with(copy -> copy.fill = Objects.requireNonNull(fill, "fill"));
    }

    S2 withoutSelection() {
        return with(copy -> {
            copy.selector = null;
            copy.fill = null;
        });
    }

    /**
     * Which blocks of channels belong to the coarsest scale.
     *
     * @param first the first of them
     * @param own how many they are
     * @param all how many there are in all
     */
    record CoarseBlocks(int first, int own, int all) {}

    /** How many blocks of channels each scale fills. */
    int[] blocks() {
        int[] blocks = new int[settings.scaleCount()];
        for (int k = 0; k < blocks.length; k++) {
            blocks[k] = settings.blocks(k);
        }
        return blocks;
    }

    CoarseBlocks coarseBlocks(Size image) {
        Planner planner = new Planner(model, settings);
        List<ScaleGeometry> scales = planner.scales(base(image), model.input().size());
        int coarsest = planner.coarsest(scales);
        int first = 0;
        int all = 0;
        for (int k = 0; k < scales.size(); k++) {
            first += k < coarsest ? settings.blocks(k) : 0;
            all += settings.blocks(k);
        }
        return new CoarseBlocks(first, settings.blocks(coarsest), all);
    }

    /**
     * What an extraction of a tensor would do.
     *
     * @param images the shape of the tensor, [B, channels, height, width] or [channels, height, width]
     * @throws IllegalArgumentException where {@link #extract(Tensor)} would refuse it
     */
    public S2Plan plan(Shape images) {
        Shape batch = batch(images);
        List<ScaleGeometry> scales = scales(batch);
        return new Planner(model, settings)
                .plan(size(batch), scales, Collections.nCopies(scales.size(), "interpolated from the input"));
    }

    /** {@link #extract(Tensor, Progress)} without progress. */
    @Override
    public Features extract(Tensor images) {
        return extract(images, Progress.NONE);
    }

    /**
     * The features of a batch of pictures, larger scales enlarged from the given pixels (bicubic, as the reference).
     *
     * @param images FLOAT32 [B, channels, height, width], already normalised; [channels, height, width] as well, except with
     *     the policies that equal the reference
     * @param progress told after each micro-batch
     * @return features with the model's channels once for each scale, in the order of the scales
     * @throws IllegalArgumentException if the size, the settings and the model do not go together; found before any run
     * @throws java.util.concurrent.CancellationException if cancelled or interrupted
     */
    public Features extract(Tensor images, Progress progress) {
        Shape shape = batch(images.shape());
        if (images.type() != DataType.FLOAT32) {
            throw new IllegalArgumentException(
                    "pictures of " + images.type() + ": FLOAT32 is needed, normalised; whole numbers "
                            + "would wrap around where bicubic interpolation overshoots");
        }
        List<ScaleGeometry> scales = scales(shape);
        Tensor batch = images.reshape(shape.toArray());
        if (isBare(shape, scales)) {
            progress.step(0, 1, "tiles");
            Features features = model.extract(batch);
            progress.step(1, 1, "tiles");
            return features;
        }
        boolean twice = settings.policy == Policy.REFERENCE_RESIZE || settings.policy == Policy.REFERENCE_PAD;
        boolean padded = settings.policy == Policy.PAD || settings.policy == Policy.REFERENCE_PAD;
        PixelSource pixels = new TensorPixels(batch, scales, twice, padded);
        return new Extraction(model, settings, scales, pixels, size(shape), (int) shape.dimension(0), progress).run();
    }

    /**
     * What an extraction of an image would do.
     *
     * @throws IllegalArgumentException where {@link #extract(Image)} would refuse it
     */
    public S2Plan plan(Size image) {
        Size base = base(image);
        List<ScaleGeometry> scales =
                new Planner(model, settings).scales(base, model.input().size());
        List<String> pixels = scales.stream()
                .map(scale -> settings.source == Source.ORIGINAL
                        ? "resized from the " + image + " px of the image"
                        : "enlarged from " + base + " px")
                .toList();
        return new Planner(model, settings).plan(image, scales, pixels);
    }

    /** {@link #extract(Image, Progress)} without progress. */
    public Features extract(Image image) {
        return extract(image, Progress.NONE);
    }

    /**
     * The features of an image, each scale resized from the image's own pixels, or from the picture at scale 1
     * ({@link #source}).
     *
     * <p>Scale 1 is the model's native size ({@link ModelInput#size}). With STRICT the image is squeezed to it, as most
     * preprocessing for ViTs does. RESIZE and PAD keep the aspect, the longer side is native; OVERLAP keeps the aspect,
     * the shorter side is native.
     *
     * @param progress told after each micro-batch
     * @throws IllegalArgumentException if the settings and the model do not go together; found before any run
     * @throws IllegalStateException if the image is closed
     * @throws java.util.concurrent.CancellationException if cancelled or interrupted
     */
    public Features extract(Image image, Progress progress) {
        return extraction(image, progress).run();
    }

    /**
     * The features of an image, computed only where it is worth it, with what was left out.
     *
     * @throws IllegalStateException if {@link #select} was not called, or the selector gives NaN
     * @throws IllegalArgumentException as {@link #extract(Image, Progress)}, or if the fill was fitted for something else
     */
    public S2Selection extractSelected(Image image, Progress progress) {
        if (settings.selector == null) {
            throw new IllegalStateException(
                    "every tile is computed: say which are worth it with select(selector, share)");
        }
        return extraction(image, progress).selected();
    }

    private Extraction extraction(Image image, Progress progress) {
        ModelInput input = model.input();
        Size base = base(image.size());
        List<ScaleGeometry> scales = new Planner(model, settings).scales(base, input.size());
        boolean padded = settings.policy == Policy.PAD;
        PixelSource pixels;
        if (settings.source == Source.ORIGINAL) {
            pixels = new ImagePixels(image, input.normalization(), scales, padded);
        } else {
            Image small = image.resized(base, Interpolation.PIL_BICUBIC);
            Tensor enlarged = Tensor.allocate(DataType.FLOAT32, 1, 3, base.height(), base.width());
            input.normalization().write(small, enlarged, 0);
            pixels = new TensorPixels(enlarged, scales, false, padded);
        }
        return new Extraction(model, settings, scales, pixels, image.size(), 1, progress);
    }

    /** What an extraction of a raster would do, and which pixels each scale would come from. */
    public S2Plan plan(RasterSource raster) {
        List<ScaleGeometry> scales = rasterScales(raster);
        List<String> pixels = scales.stream()
                .map(scale -> raster.scaled(settings.policy == Policy.PAD ? scale.picture() : scale.canvas())
                        .toString())
                .toList();
        return new Planner(model, settings).plan(raster.size(), scales, pixels);
    }

    /**
     * The features of a picture too large for memory, read, extracted and pooled tile by tile. <b>Scale 1 is the raster's own
     * pixels</b>, so scales are 1 and below: {@code scales(1, 0.25)}; tiles have the model's native size. Set an
     * {@link #outputGrid}, or the result has a cell for each cell of the first scale. STRICT needs sides that divide.
     *
     * @param progress told after each micro-batch
     * @throws IOException if the raster cannot be read; nothing is left open
     * @throws IllegalArgumentException if the settings and the model do not go together; found before any run
     * @throws java.util.concurrent.CancellationException if cancelled or interrupted
     */
    public Features extract(RasterSource raster, Progress progress) throws IOException {
        ModelInput input = model.input();
        List<ScaleGeometry> scales = rasterScales(raster);
        PixelSource pixels = new RasterPixels(raster, input.normalization(), scales, settings.policy == Policy.PAD);
        try {
            return new Extraction(model, settings, scales, pixels, raster.size(), 1, progress).run();
        } catch (UncheckedIOException unreadable) {
            throw new IOException(
                    "the raster " + raster + " cannot be read: " + unreadable.getMessage(), unreadable.getCause());
        }
    }

    private List<ScaleGeometry> rasterScales(RasterSource raster) {
        ModelInput input = model.input();
        if (input.channels() != 3) {
            throw new IllegalArgumentException("a raster has 3 channels, the model takes " + input.channels());
        }
        if (settings.policy == Policy.REFERENCE_RESIZE || settings.policy == Policy.REFERENCE_PAD) {
            throw new IllegalArgumentException(
                    settings.policy + " is for tensors, as the reference: for rasters use RESIZE, PAD or OVERLAP");
        }
        return new Planner(model, settings).scales(raster.size(), input.size());
    }

    /**
     * The features of several images, one after the other; sizes may differ.
     *
     * @param progress told of tiles over all images
     */
    public List<Features> extractAll(List<Image> images, Progress progress) {
        long total =
                images.stream().mapToLong(image -> plan(image.size()).tiles()).sum();
        List<Features> all = new ArrayList<>();
        long[] before = {0};
        for (Image image : images) {
            all.add(extract(
                    image,
                    ((Progress) (done, tiles, what) -> progress.at(before[0] + done, total, what))
                            .cancelledBy(progress.cancellation())));
            before[0] += plan(image.size()).tiles();
        }
        return List.copyOf(all);
    }

    /** The size of an image at scale 1. */
    private Size base(Size image) {
        ModelInput input = model.input();
        if (input.channels() != 3) {
            throw new IllegalArgumentException("an image has 3 channels, the model takes " + input.channels()
                    + ": give it a tensor of normalised planes");
        }
        Size size = input.size();
        double wide = (double) size.width() / image.width();
        double high = (double) size.height() / image.height();
        return switch (settings.policy) {
            case STRICT -> size;
            case RESIZE, PAD -> scaled(image, Math.min(wide, high));
            case OVERLAP -> scaled(image, Math.max(wide, high));
            case REFERENCE_RESIZE, REFERENCE_PAD ->
                throw new IllegalArgumentException(
                        settings.policy + " is for tensors, as the reference: for images use RESIZE, PAD or OVERLAP");
        };
    }

    private static Size scaled(Size image, double factor) {
        return new Size((int) Math.max(1, Math.rint(image.width() * factor)), (int)
                Math.max(1, Math.rint(image.height() * factor)));
    }

    private List<ScaleGeometry> scales(Shape images) {
        Size base = size(images);
        ModelInput input = model.input();
        if (images.dimension(1) != input.channels()) {
            throw new IllegalArgumentException(
                    "pictures of shape " + images + " have " + images.dimension(1) + " channels, the model takes "
                            + input.channels() + ": [B, " + input.channels() + ", height, width]");
        }
        boolean square = base.width() == base.height();
        return new Planner(model, settings)
                .scales(
                        base,
                        switch (settings.policy) {
                            case STRICT -> {
                                if (!square
                                        || settings.sizes.stream().anyMatch(size -> size.width() != size.height())) {
                                    throw new IllegalArgumentException("pictures of " + base
                                            + " px are not square, and Policy.STRICT takes squares as the reference does: use "
                                            + "policy(Policy.OVERLAP), PAD or RESIZE");
                                }
                                yield input.fixedSize() ? input.size() : base;
                            }
                            case REFERENCE_RESIZE, REFERENCE_PAD -> {
                                if (settings.sizes.isEmpty() || (!square && settings.maxTile == 0)) {
                                    throw new IllegalArgumentException(settings.policy
                                            + " needs sizes(…), and maxTile(…) for pictures that are not square, as the "
                                            + "reference's branch does: use policy PAD or RESIZE, which need neither");
                                }
                                yield base;
                            }
                            case RESIZE, PAD, OVERLAP -> input.size();
                        });
    }

    private boolean asReference() {
        return settings.policy == Policy.STRICT
                || settings.policy == Policy.REFERENCE_RESIZE
                || settings.policy == Policy.REFERENCE_PAD;
    }

    private Shape batch(Shape images) {
        if (images.rank() == 3 && asReference()) {
            throw new IllegalArgumentException(
                    "a picture of shape " + images + " has three axes, and " + settings.policy
                            + " takes [B, channels, height, width] as the reference does: reshape it to a batch of 1");
        }
        Shape batch = images.rank() == 3
                ? Shape.of(1, images.dimension(0), images.dimension(1), images.dimension(2))
                : images;
        if (batch.rank() != 4 || batch.size() == 0) {
            throw new IllegalArgumentException("pictures of shape " + images
                    + ": [B, channels, height, width] or [channels, height, width] with no length of 0 is needed");
        }
        return batch;
    }

    /** Whether nothing is left to do but to run the model: then its features come bit for bit. */
    private boolean isBare(Shape batch, List<ScaleGeometry> scales) {
        return scales.size() == 1
                && scales.get(0).tile().equals(size(batch))
                && scales.get(0).picture().equals(size(batch))
                && settings.outputGrid == null
                && settings.blocks(0) == 1
                && settings.microBatch == 0
                && settings.memoryBudget == 0;
    }

    private static Size size(Shape batch) {
        return new Size(Math.toIntExact(batch.dimension(3)), Math.toIntExact(batch.dimension(2)));
    }

    /** What the wrapped model takes; the size is a default, since this takes others. */
    @Override
    public ModelInput input() {
        ModelInput input = model.input();
        return new ModelInput(
                input.size(), false, 1, 0, input.preferredBatch(), input.channels(), input.normalization());
    }

    /** Such as {@code S2[scales [1, 2, 3], STRICT, OnnxModel[vit.onnx]]}. */
    @Override
    public String toString() {
        return "S2[" + settings.scalesText() + ", " + settings.policy + ", " + model + "]";
    }
}
