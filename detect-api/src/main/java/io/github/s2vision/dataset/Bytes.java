package io.github.s2vision.dataset;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow. */
final class Bytes {
    private byte[] bytes;
    private int size;

    Bytes(int capacity) {
        bytes = new byte[capacity];
    }

    void add(int b) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, grown(size + 1));
        }
        bytes[size++] = (byte) b;
    }

    /** Appends {@code source[from .. to - 1]}. */
    void add(byte[] source, int from, int to) {
        int count = to - from;
        if (size + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, grown(size + count));
        }
        System.arraycopy(source, from, bytes, size, count);
        size += count;
    }

    /** Appends a code point as UTF-8; half of a surrogate pair as UTF-8 would write it if it could. */
    void addCodePoint(int point) {
        if (point < 0x80) {
            add(point);
        } else if (point < 0x800) {
            add(0xc0 | (point >> 6));
            add(0x80 | (point & 0x3f));
        } else if (point < 0x10000) {
            add(0xe0 | (point >> 12));
            add(0x80 | ((point >> 6) & 0x3f));
            add(0x80 | (point & 0x3f));
        } else {
            add(0xf0 | (point >> 18));
            add(0x80 | ((point >> 12) & 0x3f));
            add(0x80 | ((point >> 6) & 0x3f));
            add(0x80 | (point & 0x3f));
        }
    }

    private int grown(int needed) {
        return Math.max(needed, size + (size >> 1) + 16);
    }

    int size() {
        return size;
    }

    /** The array that holds them; longer than {@link #size}. */
    byte[] array() {
        return bytes;
    }

    void clear() {
        size = 0;
    }

    @Override
    public String toString() {
        return new String(bytes, 0, size, StandardCharsets.UTF_8);
    }
}
