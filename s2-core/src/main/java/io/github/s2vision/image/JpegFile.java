package io.github.s2vision.image;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/** JPEG (ITU-T T.81): the frame header, the orientation in EXIF, and where the picture ends. */
final class JpegFile {
    private static final int END_OF_IMAGE = 0xd9;
    private static final int START_OF_SCAN = 0xda;
    private static final int APP1 = 0xe1;
    /** Bytes between segments that belong to none; decoders skip them, so do we, but not without end. */
    private static final int MOST_STRAY_BYTES = 1 << 16;

    /** Each scan of a progressive file is a pass over the whole picture: without a limit, a way to keep a machine busy. */
    private static final int MOST_SCANS = 500;

    private JpegFile() {}

    /** The frame: its size, and the smallest number of bytes in which its coefficients can be written. */
    private record Frame(long width, long height, long leastBytes) {}

    static ImageHeader header(Bytes bytes) throws IOException {
        Frame frame = null;
        int orientation = 0;
        long position = 2;
        while (true) {
            position = marker(bytes, position);
            int marker = bytes.u8(position - 1);
            if (marker == START_OF_SCAN || marker == END_OF_IMAGE) {
                break;
            }
            if (isBare(marker)) {
                continue;
            }
            long end = position + length(bytes, position);
            if (isFrame(marker) && frame == null) {
                frame = frame(bytes, position, marker);
            }
            if (marker == APP1 && orientation == 0 && bytes.has(position + 2, "Exif\0\0")) {
                orientation = TiffFile.exifOrientation(bytes, position + 8, end);
            }
            position = end;
        }
        if (frame == null) {
            throw bytes.bad("a JPEG file without a frame: it has no picture");
        }
        return ImageHeader.of(ImageFormat.JPEG, frame.width, frame.height, orientation, bytes);
    }

    /**
     * Follows the segments and scans to the end marker. A cut file has none; one whose header promises more pixels than
     * its scans can hold is as incomplete.
     */
    static void requireWhole(Bytes bytes) throws IOException {
        try {
            Frame frame = null;
            long inScans = 0;
            int scans = 0;
            long position = 2;
            while (true) {
                position = marker(bytes, position);
                int marker = bytes.u8(position - 1);
                if (marker == END_OF_IMAGE) {
                    break;
                }
                if (isBare(marker)) {
                    continue;
                }
                if (isFrame(marker) && frame == null) {
                    frame = frame(bytes, position, marker);
                }
                position += length(bytes, position);
                if (marker == START_OF_SCAN) {
                    long start = position;
                    position = endOfScan(bytes, position);
                    inScans += position - start;
                    scans++;
                }
            }
            if (scans > MOST_SCANS) {
                throw bytes.bad("a JPEG of " + scans + " scans; no encoder writes more than " + MOST_SCANS);
            }
            if (frame != null && inScans < frame.leastBytes) {
                throw bytes.truncated("a JPEG of " + frame.width + "×" + frame.height + " pixels needs at least "
                        + frame.leastBytes + " bytes of picture, this one has " + inScans);
            }
        } catch (EOFException end) {
            throw bytes.truncated("the JPEG's end marker is missing after " + bytes.size()
                    + " bytes; ReadOptions.DEFAULT.damagedToo() takes what is there");
        }
    }

    /** The file with an end marker more: the decoder then fills what is missing with grey instead of giving up. */
    static byte[] closed(byte[] file) {
        byte[] closed = Arrays.copyOf(file, file.length + 2);
        closed[file.length] = (byte) 0xff;
        closed[file.length + 1] = (byte) END_OF_IMAGE;
        return closed;
    }

    /** The position after the next marker; what stands before it belongs to no segment and is skipped. */
    private static long marker(Bytes bytes, long from) throws IOException {
        long at = from;
        while (true) {
            at = bytes.indexOf(0xff, at, from + MOST_STRAY_BYTES);
            if (at == from + MOST_STRAY_BYTES) {
                throw bytes.bad("a damaged JPEG: no marker in " + MOST_STRAY_BYTES + " bytes from " + from + " on");
            }
            while (bytes.u8(at) == 0xff) { // fill bytes
                at++;
            }
            if (bytes.u8(at) != 0) {
                return at + 1;
            }
        }
    }

    /** The position of the marker that ends the scan; restart markers and escaped bytes belong to it. */
    private static long endOfScan(Bytes bytes, long position) throws IOException {
        long at = position;
        while (true) {
            at = bytes.indexOf(0xff, at, bytes.size());
            int next = bytes.u8(at + 1);
            if (next == 0 || (next >= 0xd0 && next <= 0xd7)) {
                at += 2;
            } else if (next == 0xff) {
                at++;
            } else {
                return at;
            }
        }
    }

    private static int length(Bytes bytes, long position) throws IOException {
        int length = bytes.u16(position, true);
        if (length < 2) {
            throw bytes.bad("a damaged JPEG: a segment of length " + length + " at byte " + position);
        }
        return length;
    }

    private static Frame frame(Bytes bytes, long position, int marker) throws IOException {
        long height = bytes.u16(position + 3, true);
        long width = bytes.u16(position + 5, true);
        int components = bytes.u8(position + 7);
        int widest = 1;
        int tallest = 1;
        for (int i = 0; i < components; i++) {
            int sampling = bytes.u8(position + 9 + 3L * i);
            widest = Math.max(widest, sampling >> 4);
            tallest = Math.max(tallest, sampling & 15);
        }
        long blocks = 0;
        for (int i = 0; i < components; i++) {
            int sampling = bytes.u8(position + 9 + 3L * i);
            blocks += blocks(width, sampling >> 4, widest) * blocks(height, sampling & 15, tallest);
        }
        // Huffman coding spends at least one bit on the first coefficient of each block; arithmetic coding may spend
        // less,
        // and lossless frames have no blocks.
        boolean huffman = marker <= 0xc2 || marker == 0xc5 || marker == 0xc6;
        return new Frame(width, height, huffman ? blocks / 8 : 0);
    }

    /** How many blocks of 8 samples a component has along one axis. */
    private static long blocks(long pixels, int sampling, int most) {
        long samples = (pixels * sampling + most - 1) / most;
        return (samples + 7) / 8;
    }

    /** SOF0 to SOF15; among them lie DHT (c4), JPG (c8) and DAC (cc). */
    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    /** Markers without a length: TEM, restart markers, a second start of image. */
    private static boolean isBare(int marker) {
        return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    }
}
