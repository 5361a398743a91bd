package io.github.s2vision.feature;

import io.github.s2vision.geometry.Size;
import io.github.s2vision.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a model's output is read: which layout, how many prefix tokens, what grid. Follows from the output's shape and the
 * size of the picture, unless more than one reading would do.
 *
 * @param layout what the user or the file says, if anything
 * @param prefixTokens the same
 */
record OutputReading(Optional<Layout> layout, OptionalInt prefixTokens) {
    /** More prefix tokens than a class token and seven registers have not been seen. */
    private static final int MOST_PREFIX_TOKENS = 8;
    /** On smaller grids numbers of tokens can be split in more than one way. */
    private static final int SURE_GRID = 5;

    static final OutputReading INFERRED = new OutputReading(Optional.empty(), OptionalInt.empty());

    OutputReading layout(Layout known) {
        return new OutputReading(Optional.of(known), prefixTokens);
    }

    OutputReading prefixTokens(int known) {
        return new OutputReading(layout, OptionalInt.of(known));
    }

    /**
     * The shape of features of pictures of width × height pixels.
     *
     * @param model what messages call the model
     * @throws IllegalArgumentException if no reading or more than one is possible, saying which
     */
    FeatureShape of(Shape output, int width, int height, String model) {
        int rank = output.rank();
        Layout read = layout.orElseGet(() -> switch (rank) {
            case 2 -> Layout.POOLED;
            case 3 -> Layout.TOKENS;
            case 4 -> mapOrGrid(output, width, height, model);
            default ->
                throw new IllegalArgumentException(model + ": output of shape " + output
                        + " is no features: [B, C], [B, N, C], [B, C, h, w] or [B, h, w, C] is needed");
        });
        int wanted = read == Layout.POOLED ? 2 : read == Layout.TOKENS ? 3 : 4;
        if (rank != wanted) {
            throw new IllegalArgumentException(
                    model + ": layout(" + read + ") has " + wanted + " axes, the output " + output);
        }
        if (read != Layout.TOKENS && prefixTokens.orElse(0) != 0) {
            throw new IllegalArgumentException(model + ": prefixTokens(" + prefixTokens.getAsInt()
                    + ") with an output of layout " + read + ": only TOKENS can have prefix tokens");
        }
        return switch (read) {
            case POOLED -> new FeatureShape(Size.square(1), length(output, 1), 0, read);
            case TOKENS -> tokens(length(output, 1), length(output, 2), width, height, model);
            case MAP -> new FeatureShape(new Size(length(output, 3), length(output, 2)), length(output, 1), 0, read);
            case GRID -> new FeatureShape(new Size(length(output, 2), length(output, 1)), length(output, 3), 0, read);
        };
    }

    private static Layout mapOrGrid(Shape output, int width, int height, String model) {
        boolean map = isGridOf(length(output, 3), length(output, 2), width, height);
        boolean grid = isGridOf(length(output, 2), length(output, 1), width, height);
        if (map == grid) {
            throw new IllegalArgumentException(model + ": output " + output + " for pictures of " + width + "×" + height
                    + " px can be [B, C, h, w] as well as [B, h, w, C]" + (map ? "" : ", or neither")
                    + ": say layout(Layout.MAP) or layout(Layout.GRID)");
        }
        return map ? Layout.MAP : Layout.GRID;
    }

    /** Whether one stride gives this grid of cells for a picture of this size. */
    private static boolean isGridOf(int columns, int rows, int width, int height) {
        return columns > 0
                && rows > 0
                && columns <= width
                && rows <= height
                && (width / columns == height / rows || (columns == 1 && rows == 1));
    }

    private FeatureShape tokens(int tokens, int channels, int width, int height, String model) {
        if (prefixTokens.isPresent()) {
            int prefix = prefixTokens.getAsInt();
            List<Size> grids = knownGrids(tokens - prefix, width, height);
            if (grids.size() != 1) {
                String hint = candidates(tokens, width, height).stream()
                        .filter(shape -> shape.prefixTokens() != prefix)
                        .findFirst()
                        .map(shape -> "; " + tokens + " = " + shape.grid().height() + "*"
                                + shape.grid().width() + " + " + shape.prefixTokens() + ", so prefixTokens("
                                + shape.prefixTokens() + ") would fit")
                        .orElse("");
                throw new IllegalArgumentException(
                        model + ": " + tokens + " tokens with prefixTokens(" + prefix + ") leave " + (tokens - prefix)
                                + " cells, which are no grid of a picture of " + width + "×" + height + " px" + hint);
            }
            return new FeatureShape(grids.get(0), channels, prefix, Layout.TOKENS);
        }
        List<FeatureShape> sure = candidates(tokens, width, height).stream()
                .filter(shape -> Math.min(shape.grid().width(), shape.grid().height()) >= SURE_GRID)
                .toList();
        if (sure.size() != 1) {
            throw new IllegalArgumentException(model + ": " + tokens + " tokens for pictures of " + width + "×" + height
                    + " px can be split in prefix tokens and a grid as "
                    + candidates(tokens, width, height).stream()
                            .map(shape -> shape.prefixTokens() + " + " + shape.grid())
                            .toList()
                    + ": say which with prefixTokens(n)");
        }
        return new FeatureShape(sure.get(0).grid(), channels, sure.get(0).prefixTokens(), Layout.TOKENS);
    }

    /** Where the number of cells is certain, a square picture may have any square grid, whatever the stride. */
    private static List<Size> knownGrids(int cells, int width, int height) {
        int side = (int) Math.sqrt(Math.max(0, cells));
        if (width == height) {
            return side > 0 && side * side == cells ? List.of(Size.square(side)) : List.of();
        }
        return grids(cells, width, height);
    }

    private static List<FeatureShape> candidates(int tokens, int width, int height) {
        List<FeatureShape> shapes = new ArrayList<>();
        for (int prefix = 0; prefix <= MOST_PREFIX_TOKENS; prefix++) {
            for (Size grid : grids(tokens - prefix, width, height)) {
                shapes.add(new FeatureShape(grid, 0, prefix, Layout.TOKENS));
            }
        }
        return shapes;
    }

    /** The grids of this many cells that a stride could make of the picture. */
    private static List<Size> grids(int cells, int width, int height) {
        List<Size> found = new ArrayList<>();
        for (int stride = 1; stride <= Math.min(width, height); stride++) {
            Size grid = new Size(width / stride, height / stride);
            if (grid.area() == cells && !found.contains(grid)) {
                found.add(grid);
            }
        }
        return found;
    }

    private static int length(Shape output, int axis) {
        return Math.toIntExact(output.dimension(axis));
    }
}
