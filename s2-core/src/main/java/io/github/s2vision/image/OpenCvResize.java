package io.github.s2vision.image;

import io.github.s2vision.geometry.Size;
import java.lang.ref.Reference;
import org.bytedeco.opencv.global.opencv_imgproc;

/** OpenCV's own resizing of whole 8-bit images. */
final class OpenCvResize {
    private OpenCvResize() {}

    static Pixels linear(Pixels source, Size size) {
        return resize(source, size, opencv_imgproc.INTER_LINEAR);
    }

    static Pixels area(Pixels source, Size size) {
        return resize(source, size, opencv_imgproc.INTER_AREA);
    }

    private static Pixels resize(Pixels source, Size size, int interpolation) {
        Pixels resized = Pixels.allocate(size);
        OpenCv.load();
        try (var nativeSize = new org.bytedeco.opencv.opencv_core.Size(size.width(), size.height())) {
            opencv_imgproc.resize(MatHeader.of(source), MatHeader.of(resized), nativeSize, 0, 0, interpolation);
        } finally {
            Reference.reachabilityFence(source);
            Reference.reachabilityFence(resized);
        }
        return resized;
    }
}
