package io.github.s2vision.tensor;

import io.github.s2vision.files.AtomicFile;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NumPy's {@code .npy} files (format 1.0 to 3.0): what {@code numpy.save} writes and {@code numpy.load} reads. Both byte
 * orders and both axis orders are read; little-endian C order is written.
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MOST_HEADER = 1 << 16;
    private static final Pattern HEADER = Pattern.compile("\\{\\s*'descr'\\s*:\\s*'([<>|=]?)([a-zA-Z]\\d*)'\\s*,"
            + "\\s*'fortran_order'\\s*:\\s*(True|False)\\s*,\\s*'shape'\\s*:\\s*\\(([\\d\\s,L]*)\\)\\s*,?\\s*}\\s*");

    private Npy() {}

    /**
     * Reads an array of float32, float16, int64, int32, uint8, int8 or bool into direct memory.
     *
     * @throws IOException if the file is missing, is no {@code .npy} file, is cut short or too long, or holds another type
     */
    public static Tensor read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(new DataInputStream(in), file.toString());
        } catch (EOFException end) {
            throw new IOException(file + " is cut short: it ends before its array does", end);
        }
    }

    private static Tensor read(DataInputStream in, String name) throws IOException {
        byte[] start = new byte[8];
        in.readFully(start);
        if (!Arrays.equals(start, 0, 6, MAGIC, 0, 6)) {
            throw new IOException(name + " is no .npy file: it does not begin with \\x93NUMPY");
        }
        int length = Short.toUnsignedInt(Short.reverseBytes(in.readShort()));
        if (start[6] > 1) {
            length |= Short.toUnsignedInt(Short.reverseBytes(in.readShort())) << 16;
        }
        if (start[6] < 1 || start[6] > 3 || length < 0 || length > MOST_HEADER) {
            throw new IOException(name + ": .npy version " + start[6] + " with a header of " + length
                    + " bytes; versions 1 to 3 with at most " + MOST_HEADER + " are read");
        }
        byte[] header = new byte[length];
        in.readFully(header);
        String text = new String(header, StandardCharsets.UTF_8);
        Matcher matcher = HEADER.matcher(text);
        if (!matcher.matches()) {
            throw new IOException(name + ": the header " + text.strip() + " is not understood");
        }
        DataType type = type(matcher.group(2), name);
        Shape shape = shape(matcher.group(4), name);
        boolean columnMajor = matcher.group(3).equals("True");
        return elements(in, name, type, shape, matcher.group(1).equals(">"), columnMajor);
    }

    private static DataType type(String code, String name) throws IOException {
        return switch (code) {
            case "f4" -> DataType.FLOAT32;
            case "f2" -> DataType.FLOAT16;
            case "i8" -> DataType.INT64;
            case "i4" -> DataType.INT32;
            case "u1" -> DataType.UINT8;
            case "i1" -> DataType.INT8;
            case "b1" -> DataType.BOOL;
            default ->
                throw new IOException(name + " holds elements of type '" + code
                        + "'; float32, float16, int64, int32, uint8, int8 and bool are read: save it with "
                        + "array.astype(numpy.float32)");
        };
    }

    private static Shape shape(String text, String name) throws IOException {
        String[] parts = Arrays.stream(text.replace("L", "").split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toArray(String[]::new);
        try {
            Shape shape =
                    Shape.of(Arrays.stream(parts).mapToLong(Long::parseLong).toArray());
            shape.size();
            return shape;
        } catch (IllegalArgumentException tooLarge) {
            throw new IOException(name + ": shape (" + text + ") is not possible", tooLarge);
        }
    }

    private static Tensor elements(
            DataInputStream in, String name, DataType type, Shape shape, boolean bigEndian, boolean columnMajor)
            throws IOException {
        long bytes;
        try {
            bytes = Math.multiplyExact(shape.size(), (long) type.bytes());
        } catch (ArithmeticException overflow) {
            throw new IOException(name + ": shape " + shape + " is not possible", overflow);
        }
        if (bytes > Integer.MAX_VALUE - 256) {
            throw new IOException(name + ": an array of " + bytes + " bytes; at most 2 GiB are read");
        }
        byte[] content = in.readNBytes((int) bytes);
        if (content.length < bytes) {
            throw new EOFException();
        }
        if (in.read() >= 0) {
            throw new IOException(name + " is longer than its array of shape " + shape);
        }
        Tensor tensor = Tensor.allocate(type, shape);
        ByteBuffer source = ByteBuffer.wrap(content).order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        if (columnMajor && shape.rank() > 1) {
            source = rowMajor(source, type.bytes(), shape);
        }
        put(source, tensor);
        return tensor;
    }

    /** The elements of an array stored first axis fastest, put last axis fastest. */
    private static ByteBuffer rowMajor(ByteBuffer source, int width, Shape shape) {
        ByteBuffer sorted = ByteBuffer.allocate(source.capacity()).order(source.order());
        long[] lengths = shape.toArray();
        long[] index = new long[lengths.length];
        byte[] element = new byte[width];
        while (sorted.hasRemaining()) {
            long at = 0;
            for (int axis = lengths.length - 1; axis >= 0; axis--) {
                at = at * lengths[axis] + index[axis];
            }
            source.get((int) at * width, element);
            sorted.put(element);
            for (int axis = lengths.length - 1; axis >= 0 && ++index[axis] == lengths[axis]; axis--) {
                index[axis] = 0;
            }
        }
        return sorted.flip().order(source.order());
    }

    private static void put(ByteBuffer source, Tensor tensor) {
        switch (tensor.type()) {
            case FLOAT32 -> tensor.floats().put(source.asFloatBuffer());
            case FLOAT16 -> tensor.halves().put(source.asShortBuffer());
            case INT64 -> tensor.longs().put(source.asLongBuffer());
            case INT32 -> tensor.ints().put(source.asIntBuffer());
            case UINT8, INT8, BOOL -> tensor.bytes().put(source);
            case STRING -> throw new IllegalArgumentException("texts have no .npy form");
        }
    }

    /**
     * Writes a tensor, whole or not at all.
     *
     * @throws IllegalArgumentException if it holds texts
     */
    public static void write(Path file, Tensor tensor) throws IOException {
        String code = switch (tensor.type()) {
            case FLOAT32 -> "<f4";
            case FLOAT16 -> "<f2";
            case INT64 -> "<i8";
            case INT32 -> "<i4";
            case UINT8 -> "|u1";
            case INT8 -> "|i1";
            case BOOL -> "|b1";
            case STRING -> throw new IllegalArgumentException("a tensor of texts has no .npy form");
        };
        long[] lengths = tensor.shape().toArray();
        StringBuilder shape = new StringBuilder("(");
        for (long length : lengths) {
            shape.append(length).append(lengths.length == 1 ? "," : ", ");
        }
        if (lengths.length > 1) {
            shape.setLength(shape.length() - 2);
        }
        String header = "{'descr': '" + code + "', 'fortran_order': False, 'shape': " + shape + "), }";
        // NumPy pads so that the elements begin at a multiple of 64.
        String padded = header + " ".repeat(63 - (10 + header.length()) % 64) + "\n";
        ByteBuffer start = ByteBuffer.allocate(10 + padded.length()).order(ByteOrder.LITTLE_ENDIAN);
        start.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) padded.length());
        start.put(padded.getBytes(StandardCharsets.US_ASCII));
        AtomicFile.write(file, out -> {
            out.write(start.array());
            ByteBuffer chunk = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
            int width = tensor.type().bytes();
            int total = (int) tensor.shape().size();
            for (int at = 0; at < total; at += chunk.capacity() / width) {
                int count = Math.min(chunk.capacity() / width, total - at);
                get(tensor, at, count, chunk.clear());
                out.write(chunk.array(), 0, count * width);
            }
        });
    }

    private static void get(Tensor tensor, int at, int count, ByteBuffer chunk) {
        switch (tensor.type()) {
            case FLOAT32 -> chunk.asFloatBuffer().put(part(tensor.floats(), at, count));
            case FLOAT16 -> chunk.asShortBuffer().put(part(tensor.halves(), at, count));
            case INT64 -> chunk.asLongBuffer().put(part(tensor.longs(), at, count));
            case INT32 -> chunk.asIntBuffer().put(part(tensor.ints(), at, count));
            case UINT8, INT8, BOOL -> chunk.put(part(tensor.bytes(), at, count));
            case STRING -> throw new IllegalArgumentException("texts have no .npy form");
        }
    }

    @SuppressWarnings("unchecked") // position and limit give the buffer itself
    private static <B extends Buffer> B part(B buffer, int at, int count) {
        return (B) buffer.position(at).limit(at + count);
    }
}
