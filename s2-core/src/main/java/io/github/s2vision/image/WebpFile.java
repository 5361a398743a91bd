package io.github.s2vision.image;

import java.io.IOException;

/** WebP: a RIFF container with a lossy (VP8), a lossless (VP8L) or an extended (VP8X) picture. */
final class WebpFile {
    private static final int FIRST_CHUNK = 12;

    private WebpFile() {}

    static ImageHeader header(Bytes bytes) throws IOException {
        int data = FIRST_CHUNK + 8;
        if (bytes.has(FIRST_CHUNK, "VP8 ")) {
            // The upper two bits of each are a scaling hint for viewers.
            return of(bytes, bytes.u16(data + 6, false) & 0x3fff, bytes.u16(data + 8, false) & 0x3fff, 1);
        }
        if (bytes.has(FIRST_CHUNK, "VP8L")) {
            long packed = bytes.u32(data + 1, false);
            return of(bytes, (packed & 0x3fff) + 1, (packed >> 14 & 0x3fff) + 1, 1);
        }
        if (bytes.has(FIRST_CHUNK, "VP8X")) {
            long width = (bytes.u32(data + 4, false) & 0xffffff) + 1;
            long height = (bytes.u32(data + 6, false) >> 8) + 1;
            return of(bytes, width, height, orientation(bytes));
        }
        throw bytes.bad("a WebP file without a picture (VP8, VP8L or VP8X): it is damaged or of a newer kind");
    }

    static void requireWhole(Bytes bytes) throws IOException {
        long promised = bytes.u32(4, false) + 8;
        // Some writers count a last padding byte that they do not write.
        if (promised > bytes.size() + 1) {
            throw bytes.truncated("the WebP's header promises " + promised + " bytes, the file has " + bytes.size());
        }
    }

    private static ImageHeader of(Bytes bytes, long width, long height, int orientation) throws IOException {
        return ImageHeader.of(ImageFormat.WEBP, width, height, orientation, bytes);
    }

    private static int orientation(Bytes bytes) throws IOException {
        long position = FIRST_CHUNK;
        while (position + 8 <= bytes.size()) {
            long length = bytes.u32(position + 4, false);
            if (bytes.has(position, "EXIF")) {
                // The standard has the bare block; some writers put JPEG's six letters before it.
                long start = position + 8 + (bytes.has(position + 8, "Exif\0\0") ? 6 : 0);
                return TiffFile.exifOrientation(bytes, start, position + 8 + length);
            }
            position += 8 + length + (length & 1);
        }
        return 1;
    }
}
