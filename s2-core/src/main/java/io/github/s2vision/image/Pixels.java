package io.github.s2vision.image;

import io.github.s2vision.geometry.Size;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The pixels of one image: RGB, interleaved, row by row without gaps, in one direct buffer that the garbage collector
 * owns. OpenCV works on them through a header that never frees them, and the header keeps the buffer: whoever holds this
 * object can use both, whatever others close.
 */
final class Pixels {
    static final int CHANNELS = 3;

    private final Size size;
    private final ByteBuffer buffer; // position 0 for good; only absolute access
    volatile @Nullable MatHeader header; // made when OpenCV is first needed, then kept for all later calls

    private Pixels(Size size, ByteBuffer buffer) {
        this.size = size;
        this.buffer = buffer;
    }

    /**
     * Black pixels.
     *
     * @throws IllegalArgumentException if a side is 0, or they take more than 2 GiB
     * @throws OutOfMemoryError if the limit of direct memory is reached
     */
    static Pixels allocate(Size size) {
        requireSize(size);
        return new Pixels(size, ByteBuffer.allocateDirect(bytes(size)));
    }

    static void requireSize(Size size) {
        if (size.width() < 1 || size.height() < 1 || size.area() > ReadOptions.MOST_PIXELS) {
            throw new IllegalArgumentException("an image of " + size + " pixels: each side is at least 1, and width × "
                    + "height at most " + ReadOptions.MOST_PIXELS + " (2 GiB)");
        }
    }

    static int bytes(Size size) {
        return (int) (size.area() * CHANNELS);
    }

    Size size() {
        return size;
    }

    int width() {
        return size.width();
    }

    int height() {
        return size.height();
    }

    /** Bytes from one row to the next. */
    int stride() {
        return size.width() * CHANNELS;
    }

    /** The memory itself, for absolute access inside this package; not to be written once an image has it. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** A copy of a rectangle inside. */
    Pixels crop(int x, int y, int width, int height) {
        Pixels part = allocate(new Size(width, height));
        for (int row = 0; row < height; row++) {
            part.buffer.put(row * part.stride(), buffer, (y + row) * stride() + x * CHANNELS, part.stride());
        }
        return part;
    }

    /** Copies another image into a rectangle of this one, which is inside and not an image's yet. */
    void put(Pixels part, int x, int y) {
        for (int row = 0; row < part.height(); row++) {
            buffer.put((y + row) * stride() + x * CHANNELS, part.buffer, row * part.stride(), part.stride());
        }
    }
}
