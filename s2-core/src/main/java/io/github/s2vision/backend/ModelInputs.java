package io.github.s2vision.backend;

import io.github.s2vision.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Checks what a caller gives a model before native code sees it. */
final class ModelInputs {
    private ModelInputs() {}

    /**
     * The inputs in the signature's order.
     *
     * @throws IllegalArgumentException if one is missing, unknown, or of another type or shape than the signature's
     */
    static Map<String, Tensor> checked(String model, ModelSignature signature, Map<String, Tensor> inputs) {
        Map<String, Tensor> checked = new LinkedHashMap<>();
        for (ModelSignature.Port port : signature.inputs()) {
            Tensor tensor = inputs.get(port.name());
            if (tensor == null) {
                throw new IllegalArgumentException(
                        model + " needs the input " + port + ", got only " + inputs.keySet());
            }
            requireFits(model, "input", port, tensor);
            checked.put(port.name(), tensor);
        }
        if (inputs.size() != checked.size()) {
            for (String name : inputs.keySet()) {
                if (!checked.containsKey(name)) {
                    throw new IllegalArgumentException(
                            model + " has no input '" + name + "': its inputs are " + signature.inputs());
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
    static Map<String, Tensor> checkedOutputs(String model, ModelSignature signature, Map<String, Tensor> outputs) {
        Map<String, Tensor> checked = new LinkedHashMap<>();
        for (ModelSignature.Port port : signature.outputs()) {
            Tensor tensor = outputs.get(port.name());
            if (tensor != null) {
                requireFits(model, "output", port, tensor);
                checked.put(port.name(), tensor);
            }
        }
        if (checked.isEmpty() || outputs.size() != checked.size()) {
            throw new IllegalArgumentException(model + ": prepared outputs are " + outputs.keySet()
                    + ", needed are one or more of " + signature.outputs());
        }
        return checked;
    }

    /** @throws IllegalArgumentException if one is not in direct memory */
    static void requireDirect(String model, Map<String, Tensor> tensors) {
        tensors.forEach((name, tensor) -> {
            if (!tensor.isDirect()) {
                throw new IllegalArgumentException(model + ": '" + name + "' is " + tensor
                        + ", a prepared call needs direct memory: make it with Tensor.allocate");
            }
        });
    }

    /** @throws IllegalArgumentException if the tensor is of another type or shape than the port */
    static void requireFits(String model, String what, ModelSignature.Port port, Tensor tensor) {
        Objects.requireNonNull(tensor, port.name());
        if (tensor.type() != port.type() || !port.shape().accepts(tensor.shape())) {
            throw new IllegalArgumentException(
                    model + ": " + what + " " + port + " was given " + tensor.type() + " " + tensor.shape());
        }
    }
}
