package io.github.s2vision.backend;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.github.s2vision.tensor.Tensor;
import java.lang.ref.Reference;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** A prepared call: the same native views, run after run. */
final class OnnxCall implements Session.Call {
    private static final Object CLOSED = new Object();

    private final OnnxSession session;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;
    // Never read, but native code uses their memory as long as this call is there.
    private final Map<String, Tensor> inputMemory;
    private final Map<String, Tensor> outputMemory;
    /** The thread that runs, null, or CLOSED. */
    private final AtomicReference<Object> inside = new AtomicReference<>();

    private volatile boolean closing;

    OnnxCall(
            OnnxSession session,
            Map<String, OnnxTensor> inputs,
            Map<String, OnnxTensor> outputs,
            Map<String, Tensor> inputMemory,
            Map<String, Tensor> outputMemory) {
        this.session = session;
        this.inputs = inputs;
        this.outputs = outputs;
        this.inputMemory = inputMemory;
        this.outputMemory = outputMemory;
    }

    @Override
    public void run() {
        run(RunOptions.DEFAULT);
    }

    @Override
    public void run(RunOptions options) {
        Objects.requireNonNull(options, "options");
        enter();
        try {
            session.compute(inputs, outputs, options);
        } catch (OrtException failed) {
            throw session.runFailed(failed, inputMemory, outputMemory);
        } finally {
            leave();
            Reference.reachabilityFence(this);
        }
    }

    boolean isInside(Thread thread) {
        return inside.get() == thread;
    }

    @Override
    public void close() {
        if (isInside(Thread.currentThread())) {
            throw new IllegalStateException(
                    this + " cannot be closed from within its own run: close would wait for the run");
        }
        boolean interrupted = false;
        synchronized (this) {
            closing = true;
            while (inside.get() != CLOSED && !inside.compareAndSet(null, CLOSED)) {
                try {
                    wait();
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
            if (session.forget(this)) {
                inputs.values().forEach(OnnxTensor::close);
                outputs.values().forEach(OnnxTensor::close);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Such as {@code Call[{images=Tensor[…]} -> {output0=Tensor[…]}]}. */
    @Override
    public String toString() {
        return "Call[" + inputMemory + " -> " + outputMemory + (closing ? ", closed]" : "]");
    }

    private void enter() {
        if (!inside.compareAndSet(null, Thread.currentThread()) || closing) {
            if (closing) {
                leaveIfInside();
                throw new IllegalStateException(this + ": prepare another one");
            }
            throw new IllegalStateException(this
                    + " is being run by another thread: its memory serves one run at a time. Prepare one per thread.");
        }
    }

    private void leaveIfInside() {
        if (isInside(Thread.currentThread())) {
            leave();
        }
    }

    private void leave() {
        inside.set(null);
        if (closing) {
            synchronized (this) {
                notifyAll();
            }
        }
    }
}
