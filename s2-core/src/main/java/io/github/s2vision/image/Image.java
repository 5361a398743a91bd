package io.github.s2vision.image;

import io.github.s2vision.files.AtomicFile;
import io.github.s2vision.geometry.Size;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A picture: 8-bit RGB, upright, at least one pixel each way. Immutable, and safe to share between threads.
 *
 * <p>Whatever a file holds becomes that. As OpenCV does it: grey is repeated in the three channels, palettes are looked
 * up, of 16 bits the high byte is taken, alpha is dropped without blending (in TIFF the colour has been multiplied by it),
 * CMYK is converted without a colour profile, of an animation or a multi-page file the first picture is taken. The EXIF
 * orientation of JPEG, PNG and WebP and the orientation of TIFF are applied.
 *
 * <p>The pixels, 3 bytes each, are direct memory that the garbage collector owns: nothing leaks if an image is not closed,
 * and nothing can crash if it is closed too early. {@link #close()} lets go of them early, which matters where many large
 * images follow each other; the amount of direct memory is limited by {@code -XX:MaxDirectMemorySize} (by default
 * {@code -Xmx}).
 *
 * <p>Reading a file, the {@code OPENCV_…} interpolations and writing WebP load OpenCV, which takes about a second the first
 * time. Nothing else does. Images are equal only if they are the same object: compare pixels with {@link #hasPixelsOf}.
 */
public final class Image implements AutoCloseable {
    private static final int DEFAULT_QUALITY = 95;

    private final Size size;
    private final AtomicReference<@Nullable Pixels> pixels;

    Image(Pixels pixels) {
        this.size = pixels.size();
        this.pixels = new AtomicReference<>(pixels);
    }

    /**
     * Reads a JPEG, PNG, WebP, TIFF, BMP or GIF file; the content decides, not the name.
     *
     * @throws IOException if the file is missing, empty, of another format, damaged, cut short, or has more than 200
     *     megapixels; the message says which and what to do
     */
    public static Image read(Path file) throws IOException {
        return read(file, ReadOptions.DEFAULT);
    }

    /**
     * {@link #read(Path)} with another limit on the number of pixels, or damaged files too.
     *
     * @throws IOException as {@link #read(Path)}
     */
    public static Image read(Path file, ReadOptions options) throws IOException {
        Objects.requireNonNull(options, "options");
        requireFile(file);
        try (Bytes start = Bytes.of(file)) {
            if (start.size() > 0) { // special files say 0 and have content all the same
                Decoder.requireWithin(options, ImageHeader.read(start), start);
            }
        }
        return new Image(Decoder.decode(Files.readAllBytes(file), file.toString(), options));
    }

    /** {@link #read(Path)} from what a stream still holds; the stream stays open. */
    public static Image read(InputStream stream) throws IOException {
        return read(stream, ReadOptions.DEFAULT);
    }

    /**
     * {@link #read(Path, ReadOptions)} from what a stream still holds; the stream stays open. An endless stream is given up
     * after 16 bytes per pixel that {@code options} allow.
     */
    public static Image read(InputStream stream, ReadOptions options) throws IOException {
        long most = Math.min(options.maxPixels() * 16 + (1 << 20), Integer.MAX_VALUE - 8);
        byte[] file = stream.readNBytes((int) most);
        if (file.length == most && stream.read() >= 0) {
            throw new IOException("the stream holds more than " + most + " bytes, which no image of "
                    + options.maxPixels() + " pixels needs: raise the limit of ReadOptions if it is one");
        }
        return new Image(Decoder.decode(file, "image from a stream", options));
    }

    /** {@link #read(Path)} from the bytes of a file. */
    public static Image read(byte[] file) throws IOException {
        return read(file, ReadOptions.DEFAULT);
    }

    /** {@link #read(Path, ReadOptions)} from the bytes of a file. */
    public static Image read(byte[] file, ReadOptions options) throws IOException {
        Objects.requireNonNull(options, "options");
        return new Image(Decoder.decode(file, "image of " + file.length + " bytes", options));
    }

    /**
     * The size that reading a file would give, orientation included, from its header alone: no decoding, no OpenCV, a few
     * kilobytes read.
     *
     * @throws IOException if the file is missing or not of a format that is read; of a damaged one the header may still
     *     be whole
     */
    public static Size sizeOf(Path file) throws IOException {
        requireFile(file);
        try (Bytes bytes = Bytes.of(file)) {
            return ImageHeader.read(bytes).upright();
        }
    }

    /**
     * A copy of a picture of Java2D. Alpha is dropped; grey values are taken as they are, not through a colour profile;
     * other colour spaces are converted to sRGB.
     */
    public static Image of(BufferedImage image) {
        return new Image(BufferedImages.toPixels(image));
    }

    /**
     * A copy of pixels in memory.
     *
     * @param pixels [height, width, 3] in row order: red, green, blue
     * @throws IllegalArgumentException if a side is below 1, or the length is not width × height × 3
     */
    public static Image rgb(int width, int height, byte[] pixels) {
        Size size = new Size(width, height);
        Pixels.requireSize(size);
        if (pixels.length != Pixels.bytes(size)) {
            throw new IllegalArgumentException("an RGB image of " + size + " takes " + Pixels.bytes(size)
                    + " bytes (width × height × 3), not " + pixels.length);
        }
        Pixels copy = Pixels.allocate(size);
        copy.buffer().put(0, pixels);
        return new Image(copy);
    }

    /** Width and height in pixels; also of a closed image. */
    public Size size() {
        return size;
    }

    /** Pixels per row; also of a closed image. */
    public int width() {
        return size.width();
    }

    /** Rows; also of a closed image. */
    public int height() {
        return size.height();
    }

    /**
     * One pixel as {@code 0xRRGGBB}.
     *
     * @throws IndexOutOfBoundsException if it is outside
     */
    public int rgb(int x, int y) {
        Objects.checkIndex(x, size.width());
        Objects.checkIndex(y, size.height());
        Pixels open = pixels();
        ByteBuffer memory = open.buffer();
        int at = y * open.stride() + x * Pixels.CHANNELS;
        return ((memory.get(at) & 0xff) << 16) | ((memory.get(at + 1) & 0xff) << 8) | (memory.get(at + 2) & 0xff);
    }

    /**
     * A copy of a rectangle.
     *
     * @throws IllegalArgumentException if it is empty or not inside
     */
    public Image crop(int x, int y, int width, int height) {
        requireInside(x, y, width, height);
        return new Image(pixels().crop(x, y, width, height));
    }

    /**
     * A copy at another size, not keeping the aspect by itself: see {@link Letterbox} and {@link CenterCrop}.
     *
     * @throws IllegalArgumentException if a side is 0 or the result takes more than 2 GiB
     */
    public Image resized(Size size, Interpolation interpolation) {
        Pixels open = pixels();
        Pixels.requireSize(size);
        return new Image(Resize.resize(open, size, interpolation));
    }

    /** Whether the other image has the same size and the same pixels. */
    public boolean hasPixelsOf(Image other) {
        return size.equals(other.size)
                && pixels().buffer().mismatch(other.pixels().buffer()) < 0;
    }

    /** A copy for Java2D, of type {@link BufferedImage#TYPE_3BYTE_BGR}. */
    public BufferedImage toBufferedImage() {
        return BufferedImages.of(pixels());
    }

    /** A copy of the pixels, [height, width, 3] in row order: red, green, blue. */
    public byte[] toByteArray() {
        Pixels open = pixels();
        byte[] copy = new byte[Pixels.bytes(size)];
        open.buffer().get(0, copy);
        return copy;
    }

    /**
     * Writes a file of the format that its name ends with: {@code png}, {@code jpg} or {@code jpeg} (quality 95),
     * {@code webp} (lossless), {@code bmp}, {@code tif} or {@code tiff}. The file is whole or not there.
     *
     * @throws IllegalArgumentException if the name ends otherwise
     * @throws IOException if the file cannot be written
     */
    public void write(Path file) throws IOException {
        Encoder.Format format = Encoder.Format.of(file);
        byte[] encoded = Encoder.encode(pixels(), format, format == Encoder.Format.WEBP ? 101 : DEFAULT_QUALITY);
        AtomicFile.write(file, out -> out.write(encoded));
    }

    /**
     * Writes a JPEG or WebP file with loss.
     *
     * @param quality 1 (small) to 100 (good), as libjpeg and libwebp count
     * @throws IllegalArgumentException if the name ends in neither, or the quality is outside
     * @throws IOException if the file cannot be written
     */
    public void write(Path file, int quality) throws IOException {
        Encoder.Format format = Encoder.Format.of(file);
        if (!format.isLossy()) {
            throw new IllegalArgumentException(file + " with quality " + quality
                    + ": only .jpg, .jpeg and .webp have one. Use write(path) for the others");
        }
        requireQuality(quality);
        byte[] encoded = Encoder.encode(pixels(), format, quality);
        AtomicFile.write(file, out -> out.write(encoded));
    }

    /** The bytes of a PNG file. */
    public byte[] encodePng() {
        return Encoder.encode(pixels(), Encoder.Format.PNG, DEFAULT_QUALITY);
    }

    /**
     * The bytes of a JPEG file.
     *
     * @param quality 1 (small) to 100 (good), as libjpeg counts
     */
    public byte[] encodeJpeg(int quality) {
        requireQuality(quality);
        return Encoder.encode(pixels(), Encoder.Format.JPEG, quality);
    }

    /** Lets go of the pixels; calls under way finish with them. Harmless the second time. */
    @Override
    public void close() {
        pixels.set(null);
    }

    /** Such as {@code Image[810×1080]}. */
    @Override
    public String toString() {
        return pixels.get() == null ? "Image[" + size + ", closed]" : "Image[" + size + "]";
    }

    /** The pixels, for this package; they outlive a close for whoever holds them. */
    Pixels pixels() {
        Pixels open = pixels.get();
        if (open == null) {
            throw new IllegalStateException("the image (" + size
                    + ") is closed: keep it open as long as it is used, or do not close it at all");
        }
        return open;
    }

    void requireInside(int x, int y, int width, int height) {
        if (x < 0 || y < 0 || width < 1 || height < 1 || width > size.width() - x || height > size.height() - y) {
            throw new IllegalArgumentException("the rectangle at (" + x + ", " + y + ") of " + width + "×" + height
                    + " is empty or not inside the image of " + size);
        }
    }

    private static void requireQuality(int quality) {
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException("quality " + quality + " is outside 1 to 100");
        }
    }

    private static void requireFile(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a folder, not an image file");
        }
    }
}
