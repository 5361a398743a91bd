package io.github.s2vision.detect.slice;

import io.github.s2vision.detect.Mask;
import io.github.s2vision.geometry.Size;

/**
 * A rectangle of the image that the detector sees on its own.
 *
 * @param level the index of its level in the plan
 * @param x its left border in the image
 * @param y its upper border
 * @param width of the rectangle, in pixels of the image
 * @param height of the rectangle
 * @param reduction by how much it is shrunk before the detector sees it: 1 for not at all
 */
record View(int level, int row, int column, int x, int y, int width, int height, int reduction) {
    /** The whole image as it is. */
    static View whole(Size image) {
        return new View(0, 0, 0, 0, 0, image.width(), image.height(), 1);
    }

    boolean isWhole(Size image) {
        return width == image.width() && height == image.height();
    }

    /** What the detector is given. */
    Size seenSize() {
        return new Size((width + reduction - 1) / reduction, (height + reduction - 1) / reduction);
    }

    /** An x of the view's detections in the image, cut to it. */
    float toImageX(float own, Size image) {
        return Math.min((float) toImageX(own), image.width());
    }

    float toImageY(float own, Size image) {
        return Math.min((float) toImageY(own), image.height());
    }

    double toImageX(double own) {
        return own * reduction + x;
    }

    double toImageY(double own) {
        return own * reduction + y;
    }

    /** A mask of the view in the image. */
    Mask toImage(Mask own, Size image) {
        if (reduction == 1) {
            return isWhole(image) ? own : own.moved(x, y, image);
        }
        return enlarged(own).moved(x, y, image);
    }

    /** The mask at the size before reducing: each pixel becomes a square, cut at the border. */
    private Mask enlarged(Mask own) {
        int[] runs = own.runs();
        int ownHeight = own.size().height();
        int[] column = new int[2 * ownHeight + 3];
        RunColumns enlarged = new RunColumns(new Size(width, height));
        int position = 0;
        int run = 0;
        int end = runs.length == 0 ? 0 : runs[0];
        for (int c = 0; c < own.size().width(); c++) {
            int used = 0;
            int stop = (c + 1) * ownHeight;
            while (position < stop) {
                while (position >= end) {
                    end += runs[++run];
                }
                int to = Math.min(end, stop);
                if (run % 2 == 1) {
                    column[used++] = (position - c * ownHeight) * reduction;
                    column[used++] = Math.min(height, (to - c * ownHeight) * reduction);
                }
                position = to;
            }
            for (int copy = c * reduction; copy < Math.min(width, (c + 1) * reduction); copy++) {
                enlarged.add(column, used);
            }
        }
        return enlarged.toMask();
    }

    /** Such as {@code View[1, 640×640 at (512, 0)]}. */
    @Override
    public String toString() {
        return "View[" + level + ", " + width + "×" + height + " at (" + x + ", " + y + ")]";
    }
}
