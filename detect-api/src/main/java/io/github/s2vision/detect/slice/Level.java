package io.github.s2vision.detect.slice;

import io.github.s2vision.geometry.Size;
import java.util.BitSet;

/** The slices of one size, row by row, and which of them are left out. */
final class Level {
    /** From this longer side on, in pixels, a view is shrunk by a whole factor; more than any detector's input. */
    private static final int LARGE_SIDE = 2048;

    private final int index;
    private final double scale;
    private final SliceAxis across;
    private final SliceAxis down;
    private final int reduction;
    private final BitSet skipped = new BitSet();

    /** @param mayReduce whether large views are shrunk, because the image is not in memory */
    Level(int index, double scale, SliceAxis across, SliceAxis down, boolean mayReduce) {
        this.index = index;
        this.scale = scale;
        this.across = across;
        this.down = down;
        this.reduction = mayReduce ? Math.max(1, Math.max(across.slice(), down.slice()) / LARGE_SIDE) : 1;
    }

    double scale() {
        return scale;
    }

    int columns() {
        return across.count();
    }

    int rows() {
        return down.count();
    }

    Size slice() {
        return new Size(across.slice(), down.slice());
    }

    /** All of the image in one view. */
    boolean isWhole() {
        return columns() == 1 && rows() == 1;
    }

    int slices() {
        return columns() * rows();
    }

    /** Slice number {@code number}, row by row. */
    View view(int number) {
        int row = number / columns();
        int column = number % columns();
        return new View(
                index, row, column, across.start(column), down.start(row), across.slice(), down.slice(), reduction);
    }

    void skip(View view) {
        skipped.set(view.row() * columns() + view.column());
    }

    int skipped() {
        return skipped.cardinality();
    }

    /** Whether a box touches a border of the view at which the image goes on: what it shows may be cut off. */
    boolean cuts(View view, float x1, float y1, float x2, float y2, double margin) {
        double pixels = margin(margin);
        return !across.holds(view.column(), x1, x2, pixels) || !down.holds(view.row(), y1, y2, pixels);
    }

    /** Whether a box is larger, on one side, than a share of the slice; nothing is too large for the whole image. */
    boolean isTooLarge(float x1, float y1, float x2, float y2, double share) {
        return !isWhole() && ((x2 - x1) > share * across.slice() || (y2 - y1) > share * down.slice());
    }

    /** How many slices see a box whole and in a size that they are trusted with. */
    int seeing(float x1, float y1, float x2, float y2, double margin, double share) {
        if (isTooLarge(x1, y1, x2, y2, share)) {
            return 0;
        }
        double pixels = margin(margin);
        int count = 0;
        for (int row = down.firstBehind(y2); row < rows() && down.start(row) <= y1; row++) {
            if (!down.holds(row, y1, y2, pixels)) {
                continue;
            }
            for (int column = across.firstBehind(x2); column < columns() && across.start(column) <= x1; column++) {
                if (across.holds(column, x1, x2, pixels) && !skipped.get(row * columns() + column)) {
                    count++;
                }
            }
        }
        return count;
    }

    private double margin(double share) {
        return share * Math.max(across.slice(), down.slice());
    }
}
