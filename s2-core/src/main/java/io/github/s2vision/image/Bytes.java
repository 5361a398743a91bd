package io.github.s2vision.image;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of an image file at any position, for parsing headers; reading past the end is an {@link EOFException}. */
abstract class Bytes implements Closeable {
    private final String name;

    private Bytes(String name) {
        this.name = name;
    }

    /**
     * @param name what error messages call it
     */
    static Bytes of(byte[] bytes, String name) {
        return new InMemory(bytes, name);
    }

    static Bytes of(Path file) throws IOException {
        return new InFile(FileChannel.open(file, StandardOpenOption.READ), file.toString());
    }

    /** The exception for a file that is wrong; {@code what} follows the file's name and a colon. */
    final IOException bad(String what) {
        return new IOException(name + ": " + what);
    }

    final IOException bad(String what, Throwable cause) {
        return new IOException(name + ": " + what, cause);
    }

    final IOException truncated(String what) {
        return bad("truncated, " + what + ". Copy or download it again");
    }

    abstract long size();

    /** The byte at a position that is inside; 0 to 255. */
    protected abstract int get(long position) throws IOException;

    /** The first position in {@code from} to {@code to} that holds {@code wanted}; else the smaller of {@code to} and the size. */
    abstract long indexOf(int wanted, long from, long to) throws IOException;

    final int u8(long position) throws IOException {
        if (position < 0 || position >= size()) {
            throw new EOFException(
                    name + ": ends after " + size() + " bytes, inside its header. Copy or download it again");
        }
        return get(position);
    }

    final int u16(long position, boolean bigEndian) throws IOException {
        int first = u8(position);
        int second = u8(position + 1);
        return bigEndian ? (first << 8) | second : (second << 8) | first;
    }

    final long u32(long position, boolean bigEndian) throws IOException {
        long first = u16(position, bigEndian);
        long second = u16(position + 2, bigEndian);
        return bigEndian ? (first << 16) | second : (second << 16) | first;
    }

    /** Whether these characters (of Latin-1) stand at a position; false where the file ends before. */
    final boolean has(long position, String characters) throws IOException {
        byte[] wanted = characters.getBytes(StandardCharsets.ISO_8859_1);
        if (position < 0 || position + wanted.length > size()) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (get(position + i) != (wanted[i] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    private static final class InMemory extends Bytes {
        private final byte[] bytes;

        InMemory(byte[] bytes, String name) {
            super(name);
            this.bytes = bytes;
        }

        @Override
        long size() {
            return bytes.length;
        }

        @Override
        protected int get(long position) {
            return bytes[(int) position] & 0xff;
        }

        @Override
        long indexOf(int wanted, long from, long to) {
            byte value = (byte) wanted;
            int end = (int) Math.min(to, bytes.length);
            int position = (int) Math.min(from, end);
            while (position < end && bytes[position] != value) {
                position++;
            }
            return position;
        }

        @Override
        public void close() {}
    }

    /** Keeps one window of the file in memory: headers are read mostly forwards, in small steps. */
    private static final class InFile extends Bytes {
        private final FileChannel channel;
        private final long size;
        private final ByteBuffer window = ByteBuffer.allocate(1 << 13);
        private long start;

        InFile(FileChannel channel, String name) throws IOException {
            super(name);
            this.channel = channel;
            this.size = channel.size();
            window.limit(0);
        }

        @Override
        long size() {
            return size;
        }

        @Override
        protected int get(long position) throws IOException {
            if (position < start || position >= start + window.limit()) {
                fill(position);
            }
            return window.get((int) (position - start)) & 0xff;
        }

        @Override
        long indexOf(int wanted, long from, long to) throws IOException {
            long end = Math.min(to, size);
            long position = Math.min(from, end);
            while (position < end && get(position) != wanted) {
                position++;
            }
            return position;
        }

        private void fill(long position) throws IOException {
            window.clear();
            start = position;
            while (window.hasRemaining()) {
                int count = channel.read(window, start + window.position());
                if (count < 0) {
                    break;
                }
            }
            window.flip();
            if (!window.hasRemaining()) {
                throw bad("became shorter while it was read");
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
