package io.github.s2vision.detect.slice;

import io.github.s2vision.geometry.Size;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Into what an image is cut, and what that costs: {@link SlicedDetector#plan}.
 *
 * @param image the size of the image
 * @param levels the slices of one size each, the coarsest first
 */
public record SliceReport(Size image, List<Level> levels) {
    /**
     * The slices of one size.
     *
     * @param scale how much larger the detector sees things than in the whole image
     * @param slice the size of each, in pixels of the image
     * @param columns how many lie side by side
     * @param rows how many rows of them there are
     */
    public record Level(double scale, Size slice, int columns, int rows) {
        /** Columns times rows. */
        public int slices() {
            return columns * rows;
        }

        /** Such as {@code scale 2: 3 × 2 slices of 405×405}. */
        @Override
        public String toString() {
            return "scale " + number(scale) + ": " + columns + " × " + rows + (slices() == 1 ? " slice" : " slices")
                    + " of " + slice;
        }
    }

    /** Keeps a copy of the list. */
    public SliceReport {
        levels = List.copyOf(levels);
    }

    /** How often the detector looks: for a network of fixed size the cost beside the plain detector, which looks once. */
    public int slices() {
        return levels.stream().mapToInt(Level::slices).sum();
    }

    /** How many pixels the detector is given, for each pixel of the image. */
    public double pixelsPerPixel() {
        double pixels = levels.stream()
                .mapToDouble(level -> (double) level.slices() * level.slice().area())
                .sum();
        return pixels / image.area();
    }

    /** Such as {@code SliceReport[810×1080, 7 slices, 2.3 × its pixels: scale 1: …; scale 2: …]}. */
    @Override
    public String toString() {
        String all = levels.stream().map(Level::toString).collect(Collectors.joining("; "));
        return "SliceReport[" + image + ", " + slices() + " slices, "
                + String.format(Locale.ROOT, "%.1f", pixelsPerPixel()) + " × its pixels: " + all + "]";
    }

    /** With at most two decimals: 2, 1.5, 3.33. */
    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.replaceAll("\\.?0+$", "");
    }
}
