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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a session has in native memory, behind a door that lets nobody near it once it is freed. It outlives a forgotten
 * handle until the cleaner comes, so it must not refer to one.
 */
final class NativeSession {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final String name;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final boolean profiling;
    private final String openedAt = Places.ofCaller();
    private final ModelSignature signature;
    private final ModelPorts ports;
    private final InFlight runs;
    private final Set<NativeCall> calls = ConcurrentHashMap.newKeySet();
    private final OutputShapes shapes = new OutputShapes();

    /** Takes over {@code session}, also if this constructor fails. */
    NativeSession(String name, OrtEnvironment environment, OrtSession session, boolean profiling) throws OrtException {
        this.name = name;
        this.environment = environment;
        this.session = session;
        this.profiling = profiling;
        this.runs = new InFlight("the session of " + name);
        try {
            this.signature = signature(name, session);
            this.ports = new ModelPorts(name, signature);
        } catch (OrtException | RuntimeException unusable) {
            session.close();
            throw unusable;
        }
    }

    String name() {
        return name;
    }

    ModelSignature signature() {
        return signature;
    }

    boolean isClosed() {
        return runs.isClosed();
    }

    /** See {@link Session#run(Map, RunOptions)}. */
    Map<String, Tensor> run(Map<String, Tensor> inputs, RunOptions options) {
        Objects.requireNonNull(options, "options");
        runs.requireOpen();
        // Everything of the caller's is looked at before the door: what runs inside is native code only.
        Map<String, Tensor> given = ports.checkedInputs(inputs);
        List<ModelSignature.Port> wanted = ports.wanted(options.outputs());
        List<ModelSignature.Port> computed = new ArrayList<>(wanted);
        computed.removeIf(ports::isPassedThrough);
        runs.enter();
        try {
            Map<String, Tensor> results = computed.isEmpty() ? Map.of() : compute(given, computed, options);
            Map<String, Tensor> outputs = new LinkedHashMap<>();
            for (ModelSignature.Port output : wanted) {
                Tensor result = results.get(output.name());
                outputs.put(
                        output.name(),
                        result != null ? result : OnnxTensors.copyOf(Objects.requireNonNull(given.get(output.name()))));
            }
            return outputs;
        } catch (OrtException failed) {
            throw runFailed(failed, given, Map.of());
        } finally {
            runs.leave();
            Reference.reachabilityFence(given);
        }
    }

    private Map<String, Tensor> compute(
            Map<String, Tensor> inputs, List<ModelSignature.Port> wanted, RunOptions options) throws OrtException {
        Map<String, OnnxTensor> views = new LinkedHashMap<>();
        try (RunLimits limits = RunLimits.of(name, options)) {
            view(inputs, views);
            List<Shape> key = inputs.values().stream().map(Tensor::shape).toList();
            Map<String, Tensor> pinned = new LinkedHashMap<>();
            for (ModelSignature.Port output : wanted) {
                Shape shape = shapes.expected(output, key);
                if (shape != null) {
                    pinned.put(output.name(), Tensor.allocate(output.type(), shape));
                }
            }
            try {
                return compute(views, wanted, pinned, key, limits);
            } catch (OrtException failed) {
                // The file's own shape may be wrong, and what was learned does not hold where shapes follow the data.
                if (pinned.isEmpty() || failed.getCode() != OrtException.OrtErrorCode.ORT_INVALID_ARGUMENT) {
                    throw failed;
                }
                Map<String, Tensor> outputs = compute(views, wanted, Map.of(), key, limits);
                shapes.correct(pinned, outputs);
                return outputs;
            }
        } finally {
            views.values().forEach(OnnxTensor::close);
        }
    }

    private Map<String, Tensor> compute(
            Map<String, OnnxTensor> inputs,
            List<ModelSignature.Port> wanted,
            Map<String, Tensor> pinned,
            List<Shape> key,
            RunLimits limits)
            throws OrtException {
        Set<String> requested = new LinkedHashSet<>();
        wanted.forEach(output -> requested.add(output.name()));
        requested.removeAll(pinned.keySet());
        Map<String, OnnxTensor> pinnedViews = new LinkedHashMap<>();
        try {
            view(pinned, pinnedViews);
            try (OrtSession.Result result = run(inputs, requested, pinnedViews, limits)) {
                Map<String, Tensor> outputs = new LinkedHashMap<>(pinned);
                for (ModelSignature.Port output : wanted) {
                    if (requested.contains(output.name())) {
                        OnnxTensor value =
                                (OnnxTensor) result.get(output.name()).orElseThrow();
                        Tensor copy = OnnxTensors.copyOf(value, output.type());
                        outputs.put(output.name(), copy);
                        shapes.learn(key, output, copy.shape());
                    }
                }
                return outputs;
            }
        } finally {
            pinnedViews.values().forEach(OnnxTensor::close);
            Reference.reachabilityFence(pinned);
        }
    }

    private OrtSession.Result run(
            Map<String, OnnxTensor> inputs, Set<String> requested, Map<String, OnnxTensor> pinned, RunLimits limits)
            throws OrtException {
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

    /** Runs a prepared call, which keeps its tensors' memory alive and is inside on its own account. */
    void run(NativeCall call, RunOptions options) throws OrtException {
        runs.enterUnnamed();
        try {
            if (!RunLimits.needed(options)) {
                // Pinned outputs do not belong to the result: there is nothing in it to close.
                session.run(call.inputs(), Set.of(), call.outputs(), null);
                return;
            }
            try (RunLimits limits = RunLimits.of(name, options)) {
                run(call.inputs(), Set.of(), call.outputs(), limits);
            }
        } finally {
            runs.leaveUnnamed();
        }
    }

    /** See {@link Session#prepare}. */
    NativeCall prepare(Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
        runs.requireOpen();
        Map<String, Tensor> in = ports.checkedInputs(inputs);
        Map<String, Tensor> out = ports.checkedOutputs(outputs);
        ports.requirePreparable(in, out);
        Map<String, OnnxTensor> inputViews = new LinkedHashMap<>();
        Map<String, OnnxTensor> outputViews = new LinkedHashMap<>();
        runs.enter();
        try {
            view(in, inputViews);
            view(out, outputViews);
            NativeCall call = new NativeCall(this, in, out, inputViews, outputViews);
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

    /** Closed calls are none of the session's business any more. */
    void forget(NativeCall call) {
        calls.remove(call);
    }

    /** See {@link Session#close}. */
    void close() {
        runs.requireNotInside();
        if (calls.stream().anyMatch(call -> call.isRunBy(Thread.currentThread()))) {
            throw runs.closedFromInside();
        }
        if (!runs.closeAndWait()) {
            return;
        }
        List.copyOf(calls).forEach(NativeCall::close);
        try (session) {
            if (profiling) {
                LOG.debug("wrote profile={} of model={}", session.endProfiling(), name);
            }
        } catch (OrtException failed) {
            throw new BackendException(name + ": ONNX Runtime could not close its session", failed);
        }
    }

    /** For the cleaner: nobody holds the handle, so nobody is inside. */
    void closeForgotten() {
        if (!isClosed()) {
            LOG.warn(
                    "the session of {}, opened at {}, was never closed: its memory was kept until now. Close sessions, or open"
                            + " them in a try (...).",
                    name,
                    openedAt);
            close();
        }
    }

    BackendException runFailed(OrtException failed, Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
        return new BackendException(
                name + ": the run failed with inputs " + inputs
                        + (outputs.isEmpty() ? "" : " and prepared outputs " + outputs) + ": " + failed.getMessage(),
                failed);
    }

    private void view(Map<String, Tensor> tensors, Map<String, OnnxTensor> views) throws OrtException {
        for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
            views.put(tensor.getKey(), OnnxTensors.view(environment, tensor.getValue()));
        }
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
