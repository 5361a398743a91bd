package io.github.s2vision.image;

import io.github.s2vision.tensor.Tensor;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.Buffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Size;
import org.jspecify.annotations.Nullable;

/**
 * OpenCV's kernels between pixels and planes. Headers and work planes are kept and pointed at other memory for each call,
 * so that nothing is allocated once sizes repeat; memory of others is fenced for the time of a call and not touched after.
 */
final class NativeScratch implements AutoCloseable {
    /**
     * 1/65280 before it is multiplied by 255/256, and three units in the last place above it: then all 256 sums round right
     * in float or double, with fused operations or without. At 1/65025 itself eight do not in one of these ways.
     */
    private static final float SMALL_PART = 1 / 65025f + 3 * Math.ulp(1 / 65025f);

    static final boolean UNIT_IS_EXACT = isUnitExact();

    /** A pointer whose address can be set, so that a header can follow the memory without a new object. */
    private static final class Address extends BytePointer {
        Address() {
            super((Pointer) null);
        }

        static long of(Buffer direct) {
            return getDirectBufferAddress(direct);
        }

        Address at(long position) {
            address = position;
            return this;
        }
    }

    private final Address pointer = new Address();
    private final Size nativeSize = new Size();
    private final Mat[] tables = new Mat[3]; // 1×256 floats each
    private final FloatPointer[] tableValues = new FloatPointer[3];
    private @Nullable Normalization normalization; // whose tables these are

    private @Nullable Mat rectangle; // header over a part of an image
    private @Nullable Mat content; // header over the part of a canvas that an image fills
    private final @Nullable Mat[] output = new Mat[3]; // headers over the target's planes

    private int width;
    private int height;
    private Mat[] planes = {}; // red, green, blue, 8 bits
    private @Nullable MatVector planeVector;

    private WeakReference<Tensor> lastTarget = new WeakReference<>(null);
    private long targetAddress;

    NativeScratch() {
        OpenCv.load();
        for (int c = 0; c < 3; c++) {
            tables[c] = new Mat(1, Normalization.LEVELS, opencv_core.CV_32FC1);
            tableValues[c] = new FloatPointer(tables[c].data());
        }
    }

    /** Bytes of the work planes. */
    long bytes() {
        return 3L * width * height;
    }

    /** Resizes an image, as OpenCV's INTER_LINEAR, into a rectangle of a canvas. */
    void resize(Pixels image, Pixels canvas, int x, int y, int toWidth, int toHeight) {
        try {
            Mat to = header(content, toHeight, toWidth, opencv_core.CV_8UC3, canvas.stride(), address(canvas, x, y));
            content = to;
            nativeSize.width(toWidth).height(toHeight);
            opencv_imgproc.resize(MatHeader.of(image), to, nativeSize, 0, 0, opencv_imgproc.INTER_LINEAR);
        } finally {
            Reference.reachabilityFence(image);
            Reference.reachabilityFence(canvas);
        }
    }

    /** A rectangle of pixels, normalised, into image {@code index} of a direct FLOAT32 target. */
    void write(Pixels pixels, int x, int y, int toWidth, int toHeight, Normalization by, Tensor target, int index) {
        try {
            prepare(toWidth, toHeight, by);
            Mat from =
                    header(rectangle, toHeight, toWidth, opencv_core.CV_8UC3, pixels.stride(), address(pixels, x, y));
            rectangle = from;
            opencv_core.split(from, planeVector);
            long plane = 4L * toWidth * toHeight;
            long image = addressOf(target) + 3 * plane * index;
            for (int c = 0; c < 3; c++) {
                Mat to = header(output[c], toHeight, toWidth, opencv_core.CV_32FC1, 4L * toWidth, image + c * plane);
                output[c] = to;
                convert(planes[by.colour(c)], to, c, by.isUnit());
            }
        } finally {
            Reference.reachabilityFence(pixels);
            Reference.reachabilityFence(target);
        }
    }

    private void convert(Mat plane, Mat output, int channel, boolean unit) {
        if (unit && UNIT_IS_EXACT) {
            convertUnit(plane, output);
        } else {
            opencv_core.LUT(plane, tables[channel], output);
        }
    }

    /**
     * {@code v / 255f} without a division or a table: v/255 = v/256 + v/65280, where v/256 is exact, so that only the small
     * second part is rounded before the sum is. The second step is {@code output * 255/256 + plane / 256}. Less than half
     * the time of OpenCV's LUT, and the same bits for all 256 values.
     */
    private static void convertUnit(Mat plane, Mat output) {
        plane.convertTo(output, opencv_core.CV_32FC1, SMALL_PART, 0);
        opencv_imgproc.accumulateWeighted(plane, output, 1 / 256.0);
    }

    /** Whether that holds on this machine: some build of OpenCV may order its operations in yet another way. */
    private static boolean isUnitExact() {
        OpenCv.load();
        // Not a multiple of a vector's length: what is left over is computed by other code.
        int length = 3 * Normalization.LEVELS + 7;
        try (Mat ramp = new Mat(1, length, opencv_core.CV_8UC1);
                Mat found = new Mat(1, length, opencv_core.CV_32FC1)) {
            BytePointer levels = ramp.data();
            for (int i = 0; i < length; i++) {
                levels.put(i, (byte) i);
            }
            convertUnit(ramp, found);
            FloatPointer values = new FloatPointer(found.data());
            for (int i = 0; i < length; i++) {
                if (values.get(i) != (i & 0xff) / 255f) {
                    return false;
                }
            }
            return true;
        }
    }

    private void prepare(int toWidth, int toHeight, Normalization by) {
        if (toWidth != width || toHeight != height) {
            closePlanes();
            planes = new Mat[3];
            for (int c = 0; c < 3; c++) {
                planes[c] = new Mat(toHeight, toWidth, opencv_core.CV_8UC1);
            }
            planeVector = new MatVector(planes);
            width = toWidth;
            height = toHeight;
        }
        if (normalization == null || !normalization.equals(by)) {
            for (int c = 0; c < 3; c++) {
                tableValues[c].put(by.table(c));
            }
            normalization = by;
        }
    }

    /** A header over other memory of the same geometry, or a new one where the geometry changed. */
    private Mat header(@Nullable Mat kept, int rows, int columns, int type, long stride, long address) {
        pointer.at(address);
        if (kept != null && kept.rows() == rows && kept.cols() == columns && kept.step() == stride) {
            return kept.data(pointer);
        }
        if (kept != null) {
            kept.close();
        }
        return new Mat(rows, columns, type, pointer, stride);
    }

    private static long address(Pixels pixels, int x, int y) {
        return Address.of(pixels.buffer()) + (long) y * pixels.stride() + 3L * x;
    }

    private long addressOf(Tensor target) {
        if (!lastTarget.refersTo(target)) {
            targetAddress = Address.of(target.floats());
            lastTarget = new WeakReference<>(target);
        }
        return targetAddress;
    }

    private void closePlanes() {
        if (planeVector != null) {
            planeVector.close();
        }
        for (Mat plane : planes) {
            plane.close();
        }
    }

    @Override
    public void close() {
        closePlanes();
        for (int c = 0; c < 3; c++) {
            tables[c].close();
            closeHeader(output[c]);
        }
        closeHeader(rectangle);
        closeHeader(content);
        nativeSize.close();
    }

    private static void closeHeader(@Nullable Mat header) {
        if (header != null) {
            header.close();
        }
    }
}
