package io.github.s2vision.feature;

import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.Normalization;

/**
 * What pictures a backbone takes.
 *
 * @param size the native size in pixels: the only one if {@code fixedSize}, else the one used where nobody asks for another
 * @param fixedSize whether pictures must have this size
 * @param multipleOf where any size is taken: sides must be multiples of this, the model's stride
 * @param fixedBatch the only number of pictures in a call; 0 where any is taken
 * @param preferredBatch how many pictures in a call are quickest, where any number is taken
 * @param channels planes of a picture; 3 for RGB
 * @param normalization what was done to the pixels the model was trained on
 */
public record ModelInput(
        Size size,
        boolean fixedSize,
        int multipleOf,
        int fixedBatch,
        int preferredBatch,
        int channels,
        Normalization normalization) {
    /** 224×224 where nobody asks for another size, any size and batch, RGB with ImageNet's mean and deviation. */
    public static final ModelInput DEFAULT =
            new ModelInput(Size.square(224), false, 1, 0, 2, 3, Normalization.IMAGENET);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a side, the multiple, the preferred batch or the channels are below 1, the fixed
     *     batch below 0, or the size is no multiple
     */
    public ModelInput {
        if (size.width() < 1 || size.height() < 1 || multipleOf < 1 || channels < 1 || preferredBatch < 1) {
            throw new IllegalArgumentException("model input of " + size + ", multiple of " + multipleOf
                    + ", preferred batch " + preferredBatch + ", " + channels + " channels: each is 1 or more");
        }
        if (fixedBatch < 0) {
            throw new IllegalArgumentException(
                    "fixed batch " + fixedBatch + ": 1 or more, or 0 where any batch is taken");
        }
        if (!fixedSize && (size.width() % multipleOf != 0 || size.height() % multipleOf != 0)) {
            throw new IllegalArgumentException("size " + size + " is no multiple of the model's stride " + multipleOf);
        }
    }

    /** This input with another native size, for models that take any. */
    public ModelInput size(Size other) {
        return new ModelInput(other, fixedSize, multipleOf, fixedBatch, preferredBatch, channels, normalization);
    }

    /** This input with another normalisation. */
    public ModelInput normalization(Normalization other) {
        return new ModelInput(size, fixedSize, multipleOf, fixedBatch, preferredBatch, channels, other);
    }

    /** Whether pictures of this size are taken. */
    public boolean takes(int width, int height) {
        return fixedSize
                ? width == size.width() && height == size.height()
                : width > 0 && height > 0 && width % multipleOf == 0 && height % multipleOf == 0;
    }

    void check(int images, int width, int height) {
        if (!takes(width, height)) {
            throw new IllegalArgumentException("pictures of " + width + "×" + height + ": the model takes " + sizes());
        }
        if (images < 1 || (fixedBatch != 0 && images != fixedBatch)) {
            throw new IllegalArgumentException("a batch of " + images + ": the model takes "
                    + (fixedBatch == 0 ? "1 or more" : "exactly " + fixedBatch));
        }
    }

    /** What sizes are taken, in words. */
    public String sizes() {
        return fixedSize ? size + " only" : multipleOf == 1 ? "any size" : "sides that are multiples of " + multipleOf;
    }
}
