package io.github.s2vision.image;

import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.util.Arrays;
import java.util.Objects;

/**
 * How the 8-bit values of an image become the floats that a model was trained with: {@code (v / divisor - mean) / std}
 * per channel, each step rounded to float32 as torchvision does it, so that {@link #UNIT} is bit-equal to
 * {@code v / 255f}. There are only 256 values per channel: they are computed once, and pixels are looked up.
 */
public final class Normalization {
    /** A value for each of red, green and blue. */
    public record Rgb(double red, double green, double blue) {
        /** The same value for all three. */
        public static Rgb of(double value) {
            return new Rgb(value, value, value);
        }
    }

    /** The order of a model's channels. */
    public enum Order {
        /** Red first: nearly all models. */
        RGB,
        /** Blue first, as OpenCV reads images: YOLOX and older detectors. */
        BGR
    }

    /** 0 to 1, {@code v / 255f}: YOLOv5 to YOLO26, classifiers of the YOLO family, MobileCLIP. */
    public static final Normalization UNIT = new Normalization(255, Rgb.of(0), Rgb.of(1), Order.RGB);

    /** torchvision's and timm's usual values, of ImageNet: ResNet, DeiT, DINO, DINOv2. */
    public static final Normalization IMAGENET = of(new Rgb(0.485, 0.456, 0.406), new Rgb(0.229, 0.224, 0.225));

    /** OpenAI's values: CLIP and most models of open_clip. */
    public static final Normalization CLIP =
            of(new Rgb(0.48145466, 0.4578275, 0.40821073), new Rgb(0.26862954, 0.26130258, 0.27577711));

    /** -1 to 1, mean and std 0.5: SigLIP, and ViT of timm's "inception" kind. */
    public static final Normalization HALF = of(Rgb.of(0.5), Rgb.of(0.5));

    /** 0 to 255, as they are. */
    public static final Normalization NONE = new Normalization(1, Rgb.of(0), Rgb.of(1), Order.RGB);

    static final int LEVELS = 256;

    private final double divisor;
    private final Rgb mean;
    private final Rgb std;
    private final Order order;
    private final float[][] tables; // of red, green, blue
    private final short[][] halves;
    private final boolean isUnit;

    private Normalization(double divisor, Rgb mean, Rgb std, Order order) {
        if (!(divisor > 0) || !Double.isFinite(divisor)) {
            throw new IllegalArgumentException(
                    "divisor " + divisor + ": it is above 0; 255 brings values to 0 to 1, 1 leaves them as they are");
        }
        if (!Double.isFinite(mean.red + mean.green + mean.blue)) {
            throw new IllegalArgumentException("mean " + mean + " is not finite");
        }
        if (!(std.red > 0 && std.green > 0 && std.blue > 0) || !Double.isFinite(std.red + std.green + std.blue)) {
            throw new IllegalArgumentException("std " + std + ": each value is finite and above 0; 1 changes nothing");
        }
        this.divisor = divisor;
        this.mean = mean;
        this.std = std;
        this.order = order;
        this.tables =
                new float[][] {table(mean.red, std.red), table(mean.green, std.green), table(mean.blue, std.blue)};
        this.isUnit = divisor == 255 && mean.equals(Rgb.of(0)) && std.equals(Rgb.of(1));
        this.halves = new short[][] {halves(tables[0]), halves(tables[1]), halves(tables[2])};
    }

    /**
     * {@code (v / 255 - mean) / std}, red first.
     *
     * @param mean on the scale 0 to 1, as model cards state it
     * @param std on the scale 0 to 1, each above 0
     * @throws IllegalArgumentException if a value is not finite, or an std not above 0
     */
    public static Normalization of(Rgb mean, Rgb std) {
        return new Normalization(
                255, Objects.requireNonNull(mean, "mean"), Objects.requireNonNull(std, "std"), Order.RGB);
    }

    /** {@link #of(Rgb, Rgb)} with the six values of red, green and blue. */
    public static Normalization of(
            double meanRed, double meanGreen, double meanBlue, double stdRed, double stdGreen, double stdBlue) {
        return of(new Rgb(meanRed, meanGreen, meanBlue), new Rgb(stdRed, stdGreen, stdBlue));
    }

    /** This with another divisor, which comes before mean and std: 255, or 1 for models that take 0 to 255. */
    public Normalization divisor(double value) {
        return new Normalization(value, mean, std, order);
    }

    /** This with another order of the channels; mean and std stay with their colours. */
    public Normalization order(Order channels) {
        return new Normalization(divisor, mean, std, Objects.requireNonNull(channels, "channels"));
    }

    /** What values are divided by first. */
    public double divisor() {
        return divisor;
    }

    /** What is subtracted then. */
    public Rgb mean() {
        return mean;
    }

    /** What they are divided by last. */
    public Rgb std() {
        return std;
    }

    /** Which channel comes first. */
    public Order order() {
        return order;
    }

    /**
     * Writes a rectangle of an image, without resizing, into one image of a batch. Allocates nothing once warm.
     *
     * @param target [B, 3, height, width], FLOAT32 or FLOAT16
     * @param index which of the B images, from 0
     * @throws IllegalArgumentException if the rectangle is not inside the image, or the tensor of another shape or type
     */
    public void write(Image image, int x, int y, int width, int height, Tensor target, int index) {
        Pixels pixels = image.pixels();
        image.requireInside(x, y, width, height);
        requireTarget(target, index, width, height);
        try (Scratch scratch = Scratch.take()) {
            scratch.write(pixels, x, y, width, height, this, target, index);
        }
    }

    /** {@link #write(Image, int, int, int, int, Tensor, int)} of the whole image. */
    public void write(Image image, Tensor target, int index) {
        write(image, 0, 0, image.width(), image.height(), target, index);
    }

    static void requireTarget(Tensor target, int index, int width, int height) {
        boolean fits = target.shape().rank() == 4
                && target.shape().dimension(1) == Pixels.CHANNELS
                && target.shape().dimension(2) == height
                && target.shape().dimension(3) == width;
        if (!fits) {
            throw new IllegalArgumentException("pixels of " + width + "×" + height + " go into a tensor [B, 3, "
                    + height + ", " + width + "], not " + target);
        }
        if (target.type() != DataType.FLOAT32 && target.type() != DataType.FLOAT16) {
            throw new IllegalArgumentException("pixels go into a FLOAT32 or FLOAT16 tensor, not " + target);
        }
        if (index < 0 || index >= target.shape().dimension(0)) {
            throw new IllegalArgumentException("image " + index + " of " + target + ": there are the images 0 to "
                    + (target.shape().dimension(0) - 1));
        }
    }

    /** The floats of the 256 levels of the model's first, second or third channel; not to be changed. */
    float[] table(int channel) {
        return tables[colour(channel)];
    }

    /** {@link #table} as the 16 bits of halves. */
    short[] halfTable(int channel) {
        return halves[colour(channel)];
    }

    /** Whether this is {@code v / 255f}, in any order. */
    boolean isUnit() {
        return isUnit;
    }

    /** Which of red, green and blue the model's first, second or third channel is. */
    int colour(int channel) {
        return order == Order.RGB ? channel : 2 - channel;
    }

    private float[] table(double channelMean, double channelStd) {
        float[] table = new float[LEVELS];
        for (int v = 0; v < LEVELS; v++) {
            table[v] = (v / (float) divisor - (float) channelMean) / (float) channelStd;
        }
        return table;
    }

    private static short[] halves(float[] table) {
        short[] bits = new short[LEVELS];
        Tensor.ofHalves(table, LEVELS).halves().get(bits);
        return bits;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Normalization that
                && divisor == that.divisor
                && mean.equals(that.mean)
                && std.equals(that.std)
                && order == that.order;
    }

    @Override
    public int hashCode() {
        return Arrays.asList(divisor, mean, std, order).hashCode();
    }

    /** Such as {@code Normalization[/255, mean 0.485 0.456 0.406, std 0.229 0.224 0.225, RGB]}. */
    @Override
    public String toString() {
        return "Normalization[/" + (divisor == Math.rint(divisor) ? String.valueOf((long) divisor) : divisor)
                + ", mean "
                + mean.red + " " + mean.green + " " + mean.blue + ", std " + std.red + " " + std.green + " " + std.blue
                + ", " + order + "]";
    }
}
