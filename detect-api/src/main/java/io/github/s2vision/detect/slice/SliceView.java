package io.github.s2vision.detect.slice;

import io.github.s2vision.detect.Detections;
import io.github.s2vision.geometry.Box;
import io.github.s2vision.image.Image;

/** What a {@link SliceSelector} sees of a slice before the detector does. Valid during the call only. */
public final class SliceView {
    private final View view;
    private final double scale;
    private final Image image;
    private final Detections coarse;

    SliceView(View view, double scale, Image image, Detections coarse) {
        this.view = view;
        this.scale = scale;
        this.image = image;
        this.coarse = coarse;
    }

    /** How much larger the detector sees things in this slice than in the whole image. */
    public double scale() {
        return scale;
    }

    /** Its row among the slices of the scale, from 0. */
    public int row() {
        return view.row();
    }

    /** Its column among the slices of the scale, from 0. */
    public int column() {
        return view.column();
    }

    /** The part of the image that it covers, in pixels of the image. */
    public Box region() {
        return Box.xywh(view.x(), view.y(), view.width(), view.height());
    }

    /** Its pixels; of a large slice of a {@link io.github.s2vision.image.RasterSource} shrunk ones. */
    public Image image() {
        return image;
    }

    /** What was found in the whole image, in pixels of the image; nothing if the whole image is not looked at. */
    public Detections coarse() {
        return coarse;
    }

    /** Such as {@code SliceView[scale 2, row 0, column 1, 320×320 at (280, 0)]}. */
    @Override
    public String toString() {
        return "SliceView[scale " + SliceReport.number(scale) + ", row " + view.row() + ", column " + view.column()
                + ", " + view.width() + "×" + view.height() + " at (" + view.x() + ", " + view.y() + ")]";
    }
}
