package io.github.s2vision.files;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writes a file so that no reader ever sees half of it, also if the process is killed or the disk is full: the content
 * goes to a temporary file in the same folder, is forced to the disk, and then takes the place of the old file in one
 * step. Until then the old file is untouched.
 *
 * <p>After a kill a temporary file named {@code .NAME.….part} may stay behind; it is never read.
 *
 * <p>For a stream of unknown length: {@link #open}, write to {@link #stream()}, then {@link #commit()}; closing without
 * a commit throws the content away. An instance belongs to one thread.
 */
public final class AtomicFile implements Closeable {
    /** Writes a file's content. */
    @FunctionalInterface
    public interface Content {
        /** Writes everything to {@code out}, which is buffered and must not be closed. */
        void writeTo(OutputStream out) throws IOException;
    }

    private final Path target;
    private final Path temporary;
    private final FileChannel channel;
    private final OutputStream stream;
    private boolean finished;

    private AtomicFile(Path target, Path temporary, FileChannel channel) {
        this.target = target;
        this.temporary = temporary;
        this.channel = channel;
        this.stream = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
    }

    /**
     * Starts to write {@code target}.
     *
     * @throws IOException if its folder is missing or not writable
     */
    public static AtomicFile open(Path target) throws IOException {
        // A symbolic link stays one: what it points to is replaced.
        Path file =
                Files.isSymbolicLink(target) && Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
        Path name = file.getFileName();
        if (name == null || Files.isDirectory(file)) {
            throw new IOException(target + " is a folder: a file name is needed");
        }
        Path temporary = file.resolveSibling("." + name + "." + UUID.randomUUID() + ".part");
        FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
        return new AtomicFile(file, temporary, channel);
    }

    /** Writes {@code target} whole, or leaves it as it was and throws what {@code content} or the disk threw. */
    public static void write(Path target, Content content) throws IOException {
        try (AtomicFile file = open(target)) {
            content.writeTo(file.stream());
            file.commit();
        }
    }

    /** Writes {@code text} as UTF-8. */
    public static void writeString(Path target, String text) throws IOException {
        write(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Where the content goes; buffered. */
    public OutputStream stream() {
        return stream;
    }

    /**
     * Puts what was written in the place of the target.
     *
     * @throws IllegalStateException if it was committed or closed before
     */
    public void commit() throws IOException {
        if (finished) {
            throw new IllegalStateException(target + " was committed or closed already");
        }
        stream.flush();
        channel.force(true);
        channel.close();
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException same) {
            throw new IOException(target + ": the file system cannot replace a file in one step", same);
        }
        finished = true;
    }

    /** Throws away what was written unless it was committed; harmless afterwards. */
    @Override
    public void close() throws IOException {
        if (!finished) {
            finished = true;
            try {
                channel.close();
            } finally {
                Files.deleteIfExists(temporary);
            }
        }
    }
}
