package io.github.s2vision.progress;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/**
 * A handle that tells work to stop: one thread calls {@link #cancel}, the work sees it at its next step and ends with a
 * {@link CancellationException}. What was written by then is whole files. Once cancelled it stays so. Safe for
 * concurrent use.
 */
public final class Cancellation {
    /** One that is never cancelled. */
    public static final Cancellation NONE = new Cancellation(false);

    /** A registered action; closing takes it back. */
    public interface Registration extends AutoCloseable {
        /** Afterwards the action is not started any more; it may be running. */
        @Override
        void close();
    }

    private final boolean allowed;
    private final Map<Object, Runnable> actions = new LinkedHashMap<>(); // by registration; guarded by this
    private volatile boolean cancelled;

    /** A handle that is not cancelled yet. */
    public Cancellation() {
        this(true);
    }

    private Cancellation(boolean allowed) {
        this.allowed = allowed;
    }

    /**
     * Tells the work to stop, and returns at once.
     *
     * @throws IllegalStateException on {@link #NONE}
     */
    public void cancel() {
        if (!allowed) {
            throw new IllegalStateException("Cancellation.NONE is shared by everyone: make a new Cancellation()");
        }
        List<Runnable> start;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            start = new ArrayList<>(actions.values());
            actions.clear();
        }
        start.forEach(Runnable::run);
    }

    /** Whether {@link #cancel} was called. */
    public boolean isCancelled() {
        return cancelled;
    }

    /**
     * For the work itself, at each step: goes on or stops.
     *
     * @throws CancellationException if cancelled, or if the thread was interrupted (its flag stays set)
     */
    public void check() {
        if (cancelled) {
            throw new CancellationException("cancelled by its Cancellation");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("cancelled: the thread was interrupted");
        }
    }

    /** Runs {@code action} when {@link #cancel} is called, on that thread; at once if it was called already. */
    public Registration onCancel(Runnable action) {
        if (!allowed) {
            return () -> {};
        }
        Object registration = new Object();
        synchronized (this) {
            if (!cancelled) {
                actions.put(registration, action);
                return () -> {
                    synchronized (this) {
                        actions.remove(registration);
                    }
                };
            }
        }
        action.run();
        return () -> {};
    }

    @Override
    public String toString() {
        return allowed ? "Cancellation[" + (cancelled ? "cancelled]" : "not cancelled]") : "Cancellation[never]";
    }
}
