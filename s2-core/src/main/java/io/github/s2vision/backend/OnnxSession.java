package io.github.s2vision.backend;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Shape;
import io.github.s2vision.tensor.Tensor;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A session of ONNX Runtime behind a door that lets nobody near freed memory. */
final class OnnxSession implements Session {
    private final String name;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final ModelSignature signature;
    private final InFlight runs;
    private final Set<OnnxCall> calls = ConcurrentHashMap.newKeySet();

    /** Takes over {@code session}: closes it, also if this constructor fails. */
    OnnxSession(String name, OrtEnvironment environment, OrtSession session) throws OrtException {
        this.name = name;
        this.environment = environment;
        this.session = session;
        this.runs = new InFlight("the session of " + name);
        this.signature = signature(name, session);
    }

    @Override
    public ModelSignature signature() {
        return signature;
    }

    @Override
    public Map<String, Tensor> run(Map<String, Tensor> inputs, RunOptions options) {
        Objects.requireNonNull(options, "options");
        runs.requireOpen();
        // Everything of the caller's is looked at before the door: what runs inside is native code only.
        Map<String, Tensor> given = ModelInputs.checked(name, signature, inputs);
        Set<String> wanted = wanted(options.outputs());
        runs.enter();
        try {
            return compute(given, wanted, options);
        } catch (OrtException failed) {
            throw runFailed(failed, given, Map.of());
        } finally {
            runs.leave();
            Reference.reachabilityFence(given);
        }
    }

    private Map<String, Tensor> compute(Map<String, Tensor> inputs, Set<String> wanted, RunOptions options)
            throws OrtException {
        Map<String, OnnxTensor> views = new LinkedHashMap<>();
        try {
            view(inputs, views);
            try (OrtSession.Result result = compute(views, wanted, Map.of(), options)) {
                Map<String, Tensor> outputs = new LinkedHashMap<>();
                for (String output : wanted) {
                    DataType type = signature.output(output).orElseThrow().type();
                    OnnxTensor value = (OnnxTensor) result.get(output).orElseThrow();
                    outputs.put(output, OnnxTensors.copyOf(value, type));
                }
                return outputs;
            }
        } finally {
            views.values().forEach(OnnxTensor::close);
        }
    }

    /** Runs for a prepared call, which keeps its tensors' memory alive. */
    void compute(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs, RunOptions options)
            throws OrtException {
        runs.enterUnnamed();
        try {
            // Pinned outputs do not belong to the result: there is nothing in it to close.
            compute(inputs, Set.of(), outputs, options);
        } finally {
            runs.leaveUnnamed();
        }
    }

    private OrtSession.Result compute(
            Map<String, OnnxTensor> inputs, Set<String> requested, Map<String, OnnxTensor> pinned, RunOptions options)
            throws OrtException {
        if (!RunLimits.needed(options)) {
            return session.run(inputs, requested, pinned, null);
        }
        try (RunLimits limits = new RunLimits(name, options)) {
            OrtSession.Result result;
            try {
                result = session.run(inputs, requested, pinned, limits.handle());
            } catch (OrtException failed) {
                limits.requireNotStopped();
                throw failed;
            }
            try {
                limits.requireNotStopped();
            } catch (RuntimeException tooLate) {
                result.close();
                throw tooLate;
            }
            return result;
        }
    }

    private void view(Map<String, Tensor> tensors, Map<String, OnnxTensor> views) throws OrtException {
        for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
            views.put(tensor.getKey(), OnnxTensors.view(environment, tensor.getValue()));
        }
    }

    @Override
    public Call prepare(Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
        runs.requireOpen();
        Map<String, Tensor> in = ModelInputs.checked(name, signature, inputs);
        Map<String, Tensor> out = ModelInputs.checkedOutputs(name, signature, outputs);
        ModelInputs.requireDirect(name, in);
        ModelInputs.requireDirect(name, out);
        Map<String, OnnxTensor> inputViews = new LinkedHashMap<>();
        Map<String, OnnxTensor> outputViews = new LinkedHashMap<>();
        runs.enter();
        try {
            view(in, inputViews);
            view(out, outputViews);
            OnnxCall call = new OnnxCall(this, inputViews, outputViews, in, out);
            calls.add(call);
            return call;
        } catch (OrtException failed) {
            inputViews.values().forEach(OnnxTensor::close);
            outputViews.values().forEach(OnnxTensor::close);
            throw new BackendException(name + ": the call could not be prepared: " + failed.getMessage(), failed);
        } finally {
            runs.leave();
        }
    }

    /** Whether the call was still known: its native views are the caller's to close. */
    boolean forget(OnnxCall call) {
        return calls.remove(call);
    }

    @Override
    public void close() {
        runs.requireNotInside();
        if (calls.stream().anyMatch(call -> call.isInside(Thread.currentThread()))) {
            throw runs.closedFromInside();
        }
        if (runs.closeAndWait()) {
            List.copyOf(calls).forEach(Call::close);
            try {
                session.close();
            } catch (OrtException failed) {
                throw new BackendException(name + ": ONNX Runtime could not close its session", failed);
            }
        }
    }

    /** Such as {@code Session[yolov8n.onnx, images FLOAT32 [1, 3, 640, 640] -> output0 FLOAT32 [1, 84, 8400]]}. */
    @Override
    public String toString() {
        return "Session[" + name + ", " + signature + (runs.isClosed() ? ", closed]" : "]");
    }

    private Set<String> wanted(List<String> names) {
        Set<String> wanted = new LinkedHashSet<>();
        for (ModelSignature.Port output : signature.outputs()) {
            if (names.isEmpty() || names.contains(output.name())) {
                wanted.add(output.name());
            }
        }
        for (String asked : names) {
            if (!wanted.contains(asked)) {
                throw new IllegalArgumentException(name + " has no output '" + asked + "': its outputs are "
                        + signature.outputs().stream()
                                .map(ModelSignature.Port::toString)
                                .toList());
            }
        }
        return wanted;
    }

    BackendException runFailed(OrtException failed, Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
        return new BackendException(
                name + ": the run failed with inputs " + inputs
                        + (outputs.isEmpty() ? "" : " and prepared outputs " + outputs) + ": " + failed.getMessage(),
                failed);
    }

    private static ModelSignature signature(String name, OrtSession session) throws OrtException {
        return new ModelSignature(
                ports(name, "input", session.getInputInfo()),
                ports(name, "output", session.getOutputInfo()),
                session.getMetadata().getCustomMetadata());
    }

    private static List<ModelSignature.Port> ports(String model, String what, Map<String, NodeInfo> infos) {
        List<ModelSignature.Port> ports = new ArrayList<>();
        for (NodeInfo info : infos.values()) {
            if (!(info.getInfo() instanceof TensorInfo tensor)) {
                throw new BackendException(model + ": " + what + " '" + info.getName() + "' is no tensor but "
                        + info.getInfo() + ". Only tensors are supported: export the model without it.");
            }
            DataType type = OnnxTensors.typeOf(tensor.onnxType)
                    .orElseThrow(() -> new BackendException(model + ": " + what + " '" + info.getName()
                            + "' is of type "
                            + tensor.onnxType.name().replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", "")
                            + ", supported are " + Arrays.toString(DataType.values())
                            + ". Export the model with one of these."));
            ports.add(new ModelSignature.Port(
                    info.getName(), type, Shape.of(tensor.getShape()), List.of(tensor.getDimensionNames())));
        }
        return ports;
    }
}
