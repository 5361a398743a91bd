package io.github.s2vision.backend;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who is inside: many runs may enter, until one close shuts the door and waits for the last to leave. Closing beside a
 * run, or running after a close, kills the JVM in native code, so every native call on a session happens inside.
 */
final class InFlight {
    private static final int CLOSED = Integer.MIN_VALUE; // the sign bit; the rest counts the runs inside

    private final String what;
    private final AtomicInteger state = new AtomicInteger();
    private final Map<Thread, Integer> threads = new ConcurrentHashMap<>();

    /** @param what what messages call the closed thing */
    InFlight(String what) {
        this.what = what;
    }

    boolean isClosed() {
        return state.get() < 0;
    }

    /** @throws IllegalStateException if closed */
    void requireOpen() {
        if (isClosed()) {
            throw closed();
        }
    }

    /** Enters; {@link #leave} must follow on the same thread. */
    void enter() {
        enterUnnamed();
        threads.merge(Thread.currentThread(), 1, Integer::sum);
    }

    void leave() {
        threads.computeIfPresent(Thread.currentThread(), (thread, depth) -> depth == 1 ? null : depth - 1);
        leaveUnnamed();
    }

    /** Enters without a note of the thread, which costs no memory; who calls this finds its own way to refuse a close. */
    void enterUnnamed() {
        int seen;
        do {
            seen = state.get();
            if (seen < 0) {
                throw closed();
            }
        } while (!state.compareAndSet(seen, seen + 1));
    }

    void leaveUnnamed() {
        if (state.decrementAndGet() == CLOSED) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** @throws IllegalStateException if this thread is inside: it would wait for itself */
    void requireNotInside() {
        if (threads.containsKey(Thread.currentThread())) {
            throw closedFromInside();
        }
    }

    IllegalStateException closedFromInside() {
        return new IllegalStateException(what
                + " cannot be closed from within one of its own runs: close would wait for the run, and the run for"
                + " close. Close it after the run, or from another thread.");
    }

    /**
     * Shuts the door and waits until everyone has left; an interrupt does not end the wait, but stays set.
     *
     * @return whether this call shut it, so that it is the one to free what is inside
     */
    boolean closeAndWait() {
        boolean first = state.getAndUpdate(seen -> seen | CLOSED) >= 0;
        boolean interrupted = false;
        synchronized (this) {
            while (state.get() != CLOSED) {
                try {
                    wait();
                } catch (InterruptedException stop) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return first;
    }

    private IllegalStateException closed() {
        return new IllegalStateException(what + " is closed. Keep the session open as long as something runs it.");
    }
}
