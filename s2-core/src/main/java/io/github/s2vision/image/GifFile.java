package io.github.s2vision.image;

import java.io.EOFException;
import java.io.IOException;

/** GIF (87a, 89a): a screen, and blocks of length-prefixed parts. */
final class GifFile {
    private static final int EXTENSION = 0x21;
    private static final int FRAME = 0x2c;
    private static final int TRAILER = 0x3b;

    private GifFile() {}

    static ImageHeader header(Bytes bytes) throws IOException {
        return ImageHeader.of(ImageFormat.GIF, bytes.u16(6, false), bytes.u16(8, false), 1, bytes);
    }

    static void requireWhole(Bytes bytes) throws IOException {
        try {
            long position = 13L + colours(bytes.u8(10));
            int block = bytes.u8(position);
            while (block == EXTENSION || block == FRAME) {
                // A frame: its place (9 bytes), colours if its flags say so, the code size; an extension: its kind.
                position = block == EXTENSION ? position + 2 : position + 11 + colours(bytes.u8(position + 9));
                position = afterParts(bytes, position);
                block = bytes.u8(position);
            }
            if (block != TRAILER) {
                throw bytes.bad("a damaged GIF: byte " + position + " is " + block + " where a block begins");
            }
        } catch (EOFException end) {
            throw bytes.truncated("the GIF's trailer is missing after " + bytes.size() + " bytes");
        }
    }

    private static long afterParts(Bytes bytes, long position) throws IOException {
        long at = position;
        int length = bytes.u8(at);
        while (length > 0) {
            at += 1 + length;
            length = bytes.u8(at);
        }
        return at + 1;
    }

    /** Bytes of the colour table that follows these flags. */
    private static int colours(int flags) {
        return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
    }
}
