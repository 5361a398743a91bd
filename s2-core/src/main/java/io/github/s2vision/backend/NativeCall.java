package io.github.s2vision.backend;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.lang.ref.Reference;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.LoggerFactory;

/** What a prepared call has in native memory: the same views, run after run. Must not refer to a handle. */
final class NativeCall {
    private static final Object CLOSED = new Object();

    private final NativeSession session;
    // The memory under the views: ONNX Runtime itself does not keep it alive.
    private final Map<String, Tensor> inputMemory;
    private final Map<String, Tensor> outputMemory;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;
    private final List<Map.Entry<String, Tensor>> booleans;
    private final String preparedAt = Places.ofCaller();
    /** The thread that runs it, null, or CLOSED. */
    private final AtomicReference<Object> inside = new AtomicReference<>();

    private volatile boolean closing;

    NativeCall(
            NativeSession session,
            Map<String, Tensor> inputMemory,
            Map<String, Tensor> outputMemory,
            Map<String, OnnxTensor> inputs,
            Map<String, OnnxTensor> outputs) {
        this.session = session;
        this.inputMemory = inputMemory;
        this.outputMemory = outputMemory;
        this.inputs = inputs;
        this.outputs = outputs;
        this.booleans = inputMemory.entrySet().stream()
                .filter(input -> input.getValue().type() == DataType.BOOL)
                .toList();
    }

    Map<String, OnnxTensor> inputs() {
        return inputs;
    }

    Map<String, OnnxTensor> outputs() {
        return outputs;
    }

    boolean isRunBy(Thread thread) {
        return inside.get() == thread;
    }

    /** See {@link Session.Call#run(RunOptions)}. */
    void run(RunOptions options) {
        enter();
        try {
            for (int i = 0; i < booleans.size(); i++) {
                Map.Entry<String, Tensor> input = booleans.get(i);
                ModelPorts.requireBooleans(session.name(), input.getKey(), input.getValue());
            }
            session.run(this, options);
        } catch (OrtException failed) {
            throw session.runFailed(failed, inputMemory, outputMemory);
        } finally {
            leave();
            Reference.reachabilityFence(this);
        }
    }

    /** See {@link Session.Call#close}. */
    void close() {
        if (isRunBy(Thread.currentThread())) {
            throw new IllegalStateException(
                    this + " cannot be closed from within its own run: close would wait for the run");
        }
        boolean interrupted = false;
        synchronized (this) {
            closing = true;
            while (inside.get() != CLOSED) {
                if (inside.compareAndSet(null, CLOSED)) {
                    session.forget(this);
                    inputs.values().forEach(OnnxTensor::close);
                    outputs.values().forEach(OnnxTensor::close);
                } else {
                    try {
                        wait();
                    } catch (InterruptedException later) {
                        interrupted = true;
                    }
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** For the cleaner: nobody holds the handle, so nobody is inside. */
    void closeForgotten() {
        if (!closing) {
            LoggerFactory.getLogger(Session.Call.class)
                    .warn(
                            "a call of {}, prepared at {}, was never closed: its memory was kept until now. Close calls, or"
                                    + " prepare them in a try (...).",
                            session.name(),
                            preparedAt);
            close();
        }
    }

    /** Such as {@code Call[vit.onnx, {images=Tensor[…]} -> {tokens=Tensor[…]}]}. */
    @Override
    public String toString() {
        return "Call[" + session.name() + ", " + inputMemory + " -> " + outputMemory + (closing ? ", closed]" : "]");
    }

    private void enter() {
        boolean entered = inside.compareAndSet(null, Thread.currentThread());
        if (closing) {
            if (entered) {
                leave();
            }
            throw new IllegalStateException(this + ": prepare another one");
        }
        if (!entered) {
            throw new IllegalStateException(
                    this + " is being run already: its memory serves one run at a time. Prepare one call per thread.");
        }
    }

    private void leave() {
        inside.set(null);
        // Volatile after volatile: either the closing thread sees null, or this one sees that it waits.
        if (closing) {
            synchronized (this) {
                notifyAll();
            }
        }
    }
}
