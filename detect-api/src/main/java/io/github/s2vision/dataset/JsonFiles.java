package io.github.s2vision.dataset;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Opens JSON files as they occur: UTF-8 with or without byte order mark, UTF-16 and UTF-32, packed by gzip. */
final class JsonFiles {
    private static final int HEAD = 4;

    private JsonFiles() {}

    /** A scanner, and where the values of the file are kept that are not read at once. */
    record Source(JsonScanner in, RawValues raw) {}

    static Source open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a folder: a JSON file is needed");
        }
        PushbackInputStream in = new PushbackInputStream(stream(file), HEAD);
        byte[] head = head(in);
        if (head.length >= 2 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b) {
            PushbackInputStream unpacked = new PushbackInputStream(new GZIPInputStream(in, 1 << 16), HEAD);
            return decoded(unpacked, head(unpacked), file, new RawValues(file.toString()));
        }
        return decoded(in, head, file, null);
    }

    private static Source decoded(PushbackInputStream in, byte[] head, Path file, @Nullable RawValues raw)
            throws IOException {
        Charset charset = charset(head);
        int mark = markLength(head, charset);
        in.skipNBytes(mark);
        if (charset.equals(StandardCharsets.UTF_8)) {
            RawValues values = raw == null ? new RawValues(file) : raw;
            return new Source(new JsonScanner(in, file.toString(), mark), values);
        }
        InputStream recoded = new Recoded(new InputStreamReader(in, charset));
        return new Source(new JsonScanner(recoded, file.toString(), 0), new RawValues(file.toString()));
    }

    /** A plain file stream: opening channels loads many classes, which a command that runs for half a second feels. */
    private static InputStream stream(Path file) throws IOException {
        return file.getFileSystem() == FileSystems.getDefault()
                ? new FileInputStream(file.toFile())
                : Files.newInputStream(file);
    }

    private static byte[] head(PushbackInputStream in) throws IOException {
        byte[] head = in.readNBytes(HEAD);
        in.unread(head);
        return head;
    }

    /** By byte order mark, else by where the zeros of the first two characters stand, which are ASCII in JSON. */
    private static Charset charset(byte[] head) {
        byte[] b = Arrays.copyOf(head, HEAD);
        int pattern = (b[0] == 0 ? 8 : 0) | (b[1] == 0 ? 4 : 0) | (b[2] == 0 ? 2 : 0) | (b[3] == 0 ? 1 : 0);
        int first = ((b[0] & 0xff) << 8) | (b[1] & 0xff);
        if (head.length < HEAD) {
            return StandardCharsets.UTF_8;
        } else if ((first == 0xfffe && pattern == 3) || pattern == 7) {
            return Charset.forName("UTF-32LE");
        } else if (pattern == 12 || pattern == 14) {
            return Charset.forName("UTF-32BE");
        } else if (first == 0xfffe || pattern == 5) {
            return StandardCharsets.UTF_16LE;
        } else if (first == 0xfeff || pattern == 10) {
            return StandardCharsets.UTF_16BE;
        }
        return StandardCharsets.UTF_8;
    }

    private static int markLength(byte[] head, Charset charset) {
        byte[] mark = "\ufeff".getBytes(charset);
        return head.length >= mark.length && Arrays.equals(Arrays.copyOf(head, mark.length), mark) ? mark.length : 0;
    }

    /** Characters as UTF-8. */
    private static final class Recoded extends InputStream {
        private final Reader reader;
        private final CharsetEncoder encoder = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        private final CharBuffer characters = CharBuffer.allocate(1 << 13).limit(0);
        private final ByteBuffer bytes = ByteBuffer.allocate(1 << 15).limit(0);
        private boolean atEnd;

        Recoded(Reader reader) {
            this.reader = reader;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            while (!bytes.hasRemaining()) {
                if (atEnd) {
                    return -1;
                }
                characters.compact();
                atEnd = reader.read(characters) < 0;
                characters.flip();
                bytes.clear();
                encoder.encode(characters, bytes, atEnd);
                bytes.flip();
            }
            int count = Math.min(length, bytes.remaining());
            bytes.get(target, from, count);
            return count;
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
