package io.github.s2vision.evaluation;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Runs work category by category on several threads. Each category writes only what is its own, so that the number of
 * threads changes no bit of the result.
 */
final class Categories {
    /** What one thread does; made on that thread, closed at its end. */
    interface Work extends Closeable {
        void category(int k);

        @Override
        default void close() throws IOException {}
    }

    private Categories() {}

    /** Runs all categories; the first error ends it. */
    static void forEach(int threads, int categories, Supplier<Work> work) throws IOException {
        AtomicInteger next = new AtomicInteger();
        int helpers = Math.min(threads, categories) - 1;
        if (helpers <= 0) {
            run(next, categories, work);
            return;
        }
        ExecutorService executor = Executors.newFixedThreadPool(helpers);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < helpers; i++) {
                running.add(executor.submit(() -> {
                    run(next, categories, work);
                    return null;
                }));
            }
            run(next, categories, work);
            for (Future<?> one : running) {
                await(one);
            }
        } finally {
            next.set(categories); // after an error nobody begins another
            executor.shutdownNow();
        }
    }

    private static void run(AtomicInteger next, int categories, Supplier<Work> work) throws IOException {
        try (Work own = work.get()) {
            for (int k = next.getAndIncrement(); k < categories; k = next.getAndIncrement()) {
                own.category(k);
            }
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }

    private static void await(Future<?> one) throws IOException {
        try {
            one.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CancellationException("cancelled: the thread was interrupted");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException unreadable) {
                throw unreadable;
            } else if (failed.getCause() instanceof RuntimeException wrong) {
                throw wrong;
            }
            throw new IllegalStateException("evaluation failed: " + failed.getCause(), failed.getCause());
        }
    }
}
