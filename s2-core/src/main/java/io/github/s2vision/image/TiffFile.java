package io.github.s2vision.image;

import java.io.EOFException;
import java.io.IOException;

/** TIFF (6.0, and BigTIFF): the header, the first directory, and the same structure inside EXIF. */
final class TiffFile {
    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int STRIP_OFFSETS = 273;
    private static final int ORIENTATION = 274;
    private static final int STRIP_BYTES = 279;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_BYTES = 325;

    /** Pages that are followed to find out whether a file is whole; more are taken on trust. */
    private static final int MOST_PAGES = 10_000;

    private final Bytes bytes;
    private final long base;
    private final boolean bigEndian;
    private final boolean big;
    private final long entries;
    private final long firstEntry;

    /**
     * @param base where the byte order mark stands; offsets inside count from there
     */
    private TiffFile(Bytes bytes, long base) throws IOException {
        this(bytes, base, -1);
    }

    private TiffFile(Bytes bytes, long base, long page) throws IOException {
        this.bytes = bytes;
        this.base = base;
        this.bigEndian = bytes.u8(base) == 'M';
        this.big = bytes.u16(base + 2, bigEndian) == 43;
        long directory = page >= 0 ? page : base + (big ? u64(base + 8) : bytes.u32(base + 4, bigEndian));
        this.entries = big ? u64(directory) : bytes.u16(directory, bigEndian);
        this.firstEntry = directory + (big ? 8 : 2);
        if (entries > 65_535) {
            throw bytes.bad("a TIFF directory of " + entries + " entries: the header is damaged");
        }
    }

    static ImageHeader header(Bytes bytes) throws IOException {
        TiffFile tiff = new TiffFile(bytes, 0);
        return ImageHeader.of(
                ImageFormat.TIFF,
                tiff.number(WIDTH, 0),
                tiff.number(HEIGHT, 0),
                (int) Math.min(9, tiff.number(ORIENTATION, 1)),
                bytes);
    }

    static void requireWhole(Bytes bytes) throws IOException {
        TiffFile page = new TiffFile(bytes, 0);
        for (int i = 0; i < MOST_PAGES; i++) {
            page.requireParts(STRIP_OFFSETS, STRIP_BYTES);
            page.requireParts(TILE_OFFSETS, TILE_BYTES);
            long next = page.next();
            if (next == 0) {
                return;
            }
            try {
                page = new TiffFile(bytes, 0, next);
            } catch (EOFException outside) {
                throw bytes.truncated(
                        "page " + (i + 2) + " of the TIFF begins at byte " + next + ", the file has " + bytes.size());
            }
        }
    }

    /** The orientation in an EXIF block, which is a TIFF file without pixels; 1 where there is none or it is damaged. */
    static int exifOrientation(Bytes bytes, long base, long end) throws IOException {
        if (!bytes.has(base, "II*\0") && !bytes.has(base, "MM\0*")) {
            return 1;
        }
        try {
            TiffFile exif = new TiffFile(bytes, base);
            long entry = exif.find(ORIENTATION);
            if (entry < 0 || entry + 12 > end) {
                return 1;
            }
            // A SHORT by the standard; some writers use LONG. OpenCV reads a short whatever the type says.
            boolean isLong = bytes.u16(entry + 2, exif.bigEndian) == 4;
            long orientation = isLong ? bytes.u32(entry + 8, exif.bigEndian) : bytes.u16(entry + 8, exif.bigEndian);
            return orientation < 1 || orientation > 8 ? 1 : (int) orientation;
        } catch (EOFException outside) {
            return 1; // EXIF is a remark beside the picture: a damaged one must not make the picture unreadable
        }
    }

    /** Where the next page's directory is; 0 after the last. */
    private long next() throws IOException {
        long at = firstEntry + entries * (big ? 20 : 12);
        try {
            return big ? u64(at) : bytes.u32(at, bigEndian);
        } catch (EOFException cut) {
            throw bytes.truncated("the TIFF's directory ends after its " + bytes.size() + " bytes");
        }
    }

    private void requireParts(int offsetsTag, int bytesTag) throws IOException {
        long offsets = find(offsetsTag);
        long counts = find(bytesTag);
        if (offsets < 0 || counts < 0) {
            return;
        }
        long parts = Math.min(count(offsets), count(counts));
        try {
            for (long i = 0; i < parts; i++) {
                long end = base + value(offsets, i) + value(counts, i);
                if (end < 0 || end > bytes.size()) {
                    throw bytes.truncated("part " + (i + 1) + " of " + parts + " of the TIFF's pixels ends at byte "
                            + end + ", the file has " + bytes.size());
                }
            }
        } catch (EOFException outside) {
            throw bytes.truncated("the table of the TIFF's pixels lies beyond its " + bytes.size() + " bytes");
        }
    }

    private long number(int tag, long otherwise) throws IOException {
        long entry = find(tag);
        return entry < 0 ? otherwise : value(entry, 0);
    }

    /** Where the entry of a tag starts; -1 if there is none. */
    private long find(int tag) throws IOException {
        for (long i = 0; i < entries; i++) {
            long entry = firstEntry + i * (big ? 20 : 12);
            if (bytes.u16(entry, bigEndian) == tag) {
                return entry;
            }
        }
        return -1;
    }

    private long count(long entry) throws IOException {
        return big ? u64(entry + 4) : bytes.u32(entry + 4, bigEndian);
    }

    private long value(long entry, long index) throws IOException {
        int type = bytes.u16(entry + 2, bigEndian);
        int width = switch (type) {
            case 1 -> 1;
            case 3 -> 2;
            case 4, 13 -> 4;
            case 16, 18 -> 8;
            default -> throw bytes.bad("a TIFF entry of type " + type + " where a number belongs");
        };
        int room = big ? 8 : 4;
        long data = entry + (big ? 12 : 8);
        if (count(entry) > room / width) {
            data = base + (big ? u64(data) : bytes.u32(data, bigEndian));
        }
        long at = data + index * width;
        return switch (width) {
            case 1 -> bytes.u8(at);
            case 2 -> bytes.u16(at, bigEndian);
            case 4 -> bytes.u32(at, bigEndian);
            default -> u64(at);
        };
    }

    /** Values beyond 2^62 are no offset of any file: cut there, so that sums do not overflow. */
    private long u64(long position) throws IOException {
        long first = bytes.u32(position, bigEndian);
        long second = bytes.u32(position + 4, bigEndian);
        long high = bigEndian ? first : second;
        long low = bigEndian ? second : first;
        return high >= 1L << 29 ? 1L << 61 : (high << 32) | low;
    }
}
