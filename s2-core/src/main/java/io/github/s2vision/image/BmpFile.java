package io.github.s2vision.image;

import java.io.IOException;

/** BMP (Windows, OS/2): one header, rows of fixed length. */
final class BmpFile {
    private BmpFile() {}

    static ImageHeader header(Bytes bytes) throws IOException {
        return ImageHeader.of(ImageFormat.BMP, width(bytes), height(bytes), 1, bytes);
    }

    static void requireWhole(Bytes bytes) throws IOException {
        if (bytes.u32(14, false) >= 36) {
            long compression = bytes.u32(30, false);
            if (compression == 1 || compression == 2) {
                return; // run lengths: only the decoder can tell
            }
        }
        int bits = bytes.u16(bytes.u32(14, false) == 12 ? 24 : 28, false);
        long row = (width(bytes) * bits + 31) / 32 * 4;
        long end = bytes.u32(10, false) + row * height(bytes);
        if (end > bytes.size()) {
            throw bytes.truncated("the BMP's pixels end at byte " + end + ", the file has " + bytes.size());
        }
    }

    private static long width(Bytes bytes) throws IOException {
        return isOld(bytes) ? bytes.u16(18, false) : (int) bytes.u32(18, false);
    }

    /** Negative in the file where rows go from top to bottom. */
    private static long height(Bytes bytes) throws IOException {
        return isOld(bytes) ? bytes.u16(20, false) : Math.abs((long) (int) bytes.u32(22, false));
    }

    private static boolean isOld(Bytes bytes) throws IOException {
        long size = bytes.u32(14, false);
        if (size != 12 && size < 36) {
            throw bytes.bad("a BMP header of " + size + " bytes: 12, or 36 and more, are known");
        }
        return size == 12;
    }
}
