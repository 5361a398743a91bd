package io.github.s2vision.image;

import io.github.s2vision.geometry.Size;
import java.io.IOException;
import java.lang.ref.Reference;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Turns the bytes of an image file into upright RGB pixels: our own parser reads the header, the limit and the structure
 * are checked, and only then OpenCV decodes, straight into memory of the size that the header gave.
 */
final class Decoder {
    private Decoder() {}

    static Pixels decode(byte[] file, String name, ReadOptions options) throws IOException {
        return decode(file, name, options, 1);
    }

    /** @param reduction 1, or for JPEG 2, 4 or 8: the sides are divided by it, rounded up, while decoding */
    static Pixels decode(byte[] file, String name, ReadOptions options, int reduction) throws IOException {
        Bytes bytes = Bytes.of(file, name);
        ImageHeader header = ImageHeader.read(bytes);
        requireWithin(options, header, bytes);
        boolean patch = options.damaged() && header.format() == ImageFormat.JPEG;
        if (!patch) {
            header.format().requireWhole(bytes);
        }
        // OpenCV turns TIFF upright itself, whatever the flags say; for the other formats it is told not to, since it
        // would put the turned picture into memory of its own.
        boolean turned = header.format() == ImageFormat.TIFF;
        Size stored = turned ? header.upright() : new Size(header.width(), header.height());
        Size reduced =
                new Size((stored.width() + reduction - 1) / reduction, (stored.height() + reduction - 1) / reduction);
        Pixels pixels = allocate(reduced, bytes);
        decodeInto(pixels, patch ? JpegFile.closed(file) : file, bytes, header, reduction);
        return turned ? pixels : upright(pixels, header.orientation(), bytes);
    }

    static void requireWithin(ReadOptions options, ImageHeader header, Bytes bytes) throws IOException {
        long pixels = (long) header.width() * header.height();
        if (pixels > options.maxPixels()) {
            throw bytes.bad(header.format() + " of " + header.width() + "×" + header.height() + " = " + pixels
                    + " pixels, the limit is " + options.maxPixels()
                    + ". If it is to be trusted, read it with ReadOptions.DEFAULT.maxPixels(" + pixels + ")");
        }
    }

    private static void decodeInto(Pixels pixels, byte[] file, Bytes bytes, ImageHeader header, int reduction)
            throws IOException {
        Mat target = MatHeader.of(pixels);
        int reduced = switch (reduction) {
            case 2 -> opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_2;
            case 4 -> opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_4;
            case 8 -> opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_8;
            default -> 0;
        }; // the bit that asks for the reduction; whether grey or not is said by another
        int flags = opencv_imgcodecs.IMREAD_COLOR_RGB | opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION | reduced;
        // The decoder may exchange the memory of the Mat it is given, so it gets a copy of the header.
        try (BytePointer data = new BytePointer(file);
                Mat encoded = new Mat(1, file.length, opencv_core.CV_8UC1, data);
                Mat own = new Mat(target);
                Mat decoded = imdecode(encoded, flags, own, bytes)) {
            if (decoded.empty()) {
                throw bytes.bad("OpenCV cannot decode this " + header.format()
                        + ": it is damaged, or of a variant that OpenCV does not know");
            }
            if (decoded.cols() != pixels.width() || decoded.rows() != pixels.height() || decoded.channels() != 3) {
                throw bytes.bad("the header of this " + header.format() + " says " + pixels.size() + ", OpenCV decoded "
                        + decoded.cols() + "×" + decoded.rows() + ": the file is damaged");
            }
            if (decoded.data().address() != target.data().address()) {
                decoded.copyTo(target);
            }
        } finally {
            Reference.reachabilityFence(pixels);
        }
    }

    private static Mat imdecode(Mat encoded, int flags, Mat target, Bytes bytes) throws IOException {
        try {
            return opencv_imgcodecs.imdecode(encoded, flags, target);
        } catch (RuntimeException refused) { // what JavaCPP makes of a C++ exception
            throw bytes.bad("OpenCV cannot decode it: " + refused.getMessage(), refused);
        }
    }

    private static Pixels upright(Pixels stored, int orientation, Bytes bytes) throws IOException {
        if (orientation == 1) {
            return stored;
        }
        boolean onSide = orientation >= 5;
        Pixels upright = onSide ? allocate(turned(stored.size()), bytes) : stored;
        try {
            Mat to = MatHeader.of(upright);
            if (onSide) {
                opencv_core.transpose(MatHeader.of(stored), to);
            }
            switch (orientation) {
                case 2, 6 -> opencv_core.flip(to, to, 1);
                case 3, 7 -> opencv_core.flip(to, to, -1);
                case 4, 8 -> opencv_core.flip(to, to, 0);
                default -> {} // 5: the transpose is all
            }
        } finally {
            Reference.reachabilityFence(stored);
            Reference.reachabilityFence(upright);
        }
        return upright;
    }

    private static Size turned(Size size) {
        return new Size(/* width= */ size.height(), /* height= */ size.width());
    }

    private static Pixels allocate(Size size, Bytes bytes) throws IOException {
        try {
            return Pixels.allocate(size);
        } catch (OutOfMemoryError noDirectMemory) {
            // The allocation of a direct buffer fails cleanly, before anything is taken.
            throw bytes.bad(
                    "its " + size + " pixels take " + Pixels.bytes(size)
                            + " bytes of direct memory, which are not left."
                            + " Raise -XX:MaxDirectMemorySize (its default is -Xmx), or read fewer images at a time",
                    noDirectMemory);
        }
    }
}
