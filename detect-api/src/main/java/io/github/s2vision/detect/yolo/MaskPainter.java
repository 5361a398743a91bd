package io.github.s2vision.detect.yolo;

import io.github.s2vision.detect.Mask;
import io.github.s2vision.geometry.Placement;
import io.github.s2vision.geometry.Size;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Masks from prototypes: a detection's coefficients weigh the prototype maps, the sum is enlarged bilinearly, what is above 0
 * inside the box is the mask. Both orders of Ultralytics 8.4.190: {@code process_mask}, where the sum is enlarged to the
 * network's input, and {@code process_mask_native}, where it is enlarged by 1, 2 or 4 until the padding ends on whole
 * pixels, the padding is cut, and the rest is enlarged to the image. Only what lies in the box is computed. Memory is reused.
 * For one thread.
 */
final class MaskPainter {
    private final FloatBuffer prototypes;
    private final int start;
    private final int maps;
    private final int width;
    private final int height;
    private final Placement placement;

    private float[] sum = {}; // of the prototypes' pixels that the box needs
    private float[] line = {};
    private float[] stretched = {}; // the same, enlarged along x

    /**
     * For the masks of one picture.
     *
     * @param prototypes [B, maps, height, width]
     * @param start where the picture's begin
     */
    MaskPainter(FloatBuffer prototypes, int start, int maps, int width, int height, Placement placement) {
        this.prototypes = prototypes;
        this.start = start;
        this.maps = maps;
        this.width = width;
        this.height = height;
        this.placement = placement;
    }

    Placement placement() {
        return placement;
    }

    /** The pixels of a window, row by row, 1 where set. */
    static final class Window {
        private final int left;
        private final int top;
        private final int width;
        private final int height;
        private final byte[] rows;

        Window(Taps columns, Taps rows, byte[] pixels) {
            this.left = columns.first;
            this.top = rows.first;
            this.width = columns.count;
            this.height = rows.count;
            this.rows = pixels;
        }

        boolean isEmpty() {
            for (byte pixel : rows) {
                if (pixel != 0) {
                    return false;
                }
            }
            return true;
        }

        Mask mask(Size size) {
            return Mask.ofBitmap(size, left, top, new Size(width, height), rows);
        }
    }

    /**
     * The mask of a detection at the size of the network's input; {@code x1} to {@code y2} are its box there, cut to nothing.
     */
    Window networkMask(float[] coefficients, float x1, float y1, float x2, float y2) {
        Size network = placement.network();
        Taps columns = Taps.of(width, network.width(), first(x1), end(x2, network.width()));
        Taps rows = Taps.of(height, network.height(), first(y1), end(y2, network.height()));
        return paint(coefficients, columns, rows);
    }

    /** A mask of the network's input laid on the image: each pixel takes what lies under its centre. Empty if nothing does. */
    Mask onImage(Window window) {
        Size image = placement.original();
        int[] columns = sources(image.width(), window.left, window.width, placement.scaleX(), placement.offsetX());
        int[] rows = sources(image.height(), window.top, window.height, placement.scaleY(), placement.offsetY());
        int left = columns[0];
        int top = rows[0];
        int across = columns.length - 1;
        byte[] pixels = new byte[Math.multiplyExact(across, rows.length - 1)];
        for (int y = 1; y < rows.length; y++) {
            for (int x = 1; x < columns.length; x++) {
                pixels[(y - 1) * across + x - 1] = window.rows[rows[y] * window.width + columns[x]];
            }
        }
        return Mask.ofBitmap(image, left, top, new Size(across, rows.length - 1), pixels);
    }

    /** The first pixel of the image that lies in the window along an axis, then the window's pixel for it and those after. */
    private static int[] sources(int length, int from, int count, double scale, double offset) {
        int[] sources = new int[length + 1];
        int found = 0;
        for (int i = 0; i < length; i++) {
            int source = (int) Math.floor((i + 0.5) * scale + offset) - from;
            if (source >= 0 && source < count) {
                if (found == 0) {
                    sources[0] = i;
                }
                sources[++found] = source;
            }
        }
        return Arrays.copyOf(sources, found + 1);
    }

    /** The mask of a detection at the image's size; {@code x1} to {@code y2} are its box there, cut to it. Empty if none. */
    Optional<Mask> imageMask(float[] coefficients, float x1, float y1, float x2, float y2) {
        Size image = placement.original();
        Size network = placement.network();
        int left = (int) placement.offsetX();
        int top = (int) placement.offsetY();
        int right = left + (int) Math.rint(image.width() * placement.scaleX());
        int bottom = top + (int) Math.rint(image.height() * placement.scaleY());
        int times = 1;
        while (times < 4 && !isWhole(times, network, left, top, right, bottom)) {
            times *= 2;
        }
        Taps columns = Taps.of(
                width,
                width * times,
                share(left, width * times, network.width()),
                share(right, width * times, network.width()),
                image.width(),
                first(x1),
                end(x2, image.width()));
        Taps rows = Taps.of(
                height,
                height * times,
                share(top, height * times, network.height()),
                share(bottom, height * times, network.height()),
                image.height(),
                first(y1),
                end(y2, image.height()));
        Window window = paint(coefficients, columns, rows);
        return window.isEmpty() ? Optional.empty() : Optional.of(window.mask(image));
    }

    private boolean isWhole(int times, Size network, int left, int top, int right, int bottom) {
        return (long) left * width * times % network.width() == 0
                && (long) right * width * times % network.width() == 0
                && (long) top * height * times % network.height() == 0
                && (long) bottom * height * times % network.height() == 0;
    }

    private static int share(int position, int to, int from) {
        return (int) Math.rint((double) position * to / from);
    }

    private static int first(float edge) {
        return (int) Math.max(0, Math.ceil(edge));
    }

    private static int end(float edge, int length) {
        return (int) Math.min(length, Math.ceil(edge));
    }

    private Window paint(float[] coefficients, Taps columns, Taps rows) {
        byte[] pixels = new byte[Math.multiplyExact(columns.count, rows.count)];
        if (pixels.length == 0) {
            return new Window(columns, rows, pixels);
        }
        int across = columns.sources();
        int down = rows.sources();
        weigh(coefficients, columns.firstSource(), across, rows.firstSource(), down);
        if (stretched.length < columns.count * down) {
            stretched = new float[columns.count * down];
        }
        for (int y = 0; y < down; y++) {
            columns.apply(sum, y * across, stretched, y * columns.count);
        }
        for (int y = 0; y < rows.count; y++) {
            rows.above(stretched, columns.count, y, pixels);
        }
        return new Window(columns, rows, pixels);
    }

    /** The weighed sum of the maps over a rectangle of them. */
    private void weigh(float[] coefficients, int left, int across, int top, int down) {
        int size = across * down;
        if (sum.length < size) {
            sum = new float[size];
        }
        if (line.length < across) {
            line = new float[across];
        }
        Arrays.fill(sum, 0, size, 0);
        for (int k = 0; k < maps; k++) {
            for (int y = 0; y < down; y++) {
                prototypes.get(start + (k * height + top + y) * width + left, line, 0, across);
                add(coefficients[k], line, across, sum, y * across);
            }
        }
        float zero = 0;
        for (int i = 0; i < size; i++) {
            zero += 0 * sum[i];
        }
        if (zero != 0) { // NaN
            throw Candidates.NumericException.broken("a mask's coefficients or prototypes are NaN or infinite");
        }
    }

    // Apart, so that it is compiled to vector instructions.
    private static void add(float weight, float[] from, int count, float[] to, int at) {
        for (int i = 0; i < count; i++) {
            to[at + i] += weight * from[i];
        }
    }
}
