package io.github.s2vision.image;

import io.github.s2vision.geometry.Size;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Shape;
import io.github.s2vision.tensor.Tensor;
import java.nio.FloatBuffer;

/**
 * Resizes planes of floats as PyTorch's {@code F.interpolate} does (torch 2.15, {@code align_corners=False},
 * {@code antialias=False}), whole or window by window: a window is bit for bit the crop of the whole result, so an
 * enlarged picture need never exist in memory.
 *
 * <p>Arithmetic is float32 in the order torch's plain CPU kernel has it: horizontally first, sums from left to right, the
 * result not clamped (bicubic overshoots at edges). Torch's vectorised kernels fuse some operations and differ by up to
 * 3e-6 on values in [0, 1]. Where both sizes are equal values are copied, so infinite and NaN pixels do not spread.
 *
 * <p>Planned once for a pair of sizes; immutable and safe for concurrent use.
 */
public final class FloatResize {
    /** How values between pixels are found. */
    public enum Kernel {
        /** Cubic convolution with a = -0.75 over 4×4 pixels, borders repeated. */
        BICUBIC(4),
        /** Linear over 2×2 pixels. */
        BILINEAR(2);

        private final int taps;

        Kernel(int taps) {
            this.taps = taps;
        }
    }

    private final Size from;
    private final Size to;
    private final Axis horizontal;
    private final Axis vertical;

    private FloatResize(Kernel kernel, Size from, Size to) {
        this.from = from;
        this.to = to;
        this.horizontal = Axis.plan(kernel, from.width(), to.width());
        this.vertical = Axis.plan(kernel, from.height(), to.height());
    }

    /**
     * A resize from one size to another.
     *
     * @throws IllegalArgumentException if a side of either is 0
     */
    public static FloatResize of(Kernel kernel, Size from, Size to) {
        if (Math.min(Math.min(from.width(), from.height()), Math.min(to.width(), to.height())) < 1) {
            throw new IllegalArgumentException("resize from " + from + " to " + to + ": sides are 1 or more");
        }
        return new FloatResize(kernel, from, to);
    }

    /**
     * Resizes the last two axes of a tensor.
     *
     * @param planes FLOAT32, [..., height, width] with at least two axes
     * @return direct memory, [..., size.height, size.width]
     */
    public static Tensor apply(Kernel kernel, Tensor planes, Size size) {
        Shape shape = planes.shape();
        if (shape.rank() < 2) {
            throw new IllegalArgumentException(
                    "shape " + shape + " has no height and width: two axes or more are needed");
        }
        Size from = new Size(Math.toIntExact(shape.dimension(-1)), Math.toIntExact(shape.dimension(-2)));
        FloatResize resize = of(kernel, from, size);
        Tensor result =
                Tensor.allocate(DataType.FLOAT32, shape.with(-1, size.width()).with(-2, size.height()));
        int count = from.area() == 0 ? 0 : (int) (shape.size() / from.area());
        resize.window(planes.floats(), 0, count, 0, 0, size, result.floats(), 0);
        return result;
    }

    /** The size that is resized. */
    public Size from() {
        return from;
    }

    /** The size of the whole result. */
    public Size to() {
        return to;
    }

    /**
     * Computes a window of the result, for several planes that lie one after the other.
     *
     * @param source the planes; read by index, its position is not used
     * @param sourceOffset where the first plane starts
     * @param planes how many planes
     * @param x the left border of the window in the whole result
     * @param y its upper border
     * @param window its size; what lies beyond the result is filled with 0
     * @param target takes the planes of the window; written by index, its position is not used
     * @param targetOffset where the first goes
     * @throws IllegalArgumentException if x or y is negative
     * @throws IndexOutOfBoundsException if a buffer is too short
     */
    public void window(
            FloatBuffer source,
            int sourceOffset,
            int planes,
            int x,
            int y,
            Size window,
            FloatBuffer target,
            int targetOffset) {
        if (x < 0 || y < 0) {
            throw new IllegalArgumentException("window at (" + x + ", " + y + "): it starts at 0 or later");
        }
        int planeSize = Math.toIntExact(from.area());
        int windowSize = Math.toIntExact(window.area());
        Rows rows = new Rows(source, x, Math.min(window.width(), Math.max(0, to.width() - x)));
        float[] line = new float[window.width()];
        for (int plane = 0; plane < planes; plane++) {
            rows.start(sourceOffset + plane * planeSize);
            for (int row = 0; row < window.height(); row++) {
                if (y + row < to.height()) {
                    rows.result(y + row, line);
                } else {
                    java.util.Arrays.fill(line, 0);
                }
                target.put(targetOffset + plane * windowSize + row * window.width(), line, 0, line.length);
            }
        }
    }

    /** Source rows of one plane, resized horizontally to the window's columns; each is made once. */
    private final class Rows {
        private final FloatBuffer source;
        private final int x;
        private final int width;
        private final float[] whole = new float[from.width()];
        private final float[][] resized;
        private final int[] held;
        private int offset;

        Rows(FloatBuffer source, int x, int width) {
            this.source = source;
            this.x = x;
            this.width = width;
            int taps = vertical.taps;
            // Neighbouring result rows share source rows; a ring of one more than the taps never drops one in use.
            resized = new float[taps + 1][width];
            held = new int[taps + 1];
        }

        void start(int planeOffset) {
            offset = planeOffset;
            java.util.Arrays.fill(held, -1);
        }

        void result(int y, float[] line) {
            int taps = vertical.taps;
            int first = y * taps;
            if (taps == 1) {
                System.arraycopy(row(vertical.index[first]), 0, line, 0, width);
            } else if (taps == 2) {
                weigh(
                        row(vertical.index[first]),
                        vertical.weight[first],
                        row(vertical.index[first + 1]),
                        vertical.weight[first + 1],
                        line,
                        width);
            } else {
                float[] a = row(vertical.index[first]);
                float[] b = row(vertical.index[first + 1]);
                float[] c = row(vertical.index[first + 2]);
                float[] d = row(vertical.index[first + 3]);
                weigh(a, b, c, d, vertical.weight, first, line, width);
            }
        }

        private float[] row(int y) {
            int slot = y % held.length;
            if (held[slot] != y) {
                held[slot] = y;
                if (horizontal.taps == 1) {
                    source.get(offset + y * whole.length + x, resized[slot], 0, width);
                } else {
                    source.get(offset + y * whole.length, whole, 0, whole.length);
                    horizontal.apply(whole, x, width, resized[slot]);
                }
            }
            return resized[slot];
        }
    }

    // Small methods of plain loops over arrays: what the JIT compiler vectorises.

    private static void weigh(float[] a, float wa, float[] b, float wb, float[] line, int width) {
        for (int i = 0; i < width; i++) {
            line[i] = a[i] * wa + b[i] * wb;
        }
    }

    private static void weigh(
            float[] a, float[] b, float[] c, float[] d, float[] weight, int first, float[] line, int width) {
        float wa = weight[first];
        float wb = weight[first + 1];
        float wc = weight[first + 2];
        float wd = weight[first + 3];
        for (int i = 0; i < width; i++) {
            line[i] = a[i] * wa + b[i] * wb + c[i] * wc + d[i] * wd;
        }
    }

    /** For each result coordinate of one axis: the source coordinates it is made of, and their weights. */
    private static final class Axis {
        private static final float A = -0.75f; // torch upsample_bicubic2d, OpenCV INTER_CUBIC

        final int taps;
        final int[] index;
        final float[] weight;

        private Axis(int taps, int length) {
            this.taps = taps;
            this.index = new int[taps * length];
            this.weight = new float[taps * length];
        }

        static Axis plan(Kernel kernel, int from, int to) {
            Axis axis = new Axis(from == to ? 1 : kernel.taps, to);
            for (int i = 0; i < to; i++) {
                switch (axis.taps) {
                    case 1 -> axis.index[i] = i;
                    case 2 -> axis.linear(i, from, to);
                    default -> axis.cubic(i, from, to);
                }
            }
            return axis;
        }

        private void linear(int i, int from, int to) {
            float position = Math.max((float) from / to * (i + 0.5f) - 0.5f, 0f);
            int left = Math.min((int) position, from - 1);
            float share = Math.min(Math.max(position - left, 0f), 1f);
            set(i, 0, left, 1f - share);
            set(i, 1, Math.min(left + 1, from - 1), share);
        }

        private void cubic(int i, int from, int to) {
            float position = (float) from / to * (i + 0.5f) - 0.5f; // below 0 at the border, unlike linear
            int left = Math.min((int) Math.floor(position), from - 1);
            float t = Math.min(Math.max(position - left, 0f), 1f);
            float[] weights = {outer(t + 1f), inner(t), inner(1f - t), outer((1f - t) + 1f)};
            for (int tap = 0; tap < 4; tap++) {
                set(i, tap, Math.min(Math.max(left - 1 + tap, 0), from - 1), weights[tap]);
            }
        }

        private static float inner(float x) {
            return ((A + 2f) * x - (A + 3f)) * x * x + 1f;
        }

        private static float outer(float x) {
            return ((A * x - 5f * A) * x + 8f * A) * x - 4f * A;
        }

        private void set(int i, int tap, int source, float value) {
            index[i * taps + tap] = source;
            weight[i * taps + tap] = value;
        }

        void apply(float[] source, int start, int width, float[] line) {
            int[] at = index;
            float[] by = weight;
            if (taps == 2) {
                for (int i = 0, k = start * 2; i < width; i++, k += 2) {
                    line[i] = source[at[k]] * by[k] + source[at[k + 1]] * by[k + 1];
                }
            } else {
                for (int i = 0, k = start * 4; i < width; i++, k += 4) {
                    line[i] = source[at[k]] * by[k]
                            + source[at[k + 1]] * by[k + 1]
                            + source[at[k + 2]] * by[k + 2]
                            + source[at[k + 3]] * by[k + 3];
                }
            }
        }
    }
}
