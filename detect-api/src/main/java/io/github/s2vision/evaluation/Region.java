package io.github.s2vision.evaluation;

import io.github.s2vision.dataset.Segmentation;
import io.github.s2vision.detect.Mask;
import io.github.s2vision.detect.MaskApi;

/** Run lengths with the box around them, ready to be compared. */
final class Region {
    final int[] counts;
    final int height;
    final int width;
    final double[] box; // x, y, width, height

    private Region(int[] counts, int height, int width) {
        this.counts = counts;
        this.height = height;
        this.width = width;
        this.box = MaskApi.box(counts, height, width);
    }

    /** Run lengths as a file has them. */
    static Region of(Segmentation.Runs runs) {
        return new Region(runs.counts(), runs.height(), runs.width());
    }

    /** A proper mask. */
    static Region of(Mask mask) {
        return new Region(mask.runs(), mask.size().height(), mask.size().width());
    }

    /** The rectangle of a box in an image, as a polygon. */
    static Region ofBox(double x, double y, double boxWidth, double boxHeight, int height, int width) {
        return new Region(MaskApi.fromBox(x, y, boxWidth, boxHeight, height, width), height, width);
    }

    /**
     * Intersection over union (maskApi.c, {@code rleIou}): boxes first, runs only where these overlap; -1 for different
     * sizes. Over the area of this one if {@code crowd}.
     */
    double overlap(Region other, boolean crowd) {
        double[] b = other.box;
        double rough = MaskApi.boxIou(box[0], box[1], box[2], box[3], b[0], b[1], b[2], b[3], crowd);
        if (!(rough > 0)) {
            return rough;
        }
        return height == other.height && width == other.width ? MaskApi.iou(counts, other.counts, crowd) : -1;
    }
}
