package io.github.s2vision.backend;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.s2vision.progress.Cancellation;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The end of one run from outside: its time limit or its cancellation, whichever comes first. */
final class RunLimits implements AutoCloseable {
    private enum Stop {
        TIME,
        CANCELLED
    }

    /** One thread for all limits, there only while limits are used. */
    private static final class Timer {
        static final ScheduledThreadPoolExecutor SHARED = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "s2vision-time-limits");
            thread.setDaemon(true);
            return thread;
        });

        static {
            SHARED.setRemoveOnCancelPolicy(true);
            SHARED.setKeepAliveTime(10, TimeUnit.SECONDS);
            SHARED.allowCoreThreadTimeOut(true);
        }
    }

    private final String model;
    private final RunOptions options;
    private final OrtSession.RunOptions handle;
    private final Cancellation.Registration registration;
    private final @Nullable Future<?> timer;
    // Both guarded by this: the handle must not be touched once it is closed.
    private boolean finished;
    private @Nullable Stop stop;

    /**
     * Starts the clock.
     *
     * @throws CancellationException if it is cancelled already, or the thread was interrupted
     */
    RunLimits(String model, RunOptions options) throws OrtException {
        this.model = model;
        this.options = options;
        options.cancellation().check();
        handle = new OrtSession.RunOptions();
        registration = options.cancellation().onCancel(() -> stop(Stop.CANCELLED));
        timer = options.timeLimit()
                .map(limit -> Timer.SHARED.schedule(() -> stop(Stop.TIME), nanos(limit), TimeUnit.NANOSECONDS))
                .orElse(null);
    }

    /** Whether a run with these options needs one. */
    static boolean needed(RunOptions options) {
        return options.timeLimit().isPresent() || options.cancellation() != Cancellation.NONE;
    }

    OrtSession.RunOptions handle() {
        return handle;
    }

    /**
     * After the run, however it ended.
     *
     * @throws CancellationException if it was cancelled
     * @throws BackendException if it took too long
     */
    void requireNotStopped() {
        Stop found;
        synchronized (this) {
            found = stop;
        }
        if (found == Stop.CANCELLED) {
            throw new CancellationException("the run of " + model + " was cancelled");
        }
        if (found == Stop.TIME) {
            Duration limit = options.timeLimit().orElseThrow();
            throw new BackendException(
                    "the run of " + model + " was stopped after its time limit of " + limit.toMillis() + " ms",
                    new TimeoutException());
        }
    }

    private synchronized void stop(Stop cause) {
        if (finished || stop != null) {
            return;
        }
        stop = cause;
        try {
            handle.setTerminate(true);
        } catch (OrtException impossible) {
            throw new BackendException("ONNX Runtime refused to stop the run of " + model, impossible);
        }
    }

    @Override
    public void close() {
        registration.close();
        if (timer != null) {
            timer.cancel(false);
        }
        synchronized (this) {
            finished = true;
            handle.close();
        }
    }

    private static long nanos(Duration limit) {
        try {
            return limit.toNanos();
        } catch (ArithmeticException beyond292Years) {
            return Long.MAX_VALUE;
        }
    }
}
