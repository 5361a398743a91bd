package io.github.s2vision.backend;

import io.github.s2vision.backend.ModelSignature.Port;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Shape;
import io.github.s2vision.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model small enough to say in Java what it computes.
 *
 * @param onnx as an ONNX file
 * @param signature what that file says
 * @param meaning the same in Java
 */
record TinyModel(byte[] onnx, ModelSignature signature, FakeBackend.Model meaning) {
    /** x FLOAT32 [batch, 3] -> twice FLOAT32 [batch, 3], square FLOAT32 [batch, 3]. */
    static TinyModel twiceAndSquare() {
        byte[] onnx = new OnnxGraphWriter()
                .input("x", DataType.FLOAT32, "batch", 3)
                .node("Add", List.of("x", "x"), "twice")
                .node("Mul", List.of("x", "x"), "square")
                .output("twice", DataType.FLOAT32, "batch", 3)
                .output("square", DataType.FLOAT32, "batch", 3)
                .metadata("names", "{0: 'car'}")
                .toBytes();
        ModelSignature signature = new ModelSignature(
                List.of(port("x", DataType.FLOAT32, "batch", 3)),
                List.of(port("twice", DataType.FLOAT32, "batch", 3), port("square", DataType.FLOAT32, "batch", 3)),
                Map.of("names", "{0: 'car'}"));
        return new TinyModel(onnx, signature, inputs -> {
            Tensor x = inputs.get("x");
            float[] twice = x.toFloatArray();
            float[] square = x.toFloatArray();
            for (int i = 0; i < twice.length; i++) {
                twice[i] *= 2;
                square[i] *= square[i];
            }
            Map<String, Tensor> outputs = new LinkedHashMap<>();
            outputs.put("square", Tensor.of(square, x.shape().toArray()));
            outputs.put("twice", Tensor.of(twice, x.shape().toArray()));
            return outputs;
        });
    }

    /** x of any type [n, 2] -> y, the same. */
    static TinyModel identity(DataType type) {
        byte[] onnx = new OnnxGraphWriter()
                .input("x", type, "n", 2)
                .node("Identity", List.of("x"), "y")
                .output("y", type, "n", 2)
                .toBytes();
        ModelSignature signature =
                new ModelSignature(List.of(port("x", type, "n", 2)), List.of(port("y", type, "n", 2)), Map.of());
        return new TinyModel(onnx, signature, inputs -> Map.of("y", inputs.get("x")));
    }

    /**
     * x FLOAT32 [n] -> y, the indices INT64 [1, count] of what is not 0: the one of these whose output has a shape that
     * depends on the numbers.
     */
    static TinyModel nonZero() {
        byte[] onnx = new OnnxGraphWriter()
                .input("x", DataType.FLOAT32, "n")
                .node("NonZero", List.of("x"), "y")
                .output("y", DataType.INT64, 1, "count")
                .toBytes();
        ModelSignature signature = new ModelSignature(
                List.of(port("x", DataType.FLOAT32, "n")), List.of(port("y", DataType.INT64, 1, "count")), Map.of());
        return new TinyModel(onnx, signature, inputs -> {
            float[] x = inputs.get("x").toFloatArray();
            long[] found = new long[x.length];
            int count = 0;
            for (int i = 0; i < x.length; i++) {
                if (x[i] != 0) {
                    found[count++] = i;
                }
            }
            return Map.of("y", Tensor.of(Arrays.copyOf(found, count), 1, count));
        });
    }

    /**
     * x FLOAT32 [n, n], rounds INT64 [] -> y, x multiplied by itself in {@code rounds} rounds of one node each: a run takes as
     * long as wished and can be stopped between the rounds. In Java x itself, from 1000 rounds on only once the thread is
     * interrupted.
     */
    static TinyModel slow() {
        OnnxGraphWriter body = new OnnxGraphWriter()
                .input("i", DataType.INT64)
                .input("go", DataType.BOOL)
                .input("a", DataType.FLOAT32, "n", "n")
                .node("MatMul", List.of("a", "a"), "b")
                .node("Identity", List.of("go"), "on")
                .output("on", DataType.BOOL)
                .output("b", DataType.FLOAT32, "n", "n");
        byte[] onnx = new OnnxGraphWriter()
                .input("x", DataType.FLOAT32, "n", "n")
                .input("rounds", DataType.INT64)
                .constant("start", Tensor.of(DataType.BOOL, new byte[] {1}))
                .node("Loop", List.of("rounds", "start", "x"), List.of("y"), Map.of("body", body))
                .output("y", DataType.FLOAT32, "n", "n")
                .toBytes();
        ModelSignature signature = new ModelSignature(
                List.of(port("x", DataType.FLOAT32, "n", "n"), port("rounds", DataType.INT64)),
                List.of(port("y", DataType.FLOAT32, "n", "n")),
                Map.of());
        return new TinyModel(onnx, signature, inputs -> {
            while (inputs.get("rounds").toLongArray()[0] >= 1000
                    && !Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            return Map.of("y", inputs.get("x"));
        });
    }

    /** Inputs for {@link #slow}: a matrix of zeros, and so many rounds. */
    static Map<String, Tensor> slowInputs(long rounds) {
        return Map.of("x", Tensor.allocate(DataType.FLOAT32, 32, 32), "rounds", Tensor.of(new long[] {rounds}));
    }

    /** Opens it on a backend that reads ONNX files. */
    Session open(Backend backend, SessionOptions options) {
        return backend.open(ByteBuffer.wrap(onnx), "tiny.onnx", options);
    }

    private static Port port(String name, DataType type, Object... lengths) {
        long[] shape = new long[lengths.length];
        String[] names = new String[lengths.length];
        for (int i = 0; i < lengths.length; i++) {
            shape[i] = lengths[i] instanceof Integer fixed ? fixed : Shape.DYNAMIC;
            names[i] = lengths[i] instanceof Integer ? "" : lengths[i].toString();
        }
        return new Port(name, type, Shape.of(shape), List.of(names));
    }
}
