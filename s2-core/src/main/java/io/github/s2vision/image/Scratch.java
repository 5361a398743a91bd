package io.github.s2vision.image;

import io.github.s2vision.geometry.Size;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Memory that bringing pixels into a model's input needs on the way, kept from call to call so that nothing is allocated
 * once warm. One thread uses an instance at a time: take one, give it back.
 *
 * <p>At most twice as many as there are cores are kept, each of at most {@link #MOST_KEPT_BYTES}: 2.5 MB for 640×640.
 */
final class Scratch implements AutoCloseable {
    private static final int MOST_KEPT_BYTES = 32 << 20;
    private static final AtomicReferenceArray<@Nullable Scratch> KEPT = new AtomicReferenceArray<>(
            Integer.highestOneBit(Math.max(4, Runtime.getRuntime().availableProcessors())) * 2);

    private byte[] row = {};
    private float[] floats = {};
    private short[] halves = {};
    private @Nullable Pixels canvas;
    private Letterbox.@Nullable Fit fit;
    private Letterbox.@Nullable Fit placed; // for which the canvas has its border
    private @Nullable NativeScratch natives;
    private boolean isWhole = true; // false while something is under way, and for good if that failed

    private Scratch() {}

    /** One of those kept, this thread's last one if it is there, or a new one. */
    static Scratch take() {
        int start = start();
        for (int i = 0; i < KEPT.length(); i++) {
            Scratch kept = KEPT.getAndSet((start + i) & (KEPT.length() - 1), null);
            if (kept != null) {
                return kept;
            }
        }
        return new Scratch();
    }

    /** Back for the next call; frees it instead where enough are kept, it has grown large, or a call failed. */
    @Override
    public void close() {
        if (isWhole && bytes() <= MOST_KEPT_BYTES) {
            int start = start();
            for (int i = 0; i < KEPT.length(); i++) {
                if (KEPT.compareAndSet((start + i) & (KEPT.length() - 1), null, this)) {
                    return;
                }
            }
        }
        if (natives != null) {
            natives.close();
        }
    }

    private static int start() {
        return (int) ((Thread.currentThread().getId() * 0x9e3779b97f4a7c15L) >>> 32);
    }

    private long bytes() {
        return (canvas == null ? 0 : 3 * canvas.size().area())
                + (natives == null ? 0 : natives.bytes())
                + row.length
                + 4L * floats.length
                + 2L * halves.length;
    }

    /** A rectangle of pixels, normalised, into image {@code index} of the target; all of it has been checked. */
    void write(
            Pixels pixels, int x, int y, int width, int height, Normalization normalization, Tensor target, int index) {
        isWhole = false;
        // Both ways give the same bits. OpenCV's is twice as fast, but not worth a second to load it.
        if (target.type() == DataType.FLOAT32 && target.isDirect() && OpenCv.isLoaded()) {
            natives().write(pixels, x, y, width, height, normalization, target, index);
        } else if (target.type() == DataType.FLOAT32) {
            writeFloats(pixels, x, y, width, height, normalization, target.floats(), index);
        } else {
            writeHalves(pixels, x, y, width, height, normalization, target.halves(), index);
        }
        isWhole = true;
    }

    private void writeFloats(
            Pixels pixels,
            int x,
            int y,
            int width,
            int height,
            Normalization normalization,
            FloatBuffer to,
            int index) {
        row = row.length == width * 3 ? row : new byte[width * 3];
        floats = floats.length == width * 3 ? floats : new float[width * 3];
        int plane = width * height;
        for (int line = 0; line < height; line++) {
            pixels.buffer().get((y + line) * pixels.stride() + x * 3, row);
            look(row, normalization, floats, width);
            for (int c = 0; c < 3; c++) {
                to.put((index * 3 + c) * plane + line * width, floats, c * width, width);
            }
        }
    }

    /** One pass for the three channels: each pixel is loaded once. */
    private static void look(byte[] row, Normalization normalization, float[] to, int width) {
        float[] first = normalization.table(0);
        float[] second = normalization.table(1);
        float[] third = normalization.table(2);
        int from = normalization.colour(0);
        int until = normalization.colour(2);
        for (int i = 0, at = 0; i < width; i++, at += 3) {
            to[i] = first[row[at + from] & 0xff];
            to[width + i] = second[row[at + 1] & 0xff];
            to[2 * width + i] = third[row[at + until] & 0xff];
        }
    }

    private void writeHalves(
            Pixels pixels,
            int x,
            int y,
            int width,
            int height,
            Normalization normalization,
            ShortBuffer to,
            int index) {
        row = row.length == width * 3 ? row : new byte[width * 3];
        halves = halves.length == width ? halves : new short[width];
        for (int line = 0; line < height; line++) {
            pixels.buffer().get((y + line) * pixels.stride() + x * 3, row);
            for (int c = 0; c < 3; c++) {
                short[] table = normalization.halfTable(c);
                for (int i = 0, at = normalization.colour(c); i < width; i++, at += 3) {
                    halves[i] = table[row[at] & 0xff];
                }
                to.put(((index * 3 + c) * height + line) * width, halves);
            }
        }
    }

    /** Where an image of this size goes; the last answer is kept, since most images of a stream are alike. */
    Letterbox.Fit fit(Letterbox letterbox, Size image) {
        Letterbox.Fit last = fit;
        if (last == null || !last.isOf(letterbox, image)) {
            last = letterbox.fit(image);
            fit = last;
        }
        return last;
    }

    /** The image, resized, at its place on grey, at the size of the network's input; belongs to this scratch. */
    Pixels place(Pixels pixels, Letterbox.Fit place) {
        isWhole = false;
        Size network = place.placement().network();
        Pixels ready = canvas;
        if (ready == null || !ready.size().equals(network)) {
            ready = Pixels.allocate(network);
            canvas = ready;
            placed = null;
        }
        if (placed == null || !placed.isSamePlace(place)) {
            fill(ready, place.letterbox().grey());
        }
        placed = place;
        if (place.isResized()) {
            natives().resize(pixels, ready, place.left(), place.top(), place.width(), place.height());
        } else {
            ready.put(pixels, place.left(), place.top());
        }
        isWhole = true;
        return ready;
    }

    private static void fill(Pixels pixels, int grey) {
        byte[] row = new byte[pixels.stride()];
        Arrays.fill(row, (byte) grey);
        for (int y = 0; y < pixels.height(); y++) {
            pixels.buffer().put(y * pixels.stride(), row);
        }
    }

    private NativeScratch natives() {
        NativeScratch made = natives;
        if (made == null) {
            made = new NativeScratch();
            natives = made;
        }
        return made;
    }
}
