package io.github.s2vision.tensor;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Numbers (or texts) with a shape, in C order: the last axis varies fastest. The memory is a direct buffer, which native
 * code reads and writes in place, or a heap array, which it must copy.
 *
 * <p>Nothing needs closing: direct memory belongs to its buffer and goes when the last view of it is unreachable, so a
 * view can never outlive it and native code never sees freed memory (docs/decisions/0004-memory.md).
 *
 * <p>A tensor is a view, not a value: {@link #slice}, {@link #reshape} and the buffers share its elements. Threads may
 * read one tensor at a time; writing beside another access is the caller's to order.
 */
public final class Tensor {
    private static final int ALIGNMENT = 64; // one cache line, and the width of an AVX-512 register

    private final DataType type;
    private final Shape shape;
    private final Buffer elements; // position 0, limit = the number of elements; of texts: empty
    private final String[] texts; // STRING only

    private Tensor(DataType type, Shape shape, Buffer elements, String[] texts) {
        this.type = type;
        this.shape = shape;
        this.elements = elements;
        this.texts = texts;
    }

    /**
     * A tensor of zeros in direct memory, aligned to 64 bytes.
     *
     * @throws IllegalArgumentException if the shape is not fixed, the type is STRING, or it takes more than 2 GiB
     */
    public static Tensor allocate(DataType type, Shape shape) {
        if (type == DataType.STRING) {
            throw new IllegalArgumentException("texts have no direct memory: use Tensor.ofStrings(texts, shape)");
        }
        long bytes = Math.multiplyExact(elementCount(shape, type.bytes()), type.bytes());
        // Twice: alignedSlice moves the start up and the end down.
        ByteBuffer memory = ByteBuffer.allocateDirect((int) bytes + 2 * ALIGNMENT)
                .alignedSlice(ALIGNMENT)
                .limit((int) bytes)
                .slice()
                .order(ByteOrder.nativeOrder());
        return new Tensor(type, shape, typed(type, memory), new String[0]);
    }

    /** {@link #allocate(DataType, Shape)} with the lengths of the axes. */
    public static Tensor allocate(DataType type, long... shape) {
        return allocate(type, Shape.of(shape));
    }

    /** A FLOAT32 tensor over {@code values} themselves (no copy). */
    public static Tensor of(float[] values, long... shape) {
        return wrap(DataType.FLOAT32, FloatBuffer.wrap(values), Shape.of(shape));
    }

    /** An INT64 tensor over {@code values} themselves (no copy). */
    public static Tensor of(long[] values, long... shape) {
        return wrap(DataType.INT64, LongBuffer.wrap(values), Shape.of(shape));
    }

    /** An INT32 tensor over {@code values} themselves (no copy). */
    public static Tensor of(int[] values, long... shape) {
        return wrap(DataType.INT32, IntBuffer.wrap(values), Shape.of(shape));
    }

    /** A tensor of one byte per element (UINT8, INT8 or BOOL) over {@code values} themselves (no copy). */
    public static Tensor of(DataType type, byte[] values, long... shape) {
        return wrap(type, ByteBuffer.wrap(values), Shape.of(shape));
    }

    /** A FLOAT16 tensor: {@code values} rounded to the nearest half, ties to even. */
    public static Tensor ofHalves(float[] values, long... shape) {
        short[] halves = new short[values.length];
        for (int i = 0; i < values.length; i++) {
            halves[i] = Half.ofFloat(values[i]);
        }
        return wrap(DataType.FLOAT16, ShortBuffer.wrap(halves), Shape.of(shape));
    }

    /** A STRING tensor with a copy of {@code texts}. */
    public static Tensor ofStrings(List<String> texts, long... shape) {
        Shape of = Shape.of(shape);
        requireSize(DataType.STRING, of, texts.size());
        return new Tensor(DataType.STRING, of, ByteBuffer.allocate(0), texts.toArray(String[]::new));
    }

    /**
     * A tensor over a buffer's elements from its position to its limit, without copying.
     *
     * @param elements a FloatBuffer for FLOAT32, ShortBuffer for FLOAT16 (raw bits), LongBuffer for INT64, IntBuffer for
     *     INT32, ByteBuffer for UINT8, INT8 and BOOL; writable, and in native byte order if direct
     * @throws IllegalArgumentException if the buffer is of another kind, order or length, or read-only
     */
    public static Tensor wrap(DataType type, Buffer elements, Shape shape) {
        Class<? extends Buffer> kind = kind(type);
        if (!kind.isInstance(elements)) {
            throw new IllegalArgumentException(type + " takes a " + kind.getSimpleName() + ", not a "
                    + elements.getClass().getSimpleName());
        }
        if (elements.isReadOnly()) {
            throw new IllegalArgumentException(
                    "the buffer is read-only: native code might write through it. Copy it first.");
        }
        // For single bytes order means nothing; for views of more it would silently give other numbers.
        if (type.bytes() > 1 && order(elements) != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException(
                    "the buffer is in " + order(elements) + " byte order, native code reads " + ByteOrder.nativeOrder()
                            + ": call order(ByteOrder.nativeOrder()) before asFloatBuffer() and the like");
        }
        requireSize(type, shape, elements.remaining());
        return new Tensor(type, shape, elements.slice(), new String[0]);
    }

    /** The element type. */
    public DataType type() {
        return type;
    }

    /** The shape; always fixed. */
    public Shape shape() {
        return shape;
    }

    /** Whether the memory is a direct buffer, which native code uses without copying. */
    public boolean isDirect() {
        return elements.isDirect();
    }

    /** The elements themselves, FLOAT32 only: a view with position 0, over all of them. */
    public FloatBuffer floats() {
        return ((FloatBuffer) require(DataType.FLOAT32)).duplicate();
    }

    /** The 16 bits of each element, FLOAT16 only: a view with position 0, over all of them. */
    public ShortBuffer halves() {
        return ((ShortBuffer) require(DataType.FLOAT16)).duplicate();
    }

    /** The elements themselves, INT64 only: a view with position 0, over all of them. */
    public LongBuffer longs() {
        return ((LongBuffer) require(DataType.INT64)).duplicate();
    }

    /** The elements themselves, INT32 only: a view with position 0, over all of them. */
    public IntBuffer ints() {
        return ((IntBuffer) require(DataType.INT32)).duplicate();
    }

    /** The elements themselves, UINT8, INT8 and BOOL only: a view with position 0, over all of them. */
    public ByteBuffer bytes() {
        if (type.bytes() != 1) {
            throw wrongType("UINT8, INT8 or BOOL");
        }
        return ((ByteBuffer) elements).duplicate();
    }

    /** The texts, STRING only, as an unmodifiable list. */
    public List<String> strings() {
        if (type != DataType.STRING) {
            throw wrongType("STRING");
        }
        return List.of(texts);
    }

    /** A copy of the elements as floats; FLOAT32 and FLOAT16 only. */
    public float[] toFloatArray() {
        if (type == DataType.FLOAT16) {
            ShortBuffer halves = halves();
            float[] values = new float[halves.remaining()];
            for (int i = 0; i < values.length; i++) {
                values[i] = Half.toFloat(halves.get(i));
            }
            return values;
        }
        FloatBuffer floats = floats();
        float[] values = new float[floats.remaining()];
        floats.get(values);
        return values;
    }

    /** A copy of the elements as longs; INT64 and INT32 only. */
    public long[] toLongArray() {
        if (type == DataType.INT32) {
            IntBuffer ints = ints();
            long[] values = new long[ints.remaining()];
            for (int i = 0; i < values.length; i++) {
                values[i] = ints.get(i);
            }
            return values;
        }
        LongBuffer longs = longs();
        long[] values = new long[longs.remaining()];
        longs.get(values);
        return values;
    }

    /**
     * Overwrites the elements with those of another tensor of the same number of elements: of the same type, or FLOAT32 to
     * FLOAT16 (rounded to nearest, ties to even) or back.
     *
     * @throws IllegalArgumentException if the number of elements differs, or the types cannot be converted
     */
    public void copyFrom(Tensor source) {
        if (source.shape.size() != shape.size()) {
            throw new IllegalArgumentException(
                    "copy of " + source + " into " + this + ": the number of elements differs");
        }
        if (type == DataType.FLOAT16 && source.type == DataType.FLOAT32) {
            FloatBuffer from = source.floats();
            ShortBuffer to = halves();
            while (from.hasRemaining()) {
                to.put(Half.ofFloat(from.get()));
            }
        } else if (type == DataType.FLOAT32 && source.type == DataType.FLOAT16) {
            ShortBuffer from = source.halves();
            FloatBuffer to = floats();
            while (from.hasRemaining()) {
                to.put(Half.toFloat(from.get()));
            }
        } else if (type != source.type) {
            throw new IllegalArgumentException("copy of " + source + " into " + this
                    + ": only FLOAT32 and FLOAT16 are converted into one another");
        } else {
            switch (type) {
                case FLOAT32 -> floats().put(source.floats());
                case FLOAT16 -> halves().put(source.halves());
                case INT64 -> longs().put(source.longs());
                case INT32 -> ints().put(source.ints());
                case UINT8, INT8, BOOL -> bytes().put(source.bytes());
                case STRING -> System.arraycopy(source.texts, 0, texts, 0, texts.length);
            }
        }
    }

    /**
     * Rows {@code from} to {@code to} (exclusive) of the outermost axis, sharing this tensor's memory.
     *
     * @throws IllegalArgumentException if the range is not inside the axis, or the tensor is a scalar or of texts
     */
    public Tensor slice(long from, long to) {
        if (shape.rank() == 0 || type == DataType.STRING) {
            throw new IllegalArgumentException("a " + type + " tensor of shape " + shape + " cannot be sliced");
        }
        long rows = shape.dimension(0);
        if (from < 0 || from > to || to > rows) {
            throw new IllegalArgumentException("slice " + from + " to " + to + " of shape " + shape
                    + ": the outermost axis has " + rows + " rows");
        }
        long row = rows == 0 ? 0 : shape.size() / rows;
        Buffer part = elements.duplicate()
                .position((int) (from * row))
                .limit((int) (to * row))
                .slice();
        return new Tensor(type, shape.with(0, to - from), part, texts);
    }

    /**
     * The same elements in another shape, sharing this tensor's memory.
     *
     * @throws IllegalArgumentException if the number of elements differs
     */
    public Tensor reshape(long... dimensions) {
        Shape other = Shape.of(dimensions);
        if (other.size() != shape.size()) {
            throw new IllegalArgumentException(
                    "shape " + shape + " has " + shape.size() + " elements, " + other + " has " + other.size());
        }
        return new Tensor(type, other, elements, texts);
    }

    /** Such as {@code Tensor[FLOAT32 [1, 3, 640, 640], direct]}; never the elements. */
    @Override
    public String toString() {
        return "Tensor[" + type + " " + shape + (isDirect() ? ", direct]" : "]");
    }

    private Buffer require(DataType wanted) {
        if (type != wanted) {
            throw wrongType(wanted.toString());
        }
        return elements;
    }

    private IllegalStateException wrongType(String wanted) {
        return new IllegalStateException("the tensor holds " + type + ", asked for " + wanted);
    }

    private static void requireSize(DataType type, Shape shape, int found) {
        long wanted = elementCount(shape, Math.max(1, type.bytes()));
        if (wanted != found) {
            throw new IllegalArgumentException(
                    "shape " + shape + " needs " + wanted + " elements, the memory has " + found);
        }
    }

    private static long elementCount(Shape shape, int bytesEach) {
        Objects.requireNonNull(shape, "shape");
        if (!shape.isFixed()) {
            throw new IllegalArgumentException("a tensor needs a fixed shape, not " + shape);
        }
        long count = shape.size();
        if (count > (Integer.MAX_VALUE - 8 - 2 * ALIGNMENT) / bytesEach) {
            throw new IllegalArgumentException("shape " + shape + " takes " + count + " × " + bytesEach
                    + " bytes: one tensor holds at most 2 GiB. Use smaller batches.");
        }
        return count;
    }

    private static Class<? extends Buffer> kind(DataType type) {
        return switch (type) {
            case FLOAT32 -> FloatBuffer.class;
            case FLOAT16 -> ShortBuffer.class;
            case INT64 -> LongBuffer.class;
            case INT32 -> IntBuffer.class;
            case UINT8, INT8, BOOL -> ByteBuffer.class;
            case STRING ->
                throw new IllegalArgumentException("texts have no buffer: use Tensor.ofStrings(texts, shape)");
        };
    }

    private static Buffer typed(DataType type, ByteBuffer memory) {
        return switch (type) {
            case FLOAT32 -> memory.asFloatBuffer();
            case FLOAT16 -> memory.asShortBuffer();
            case INT64 -> memory.asLongBuffer();
            case INT32 -> memory.asIntBuffer();
            case UINT8, INT8, BOOL -> memory;
            case STRING -> throw new IllegalArgumentException(Arrays.toString(DataType.values()));
        };
    }

    private static ByteOrder order(Buffer buffer) {
        if (buffer instanceof FloatBuffer floats) {
            return floats.order();
        }
        if (buffer instanceof ShortBuffer shorts) {
            return shorts.order();
        }
        if (buffer instanceof LongBuffer longs) {
            return longs.order();
        }
        if (buffer instanceof IntBuffer ints) {
            return ints.order();
        }
        return ((ByteBuffer) buffer).order();
    }
}
