package io.github.s2vision.image;

import java.io.EOFException;
import java.io.IOException;

/** PNG (W3C, third edition): a chain of chunks, each with its length. */
final class PngFile {
    private static final int SIGNATURE = 8;
    /** Deflate writes at most 1032 bytes for each one it reads (zlib's technical details). */
    private static final long LARGEST_RATIO = 1032;

    private PngFile() {}

    static ImageHeader header(Bytes bytes) throws IOException {
        requireHeader(bytes);
        long width = bytes.u32(SIGNATURE + 8, true);
        long height = bytes.u32(SIGNATURE + 12, true);
        int orientation = 1;
        long position = SIGNATURE;
        // The eXIf chunk may stand after the picture, so all are visited; a file cut short shows its own orientation.
        while (position + 12 <= bytes.size() && !bytes.has(position + 4, "IEND")) {
            long end = position + 12 + bytes.u32(position, true);
            if (bytes.has(position + 4, "eXIf") && end <= bytes.size()) {
                orientation = TiffFile.exifOrientation(bytes, position + 8, end - 4);
                break;
            }
            position = end;
        }
        return ImageHeader.of(ImageFormat.PNG, width, height, orientation, bytes);
    }

    static void requireWhole(Bytes bytes) throws IOException {
        long compressed = 0;
        long position = SIGNATURE;
        try {
            while (!bytes.has(position + 4, "IEND")) {
                long length = bytes.u32(position, true);
                if (bytes.has(position + 4, "IDAT")) {
                    compressed += length;
                }
                position += 12 + length;
            }
            bytes.u8(position + 11);
        } catch (EOFException end) {
            throw bytes.truncated("the PNG's last chunk is missing after " + bytes.size() + " bytes");
        }
        long least = leastBytes(bytes);
        if (compressed < least / LARGEST_RATIO) {
            throw bytes.truncated("the PNG's " + compressed + " bytes of picture cannot hold the " + least
                    + " bytes that its header promises");
        }
    }

    private static void requireHeader(Bytes bytes) throws IOException {
        if (!bytes.has(SIGNATURE + 4, "IHDR") || bytes.u32(SIGNATURE, true) != 13) {
            throw bytes.bad("a PNG file that does not begin with its header chunk (IHDR): it is damaged");
        }
    }

    private static long leastBytes(Bytes bytes) throws IOException {
        long width = bytes.u32(SIGNATURE + 8, true);
        long height = bytes.u32(SIGNATURE + 12, true);
        int depth = bytes.u8(SIGNATURE + 16);
        int samples = switch (bytes.u8(SIGNATURE + 17)) {
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> 1;
        };
        return (width * depth * samples + 7) / 8 * height;
    }
}
