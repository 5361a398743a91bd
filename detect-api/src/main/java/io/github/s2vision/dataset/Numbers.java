package io.github.s2vision.dataset;

import java.util.Arrays;

/**
 * A column of doubles that grows at its end and keeps every bit. Files write decimals such as 12.25: every 4,096 are kept
 * as whole numbers of hundredths (or tenths, thousandths, …) in two or four bytes where each is exactly that, and as doubles
 * where one is not. A quotient of two whole numbers that doubles hold exactly is correctly rounded, as reading the decimal
 * is, so both give the same double. Safe to read from many threads once it is complete.
 */
final class Numbers {
    private static final int BITS = 12;
    private static final int CHUNK = 1 << BITS;
    private static final int MASK = CHUNK - 1;
    private static final int MOST_DECIMALS = 9;
    private static final double[] POWERS = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    private static final int[] FACTORS = {
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
    };

    private static final char[] NO_CHARS = {};
    private static final int[] NO_INTS = {};
    private static final double[] NO_DOUBLES = {};

    /** 4,096 numbers: whole numbers to be divided, or doubles. */
    private static final class Chunk {
        private final char[] chars;
        private final int[] ints;
        private final double[] doubles;
        private final double divisor;

        Chunk(char[] chars, int[] ints, double[] doubles, double divisor) {
            this.chars = chars;
            this.ints = ints;
            this.doubles = doubles;
            this.divisor = divisor;
        }

        double get(int i) {
            if (chars.length > 0) {
                return chars[i] / divisor;
            }
            return ints.length > 0 ? ints[i] / divisor : doubles[i];
        }

        void copyTo(double[] to, int at) {
            double by = divisor;
            for (int i = 0; i < chars.length; i++) {
                to[at + i] = chars[i] / by;
            }
            for (int i = 0; i < ints.length; i++) {
                to[at + i] = ints[i] / by;
            }
            System.arraycopy(doubles, 0, to, at, doubles.length);
        }
    }

    private Chunk[] chunks = new Chunk[4];
    private int size;

    // The open chunk: whole numbers of 10^-decimals in ints while that is exact, else doubles.
    private int[] ints = new int[16];
    private double[] doubles = NO_DOUBLES;
    private int decimals;

    /** Appends {@code mantissa} / 10^{@code digits}; the mantissa is below 2^53, the digits are 22 at most. */
    void add(long mantissa, int digits) {
        begin();
        if (digits <= MOST_DECIMALS) {
            addDecimal(mantissa, digits);
        } else {
            addDouble(JsonScanner.decimal(mantissa, digits));
        }
    }

    /** Appends {@code value}. */
    void add(double value) {
        begin();
        for (int d = 0; d <= 3; d++) {
            int whole = (int) Math.rint(value * POWERS[d]);
            // By bits: -0 is no whole number here.
            if (Double.doubleToRawLongBits(whole / POWERS[d]) == Double.doubleToRawLongBits(value)) {
                addDecimal(whole, d);
                return;
            }
        }
        addDouble(value);
    }

    /** Packs the open chunk if it is full, and opens another. */
    private void begin() {
        if ((size & MASK) == 0 && size > 0) {
            pack((size - 1) >> BITS);
            doubles = NO_DOUBLES;
            decimals = 0;
        }
    }

    private void addDecimal(long mantissa, int digits) {
        if (doubles.length > 0 || mantissa != (int) mantissa || (digits > decimals && !refine(digits))) {
            addDouble(mantissa / POWERS[digits]);
            return;
        }
        long scaled = mantissa * FACTORS[decimals - digits];
        if (scaled != (int) scaled) {
            addDouble(mantissa / POWERS[digits]);
            return;
        }
        int at = size & MASK;
        if (at == ints.length) {
            ints = Arrays.copyOf(ints, Math.min(CHUNK, 4 * at));
        }
        ints[at] = (int) scaled;
        size++;
    }

    private void addDouble(double value) {
        int at = size & MASK;
        if (doubles.length == 0) {
            doubles = new double[Math.max(ints.length, 16)];
            for (int i = 0; i < at; i++) {
                doubles[i] = ints[i] / POWERS[decimals];
            }
        }
        if (at == doubles.length) {
            doubles = Arrays.copyOf(doubles, Math.min(CHUNK, 4 * at));
        }
        doubles[at] = value;
        size++;
    }

    /** Brings the open chunk to more decimals; false if a number then exceeds an int. */
    private boolean refine(int digits) {
        long factor = (long) POWERS[digits - decimals];
        int count = size & MASK;
        for (int i = 0; i < count; i++) {
            long scaled = ints[i] * factor;
            if (scaled != (int) scaled) {
                return false;
            }
        }
        for (int i = 0; i < count; i++) {
            ints[i] *= (int) factor;
        }
        decimals = digits;
        return true;
    }

    private void pack(int chunk) {
        if (chunk == chunks.length) {
            chunks = Arrays.copyOf(chunks, 2 * chunk);
        }
        if (doubles.length > 0) {
            chunks[chunk] = new Chunk(NO_CHARS, NO_INTS, doubles, 1);
        } else {
            chunks[chunk] =
                    fitsChars() ? packedChars() : new Chunk(NO_CHARS, ints.clone(), NO_DOUBLES, POWERS[decimals]);
        }
    }

    private boolean fitsChars() {
        int all = 0;
        for (int value : ints) {
            all |= value;
        }
        return (all & ~0xffff) == 0;
    }

    private Chunk packedChars() {
        char[] chars = new char[CHUNK];
        for (int i = 0; i < CHUNK; i++) {
            chars[i] = (char) ints[i];
        }
        return new Chunk(chars, NO_INTS, NO_DOUBLES, POWERS[decimals]);
    }

    double get(int index) {
        int chunk = index >> BITS;
        if (chunk != (size - 1) >> BITS) {
            return chunks[chunk].get(index & MASK);
        }
        return doubles.length > 0 ? doubles[index & MASK] : ints[index & MASK] / POWERS[decimals];
    }

    /** All numbers in order: much faster than one by one. */
    double[] toArray() {
        double[] all = new double[size];
        for (int from = 0; from < size; from += CHUNK) {
            copyChunk(from >> BITS, Math.min(CHUNK, size - from), all, from);
        }
        return all;
    }

    private void copyChunk(int chunk, int count, double[] to, int at) {
        if (chunk != (size - 1) >> BITS) {
            chunks[chunk].copyTo(to, at);
        } else if (doubles.length > 0) {
            System.arraycopy(doubles, 0, to, at, count);
        } else {
            for (int i = 0; i < count; i++) {
                to[at + i] = ints[i] / POWERS[decimals];
            }
        }
    }

    /** Of every four numbers the product of the last two. */
    double[] products() {
        double[] products = new double[size / 4];
        double[] part = new double[CHUNK];
        for (int from = 0; from < size; from += CHUNK) {
            int count = Math.min(CHUNK, size - from);
            copyChunk(from >> BITS, count, part, 0);
            for (int i = 0; i < count; i += 4) {
                products[(from + i) / 4] = part[i + 2] * part[i + 3];
            }
        }
        return products;
    }

    int size() {
        return size;
    }
}
