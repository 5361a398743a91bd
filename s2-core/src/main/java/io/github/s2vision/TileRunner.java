package io.github.s2vision;

import io.github.s2vision.feature.FeatureBatch;
import io.github.s2vision.feature.FeatureExtractor;
import io.github.s2vision.feature.Features;
import io.github.s2vision.progress.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Runs the micro-batches of a queue through a model, on one or several threads. Whatever their number, tiles are delivered
 * in the queue's order, so that what is summed up from them has the same bits.
 */
final class TileRunner {
    /** Takes tiles in order, one call at a time. */
    interface Sink {
        /** A tile's features: image {@code slot} of {@code features}, valid during the call. */
        void add(TilePlace place, Features features, int slot);

        /** A tile that was passed over. */
        void skip(TilePlace place);
    }

    private final FeatureExtractor model;
    private final List<ScaleGeometry> scales;
    private final PixelSource pixels;
    private final Sink sink;
    private final TileQueue queue;
    private final TileQueue.Walk walk;
    private final Progress progress;
    private final long before;
    private final long total;

    // Guarded by this: what the workers share.
    private int delivered;
    private long tilesDone;
    private boolean empty;
    private @Nullable Throwable failure;

    /**
     * @param before tiles that were computed already, for the progress
     * @param total tiles that will have been computed in the end
     */
    TileRunner(
            FeatureExtractor model,
            List<ScaleGeometry> scales,
            PixelSource pixels,
            Sink sink,
            TileQueue queue,
            Progress progress,
            long before,
            long total) {
        this.model = model;
        this.scales = scales;
        this.pixels = pixels;
        this.sink = sink;
        this.queue = queue;
        this.walk = queue.walk();
        this.progress = progress;
        this.before = before;
        this.total = total;
    }

    /** Runs all of it. Returns or throws when every worker has ended. */
    void run(int workers) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 1; i < workers; i++) {
            Thread thread = new Thread(this::work, "s2-tiles-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        work();
        join(threads);
        synchronized (this) {
            if (failure instanceof RuntimeException runtime) {
                throw runtime;
            }
            if (failure instanceof Error error) {
                throw error;
            }
            while (!walk.isAtEnd()) {
                sink.skip(walk.next());
            }
        }
    }

    /** Waits for all workers, also when interrupted: they stop by themselves, and memory must not be in use after us. */
    private void join(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException stop) {
                    interrupted = true;
                    fail(new CancellationException("cancelled: the thread was interrupted"));
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        Map<String, FeatureBatch> batches = new HashMap<>();
        try {
            for (TileQueue.MicroBatch job = take(); !job.places().isEmpty(); job = take()) {
                FeatureBatch batch = batch(job, batches);
                for (int slot = 0; slot < job.places().size(); slot++) {
                    TilePlace place = job.places().get(slot);
                    ScaleGeometry at = scales.get(place.scale());
                    int x = at.across().start[place.column()];
                    int y = at.down().start[place.row()];
                    pixels.tile(place.image(), place.scale(), x, y, batch.images(), slot);
                }
                deliver(job, batch.extract());
            }
        } catch (RuntimeException | Error thrown) {
            fail(thrown);
        } finally {
            batches.values().forEach(FeatureBatch::close);
        }
    }

    private FeatureBatch batch(TileQueue.MicroBatch job, Map<String, FeatureBatch> batches) {
        int fixed = model.input().fixedBatch();
        // The last micro-batch of a model with a fixed batch is filled up with what the slots held before.
        int count = fixed == 0 ? job.places().size() : fixed;
        return batches.computeIfAbsent(
                count + " of " + job.tile(),
                key -> model.batch(count, job.tile().width(), job.tile().height()));
    }

    private synchronized TileQueue.MicroBatch take() {
        if (failure != null || empty) {
            return new TileQueue.MicroBatch(-1, List.of(), io.github.s2vision.geometry.Size.square(0));
        }
        TileQueue.MicroBatch next = queue.next();
        empty = next.places().isEmpty();
        return next;
    }

    private synchronized void fail(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        } else if (failure != thrown) {
            failure.addSuppressed(thrown);
        }
        notifyAll();
    }

    /** Delivers a micro-batch once all before it are; the owner of the next one never waits. */
    private synchronized void deliver(TileQueue.MicroBatch job, Features features) {
        while (delivered != job.number() && failure == null) {
            try {
                wait();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new CancellationException("cancelled: the thread was interrupted");
            }
        }
        if (failure != null) {
            return;
        }
        if (features.batch() < job.places().size()) {
            throw new IllegalStateException("the model gave features of " + features.batch() + " images for a batch of "
                    + job.places().size() + ": every image needs its own");
        }
        for (int slot = 0; slot < job.places().size(); slot++) {
            TilePlace place = walk.next();
            while (!place.equals(job.places().get(slot))) {
                sink.skip(place);
                place = walk.next();
            }
            sink.add(place, features, slot);
        }
        delivered++;
        tilesDone += job.places().size();
        notifyAll();
        progress.step(before + tilesDone, total, "tiles");
    }
}
