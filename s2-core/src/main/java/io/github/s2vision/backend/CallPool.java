package io.github.s2vision.backend;

import io.github.s2vision.tensor.Shape;
import io.github.s2vision.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Prepared calls of one session, each with the memory that it reads and writes, kept for the next one who needs the same
 * shapes: nothing is allocated where shapes repeat, however many threads run. Safe for concurrent use; a lease belongs to
 * one thread at a time.
 *
 * <pre>{@code
 * try (CallPool<Tensors>.Lease lease = pool.borrow(Map.of("images", shape), List.of("output0"))) {
 *     letterbox.write(photo, lease.tensors().input("images"), 0, Normalization.UNIT);
 *     lease.run(RunOptions.DEFAULT);
 *     read(lease.tensors().output("output0"));
 * }
 * }</pre>
 *
 * @param <S> what else a user of the session wants to keep with each call: buffers to convert into, say
 */
public final class CallPool<S> implements AutoCloseable {
    /** Enough for a few shapes on each of many threads; more would keep memory for sizes that never come again. */
    private static final int MOST_IDLE = 32;

    private static final long MOST_IDLE_BYTES = 256L << 20;
    private static final int MOST_LEARNED = 1024;

    private final Session session;
    private final Function<Tensors, S> scratch;
    private final Map<Key, Map<String, Shape>> learned = new ConcurrentHashMap<>();
    private final Deque<Lease> idle = new ArrayDeque<>(); // the latest first; guarded by this
    private long idleBytes; // guarded by this
    private boolean closed; // guarded by this

    private record Key(Map<String, Shape> inputs, List<String> outputs) {}

    /** The memory of one call, by the model's names. */
    public record Tensors(Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
        /** Keeps unmodifiable views. */
        public Tensors {
            inputs = Collections.unmodifiableMap(inputs);
            outputs = Collections.unmodifiableMap(outputs);
        }

        /** What the model reads. */
        public Tensor input(String name) {
            return named(inputs, name);
        }

        /** What it writes. */
        public Tensor output(String name) {
            return named(outputs, name);
        }

        private static Tensor named(Map<String, Tensor> tensors, String name) {
            Tensor tensor = tensors.get(name);
            if (tensor == null) {
                throw new IllegalArgumentException("the call has no '" + name + "', it has " + tensors.keySet());
            }
            return tensor;
        }

        private long bytes() {
            long sum = 0;
            for (Tensor tensor : inputs.values()) {
                sum += tensor.shape().size() * tensor.type().bytes();
            }
            for (Tensor tensor : outputs.values()) {
                sum += tensor.shape().size() * tensor.type().bytes();
            }
            return sum;
        }
    }

    private CallPool(Session session, Function<Tensors, S> scratch) {
        this.session = session;
        this.scratch = scratch;
    }

    /**
     * A pool over a session, which stays the caller's: close the pool first.
     *
     * @param scratch makes what is kept with each call, once per call
     */
    public static <S> CallPool<S> of(Session session, Function<Tensors, S> scratch) {
        return new CallPool<>(Objects.requireNonNull(session, "session"), Objects.requireNonNull(scratch, "scratch"));
    }

    /**
     * A call for these shapes, an idle one or a new one. The outputs' shapes are {@link #outputShapes}: models whose
     * outputs change their shape with the numbers cannot be prepared, use {@link Session#run(Map, RunOptions)} for them.
     *
     * @param inputs the shape of each input of the model
     * @param outputs the outputs to compute
     * @throws IllegalArgumentException if a name or a shape is not the model's
     * @throws IllegalStateException if the session is closed
     */
    public Lease borrow(Map<String, Shape> inputs, List<String> outputs) {
        Key key = new Key(inputs, outputs);
        synchronized (this) {
            for (Iterator<Lease> each = idle.iterator(); each.hasNext(); ) {
                Lease lease = each.next();
                if (lease.key.equals(key)) {
                    each.remove();
                    idleBytes -= lease.bytes;
                    lease.borrowed = true;
                    return lease;
                }
            }
        }
        Map<String, Shape> shapes = outputShapes(inputs, outputs);
        Map<String, Tensor> in = new LinkedHashMap<>();
        inputs.forEach((name, shape) -> in.put(name, Tensor.allocate(input(name).type(), shape)));
        Map<String, Tensor> out = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> out.put(name, Tensor.allocate(output(name).type(), shape)));
        Tensors tensors = new Tensors(in, out);
        S kept = scratch.apply(tensors);
        return new Lease(new Key(Map.copyOf(inputs), List.copyOf(outputs)), session.prepare(in, out), tensors, kept);
    }

    /**
     * The shapes that outputs have for inputs of these shapes: from the file; where that leaves only the batch open, as
     * that of the model's first input; else from one run on zeros, whose answer is kept.
     */
    public Map<String, Shape> outputShapes(Map<String, Shape> inputs, List<String> outputs) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        boolean allKnown = true;
        for (String name : outputs) {
            Shape shape = output(name).shape();
            if (!shape.isFixed() && shape.rank() > 0) {
                shape = shape.with(0, batch(inputs));
            }
            allKnown &= shape.isFixed();
            shapes.put(name, shape);
        }
        return allKnown ? shapes : learn(new Key(Map.copyOf(inputs), List.copyOf(outputs)));
    }

    private long batch(Map<String, Shape> inputs) {
        Shape first = inputs.get(session.signature().inputs().get(0).name());
        return first == null || first.rank() == 0 ? Shape.DYNAMIC : first.dimension(0);
    }

    private Map<String, Shape> learn(Key key) {
        Map<String, Shape> known = learned.get(key);
        if (known != null) {
            return known;
        }
        Map<String, Tensor> zeros = new LinkedHashMap<>();
        key.inputs.forEach(
                (name, shape) -> zeros.put(name, Tensor.allocate(input(name).type(), shape)));
        Map<String, Shape> shapes = new LinkedHashMap<>();
        session.run(zeros, RunOptions.DEFAULT.outputs(key.outputs.toArray(String[]::new)))
                .forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        if (learned.size() >= MOST_LEARNED) {
            learned.clear();
        }
        learned.put(key, shapes);
        return shapes;
    }

    private ModelSignature.Port input(String name) {
        return session.signature().input(name).orElseThrow(() -> unknown("input", name));
    }

    private ModelSignature.Port output(String name) {
        return session.signature().output(name).orElseThrow(() -> unknown("output", name));
    }

    private IllegalArgumentException unknown(String what, String name) {
        return new IllegalArgumentException("no " + what + " is named '" + name + "': " + session.signature());
    }

    /** Frees the idle calls; those still borrowed are freed when they come back. Harmless when repeated. */
    @Override
    public void close() {
        List<Lease> left;
        synchronized (this) {
            closed = true;
            left = new ArrayList<>(idle);
            idle.clear();
            idleBytes = 0;
        }
        left.forEach(lease -> lease.call.close());
    }

    /** Such as {@code CallPool[2 idle calls, 12.0 MB]}. */
    @Override
    public synchronized String toString() {
        return "CallPool[" + idle.size() + " idle calls, " + Math.round(idleBytes / 1e5) / 10.0 + " MB"
                + (closed ? ", closed]" : "]");
    }

    /** A call with its memory, for one thread until it is closed, which gives it back. */
    public final class Lease implements AutoCloseable {
        private final Key key;
        private final Session.Call call;
        private final Tensors tensors;
        private final S kept;
        private final long bytes;
        private boolean borrowed = true; // guarded by the pool

        private Lease(Key key, Session.Call call, Tensors tensors, S kept) {
            this.key = key;
            this.call = call;
            this.tensors = tensors;
            this.kept = kept;
            this.bytes = tensors.bytes();
        }

        /** The memory that the call reads and writes. */
        public Tensors tensors() {
            return tensors;
        }

        /** What is kept with the call beside its tensors. */
        public S scratch() {
            return kept;
        }

        /** Reads the inputs, computes, writes the outputs; see {@link Session.Call#run(RunOptions)}. */
        public void run(RunOptions options) {
            call.run(options);
        }

        /** Gives the call back, with its memory, which must not be touched afterwards. Harmless when repeated. */
        @Override
        public void close() {
            giveBack(this);
        }

        /** Such as {@code Lease[{images=Tensor[…]} -> {output0=Tensor[…]}]}. */
        @Override
        public String toString() {
            return "Lease[" + tensors.inputs + " -> " + tensors.outputs + "]";
        }
    }

    private void giveBack(Lease lease) {
        List<Lease> superfluous = new ArrayList<>(1);
        synchronized (this) {
            if (!lease.borrowed) {
                return;
            }
            lease.borrowed = false;
            if (closed) {
                superfluous.add(lease);
            } else {
                idle.addFirst(lease);
                idleBytes += lease.bytes;
                while (idle.size() > 1 && (idle.size() > MOST_IDLE || idleBytes > MOST_IDLE_BYTES)) {
                    Lease eldest = idle.removeLast();
                    idleBytes -= eldest.bytes;
                    superfluous.add(eldest);
                }
            }
        }
        superfluous.forEach(old -> old.call.close());
    }
}
