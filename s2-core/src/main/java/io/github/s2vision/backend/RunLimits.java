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

    private static final RunLimits NONE = new RunLimits("", RunOptions.DEFAULT);

    private final String model;
    private final RunOptions options;
    private OrtSession.@Nullable RunOptions handle; // closed and null after the run; guarded by this
    private Cancellation.@Nullable Registration registration;
    private @Nullable Future<?> timer;
    private @Nullable Stop stop; // guarded by this

    private RunLimits(String model, RunOptions options) {
        this.model = model;
        this.options = options;
    }

    /**
     * Starts the clock.
     *
     * @throws CancellationException if it is cancelled already, or can be and the thread was interrupted
     */
    static RunLimits of(String model, RunOptions options) throws OrtException {
        if (!needed(options)) {
            return NONE;
        }
        if (options.cancellation() != Cancellation.NONE) {
            options.cancellation().check();
        }
        RunLimits limits = new RunLimits(model, options);
        limits.start();
        return limits;
    }

    private void start() throws OrtException {
        synchronized (this) {
            handle = new OrtSession.RunOptions();
        }
        registration = options.cancellation().onCancel(() -> stop(Stop.CANCELLED));
        timer = options.timeLimit()
                .map(limit -> Timer.SHARED.schedule(() -> stop(Stop.TIME), nanos(limit), TimeUnit.NANOSECONDS))
                .orElse(null);
    }

    /** Whether a run with these options can be stopped at all. */
    static boolean needed(RunOptions options) {
        return options.timeLimit().isPresent() || options.cancellation() != Cancellation.NONE;
    }

    /** What the run is given; null if nothing can stop it. */
    synchronized OrtSession.@Nullable RunOptions handle() {
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
        if (handle == null || stop != null) {
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
        if (registration != null) {
            registration.close();
        }
        if (timer != null) {
            timer.cancel(false);
        }
        synchronized (this) {
            if (handle != null) {
                handle.close();
                handle = null;
            }
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
