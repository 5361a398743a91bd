package io.github.s2vision.backend;

import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What goes into a model and comes out, checked against its signature before native code sees it. */
final class ModelPorts {
    private final String model;
    private final ModelSignature signature;

    ModelPorts(String model, ModelSignature signature) {
        this.model = model;
        this.signature = signature;
    }

    /**
     * The inputs in the signature's order.
     *
     * @throws IllegalArgumentException if one is missing, unknown, or of another type or shape than the signature's
     */
    Map<String, Tensor> checkedInputs(Map<String, Tensor> inputs) {
        Map<String, Tensor> checked = new LinkedHashMap<>();
        for (ModelSignature.Port port : signature.inputs()) {
            Tensor tensor = inputs.get(port.name());
            if (tensor == null) {
                throw new IllegalArgumentException(
                        model + " needs the input " + port + ", given were only " + inputs.keySet());
            }
            requireFits("input", port, tensor);
            if (tensor.type() == DataType.BOOL) {
                requireBooleans(model, port.name(), tensor);
            } else if (tensor.type() == DataType.STRING) {
                requirePlainTexts(port.name(), tensor);
            }
            checked.put(port.name(), tensor);
        }
        if (inputs.size() != checked.size()) {
            for (String name : inputs.keySet()) {
                if (!checked.containsKey(name)) {
                    throw new IllegalArgumentException(
                            model + " has no input '" + name + "', its inputs are " + signature.inputs());
                }
            }
        }
        return checked;
    }

    /**
     * The outputs in the signature's order.
     *
     * @throws IllegalArgumentException if there is none, or one is unknown or of another type or shape than the signature's
     */
    Map<String, Tensor> checkedOutputs(Map<String, Tensor> outputs) {
        if (outputs.isEmpty()) {
            throw new IllegalArgumentException(
                    model + ": a prepared call needs memory for one output or more of " + signature.outputs());
        }
        Map<String, Tensor> checked = new LinkedHashMap<>();
        for (ModelSignature.Port port : wanted(List.copyOf(outputs.keySet()))) {
            Tensor tensor = Objects.requireNonNull(outputs.get(port.name()), port.name());
            requireFits("output", port, tensor);
            checked.put(port.name(), tensor);
        }
        return checked;
    }

    /**
     * The outputs of these names in the signature's order; all if there is no name.
     *
     * @throws IllegalArgumentException if a name is unknown
     */
    List<ModelSignature.Port> wanted(List<String> names) {
        if (names.isEmpty()) {
            return signature.outputs();
        }
        for (String name : names) {
            if (signature.output(name).isEmpty()) {
                throw new IllegalArgumentException(
                        model + " has no output '" + name + "', its outputs are " + signature.outputs());
            }
        }
        List<ModelSignature.Port> wanted = new ArrayList<>(signature.outputs());
        wanted.removeIf(port -> !names.contains(port.name()));
        return wanted;
    }

    /**
     * Whether the output is an input itself, without a node between. ONNX Runtime leaves memory prepared for such an output
     * unwritten, and says nothing.
     */
    boolean isPassedThrough(ModelSignature.Port output) {
        return signature.input(output.name()).isPresent();
    }

    /** @throws IllegalArgumentException if native code could not read or write these in place */
    void requirePreparable(Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
        requireDirect(inputs);
        requireDirect(outputs);
        outputs.forEach((name, tensor) -> {
            if (signature.input(name).isPresent()) {
                throw new IllegalArgumentException(model + ": output '" + name
                        + "' is the input of that name, unchanged: leave it out of the prepared outputs");
            }
        });
        Set<Tensor> memory = new HashSet<>(inputs.values());
        outputs.forEach((name, tensor) -> {
            if (!memory.add(tensor)) {
                throw new IllegalArgumentException(model + ": the memory of output '" + name
                        + "' is another tensor's too, which it would overwrite. Give each its own.");
            }
        });
    }

    /** @throws IllegalArgumentException if an element is neither 0 nor 1, which native code would take for an index */
    static void requireBooleans(String model, String input, Tensor tensor) {
        ByteBuffer bytes = tensor.bytes();
        for (int i = 0; i < bytes.limit(); i++) {
            if ((bytes.get(i) & ~1) != 0) {
                throw new IllegalArgumentException(model + ": BOOL input '" + input + "' has the byte " + bytes.get(i)
                        + " at index " + i + ": 0 and 1 are allowed");
            }
        }
    }

    /** ONNX Runtime's Java binding passes texts in modified UTF-8, which differs from UTF-8 for these characters. */
    private void requirePlainTexts(String input, Tensor tensor) {
        for (String text : tensor.strings()) {
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) == 0 || Character.isSurrogate(text.charAt(i))) {
                    throw new IllegalArgumentException(model + ": input '" + input + "' has the text '" + text
                            + "' with the character U+" + Integer.toHexString(text.codePointAt(i))
                            + ", which cannot be passed: allowed are U+0001 to U+FFFF");
                }
            }
        }
    }

    private void requireDirect(Map<String, Tensor> tensors) {
        tensors.forEach((name, tensor) -> {
            if (!tensor.isDirect()) {
                throw new IllegalArgumentException(model + ": '" + name + "' is " + tensor
                        + ", a prepared call needs direct memory: make it with Tensor.allocate"
                        + (tensor.type() == DataType.STRING ? "; texts have none, call run instead" : ""));
            }
        });
    }

    private void requireFits(String what, ModelSignature.Port port, Tensor tensor) {
        if (tensor.type() != port.type() || !port.shape().accepts(tensor.shape())) {
            throw new IllegalArgumentException(
                    model + ": " + what + " " + port + " was given " + tensor.type() + " " + tensor.shape());
        }
    }
}
