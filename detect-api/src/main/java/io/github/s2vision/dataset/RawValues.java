package io.github.s2vision.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JSON texts of segmentations and keypoints, read only when somebody asks for the mask: most of a large annotation file is
 * polygons that an evaluation of boxes never looks at. The first 64 MiB are kept in memory; of what comes after, only the
 * place in the file.
 */
final class RawValues {
    private static final int PAGE = 1 << 16;
    private static final int PIECE = 1 << 12; // a value is short
    private static final long IN_MEMORY = 64L << 20;

    private final List<byte[]> pages = new ArrayList<>(); // each ends with a 0 that no text reaches
    private final String name;
    private final @Nullable Path file; // where places refer to; null if they cannot
    private final long fileSize;
    private final @Nullable FileTime fileTime;
    private byte[] page = new byte[0];
    private int used;
    private long total;

    /** Values of which nothing can be read again from a file. */
    RawValues(String name) {
        this.name = name;
        file = null;
        fileSize = 0;
        fileTime = null;
    }

    /** Values of a file of plain UTF-8, whose bytes are those that the scanner counts. */
    RawValues(Path file) throws IOException {
        name = file.toString();
        this.file = file;
        fileSize = Files.size(file);
        fileTime = Files.getLastModifiedTime(file);
    }

    /** Whether the next value should be skipped and its place given to {@link #place} instead of {@link #add}. */
    boolean inFile() {
        return file != null && total > IN_MEMORY;
    }

    /** Keeps {@code text}; the result is for {@link Reader#at}. */
    long add(Bytes text) {
        int size = text.size();
        if (used + size >= page.length) {
            page = new byte[Math.max(PAGE, size + 1)];
            pages.add(page);
            used = 0;
        }
        System.arraycopy(text.array(), 0, page, used, size);
        long reference = ((long) (pages.size() - 1) << 32) | used;
        used += size;
        total += size;
        return reference;
    }

    /** Remembers that a value begins at {@code offset} of the file. */
    static long place(long offset) {
        return ~offset;
    }

    Reader reader() {
        return new Reader();
    }

    /** Gives scanners that stand at a value. Belongs to one thread. */
    final class Reader implements Closeable {
        private @Nullable FileChannel channel;

        JsonScanner at(long reference) throws IOException {
            if (reference >= 0) {
                byte[] text = pages.get((int) (reference >>> 32));
                return new JsonScanner(text, (int) reference, text.length - 1, name);
            }
            FileChannel open = channel == null ? open() : channel;
            channel = open;
            open.position(~reference);
            return new JsonScanner(Channels.newInputStream(open), name, ~reference, PIECE);
        }

        private FileChannel open() throws IOException {
            Path path = file;
            if (path == null) {
                throw new IllegalStateException(name + " has no values in a file");
            }
            if (Files.size(path) != fileSize || !Files.getLastModifiedTime(path).equals(fileTime)) {
                throw new IOException(
                        path + " changed after it was read: its masks are read when they are needed. Read the "
                                + "data set again");
            }
            return FileChannel.open(path);
        }

        @Override
        public void close() throws IOException {
            if (channel != null) {
                channel.close();
            }
        }
    }
}
