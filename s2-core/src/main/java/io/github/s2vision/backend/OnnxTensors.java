package io.github.s2vision.backend;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Shape;
import io.github.s2vision.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Our tensors as ONNX Runtime's and back. */
final class OnnxTensors {
    private OnnxTensors() {}

    /**
     * A native view of {@code tensor}: over its own memory if that is direct, else over a copy. ONNX Runtime does not keep
     * the memory alive during a run: the caller must, and must close the view.
     */
    static OnnxTensor view(OrtEnvironment environment, Tensor tensor) throws OrtException {
        long[] shape = tensor.shape().toArray();
        return switch (tensor.type()) {
            case FLOAT32 -> OnnxTensor.createTensor(environment, tensor.floats(), shape);
            case FLOAT16 -> OnnxTensor.createTensor(environment, tensor.halves(), shape, OnnxJavaType.FLOAT16);
            case INT64 -> OnnxTensor.createTensor(environment, tensor.longs(), shape);
            case INT32 -> OnnxTensor.createTensor(environment, tensor.ints(), shape);
            case UINT8 -> OnnxTensor.createTensor(environment, tensor.bytes(), shape, OnnxJavaType.UINT8);
            case INT8 -> OnnxTensor.createTensor(environment, tensor.bytes(), shape, OnnxJavaType.INT8);
            case BOOL -> OnnxTensor.createTensor(environment, tensor.bytes(), shape, OnnxJavaType.BOOL);
            case STRING -> OnnxTensor.createTensor(environment, tensor.strings().toArray(String[]::new), shape);
        };
    }

    /** A copy of what ONNX Runtime allocated itself, in direct memory (texts in heap memory). */
    static Tensor copyOf(OnnxTensor value, DataType type) throws OrtException {
        Shape shape = Shape.of(value.getInfo().getShape());
        if (type == DataType.STRING) {
            List<String> texts = new ArrayList<>();
            flatten(value.getValue(), texts);
            return Tensor.ofStrings(texts, shape.toArray());
        }
        Tensor copy = Tensor.allocate(type, shape);
        switch (type) {
            case FLOAT32 -> copy.floats().put(value.getFloatBuffer());
            case FLOAT16 -> copy.halves().put(value.getShortBuffer());
            case INT64 -> copy.longs().put(value.getLongBuffer());
            case INT32 -> copy.ints().put(value.getIntBuffer());
            default -> copy.bytes().put(value.getByteBuffer());
        }
        return copy;
    }

    /** A copy of one of ours, in direct memory (texts in heap memory). */
    static Tensor copyOf(Tensor tensor) {
        if (tensor.type() == DataType.STRING) {
            return Tensor.ofStrings(tensor.strings(), tensor.shape().toArray());
        }
        Tensor copy = Tensor.allocate(tensor.type(), tensor.shape());
        switch (tensor.type()) {
            case FLOAT32 -> copy.floats().put(tensor.floats());
            case FLOAT16 -> copy.halves().put(tensor.halves());
            case INT64 -> copy.longs().put(tensor.longs());
            case INT32 -> copy.ints().put(tensor.ints());
            default -> copy.bytes().put(tensor.bytes());
        }
        return copy;
    }

    /** Our type for a type of a model's signature; empty if a {@link Tensor} cannot hold it. */
    static Optional<DataType> typeOf(TensorInfo.OnnxTensorType type) {
        // By the native type: ONNX Runtime's Java type is INT64 for unsigned ones as well.
        return switch (type) {
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> Optional.of(DataType.FLOAT32);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 -> Optional.of(DataType.FLOAT16);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> Optional.of(DataType.INT64);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> Optional.of(DataType.INT32);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 -> Optional.of(DataType.UINT8);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 -> Optional.of(DataType.INT8);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL -> Optional.of(DataType.BOOL);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING -> Optional.of(DataType.STRING);
            default -> Optional.empty();
        };
    }

    // Texts are the one type that ONNX Runtime's Java binding hands out only as nested arrays.
    private static void flatten(Object value, List<String> texts) {
        if (value instanceof Object[] nested) {
            for (Object part : nested) {
                flatten(part, texts);
            }
        } else {
            texts.add((String) value);
        }
    }
}
