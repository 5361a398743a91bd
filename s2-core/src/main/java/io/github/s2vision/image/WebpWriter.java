package io.github.s2vision.image;

import java.lang.ref.Reference;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/** Writes WebP, through OpenCV: the JDK has no writer for it. */
final class WebpWriter {
    private static final int MOST_SIDE = 16_383;

    private WebpWriter() {}

    /**
     * @param quality 1 to 100; above 100 lossless
     */
    static byte[] encode(Pixels pixels, int quality) {
        if (Math.max(pixels.width(), pixels.height()) > MOST_SIDE) {
            throw new IllegalArgumentException("an image of " + pixels.size()
                    + " cannot be written as WebP, which holds at most " + MOST_SIDE + " pixels each way");
        }
        Mat rgb = MatHeader.of(pixels);
        try (Mat bgr = new Mat();
                BytePointer encoded = new BytePointer();
                IntPointer parameters = new IntPointer(opencv_imgcodecs.IMWRITE_WEBP_QUALITY, quality)) {
            opencv_imgproc.cvtColor(rgb, bgr, opencv_imgproc.COLOR_RGB2BGR);
            if (!opencv_imgcodecs.imencode(".webp", bgr, encoded, parameters)) {
                throw new IllegalStateException("OpenCV cannot write an image of " + pixels.size() + " as WebP");
            }
            byte[] bytes = new byte[(int) encoded.limit()];
            encoded.get(bytes);
            return bytes;
        } finally {
            Reference.reachabilityFence(pixels);
        }
    }
}
