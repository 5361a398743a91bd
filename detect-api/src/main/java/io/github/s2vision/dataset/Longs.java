package io.github.s2vision.dataset;

import java.util.Arrays;

/**
 * A column of whole numbers that grows at its end. Every 4,096 are packed into the fewest bytes that hold their spread, so
 * that ids, classes and flags of millions of annotations take a byte or two each. Safe to read from many threads once it
 * is complete.
 */
final class Longs {
    private static final int BITS = 12;
    private static final int CHUNK = 1 << BITS;
    private static final int MASK = CHUNK - 1;

    /** A packed chunk: a base and what each number exceeds it by, as unsigned bytes or shorts, or as they are. */
    private static final class Packed {
        final long base;
        final byte[] bytes;
        final short[] shorts;
        final int[] ints;
        final long[] longs;

        private static final byte[] NO_BYTES = {};
        private static final short[] NO_SHORTS = {};
        private static final int[] NO_INTS = {};
        private static final long[] NO_LONGS = {};

        Packed(long[] values) {
            long low = Long.MAX_VALUE;
            long high = Long.MIN_VALUE;
            for (long value : values) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
            long spread = high - low;
            boolean overflow = spread < 0;
            base = overflow || spread > 0xffffffffL ? 0 : low;
            byte[] b = NO_BYTES;
            short[] s = NO_SHORTS;
            int[] n = NO_INTS;
            long[] l = NO_LONGS;
            if (overflow || spread > 0xffffffffL) {
                l = values.clone();
            } else if (spread == 0) {
                b = NO_BYTES;
            } else if (spread <= 0xff) {
                b = new byte[values.length];
                for (int i = 0; i < values.length; i++) {
                    b[i] = (byte) (values[i] - low);
                }
            } else if (spread <= 0xffff) {
                s = new short[values.length];
                for (int i = 0; i < values.length; i++) {
                    s[i] = (short) (values[i] - low);
                }
            } else {
                n = new int[values.length];
                for (int i = 0; i < values.length; i++) {
                    n[i] = (int) (values[i] - low);
                }
            }
            bytes = b;
            shorts = s;
            ints = n;
            longs = l;
        }

        long get(int i) {
            if (bytes.length > 0) {
                return base + (bytes[i] & 0xff);
            } else if (shorts.length > 0) {
                return base + (shorts[i] & 0xffff);
            } else if (ints.length > 0) {
                return base + (ints[i] & 0xffffffffL);
            }
            return longs.length > 0 ? longs[i] : base;
        }

        void copyTo(int[] to, int at) {
            int from = (int) base;
            if (bytes.length > 0) {
                for (int i = 0; i < bytes.length; i++) {
                    to[at + i] = from + (bytes[i] & 0xff);
                }
            } else if (shorts.length > 0) {
                for (int i = 0; i < shorts.length; i++) {
                    to[at + i] = from + (shorts[i] & 0xffff);
                }
            } else {
                for (int i = 0; i < CHUNK; i++) {
                    to[at + i] = (int) get(i);
                }
            }
        }
    }

    private Packed[] packed = new Packed[4];
    private long[] open = new long[16]; // the last, unpacked chunk
    private int size;

    void add(long value) {
        int at = size & MASK;
        if (at == 0 && size > 0) {
            pack();
        }
        if (at == open.length) {
            open = Arrays.copyOf(open, Math.min(CHUNK, 4 * at));
        }
        open[at] = value;
        size++;
    }

    private void pack() {
        int chunk = (size - 1) >> BITS;
        if (chunk == packed.length) {
            packed = Arrays.copyOf(packed, 2 * chunk);
        }
        packed[chunk] = new Packed(open);
    }

    long get(int index) {
        int chunk = index >> BITS;
        return chunk == (size - 1) >> BITS ? open[index & MASK] : packed[chunk].get(index & MASK);
    }

    int getInt(int index) {
        return (int) get(index);
    }

    /** All numbers, which must fit ints, in order: much faster than one by one. */
    int[] toIntArray() {
        int[] all = new int[size];
        for (int from = 0; from < size; from += CHUNK) {
            int count = Math.min(CHUNK, size - from);
            if (from >> BITS != (size - 1) >> BITS) {
                packed[from >> BITS].copyTo(all, from);
            } else {
                for (int i = 0; i < count; i++) {
                    all[from + i] = (int) open[i];
                }
            }
        }
        return all;
    }

    /**
     * Replaces a number of the open chunk or of a packed one; the latter costs a pass over 4,096 numbers, so this is for
     * the rare entry that comes twice.
     */
    void set(int index, long value) {
        int chunk = index >> BITS;
        if (chunk == (size - 1) >> BITS) {
            open[index & MASK] = value;
            return;
        }
        long[] values = new long[CHUNK];
        for (int i = 0; i < CHUNK; i++) {
            values[i] = packed[chunk].get(i);
        }
        values[index & MASK] = value;
        packed[chunk] = new Packed(values);
    }

    int size() {
        return size;
    }
}
