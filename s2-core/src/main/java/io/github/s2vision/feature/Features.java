package io.github.s2vision.feature;

import io.github.s2vision.geometry.Size;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Shape;
import io.github.s2vision.tensor.Tensor;
import java.nio.FloatBuffer;

/**
 * Features of a batch of images on a grid of cells: a [B, height, width, C] view over one buffer, whatever
 * {@link Layout} it came in, with prefix tokens (class token, registers) kept apart. Plain data: nothing to close.
 * Immutable unless the tensor it was made from is written; safe for concurrent use.
 */
public final class Features {
    private final Layout layout;
    private final FloatBuffer values;
    private final int batch;
    private final int prefixTokens;
    private final Size grid;
    private final int channels;

    private Features(Layout layout, FloatBuffer values, int batch, int prefixTokens, Size grid, int channels) {
        this.layout = layout;
        this.values = values;
        this.batch = batch;
        this.prefixTokens = prefixTokens;
        this.grid = grid;
        this.channels = channels;
    }

    /**
     * A view of a model's tokens.
     *
     * @param tokens FLOAT32 [B, prefixTokens + grid.height * grid.width, C]; kept, not copied
     * @throws IllegalArgumentException if the number of tokens is another
     */
    public static Features ofTokens(Tensor tokens, int prefixTokens, Size grid) {
        int[] lengths = lengths(tokens, 3, "[batch, tokens, channels]");
        if (prefixTokens < 0 || prefixTokens + grid.area() != lengths[1]) {
            throw new IllegalArgumentException(lengths[1] + " tokens are not " + prefixTokens
                    + " prefix tokens and a grid of " + grid + " (" + grid.area() + " cells)");
        }
        return new Features(Layout.TOKENS, tokens.floats(), lengths[0], prefixTokens, grid, lengths[2]);
    }

    /**
     * A view of a model's tokens that lie on a square grid.
     *
     * @param tokens FLOAT32 [B, prefixTokens + n * n, C]; kept, not copied
     * @throws IllegalArgumentException if what is left after the prefix tokens is no square number; the message says which
     *     numbers of prefix tokens would do
     */
    public static Features ofTokens(Tensor tokens, int prefixTokens) {
        int[] lengths = lengths(tokens, 3, "[batch, tokens, channels]");
        int cells = lengths[1] - prefixTokens;
        int side = (int) Math.sqrt(Math.max(0, cells));
        if (prefixTokens < 0 || cells < 1 || side * side != cells) {
            int square = (int) Math.sqrt(lengths[1]);
            throw new IllegalArgumentException(
                    lengths[1] + " tokens with " + prefixTokens + " prefix tokens leave " + cells
                            + ", which is no square number: " + lengths[1] + " = " + square + "*" + square + " + "
                            + (lengths[1] - square * square) + ", so prefixTokens(" + (lengths[1] - square * square)
                            + ") would fit");
        }
        return ofTokens(tokens, prefixTokens, Size.square(side));
    }

    /** A view of a feature map: FLOAT32 [B, C, height, width]; kept, not copied. */
    public static Features ofMap(Tensor map) {
        int[] lengths = lengths(map, 4, "[batch, channels, height, width]");
        return new Features(Layout.MAP, map.floats(), lengths[0], 0, new Size(lengths[3], lengths[2]), lengths[1]);
    }

    /** A view of a grid of vectors: FLOAT32 [B, height, width, C]; kept, not copied. */
    public static Features ofGrid(Tensor grid) {
        int[] lengths = lengths(grid, 4, "[batch, height, width, channels]");
        return new Features(Layout.GRID, grid.floats(), lengths[0], 0, new Size(lengths[2], lengths[1]), lengths[3]);
    }

    /** A view of one vector for each image, a grid of 1×1: FLOAT32 [B, C]; kept, not copied. */
    public static Features ofPooled(Tensor vectors) {
        int[] lengths = lengths(vectors, 2, "[batch, channels]");
        return new Features(Layout.POOLED, vectors.floats(), lengths[0], 0, Size.square(1), lengths[1]);
    }

    private static int[] lengths(Tensor tensor, int rank, String wanted) {
        Shape shape = tensor.shape();
        if (shape.rank() != rank || tensor.type() != DataType.FLOAT32) {
            throw new IllegalArgumentException(tensor.type() + " " + shape + " is not FLOAT32 " + wanted);
        }
        int[] lengths = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            lengths[axis] = (int) shape.dimension(axis);
        }
        return lengths;
    }

    /** The layout that the values came in. */
    public Layout layout() {
        return layout;
    }

    /** The number of images. */
    public int batch() {
        return batch;
    }

    /** The number of cells across and down. */
    public Size grid() {
        return grid;
    }

    /** The number of values for each cell. */
    public int channels() {
        return channels;
    }

    /** How many tokens of each image come before the grid and belong to no place. */
    public int prefixTokens() {
        return prefixTokens;
    }

    /**
     * One value.
     *
     * @throws IndexOutOfBoundsException if an index is outside the batch, the grid or the channels
     */
    public float get(int image, int row, int column, int channel) {
        check(image, batch, "image");
        check(row, grid.height(), "row");
        check(column, grid.width(), "column");
        check(channel, channels, "channel");
        return values.get(index(image, row, column) + channel * channelStride());
    }

    /**
     * One value of a prefix token.
     *
     * @throws IndexOutOfBoundsException if an index is outside the batch, the prefix tokens or the channels
     */
    public float prefix(int image, int token, int channel) {
        check(image, batch, "image");
        check(token, prefixTokens, "prefix token");
        check(channel, channels, "channel");
        return values.get((image * tokens() + token) * channels + channel);
    }

    /** Copies the channels of a cell to {@code into} from {@code offset} on. */
    public void copyCell(int image, int row, int column, float[] into, int offset) {
        check(image, batch, "image");
        check(row, grid.height(), "row");
        check(column, grid.width(), "column");
        int start = index(image, row, column);
        if (layout == Layout.MAP) {
            int stride = channelStride();
            for (int channel = 0; channel < channels; channel++) {
                into[offset + channel] = values.get(start + channel * stride);
            }
        } else {
            values.get(start, into, offset, channels);
        }
    }

    /** Copies all cells of one row, channels of a cell together, to {@code into} from {@code offset} on. */
    public void copyRow(int image, int row, float[] into, int offset) {
        check(image, batch, "image");
        check(row, grid.height(), "row");
        if (layout == Layout.MAP) {
            int stride = channelStride();
            int start = index(image, row, 0);
            for (int channel = 0; channel < channels; channel++) {
                for (int column = 0; column < grid.width(); column++) {
                    into[offset + column * channels + channel] = values.get(start + channel * stride + column);
                }
            }
        } else {
            values.get(index(image, row, 0), into, offset, grid.width() * channels);
        }
    }

    /** Copies the channels of a prefix token to {@code into} from {@code offset} on. */
    public void copyPrefix(int image, int token, float[] into, int offset) {
        check(image, batch, "image");
        check(token, prefixTokens, "prefix token");
        values.get((image * tokens() + token) * channels, into, offset, channels);
    }

    /** The mean over the grid for each image, without prefix tokens: [B][C]. */
    public float[][] pooled() {
        float[][] means = new float[batch][channels];
        float[] line = new float[grid.width() * channels];
        for (int image = 0; image < batch; image++) {
            double[] sums = new double[channels];
            for (int row = 0; row < grid.height(); row++) {
                copyRow(image, row, line, 0);
                for (int i = 0; i < line.length; i++) {
                    sums[i % channels] += line[i];
                }
            }
            for (int channel = 0; channel < channels; channel++) {
                means[image][channel] = (float) (sums[channel] / grid.area());
            }
        }
        return means;
    }

    /**
     * A copy of the values in another layout.
     *
     * @throws IllegalArgumentException for MAP or GRID if there are prefix tokens, which these cannot hold, and for POOLED
     *     if the grid is not 1×1
     */
    public Tensor toTensor(Layout wanted) {
        if (wanted != Layout.TOKENS && prefixTokens > 0) {
            throw new IllegalArgumentException(this + " as " + wanted
                    + ": only TOKENS holds prefix tokens. Drop them with " + "withoutPrefix() first.");
        }
        if (wanted == Layout.POOLED && grid.area() != 1) {
            throw new IllegalArgumentException(
                    this + " as POOLED: that is a grid of 1×1. For the mean over the grid use pooled().");
        }
        Tensor tensor = Tensor.of(
                new float[Math.toIntExact((long) batch * tokens() * channels)],
                shape(wanted).toArray());
        FloatBuffer into = tensor.floats();
        float[] line = new float[Math.max(grid.width(), prefixTokens) * channels];
        for (int image = 0; image < batch; image++) {
            for (int token = 0; token < prefixTokens; token++) {
                copyPrefix(image, token, line, 0);
                into.put((image * tokens() + token) * channels, line, 0, channels);
            }
            for (int row = 0; row < grid.height(); row++) {
                copyRow(image, row, line, 0);
                int cell = row * grid.width();
                if (wanted == Layout.MAP) {
                    for (int i = 0; i < grid.width() * channels; i++) {
                        int plane = image * channels + i % channels;
                        into.put(plane * (int) grid.area() + cell + i / channels, line[i]);
                    }
                } else {
                    into.put((image * tokens() + prefixTokens + cell) * channels, line, 0, grid.width() * channels);
                }
            }
        }
        return tensor;
    }

    private Shape shape(Layout wanted) {
        return switch (wanted) {
            case TOKENS -> Shape.of(batch, tokens(), channels);
            case MAP -> Shape.of(batch, channels, grid.height(), grid.width());
            case GRID -> Shape.of(batch, grid.height(), grid.width(), channels);
            case POOLED -> Shape.of(batch, channels);
        };
    }

    /** The features of one image, sharing this object's values. */
    public Features image(int index) {
        check(index, batch, "image");
        int size = tokens() * channels;
        return new Features(layout, values.slice(index * size, size), 1, prefixTokens, grid, channels);
    }

    /** The grid without the prefix tokens, as a copy in GRID layout; this object if there are none. */
    public Features withoutPrefix() {
        if (prefixTokens == 0) {
            return this;
        }
        float[] cells = new float[Math.toIntExact(batch * grid.area() * channels)];
        for (int image = 0; image < batch; image++) {
            for (int row = 0; row < grid.height(); row++) {
                copyRow(image, row, cells, (image * grid.height() + row) * grid.width() * channels);
            }
        }
        return ofGrid(Tensor.of(cells, batch, grid.height(), grid.width(), channels));
    }

    /**
     * The same tokens with another number of them taken as prefix, on a square grid.
     *
     * @throws IllegalArgumentException if the layout is not TOKENS (and {@code count} is not 0), or the rest is no square
     *     number
     */
    public Features withPrefixTokens(int count) {
        if (count == prefixTokens) {
            return this;
        }
        if (layout != Layout.TOKENS) {
            throw new IllegalArgumentException("prefixTokens(" + count + ") with features in layout " + layout
                    + ": only TOKENS can have prefix tokens");
        }
        return ofTokens(
                Tensor.wrap(DataType.FLOAT32, values.duplicate().clear(), Shape.of(batch, tokens(), channels)), count);
    }

    private int tokens() {
        return prefixTokens + (int) grid.area();
    }

    private int index(int image, int row, int column) {
        int cell = row * grid.width() + column;
        return layout == Layout.MAP
                ? image * channels * (int) grid.area() + cell
                : (image * tokens() + prefixTokens + cell) * channels;
    }

    private int channelStride() {
        return layout == Layout.MAP ? (int) grid.area() : 1;
    }

    private static void check(int index, int length, String what) {
        if (index < 0 || index >= length) {
            throw new IndexOutOfBoundsException(what + " " + index + " of " + length);
        }
    }

    /** Such as {@code Features[14×14 grid, 576 channels, 1 image, 1 prefix token]}. */
    @Override
    public String toString() {
        return "Features[" + grid + " grid, " + channels + (channels == 1 ? " channel, " : " channels, ") + batch
                + (batch == 1 ? " image" : " images")
                + (prefixTokens == 0
                        ? "]"
                        : ", " + prefixTokens + (prefixTokens == 1 ? " prefix token]" : " prefix tokens]"));
    }
}
