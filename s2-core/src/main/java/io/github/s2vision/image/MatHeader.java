package io.github.s2vision.image;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * OpenCV's view of the pixels of an image. It frees nothing, and is never closed by hand: another thread may be using it.
 * A class of its own, so that {@link Pixels} can be loaded where OpenCV is not on the class path.
 */
final class MatHeader {
    private final Mat mat;

    private MatHeader(Mat mat) {
        this.mat = mat;
    }

    /**
     * The header, made on first use; loads OpenCV. Whoever uses it fences the pixels until after the call.
     */
    static Mat of(Pixels pixels) {
        MatHeader made = pixels.header;
        if (made == null) {
            OpenCv.load();
            made = new MatHeader(
                    new Mat(pixels.height(), pixels.width(), opencv_core.CV_8UC3, new BytePointer(pixels.buffer())));
            pixels.header = made; // two threads may each make one: both are right
        }
        return made.mat;
    }
}
