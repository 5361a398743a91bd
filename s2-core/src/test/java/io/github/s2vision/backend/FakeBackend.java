package io.github.s2vision.backend;

import io.github.s2vision.progress.Cancellation;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A backend in plain Java for tests of what is built on backends: whatever is opened is one lambda with one signature. It
 * keeps the contract of the real ones, and counts.
 *
 * <pre>{@code
 * FakeBackend backend = FakeBackend.of(signature, inputs -> Map.of("y", inputs.get("x")));
 * try (Session session = backend.open(ByteBuffer.allocate(0), "fake", SessionOptions.DEFAULT)) {
 *     session.run(Map.of("x", pixels));
 * }
 * assertThat(backend.runs()).isEqualTo(1);
 * }</pre>
 */
public final class FakeBackend implements Backend {
    /**
     * What the model computes. Called on the thread of the run; a run that is to stop (time limit, cancellation) interrupts
     * that thread.
     */
    @FunctionalInterface
    public interface Model {
        /** The outputs, at least those of the signature, from inputs that fit it. */
        Map<String, Tensor> compute(Map<String, Tensor> inputs);
    }

    private final ModelSignature signature;
    private final Model model;
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicInteger runs = new AtomicInteger();

    private FakeBackend(ModelSignature signature, Model model) {
        this.signature = signature;
        this.model = model;
    }

    public static FakeBackend of(ModelSignature signature, Model model) {
        return new FakeBackend(signature, model);
    }

    /** Sessions opened so far. */
    public int opened() {
        return opened.get();
    }

    /** Sessions closed so far. */
    public int closed() {
        return closed.get();
    }

    /** Runs finished or failed so far, of all sessions. */
    public int runs() {
        return runs.get();
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public Session open(Path file, SessionOptions options) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        return new FakeSession(file.getFileName().toString());
    }

    @Override
    public Session open(ByteBuffer bytes, String name, SessionOptions options) {
        return new FakeSession(name);
    }

    @Override
    public BackendReport report() {
        return new BackendReport("fake", true, "this JVM", "Java", List.of(), List.of());
    }

    @Override
    public String toString() {
        return "Backend[fake]";
    }

    private final class FakeSession implements Session {
        private final String name;
        private final ModelPorts ports;
        private final InFlight inFlight;

        FakeSession(String name) {
            this.name = name;
            this.ports = new ModelPorts(name, signature);
            this.inFlight = new InFlight("the session of " + name);
            opened.incrementAndGet();
        }

        @Override
        public ModelSignature signature() {
            return signature;
        }

        @Override
        public Map<String, Tensor> run(Map<String, Tensor> inputs, RunOptions options) {
            Objects.requireNonNull(options, "options");
            inFlight.requireOpen();
            Map<String, Tensor> given = ports.checkedInputs(inputs);
            List<ModelSignature.Port> wanted = ports.wanted(options.outputs());
            Map<String, Tensor> outputs = new LinkedHashMap<>();
            inFlight.enter();
            try {
                Map<String, Tensor> computed = compute(given, options);
                wanted.forEach(port -> outputs.put(port.name(), OnnxTensors.copyOf(computed.get(port.name()))));
            } finally {
                inFlight.leave();
            }
            return outputs;
        }

        private Map<String, Tensor> compute(Map<String, Tensor> inputs, RunOptions options) {
            if (options.cancellation() != Cancellation.NONE) {
                options.cancellation().check();
            }
            AtomicReference<RuntimeException> stop = new AtomicReference<>();
            Thread runner = Thread.currentThread();
            ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1);
            options.timeLimit()
                    .ifPresent(limit -> clock.schedule(
                            () -> {
                                if (stop.compareAndSet(null, new BackendException(name + ": time limit of " + limit))) {
                                    runner.interrupt();
                                }
                            },
                            limit.toMillis(),
                            TimeUnit.MILLISECONDS));
            Cancellation.Registration registration = options.cancellation().onCancel(() -> {
                if (stop.compareAndSet(null, new CancellationException(name + " was cancelled"))) {
                    runner.interrupt();
                }
            });
            try {
                Map<String, Tensor> outputs = model.compute(inputs);
                runs.incrementAndGet();
                if (stop.get() != null) {
                    Thread.interrupted();
                    throw stop.get();
                }
                return outputs;
            } finally {
                registration.close();
                clock.shutdownNow();
            }
        }

        @Override
        public Call prepare(Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
            inFlight.requireOpen();
            Map<String, Tensor> in = ports.checkedInputs(inputs);
            Map<String, Tensor> out = ports.checkedOutputs(outputs);
            ports.requirePreparable(in, out);
            return new FakeCall(this, in, out);
        }

        @Override
        public void close() {
            inFlight.requireNotInside();
            if (inFlight.closeAndWait()) {
                closed.incrementAndGet();
            }
        }

        @Override
        public String toString() {
            return "Session[" + name + ", " + signature + (inFlight.isClosed() ? ", closed]" : "]");
        }
    }

    private static final class FakeCall implements Session.Call {
        private static final Object CLOSED = new Object();

        private final FakeSession session;
        private final Map<String, Tensor> inputs;
        private final Map<String, Tensor> outputs;
        private final AtomicReference<Object> inside = new AtomicReference<>();

        FakeCall(FakeSession session, Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
            this.session = session;
            this.inputs = inputs;
            this.outputs = outputs;
        }

        @Override
        public void run() {
            run(RunOptions.DEFAULT);
        }

        @Override
        public void run(RunOptions options) {
            if (!inside.compareAndSet(null, Thread.currentThread())) {
                throw new IllegalStateException(this + " is closed or in use");
            }
            try {
                Map<String, Tensor> computed =
                        session.run(inputs, options.outputs(outputs.keySet().toArray(String[]::new)));
                outputs.forEach((name, memory) -> write(name, computed.get(name), memory));
            } finally {
                inside.set(null);
            }
        }

        private void write(String name, Tensor computed, Tensor memory) {
            if (!computed.shape().equals(memory.shape())) {
                throw new BackendException(
                        "output '" + name + "' is " + computed.shape() + ", prepared was " + memory.shape());
            }
            switch (memory.type()) {
                case FLOAT32 -> memory.floats().put(computed.floats());
                case FLOAT16 -> memory.halves().put(computed.halves());
                case INT64 -> memory.longs().put(computed.longs());
                case INT32 -> memory.ints().put(computed.ints());
                case UINT8, INT8, BOOL -> memory.bytes().put(computed.bytes());
                case STRING -> throw new AssertionError(DataType.STRING);
            }
        }

        @Override
        public void close() {
            while (inside.get() != CLOSED && !inside.compareAndSet(null, CLOSED)) {
                Thread.onSpinWait();
            }
        }

        @Override
        public String toString() {
            return "Call[" + session.name + ", " + inputs + " -> " + outputs + "]";
        }
    }
}
