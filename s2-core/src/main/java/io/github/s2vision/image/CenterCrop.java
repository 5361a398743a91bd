package io.github.s2vision.image;

import io.github.s2vision.geometry.Placement;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.tensor.Tensor;

/**
 * Brings an image into the square input of a classifier or an encoder: the shorter side to a length, then the middle is
 * cut out. Every pixel is that of torchvision 0.29 on a Pillow image ({@code Resize(shortSide)}, {@code CenterCrop(side)}):
 * the longer side is truncated, the cut rounded half to even.
 *
 * <pre>{@code
 * CenterCrop.bicubic(224).write(photo, input, 0, Normalization.CLIP);          // CLIP
 * CenterCrop.bilinear(224).write(photo, input, 0, Normalization.UNIT);         // YOLOv8-cls
 * CenterCrop.bicubic(224).shortSide(256).write(photo, input, 0, Normalization.IMAGENET);  // DeiT: 224 of 256
 * }</pre>
 *
 * @param side the square's side
 * @param shortSide the length of the image's shorter side before the cut, at least {@code side}
 * @param interpolation how it is resized
 */
public record CenterCrop(int side, int shortSide, Interpolation interpolation) {
    private static final int MOST_SIDE = 1 << 14;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if {@code side} is not in 1 to 16384 or {@code shortSide} is below it
     */
    public CenterCrop {
        if (side < 1 || side > MOST_SIDE || shortSide < side || shortSide > MOST_SIDE) {
            throw new IllegalArgumentException("a cut of " + side + " pixels out of a shorter side of " + shortSide
                    + ": 1 to " + MOST_SIDE + " pixels, and the cut not larger than the side");
        }
    }

    /** As CLIP was trained: Pillow's bicubic, the shorter side as long as the square. */
    public static CenterCrop bicubic(int side) {
        return new CenterCrop(side, side, Interpolation.PIL_BICUBIC);
    }

    /** As the classifiers of the YOLO family were trained: Pillow's bilinear, the shorter side as long as the square. */
    public static CenterCrop bilinear(int side) {
        return new CenterCrop(side, side, Interpolation.PIL_BILINEAR);
    }

    /** This cut out of an image whose shorter side is {@code pixels} long. */
    public CenterCrop shortSide(int pixels) {
        return new CenterCrop(side, pixels, interpolation);
    }

    /** This cut with another interpolation. */
    public CenterCrop interpolation(Interpolation other) {
        return new CenterCrop(side, shortSide, other);
    }

    /**
     * Where an image of this size comes to lie; what lies outside the network's input was cut off.
     *
     * @throws IllegalArgumentException if a side of the image is 0
     */
    public Placement placementOf(Size image) {
        Size resized = resizedSize(image);
        return new Placement(
                (double) resized.width() / image.width(),
                (double) resized.height() / image.height(),
                -cut(resized.width()),
                -cut(resized.height()),
                image,
                Size.square(side));
    }

    /** The square that is cut out, as an image. */
    public Image apply(Image image) {
        return new Image(square(image));
    }

    /**
     * Writes the square, normalised, into one image of a batch.
     *
     * @param target [B, 3, side, side], FLOAT32 or FLOAT16
     * @param index which of the B images, from 0
     * @return where the image lies
     * @throws IllegalArgumentException if the tensor has another shape or type
     */
    public Placement write(Image image, Tensor target, int index, Normalization normalization) {
        Placement placement = placementOf(image.size());
        Normalization.requireTarget(target, index, side, side);
        Pixels square = square(image);
        try (Scratch scratch = Scratch.take()) {
            scratch.write(square, 0, 0, side, side, normalization, target, index);
        }
        return placement;
    }

    private Pixels square(Image image) {
        Pixels pixels = image.pixels();
        Size resized = resizedSize(image.size());
        int x = cut(resized.width());
        int y = cut(resized.height());
        // Of a panorama only the middle is needed, and only that is computed.
        return switch (interpolation) {
            case PIL_BICUBIC -> PillowResize.window(pixels, resized, PillowResize.Filter.BICUBIC, x, y, side, side);
            case PIL_BILINEAR -> PillowResize.window(pixels, resized, PillowResize.Filter.BILINEAR, x, y, side, side);
            default -> Resize.resize(pixels, resized, interpolation).crop(x, y, side, side);
        };
    }

    private Size resizedSize(Size image) {
        if (image.width() < 1 || image.height() < 1) {
            throw new IllegalArgumentException("an image of " + image + " has no pixels to cut out");
        }
        int shorter = Math.min(image.width(), image.height());
        int longer = Math.max(image.width(), image.height());
        int longSide = (int) ((double) ((long) shortSide * longer) / shorter);
        return image.width() <= image.height() ? new Size(shortSide, longSide) : new Size(longSide, shortSide);
    }

    private int cut(int length) {
        return (int) Math.rint((length - side) / 2.0);
    }
}
