package io.github.s2vision.probe;

import io.github.s2vision.geometry.Box;
import io.github.s2vision.geometry.Size;
import java.util.List;

/**
 * Whether there is an object, for each cell of a grid over an image: 1 yes, 0 no, between them a bit of one. Immutable.
 */
public final class CellLabels {
    private final Size grid;
    private final float[] labels;
    private final float[] sizes;

    /**
     * Labels that somebody else has made, say from masks.
     *
     * @param labels in [0, 1], one for each cell, row by row
     * @param sizes for each cell the longer side in pixels of its largest object; 0 where there is none
     * @throws IllegalArgumentException if an array does not have one value for each cell, or a label is outside [0, 1]
     */
    public CellLabels(Size grid, float[] labels, float[] sizes) {
        if (labels.length != grid.area() || sizes.length != grid.area()) {
            throw new IllegalArgumentException("a grid of " + grid + " needs " + grid.area() + " labels and sizes, got "
                    + labels.length + " and " + sizes.length);
        }
        for (float label : labels) {
            if (!(label >= 0 && label <= 1)) {
                throw new IllegalArgumentException("label " + label + " is outside [0, 1]");
            }
        }
        this.grid = grid;
        this.labels = labels.clone();
        this.sizes = sizes.clone();
    }

    /**
     * Labels from boxes: a cell is 1 where it holds a quarter of a box or a box takes 15 % of it, 0 where no box touches it,
     * and between them in proportion.
     *
     * @param boxes in pixels of the image
     */
    public static CellLabels of(List<Box> boxes, Size image, Size grid) {
        float[] labels = new float[(int) grid.area()];
        float[] sizes = new float[labels.length];
        double width = (double) image.width() / grid.width();
        double height = (double) image.height() / grid.height();
        for (Box box : boxes) {
            Box inside = box.clippedTo(image);
            int firstRow = (int) Math.max(0, inside.y1() / height);
            int lastRow = (int) Math.min(grid.height() - 1, inside.y2() / height);
            int lastColumn = (int) Math.min(grid.width() - 1, inside.x2() / width);
            for (int y = firstRow; y <= lastRow; y++) {
                for (int x = (int) Math.max(0, inside.x1() / width); x <= lastColumn; x++) {
                    Box cell = Box.xywh(x * width, y * height, width, height);
                    double both = inside.intersection(cell);
                    double label = Math.min(1, Math.max(both / (0.25 * inside.area()), both / (0.15 * cell.area())));
                    int at = y * grid.width() + x;
                    if (both > 0) {
                        labels[at] = Math.max(labels[at], (float) label);
                        if (label == 1) {
                            sizes[at] = Math.max(sizes[at], (float) Math.max(box.width(), box.height()));
                        }
                    }
                }
            }
        }
        return new CellLabels(grid, labels, sizes);
    }

    /** The grid that the labels are for. */
    public Size grid() {
        return grid;
    }

    /** The label of a cell, in [0, 1]. */
    public float label(int row, int column) {
        return labels[row * grid.width() + column];
    }

    /** The longer side in pixels of the largest object in a cell; 0 where there is none. */
    public float objectSize(int row, int column) {
        return sizes[row * grid.width() + column];
    }

    float[] labels() {
        return labels;
    }

    float[] sizes() {
        return sizes;
    }

    /** Such as {@code CellLabels[12×12 grid, 31 cells with an object]}. */
    @Override
    public String toString() {
        int positive = 0;
        for (float label : labels) {
            positive += label == 1 ? 1 : 0;
        }
        return "CellLabels[" + grid + " grid, " + positive + " cells with an object]";
    }
}
