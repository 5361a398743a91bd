package io.github.s2vision.image;

import io.github.s2vision.geometry.Placement;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.tensor.Tensor;
import java.util.Objects;

/**
 * Brings an image of any size into a network's input: resized with its aspect kept (OpenCV's bilinear on 8 bits), the
 * rest padded with grey. Every integer is that of Ultralytics 8.4.190 ({@code LetterBox}): sides rounded half to even and
 * at least 1, an odd padding has its larger half right and below; and since the sides are whole pixels, each axis has its
 * own scale, which {@link Placement} inverts exactly.
 *
 * <pre>{@code
 * Letterbox.to(640)                              // predict with a fixed input: 640×640
 * Letterbox.to(640).stride(32)                   // the smallest rectangle of whole strides: 640×384 for 1280×720
 * Letterbox.to(416).at(Letterbox.Anchor.TOP_LEFT) // YOLOX
 * }</pre>
 *
 * @param target the network's input, or with a stride the rectangle that the result stays in
 * @param fit how the image is brought to it
 * @param anchor where it lies in what is left
 * @param stride 0 for a result of {@code target}'s size, else padding goes only up to the next multiple of it, counted
 *     from {@code target} downwards
 * @param grey the value of all three channels of the padding, 0 to 255; 114 is what the YOLO family was trained with
 */
public record Letterbox(Size target, Scaling fit, Anchor anchor, int stride, int grey) {
    /** How the size of an image changes. */
    public enum Scaling {
        /** Made smaller or larger until it just fits. */
        FIT,
        /** Made smaller if it must; smaller images keep their size. */
        SHRINK,
        /** Made to fill the target, aspect not kept; nothing is padded. */
        STRETCH
    }

    /** Where the image lies in its padding. */
    public enum Anchor {
        /** In the middle. */
        CENTER,
        /** In the upper left corner. */
        TOP_LEFT
    }

    private static final int MOST_SIDE = 1 << 15;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a side of the target is not in 1 to 32768, the stride below 0, the grey not in 0 to
     *     255, or a stride is combined with {@link Scaling#STRETCH}
     */
    public Letterbox {
        Objects.requireNonNull(fit, "fit");
        Objects.requireNonNull(anchor, "anchor");
        if (target.width() < 1 || target.height() < 1 || target.width() > MOST_SIDE || target.height() > MOST_SIDE) {
            throw new IllegalArgumentException("letterbox target " + target + ": each side is 1 to " + MOST_SIDE);
        }
        if (stride < 0) {
            throw new IllegalArgumentException("letterbox stride " + stride + ": 0 for none, else above");
        }
        if (grey < 0 || grey > 255) {
            throw new IllegalArgumentException("letterbox grey " + grey + " is outside 0 to 255");
        }
        if (stride > 0 && fit == Scaling.STRETCH) {
            throw new IllegalArgumentException(
                    "a letterbox that stretches pads nothing: leave out stride(" + stride + ")");
        }
    }

    /** A square input; the image in the middle on grey 114. */
    public static Letterbox to(int side) {
        return to(Size.square(side));
    }

    /** An input of this size; the image in the middle on grey 114. */
    public static Letterbox to(Size target) {
        return new Letterbox(target, Scaling.FIT, Anchor.CENTER, 0, 114);
    }

    /** This letterbox, which never makes an image larger. */
    public Letterbox shrinkOnly() {
        return new Letterbox(target, Scaling.SHRINK, anchor, stride, grey);
    }

    /** This letterbox, which fills the target and does not keep the aspect. */
    public Letterbox stretched() {
        return new Letterbox(target, Scaling.STRETCH, anchor, stride, grey);
    }

    /** This letterbox with the image elsewhere. */
    public Letterbox at(Anchor place) {
        return new Letterbox(target, fit, place, stride, grey);
    }

    /** This letterbox, which pads to the next multiple of the network's stride only: "rect" and "auto" of Ultralytics. */
    public Letterbox stride(int pixels) {
        return new Letterbox(target, fit, anchor, pixels, grey);
    }

    /** This letterbox with padding of another grey. */
    public Letterbox grey(int value) {
        return new Letterbox(target, fit, anchor, stride, value);
    }

    /**
     * Where an image of this size comes to lie.
     *
     * @throws IllegalArgumentException if a side of the image is 0
     */
    public Placement placementOf(Size image) {
        return fit(image).placement;
    }

    /**
     * Writes an image, resized, padded and normalised, into one image of a batch. Allocates nothing once warm and while
     * images of the same size follow each other.
     *
     * @param target [B, 3, height, width] of the placement's network size, FLOAT32 (fastest in direct memory) or FLOAT16
     * @param index which of the B images, from 0
     * @return where the image lies, to bring boxes back
     * @throws IllegalArgumentException if the tensor has another shape or type
     */
    public Placement write(Image image, Tensor target, int index, Normalization normalization) {
        Pixels pixels = image.pixels();
        try (Scratch scratch = Scratch.take()) {
            Fit place = scratch.fit(this, image.size());
            Size network = place.placement.network();
            Normalization.requireTarget(target, index, network.width(), network.height());
            boolean isWhole = !place.isResized() && network.equals(image.size());
            Pixels placed = isWhole ? pixels : scratch.place(pixels, place);
            scratch.write(placed, 0, 0, network.width(), network.height(), normalization, target, index);
            return place.placement;
        }
    }

    /** The image resized and padded, for looking at it. */
    public Image apply(Image image) {
        Pixels pixels = image.pixels();
        try (Scratch scratch = Scratch.take()) {
            Pixels placed = scratch.place(pixels, scratch.fit(this, image.size()));
            return new Image(placed.crop(0, 0, placed.width(), placed.height()));
        }
    }

    /** The whole pixels of a placement: the rectangle that the image fills. */
    record Fit(Letterbox letterbox, Placement placement, int left, int top, int width, int height) {
        boolean isOf(Letterbox wanted, Size image) {
            return placement.original().equals(image) && letterbox.equals(wanted);
        }

        /** Whether the padding is the same. */
        boolean isSamePlace(Fit other) {
            return left == other.left
                    && top == other.top
                    && width == other.width
                    && height == other.height
                    && letterbox.grey == other.letterbox.grey;
        }

        boolean isResized() {
            return width != placement.original().width()
                    || height != placement.original().height();
        }
    }

    Fit fit(Size image) {
        if (image.width() < 1 || image.height() < 1) {
            throw new IllegalArgumentException("an image of " + image + " has no pixels to place");
        }
        double ratio = Math.min((double) target.height() / image.height(), (double) target.width() / image.width());
        if (fit == Scaling.SHRINK) {
            ratio = Math.min(ratio, 1);
        }
        boolean stretch = fit == Scaling.STRETCH;
        int width = stretch ? target.width() : Math.max((int) Math.rint(image.width() * ratio), 1);
        int height = stretch ? target.height() : Math.max((int) Math.rint(image.height() * ratio), 1);
        int padX = target.width() - width;
        int padY = target.height() - height;
        if (stride > 0) {
            padX %= stride;
            padY %= stride;
        }
        // A half pixel goes right and below: Ultralytics rounds the halves minus and plus 0.1.
        int left = anchor == Anchor.CENTER ? padX / 2 : 0;
        int top = anchor == Anchor.CENTER ? padY / 2 : 0;
        Size network = new Size(width + padX, height + padY);
        Placement placement = new Placement(
                (double) width / image.width(), (double) height / image.height(), left, top, image, network);
        return new Fit(this, placement, left, top, width, height);
    }
}
