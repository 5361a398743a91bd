package io.github.s2vision.backend;

import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a model file says of itself.
 *
 * @param inputs in the file's order
 * @param outputs in the file's order
 * @param metadata the file's custom metadata, with the exporter's own keys: {@code names}, {@code stride}, {@code task}
 */
public record ModelSignature(List<Port> inputs, List<Port> outputs, Map<String, String> metadata) {
    /** Copies the collections, keeping their order. */
    public ModelSignature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /**
     * An input or an output.
     *
     * @param name what the file calls it
     * @param type the type of its elements
     * @param shape its shape, {@link Shape#DYNAMIC} where the file leaves a length open
     * @param dimensionNames one per axis: the file's name for an open length ("batch", "height"), empty where it has none
     */
    public record Port(String name, DataType type, Shape shape, List<String> dimensionNames) {
        /** Copies the names. */
        public Port {
            dimensionNames = List.copyOf(dimensionNames);
            if (dimensionNames.size() != shape.rank()) {
                throw new IllegalArgumentException(
                        name + " of shape " + shape + " needs a dimension name (or \"\") for each of " + shape.rank()
                                + " axes, got " + dimensionNames);
            }
        }

        /** Such as {@code images FLOAT32 [batch, 3, 640, 640]}. */
        @Override
        public String toString() {
            StringBuilder text =
                    new StringBuilder(name).append(' ').append(type).append(" [");
            for (int axis = 0; axis < shape.rank(); axis++) {
                long length = shape.dimension(axis);
                String open = dimensionNames.get(axis).isEmpty() ? "?" : dimensionNames.get(axis);
                text.append(axis == 0 ? "" : ", ").append(length == Shape.DYNAMIC ? open : Long.toString(length));
            }
            return text.append(']').toString();
        }
    }

    /** The input of this name. */
    public Optional<Port> input(String name) {
        return inputs.stream().filter(port -> port.name().equals(name)).findFirst();
    }

    /** The output of this name. */
    public Optional<Port> output(String name) {
        return outputs.stream().filter(port -> port.name().equals(name)).findFirst();
    }

    /** Such as {@code images FLOAT32 [1, 3, 640, 640] -> output0 FLOAT32 [1, 84, 8400]}; without the metadata. */
    @Override
    public String toString() {
        return inputs.stream().map(Port::toString).collect(Collectors.joining(", "))
                + " -> "
                + outputs.stream().map(Port::toString).collect(Collectors.joining(", "));
    }
}
