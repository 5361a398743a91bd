package io.github.s2vision.detect.yolo;

import io.github.s2vision.backend.Backend;
import io.github.s2vision.backend.BackendException;
import io.github.s2vision.backend.Session;
import io.github.s2vision.backend.SessionOptions;
import io.github.s2vision.detect.Category;
import io.github.s2vision.detect.Detections;
import io.github.s2vision.detect.Detector;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.Image;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A model of the YOLOv8 family (v8, v11, v12, v10, YOLO26) in an ONNX file, for all five tasks: detect, segment, pose,
 * oriented boxes, classify. Names, task, stride and size come from the file. Taken is every form that exporters write:
 * static squares and rectangles, open sizes and batches, half precision, quantised ones, candidates before channels or
 * after, suppression inside, end-to-end heads. What is of another family is refused with what was found.
 *
 * <p>Detections equal those of Ultralytics 8.4.190 on the same file: letterbox on grey 114, half-open thresholds,
 * suppression per class, boxes brought back with the exact inverse of the letterbox and cut at the border of the image;
 * oriented boxes are not cut. {@code docs/decisions/0019-yolo-decoding.md} has the choices.
 *
 * <p>Each method that changes something gives a changed copy which shares the session; closing one closes it for all. Safe
 * for concurrent use: one model serves all threads, each call with memory of its own that is kept for later ones.
 */
public final class YoloV8 implements Detector {
    /** What a model was trained to find. */
    public enum Task {
        /** Boxes. */
        DETECT,
        /** Boxes with masks. */
        SEGMENT,
        /** Boxes with keypoints. */
        POSE,
        /** Boxes turned by an angle. */
        OBB,
        /** What the whole picture shows: {@link YoloV8#classify}. */
        CLASSIFY;

        /** As metadata writes it: {@code detect}. */
        public String key() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** How sure a classifier is of one category; probabilities of all categories add up to 1. */
    public record Classification(Category category, double probability) {}

    /**
     * What was found in one thing of a stream.
     *
     * @param source the thing: a path, a frame
     * @param image its picture
     * @param detections what is in it
     */
    public record Found<T>(T source, Image image, Detections detections) {}

    /** Makes a picture of a thing: {@code Image::read} of a path. */
    @FunctionalInterface
    public interface Opener<T> {
        /** The picture; may be called on several threads at a time. */
        Image open(T source) throws IOException;
    }

    private final YoloNetwork network;
    private final Settings settings;
    private final boolean closes;

    private YoloV8(YoloNetwork network, Settings settings, boolean closes) {
        this.network = network;
        this.settings = settings;
        this.closes = closes;
    }

    /** Loads a model on {@link Backend#auto()}. */
    public static YoloV8 load(Path model) throws IOException {
        return load(model, Backend.auto());
    }

    /** Loads a model with {@link SessionOptions#DEFAULT}. */
    public static YoloV8 load(Path model, Backend backend) throws IOException {
        return load(model, backend, SessionOptions.DEFAULT);
    }

    /** {@link #load(Path, Backend, SessionOptions, Map)} with what the file says of itself. */
    public static YoloV8 load(Path model, Backend backend, SessionOptions options) throws IOException {
        return load(model, backend, options, Map.of());
    }

    /**
     * Loads a model.
     *
     * @param metadata what the file does not say or says wrong, as Ultralytics would write it: {@code names} as {@code
     *     ['car', 'bus']}, {@code task} as {@code pose}, {@code kpt_shape} as {@code [17, 3]}, {@code stride}, {@code
     *     imgsz} as {@code [height, width]}, {@code end2end} as {@code True}; and {@code layout} as {@code
     *     channels_first}, {@code transposed} or {@code rows}, which follows from the shapes as a rule. Replaces the
     *     file's entries
     * @throws IOException if the file is missing or unreadable
     * @throws BackendException if it cannot be run, is of another family, or does not say enough to be read for certain;
     *     the message names what was found and what to do
     */
    public static YoloV8 load(Path model, Backend backend, SessionOptions options, Map<String, String> metadata)
            throws IOException {
        Objects.requireNonNull(metadata, "metadata");
        Session session = backend.open(model, options);
        return of(String.valueOf(model.getFileName()), session, backend, metadata);
    }

    /** A model over a session that is open; the model closes it, also if this call fails. */
    static YoloV8 of(String name, Session session, Backend backend, Map<String, String> metadata) {
        try {
            YoloFile file = FileReading.read(name, session.signature(), metadata);
            YoloNetwork network = new YoloNetwork(file, session, backend.name().equals("cpu"));
            return new YoloV8(network, Settings.of(file, YoloOptions.DEFAULT, file.categories()), true);
        } catch (RuntimeException unsuitable) {
            session.close();
            throw unsuitable;
        }
    }

    /** What the model was trained to find. */
    public Task task() {
        return network.file().task();
    }

    /** One per class, with the class index as id. */
    @Override
    public List<Category> categories() {
        return settings.categories();
    }

    /** What is reported, and how it runs. */
    public YoloOptions options() {
        return settings.options();
    }

    /** The size of the network's input; of a model that takes any size, what pictures are made to fit in. */
    public Size inputSize() {
        return settings.letterbox().target();
    }

    /**
     * This model with other options.
     *
     * @throws IllegalArgumentException if a class is not the model's, or the model does not take the image size
     */
    public YoloV8 options(YoloOptions options) {
        return new YoloV8(network, Settings.of(network.file(), options, settings.categories()), closes);
    }

    /** This model reporting what has a score above {@code threshold}; in [0, 1]. */
    public YoloV8 confidence(double threshold) {
        return options(options().confidence(threshold));
    }

    /** This model dropping what overlaps something better by more than {@code threshold}; in [0, 1]. */
    public YoloV8 iou(double threshold) {
        return options(options().iou(threshold));
    }

    /**
     * This model reporting only the named categories; none for all.
     *
     * @throws IllegalArgumentException if a name is not the model's
     */
    public YoloV8 classes(String... names) {
        return options(options().classes(names));
    }

    /** This model reporting at most the best {@code count}. */
    public YoloV8 maxDetections(int count) {
        return options(options().maxDetections(count));
    }

    /** This model with all categories competing for a place. */
    public YoloV8 agnostic() {
        return options(options().suppression(YoloOptions.Suppression.AGNOSTIC));
    }

    /** This model reporting each category above the confidence, not only the best, of a candidate: for measuring. */
    public YoloV8 multiLabel() {
        return options(options().labels(YoloOptions.Labels.ALL));
    }

    /** This model with masks decided at the size of the image: finer edges, more time. */
    public YoloV8 retinaMasks() {
        return options(options().masks(YoloOptions.Masks.IMAGE));
    }

    /** This model, if it takes any size, with pictures padded to a square instead of the smallest rectangle. */
    public YoloV8 square() {
        return options(options().rectangular(false));
    }

    /** This model, if it takes any size, with pictures made to fit in another one. */
    public YoloV8 imageSize(Size size) {
        return options(options().imageSize(size));
    }

    /** This model with each run of the network stopped after {@code limit}, by a {@link BackendException}. */
    public YoloV8 timeLimit(Duration limit) {
        return options(options().timeLimit(limit));
    }

    /**
     * This model with other names, by class index.
     *
     * @throws IllegalArgumentException if their number is not that of the classes, or the class filter names a lost one
     */
    public YoloV8 names(List<String> names) {
        YoloFile file = network.file();
        if (names.size() != file.classes()) {
            throw new IllegalArgumentException(file.name() + " has " + file.classes() + " classes, but " + names.size()
                    + " names were given: give one for each, in the order of its training");
        }
        return new YoloV8(
                network, Settings.of(file, settings.options(), FileReading.categories(names)), closes);
    }

    /**
     * This model with confidence .001 (.01 for oriented boxes), IoU .7, all labels, at most 300 detections, as the family is
     * measured; classes, sizes and masks stay. It shares the session and closes nothing.
     */
    @Override
    public YoloV8 forEvaluation() {
        YoloOptions measured = options()
                .confidence(task() == Task.OBB ? 0.01 : YoloOptions.EVALUATION.confidence())
                .iou(YoloOptions.EVALUATION.iou())
                .maxDetections(YoloOptions.EVALUATION.maxDetections())
                .maxCandidates(YoloOptions.EVALUATION.maxCandidates())
                .labels(YoloOptions.EVALUATION.labels());
        return new YoloV8(network, Settings.of(network.file(), measured, settings.categories()), false);
    }

    /**
     * Runs once on an empty picture, so that the first real one takes no longer than those after it.
     *
     * @param pictures sizes that will come, for models that take any size; none for the square
     * @return this model
     */
    public YoloV8 warmUp(Size... pictures) {
        if (pictures.length == 0) {
            network.warmUp(inputSize(), settings);
        }
        for (Size picture : pictures) {
            Size size = task() == Task.CLASSIFY
                    ? inputSize()
                    : settings.letterbox().placementOf(picture).network();
            network.warmUp(size, settings);
        }
        return this;
    }

    /**
     * What is in the image, best first.
     *
     * @throws BackendException if the model is a classifier, its run fails or passes its time limit, or its numbers cannot
     *     be what they should: NaN, infinite, shares instead of pixels
     * @throws IllegalStateException if the model or the image is closed
     */
    @Override
    public Detections detect(Image image) {
        requireDetector();
        return network.detect(image, settings);
    }

    /**
     * What is in each of the images, in their order: the same as one by one, up to the last bits of batched arithmetic. Models
     * that take any number of pictures get those of one network size together; while one run is under way the next
     * pictures are prepared and the last ones decoded.
     *
     * @throws BackendException as {@link #detect}, for the first image that fails
     * @throws java.util.concurrent.CancellationException if this thread is interrupted; its flag stays set
     */
    @Override
    public List<Detections> detectAll(List<Image> images) {
        requireDetector();
        return network.detectAll(List.copyOf(images), settings);
    }

    /**
     * What is in each of many things, in their order: a folder's paths, a video's frames. A few are opened and decoded ahead of
     * the reader on other threads, one run of the network at a time, so memory stays bounded however long the stream.
     * Close the stream, or read it to its end.
     *
     * <pre>{@code
     * try (Stream<YoloV8.Found<Path>> found = yolo.stream(paths.stream(), Image::read)) {
     *     found.forEach(photo -> System.out.println(photo.source() + " " + photo.detections()));
     * }
     * }</pre>
     *
     * <p>What {@code opener} or a detection throws comes out when the stream reaches that thing, an {@link IOException} as
     * {@link UncheckedIOException}, and ends it.
     *
     * @param sources read on the reader's thread; closed with the stream
     */
    public <T> Stream<Found<T>> stream(Stream<T> sources, Opener<T> opener) {
        requireDetector();
        Semaphore lane = new Semaphore(1);
        Pipeline<List<T>, List<Found<T>>> pipeline = network.pipeline(
                groups(sources.iterator(), network.mostPerRun(options())), group -> find(group, opener, lane));
        Spliterator<List<Found<T>>> groups =
                Spliterators.spliteratorUnknownSize(pipeline, Spliterator.ORDERED | Spliterator.NONNULL);
        return StreamSupport.stream(groups, false)
                .onClose(pipeline::close)
                .onClose(sources::close)
                .flatMap(List::stream);
    }

    private <T> List<Found<T>> find(List<T> group, Opener<T> opener, Semaphore lane) {
        List<Image> images = new ArrayList<>();
        for (T source : group) {
            try {
                images.add(opener.open(source));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
        List<Detections> detections = network.detectAll(images, settings, lane);
        return IntStream.range(0, group.size())
                .mapToObj(i -> new Found<>(group.get(i), images.get(i), detections.get(i)))
                .toList();
    }

    private static <T> Iterator<List<T>> groups(Iterator<T> sources, int size) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return sources.hasNext();
            }

            @Override
            public List<T> next() {
                if (!sources.hasNext()) {
                    throw new NoSuchElementException("there are no more sources");
                }
                List<T> group = new ArrayList<>();
                while (group.size() < size && sources.hasNext()) {
                    group.add(sources.next());
                }
                return group;
            }
        };
    }

    /**
     * What the picture shows, by a model of {@link Task#CLASSIFY}: all categories, the most probable first, equal ones in
     * the order of the classes. The picture's middle square counts, as in training.
     *
     * @throws BackendException if the model has another task, or its run fails
     */
    public List<Classification> classify(Image image) {
        if (task() != Task.CLASSIFY) {
            throw new BackendException(network.file().name() + " is a model for task " + task().key()
                    + ", which detects: use detect(image)");
        }
        float[] probabilities = network.classify(image, settings);
        return IntStream.range(0, probabilities.length)
                .mapToObj(i -> new Classification(categories().get(i), probabilities[i]))
                .sorted(Comparator.comparingDouble(Classification::probability).reversed())
                .toList();
    }

    private void requireDetector() {
        if (task() == Task.CLASSIFY) {
            throw new BackendException(network.file().name()
                    + " is a model for task classify, which finds no boxes: use classify(image)");
        }
    }

    /** Frees the model once the runs under way have ended, for all copies. Harmless when repeated. */
    @Override
    public void close() {
        if (closes) {
            network.close();
        }
    }

    /** Such as {@code YoloV8[yolov8n.onnx, detect, 80 categories, 640×640]}. */
    @Override
    public String toString() {
        return "YoloV8[" + network.file().name() + ", " + task().key() + ", "
                + categories().size() + (categories().size() == 1 ? " category, " : " categories, ") + inputSize()
                + (network.file().isOpenSize() ? " or any other]" : "]");
    }
}
