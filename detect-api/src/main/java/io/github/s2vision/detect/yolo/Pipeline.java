package io.github.s2vision.detect.yolo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

/**
 * Works on a few things ahead, on other threads, and gives the results in the order of the things. Nothing waits when the
 * reader stops: what is under way ends, and no more is begun, so that a reader who forgets to close leaks no thread. The
 * source is read on the reader's thread.
 */
final class Pipeline<T, R> implements Iterator<R>, AutoCloseable {
    private final Iterator<T> source;
    private final Function<T, R> work;
    private final Executor executor;
    private final int most;
    private final Deque<FutureTask<R>> ahead = new ArrayDeque<>();
    private boolean closed;

    /** @param most how many things are under way or waiting to be read, 1 or more */
    Pipeline(Iterator<T> source, Function<T, R> work, Executor executor, int most) {
        this.source = source;
        this.work = work;
        this.executor = executor;
        this.most = most;
    }

    private void fill() {
        while (!closed && ahead.size() < most && source.hasNext()) {
            T next = source.next();
            FutureTask<R> task = new FutureTask<>(() -> work.apply(next));
            ahead.add(task);
            executor.execute(task);
        }
    }

    @Override
    public boolean hasNext() {
        fill();
        return !ahead.isEmpty();
    }

    /**
     * The next result.
     *
     * @throws CancellationException if this thread is interrupted; its flag stays set
     */
    @Override
    public R next() {
        fill();
        FutureTask<R> first = ahead.poll();
        if (first == null) {
            throw new NoSuchElementException("there are no more results");
        }
        try {
            return first.get();
        } catch (InterruptedException stop) {
            first.cancel(true);
            close();
            Thread.currentThread().interrupt();
            CancellationException cancelled = new CancellationException("cancelled: the thread was interrupted");
            cancelled.initCause(stop);
            throw cancelled;
        } catch (ExecutionException failed) {
            close();
            if (failed.getCause() instanceof Error error) {
                throw error;
            }
            if (failed.getCause() instanceof RuntimeException exception) {
                throw exception;
            }
            throw new IllegalStateException(failed.getCause()); // a Function throws nothing checked
        }
    }

    /** Begins nothing more and stops what is under way; harmless when repeated. */
    @Override
    public void close() {
        closed = true;
        ahead.forEach(task -> task.cancel(true));
        ahead.clear();
    }
}
