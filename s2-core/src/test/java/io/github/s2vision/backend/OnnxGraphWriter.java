package io.github.s2vision.backend;

import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes small ONNX models, so that tests need no files of others. Names, fields and numbers are those of
 * {@code onnx.proto}, IR version 8.
 *
 * <pre>{@code
 * byte[] model = new OnnxGraphWriter()
 *         .input("x", DataType.FLOAT32, "batch", 3)
 *         .node("Add", List.of("x", "x"), "y")
 *         .output("y", DataType.FLOAT32, "batch", 3)
 *         .toBytes();
 * }</pre>
 */
public final class OnnxGraphWriter {
    /** The element type of {@code onnx.proto} for 64-bit floats, which {@link DataType} does not have. */
    public static final int DOUBLE = 11;

    private final Message graph = new Message();
    private final Message metadata = new Message();
    private int opset = 17;

    /** Another operator set than 17. */
    public OnnxGraphWriter opset(int version) {
        opset = version;
        return this;
    }

    /** An input; lengths are numbers, names of open dimensions, or "" for an open dimension without a name. */
    public OnnxGraphWriter input(String name, DataType type, Object... shape) {
        return input(name, elementType(type), shape);
    }

    /** An input of any element type of {@code onnx.proto}. */
    public OnnxGraphWriter input(String name, int elementType, Object... shape) {
        graph.message(11, valueInfo(name, elementType, shape));
        return this;
    }

    /** An output; see {@link #input(String, DataType, Object...)}. */
    public OnnxGraphWriter output(String name, DataType type, Object... shape) {
        return output(name, elementType(type), shape);
    }

    /** An output of any element type of {@code onnx.proto}. */
    public OnnxGraphWriter output(String name, int elementType, Object... shape) {
        graph.message(12, valueInfo(name, elementType, shape));
        return this;
    }

    /** An output whose rank the file leaves open too. */
    public OnnxGraphWriter outputOfAnyShape(String name, DataType type) {
        graph.message(
                12,
                new Message()
                        .text(1, name)
                        .message(2, new Message().message(1, new Message().number(1, elementType(type)))));
        return this;
    }

    /** An output that is a sequence of tensors. */
    public OnnxGraphWriter sequenceOutput(String name, DataType type) {
        Message tensor = new Message().message(1, new Message().number(1, elementType(type)));
        graph.message(
                12, new Message().text(1, name).message(2, new Message().message(4, new Message().message(1, tensor))));
        return this;
    }

    /** A node with one output and without attributes. */
    public OnnxGraphWriter node(String operator, List<String> inputs, String output) {
        return node(operator, inputs, List.of(output), Map.of());
    }

    /**
     * A node.
     *
     * @param attributes values are Long, Float, String, long[], {@link Tensor} or (a subgraph) OnnxGraphWriter
     */
    public OnnxGraphWriter node(
            String operator, List<String> inputs, List<String> outputs, Map<String, Object> attributes) {
        Message node = new Message();
        inputs.forEach(input -> node.text(1, input));
        outputs.forEach(output -> node.text(2, output));
        node.text(4, operator);
        attributes.forEach((name, value) -> node.message(5, attribute(name, value)));
        graph.message(1, node);
        return this;
    }

    /** A constant, stored in the file. */
    public OnnxGraphWriter constant(String name, Tensor value) {
        graph.message(5, tensor(name, value));
        return this;
    }

    /** A constant whose elements lie in another file, from an offset. */
    public OnnxGraphWriter externalConstant(String name, DataType type, String location, long offset, long... shape) {
        Message tensor = new Message();
        long bytes = type.bytes();
        for (long length : shape) {
            tensor.number(1, length);
            bytes *= length;
        }
        tensor.number(2, elementType(type)).text(8, name);
        entry(tensor, 13, "location", location);
        entry(tensor, 13, "offset", Long.toString(offset));
        entry(tensor, 13, "length", Long.toString(bytes));
        graph.message(5, tensor.number(14, 1));
        return this;
    }

    /** An entry of the file's custom metadata. */
    public OnnxGraphWriter metadata(String key, String value) {
        entry(metadata, 14, key, value);
        return this;
    }

    /** The file's bytes. */
    public byte[] toBytes() {
        return new Message()
                .number(1, 8)
                .text(2, "s2vision-test")
                .message(7, new Message().append(graph).text(2, "graph"))
                .message(8, new Message().text(1, "").number(2, opset))
                .append(metadata)
                .bytes();
    }

    /** Writes the file. */
    public Path write(Path file) throws IOException {
        return Files.write(file, toBytes());
    }

    private static Message valueInfo(String name, int elementType, Object... shape) {
        Message dimensions = new Message();
        for (Object length : shape) {
            Message dimension = new Message();
            if (length instanceof Number number) {
                dimension.number(1, number.longValue());
            } else if (!length.toString().isEmpty()) {
                dimension.text(2, length.toString());
            }
            dimensions.message(1, dimension);
        }
        Message tensor = new Message().number(1, elementType).message(2, dimensions);
        return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }

    private static Message attribute(String name, Object value) {
        Message attribute = new Message().text(1, name);
        if (value instanceof Float real) {
            return attribute.fixed32(2, Float.floatToRawIntBits(real)).number(20, 1);
        } else if (value instanceof Long number) {
            return attribute.number(3, number).number(20, 2);
        } else if (value instanceof String text) {
            return attribute.text(4, text).number(20, 3);
        } else if (value instanceof Tensor tensor) {
            return attribute.message(5, tensor("", tensor)).number(20, 4);
        } else if (value instanceof OnnxGraphWriter subgraph) {
            return attribute
                    .message(6, new Message().append(subgraph.graph).text(2, "subgraph"))
                    .number(20, 5);
        } else if (value instanceof long[] numbers) {
            for (long number : numbers) {
                attribute.number(8, number);
            }
            return attribute.number(20, 7);
        }
        throw new IllegalArgumentException("attribute " + name + " of " + value.getClass());
    }

    private static Message tensor(String name, Tensor value) {
        Message tensor = new Message();
        for (long length : value.shape().toArray()) {
            tensor.number(1, length);
        }
        tensor.number(2, elementType(value.type())).text(8, name);
        if (value.type() == DataType.STRING) {
            value.strings().forEach(text -> tensor.text(6, text));
            return tensor;
        }
        ByteBuffer raw = ByteBuffer.allocate(
                        (int) (value.shape().size() * value.type().bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        Buffer ignored = switch (value.type()) {
            case FLOAT32 -> raw.asFloatBuffer().put(value.floats());
            case FLOAT16 -> raw.asShortBuffer().put(value.halves());
            case INT64 -> raw.asLongBuffer().put(value.longs());
            case INT32 -> raw.asIntBuffer().put(value.ints());
            default -> raw.duplicate().put(value.bytes());
        };
        return tensor.bytes(9, raw.array());
    }

    private static void entry(Message message, int field, String key, String value) {
        message.message(field, new Message().text(1, key).text(2, value));
    }

    private static int elementType(DataType type) {
        return switch (type) {
            case FLOAT32 -> 1;
            case UINT8 -> 2;
            case INT8 -> 3;
            case INT32 -> 6;
            case INT64 -> 7;
            case STRING -> 8;
            case BOOL -> 9;
            case FLOAT16 -> 10;
        };
    }

    /** A protobuf message under construction. */
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Message fixed32(int field, int value) {
            varint((long) field << 3 | 5);
            for (int shift = 0; shift < 32; shift += 8) {
                out.write(value >>> shift);
            }
            return this;
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return bytes(field, value.bytes());
        }

        Message bytes(int field, byte[] value) {
            varint((long) field << 3 | 2);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        Message append(Message fields) {
            out.writeBytes(fields.bytes());
            return this;
        }

        byte[] bytes() {
            return out.toByteArray();
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                out.write((int) (rest & 0x7f | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }
    }
}
