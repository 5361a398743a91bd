package io.github.s2vision;

import io.github.s2vision.feature.FeatureShape;
import io.github.s2vision.geometry.Size;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an extraction will do, known before anything runs: {@link S2#plan}. {@link #toString} is made to be read.
 *
 * @param input the picture that is given, in pixels
 * @param scales each scale, in the order of the features' channel blocks
 * @param tiles model runs for one picture
 * @param batches calls of the model for one picture
 * @param microBatch tiles that go through the model together
 * @param workers micro-batches under way at a time
 * @param output the grid and channels of the result, if the model can tell its shape before it runs
 * @param workingBytes an estimate of the memory taken beside the loaded model: micro-batches with their activations, tile
 *     rows kept for pooling, the result
 */
public record S2Plan(
        Size input,
        List<Scale> scales,
        int tiles,
        int batches,
        int microBatch,
        int workers,
        Optional<FeatureShape> output,
        long workingBytes) {
    /** Copies the list. */
    public S2Plan {
        scales = List.copyOf(scales);
    }

    /**
     * One scale.
     *
     * @param factor how much larger than the base picture, along x
     * @param picture the size in pixels at which the picture is seen
     * @param tile the size of its tiles, in pixels
     * @param rows tiles down
     * @param columns tiles across
     * @param pixels where its pixels come from, in words
     */
    public record Scale(double factor, Size picture, Size tile, int rows, int columns, String pixels) {
        /** Tiles of this scale. */
        public int tiles() {
            return rows * columns;
        }

        /** Such as {@code scale 3: 672×672 px in 3×3 tiles of 224×224 px, enlarged from the input}. */
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "scale %s: %s px in %d×%d tiles of %s px, %s",
                    number(factor),
                    picture,
                    columns,
                    rows,
                    tile,
                    pixels);
        }
    }

    /** Pixels that go through the model, over all tiles. */
    public long modelPixels() {
        return scales.stream()
                .mapToLong(scale -> scale.tiles() * scale.tile().area())
                .sum();
    }

    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder("S2Plan[").append(input).append(" px, ").append(tiles);
        text.append(tiles == 1 ? " tile in batches of " : " tiles in batches of ")
                .append(microBatch);
        if (workers > 1) {
            text.append(" by ").append(workers).append(" workers");
        }
        output.ifPresent(shape -> text.append(", gives a ")
                .append(shape.grid())
                .append(" grid of ")
                .append(shape.channels())
                .append(" channels"));
        text.append(String.format(Locale.ROOT, ", about %.1f MB beside the model]", workingBytes / 1e6));
        scales.forEach(scale -> text.append("\n  ").append(scale));
        return text.toString();
    }

    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.3g", value);
    }
}
