package io.github.s2vision.detect.yolo;

import io.github.s2vision.backend.BackendException;
import io.github.s2vision.backend.CallPool;
import io.github.s2vision.backend.RunOptions;
import io.github.s2vision.backend.Session;
import io.github.s2vision.detect.Detections;
import io.github.s2vision.geometry.Placement;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.CenterCrop;
import io.github.s2vision.image.Image;
import io.github.s2vision.image.Normalization;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Shape;
import io.github.s2vision.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An open model: what all copies of a {@link YoloV8} share. Safe for concurrent use. */
final class YoloNetwork implements AutoCloseable {
    private static final int MOST_WORKERS = 8;

    private final YoloFile file;
    private final Session session;
    private final boolean isCpu;
    private final ScoreCheck check;
    private final CallPool<Work> calls;
    private final Executor workers;

    /** What is kept with a prepared call: its outputs as FLOAT32, and the columns of decoding. */
    private record Work(Tensor head, Optional<Tensor> prototypes, Decoding decoding) {}

    /** One thing to do for the pipeline: pictures of one network size that go through in one run. */
    private record Batch(List<Integer> places, List<Image> images, List<Placement> placements) {}

    YoloNetwork(YoloFile file, Session session, boolean isCpu) {
        this.file = file;
        this.session = session;
        this.isCpu = isCpu;
        this.check = new ScoreCheck(file.name());
        this.calls = CallPool.of(session, this::work);
        this.workers = workers();
    }

    YoloFile file() {
        return file;
    }

    private Work work(CallPool.Tensors tensors) {
        return new Work(
                target(tensors.output(file.head().name())),
                file.prototypes().map(port -> target(tensors.output(port.name()))),
                new Decoding(file, check));
    }

    private static Tensor target(Tensor output) {
        return output.type() == DataType.FLOAT32 ? output : Tensor.allocate(DataType.FLOAT32, output.shape());
    }

    private static void convert(Tensor output, Tensor floats) {
        if (output != floats) {
            floats.copyFrom(output);
        }
    }

    /** Daemons that go after a few idle seconds, so that there is nothing to shut down. */
    private Executor workers() {
        int count = Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors()) + 1;
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(count, count, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "s2vision-yolo-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    Detections detect(Image image, Settings settings) {
        Placement placement = settings.letterbox().placementOf(image.size());
        return run(List.of(image), List.of(placement), settings, null).get(0);
    }

    /** The detections of each image; runs of several beside the preparation of the next and the decoding of the last. */
    List<Detections> detectAll(List<Image> images, Settings settings) {
        List<Batch> batches = batches(images, settings);
        List<@Nullable Detections> found = new ArrayList<>(java.util.Collections.nCopies(images.size(), null));
        if (batches.size() <= 1) {
            batches.forEach(batch -> put(batch, run(batch.images, batch.placements, settings, null), found));
        } else {
            Semaphore lane = new Semaphore(1);
            Function<Batch, List<Detections>> work =
                    batch -> run(batch.images, batch.placements, settings, lane);
            try (Pipeline<Batch, List<Detections>> pipeline = new Pipeline<>(batches.iterator(), work, workers, 3)) {
                batches.forEach(batch -> put(batch, pipeline.next(), found));
            }
        }
        return List.copyOf(found);
    }

    private static void put(Batch batch, List<Detections> results, List<@Nullable Detections> found) {
        for (int i = 0; i < results.size(); i++) {
            found.set(batch.places.get(i), results.get(i));
        }
    }

    private List<Batch> batches(List<Image> images, Settings settings) {
        int most = mostPerRun(settings.options());
        List<Batch> batches = new ArrayList<>();
        Map<Size, Batch> open = new LinkedHashMap<>();
        for (int i = 0; i < images.size(); i++) {
            Placement placement = settings.letterbox().placementOf(images.get(i).size());
            Batch batch = open.get(placement.network());
            if (batch == null || batch.places.size() == most) {
                batch = new Batch(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
                batches.add(batch);
                open.put(placement.network(), batch);
            }
            batch.places.add(i);
            batch.images.add(images.get(i));
            batch.placements.add(placement);
        }
        return batches;
    }

    /** How many pictures go through in one run. */
    int mostPerRun(YoloOptions options) {
        return file.fixedBatch() > 0 ? file.fixedBatch() : options.batch().orElse(isCpu ? 1 : 8);
    }

    /**
     * Works on things ahead of the reader: opened and decoded on several threads, one run at a time.
     *
     * @param work is given the things of one group and the lane that its runs take
     */
    <T, R> Pipeline<List<T>, R> pipeline(Iterator<List<T>> groups, Function<List<T>, R> work) {
        int ahead = Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors()) + 2;
        return new Pipeline<>(groups, work, workers, ahead);
    }

    /** {@link #detectAll} on this thread, its runs one at a time with others of the lane. */
    List<Detections> detectAll(List<Image> images, Settings settings, Semaphore lane) {
        List<@Nullable Detections> found = new ArrayList<>(java.util.Collections.nCopies(images.size(), null));
        for (Batch batch : batches(images, settings)) {
            put(batch, run(batch.images, batch.placements, settings, lane), found);
        }
        return List.copyOf(found);
    }

    private List<Detections> run(
            List<Image> images, List<Placement> placements, Settings settings, @Nullable Semaphore lane) {
        Shape shape = pictures(images.size(), placements.get(0).network());
        if (file.hasOpenRows()) {
            return runUnprepared(images, placements, shape, settings, lane);
        }
        try (CallPool<Work>.Lease lease = calls.borrow(Map.of(file.input().name(), shape), file.outputs())) {
            Tensor input = lease.tensors().input(file.input().name());
            write(images, input, settings);
            inLane(lane, () -> lease.run(settings.run()));
            Work work = lease.scratch();
            convert(lease.tensors().output(file.head().name()), work.head);
            file.prototypes()
                    .ifPresent(port -> convert(lease.tensors().output(port.name()), work.prototypes.orElseThrow()));
            return decode(work, placements, settings);
        }
    }

    /** Where the number of rows follows the picture no memory can be prepared for them. */
    private List<Detections> runUnprepared(
            List<Image> images, List<Placement> placements, Shape shape, Settings settings, @Nullable Semaphore lane) {
        Tensor input = Tensor.allocate(file.input().type(), shape);
        write(images, input, settings);
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        RunOptions options = settings.run().outputs(file.outputs().toArray(String[]::new));
        inLane(lane, () -> outputs.putAll(session.run(Map.of(file.input().name(), input), options)));
        Work work = new Work(
                Decoding.floats(output(outputs, file.head().name())),
                file.prototypes().map(port -> Decoding.floats(output(outputs, port.name()))),
                new Decoding(file, check));
        return decode(work, placements, settings);
    }

    private static Tensor output(Map<String, Tensor> outputs, String name) {
        return java.util.Objects.requireNonNull(outputs.get(name), name);
    }

    private static void write(List<Image> images, Tensor input, Settings settings) {
        for (int i = 0; i < images.size(); i++) {
            settings.letterbox().write(images.get(i), input, i, Normalization.UNIT);
        }
    }

    private static List<Detections> decode(Work work, List<Placement> placements, Settings settings) {
        List<Detections> found = new ArrayList<>(placements.size());
        for (int i = 0; i < placements.size(); i++) {
            found.add(work.decoding.detections(work.head, work.prototypes, i, placements.get(i), settings));
        }
        return found;
    }

    private static void inLane(@Nullable Semaphore lane, Runnable run) {
        if (lane == null) {
            run.run();
            return;
        }
        try {
            lane.acquire();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            CancellationException cancelled = new CancellationException("cancelled: the thread was interrupted");
            cancelled.initCause(stop);
            throw cancelled;
        }
        try {
            run.run();
        } finally {
            lane.release();
        }
    }

    private Shape pictures(int count, Size network) {
        int batch = file.fixedBatch() > 0 ? file.fixedBatch() : count;
        return Shape.of(batch, 3, network.height(), network.width());
    }

    /** The probabilities of a classifier, by class; they come finished out of the network. */
    float[] classify(Image image, Settings settings) {
        Shape shape = pictures(1, file.size());
        try (CallPool<Work>.Lease lease = calls.borrow(Map.of(file.input().name(), shape), file.outputs())) {
            Tensor input = lease.tensors().input(file.input().name());
            CenterCrop.bilinear(file.size().width()).write(image, input, 0, Normalization.UNIT);
            lease.run(settings.run());
            Work work = lease.scratch();
            convert(lease.tensors().output(file.head().name()), work.head);
            if (work.head.shape().dimension(1) != file.classes()) {
                throw new BackendException(file.name() + ": output " + work.head + " should have " + file.classes()
                        + " probabilities, one per name");
            }
            float[] probabilities = new float[file.classes()];
            work.head.floats().get(probabilities);
            double sum = 0;
            for (float probability : probabilities) {
                sum += probability;
            }
            if (!Double.isFinite(sum)) {
                throw new BackendException(file.name() + ": its probabilities are " + Arrays.toString(
                        Arrays.copyOf(probabilities, Math.min(5, probabilities.length))) + "…: NaN or infinite");
            }
            return probabilities;
        }
    }

    /** Runs on an empty picture of a network size, so that memory is there and code is warm. */
    void warmUp(Size network, Settings settings) {
        Shape shape = pictures(1, network);
        if (file.hasOpenRows()) {
            session.run(Map.of(file.input().name(), Tensor.allocate(file.input().type(), shape)), settings.run());
            return;
        }
        try (CallPool<Work>.Lease lease = calls.borrow(Map.of(file.input().name(), shape), file.outputs())) {
            lease.run(settings.run());
        }
    }

    @Override
    public void close() {
        calls.close();
        session.close();
    }
}
