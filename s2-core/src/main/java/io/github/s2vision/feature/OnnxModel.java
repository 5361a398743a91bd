package io.github.s2vision.feature;

import io.github.s2vision.backend.Backend;
import io.github.s2vision.backend.BackendException;
import io.github.s2vision.backend.CallPool;
import io.github.s2vision.backend.ModelSignature;
import io.github.s2vision.backend.RunOptions;
import io.github.s2vision.backend.Session;
import io.github.s2vision.backend.SessionOptions;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.Normalization;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Shape;
import io.github.s2vision.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A vision backbone in an ONNX file: one picture input, and an output that can be read as features. What the file says
 * decides as far as it goes: size, batch, element type from its signature; stride, mean, deviation, prefix tokens from
 * its metadata ({@code stride}, {@code mean}, {@code std}, {@code prefix_tokens}, {@code imgsz}); layout and prefix tokens
 * from the output's shape. Everything can be said by hand.
 *
 * <p>Each method that changes something gives a changed copy which shares the session; closing one closes it for all.
 * Safe for concurrent use: one model serves all threads.
 */
public final class OnnxModel implements FeatureExtractor, AutoCloseable {
    private final Shared shared;
    private final Optional<ModelSignature.Port> output; // empty: the file has several, and none was named
    private final OutputReading reading;
    private final ModelInput input;

    /** What the copies of a model have in common. */
    private record Shared(String name, Session session, ModelSignature.Port picture, CallPool<Floats> calls) {}

    /** A call's pictures and its one output as FLOAT32: its own tensors, or others to convert where those hold halves. */
    private record Floats(Tensor pictures, Tensor input, Tensor output, Tensor result) {
        static Floats of(CallPool.Tensors tensors) {
            Tensor input = tensors.inputs().values().iterator().next();
            Tensor output = tensors.outputs().values().iterator().next();
            return new Floats(floats(input), input, output, floats(output));
        }

        private static Tensor floats(Tensor tensor) {
            return tensor.type() == DataType.FLOAT32 ? tensor : Tensor.allocate(DataType.FLOAT32, tensor.shape());
        }

        void beforeRun() {
            if (input != pictures) {
                input.copyFrom(pictures);
            }
        }

        void afterRun() {
            if (result != output) {
                result.copyFrom(output);
            }
        }
    }

    private OnnxModel(Shared shared, Optional<ModelSignature.Port> output, OutputReading reading, ModelInput input) {
        this.shared = shared;
        this.output = output;
        this.reading = reading;
        this.input = input;
    }

    /** Loads a model on {@link Backend#auto()}. */
    public static OnnxModel load(Path model) throws IOException {
        return load(model, Backend.auto());
    }

    /** Loads a model with {@link SessionOptions#DEFAULT}. */
    public static OnnxModel load(Path model, Backend backend) throws IOException {
        return load(model, backend, SessionOptions.DEFAULT);
    }

    /**
     * Loads a model.
     *
     * @throws IOException if the file is missing or unreadable
     * @throws BackendException if it cannot be run, or takes something else than pictures [B, channels, height, width] of
     *     FLOAT32 or FLOAT16; the message names what was found
     */
    public static OnnxModel load(Path model, Backend backend, SessionOptions options) throws IOException {
        String name = String.valueOf(model.getFileName());
        return of(name, backend.open(model, options), backend);
    }

    /**
     * A model over a session that is open; the model closes it, also if this call fails.
     *
     * @param name what messages call it
     */
    static OnnxModel of(String name, Session session, Backend backend) {
        try {
            ModelSignature signature = session.signature();
            ModelSignature.Port picture = InputReading.picture(name, signature);
            Shared shared = new Shared(name, session, picture, CallPool.of(session, Floats::of));
            ModelInput input = InputReading.of(
                    name, picture, signature.metadata(), backend.name().equals("cpu") ? 2 : 32);
            return new OnnxModel(
                    shared,
                    InputReading.onlyOutput(name, signature),
                    InputReading.output(name, signature.metadata()),
                    input);
        } catch (RuntimeException unsuitable) {
            session.close();
            throw unsuitable;
        }
    }

    /**
     * The features of another output, for files with several: an inner layer, say.
     *
     * @throws IllegalArgumentException if the file has no such output, or it holds no floats
     */
    public OnnxModel output(String name) {
        ModelSignature signature = shared.session().signature();
        ModelSignature.Port port = signature
                .output(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        shared.name() + " has no output '" + name + "': its outputs are " + signature.outputs()));
        if (!InputReading.isFeatures(port)) {
            throw new IllegalArgumentException(shared.name() + ": output " + port
                    + " is no features: FLOAT32 or FLOAT16 with 2, 3 or 4 axes is needed");
        }
        return new OnnxModel(shared, Optional.of(port), reading, input);
    }

    @Override
    public OnnxModel layout(Layout layout) {
        return new OnnxModel(shared, output, reading.layout(Objects.requireNonNull(layout, "layout")), input);
    }

    @Override
    public OnnxModel prefixTokens(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("prefixTokens(" + count + "): 0 or more");
        }
        return new OnnxModel(shared, output, reading.prefixTokens(count), input);
    }

    /** This model with pictures normalised in another way. */
    public OnnxModel normalization(Normalization normalization) {
        return new OnnxModel(shared, output, reading, input.normalization(normalization));
    }

    /**
     * This model with another native size: that of pictures at scale 1, and of tiles.
     *
     * @throws IllegalArgumentException if the model does not take it
     */
    public OnnxModel inputSize(Size size) {
        if (!input.takes(size.width(), size.height())) {
            throw new IllegalArgumentException(
                    shared.name() + ": inputSize(" + size + "), but the model takes " + input.sizes());
        }
        return new OnnxModel(shared, output, reading, input.size(size));
    }

    @Override
    public ModelInput input() {
        return input;
    }

    /** What the file says of itself. */
    public ModelSignature signature() {
        return shared.session().signature();
    }

    /**
     * The features of a batch of pictures. A model of a fixed batch is run as often as needed.
     *
     * @throws IllegalArgumentException if the model does not take pictures of this size or number of channels, or its output
     *     can be read in more than one way; the message says how to choose
     * @throws IllegalStateException if the model is closed
     */
    @Override
    public Features extract(Tensor images) {
        Shape shape = images.shape();
        if (images.type() != DataType.FLOAT32 || shape.rank() != 4 || shape.size() == 0) {
            throw new IllegalArgumentException(shared.name() + ": pictures of " + images.type() + " " + shape
                    + ": FLOAT32 [B, " + input.channels() + ", height, width] is needed");
        }
        if (shape.dimension(1) != input.channels()) {
            throw new IllegalArgumentException(shared.name() + ": pictures of shape " + shape + " have "
                    + shape.dimension(1) + " channels, the model takes " + input.channels());
        }
        int count = Math.toIntExact(shape.dimension(0));
        int perRun = input.fixedBatch() == 0 ? count : input.fixedBatch();
        int width = Math.toIntExact(shape.dimension(3));
        int height = Math.toIntExact(shape.dimension(2));
        try (FeatureBatch batch = batch(perRun, width, height)) {
            Features first = null;
            float[] all = new float[0];
            for (int done = 0; done < count; done += perRun) {
                int some = Math.min(perRun, count - done);
                batch.images().slice(0, some).copyFrom(images.slice(done, done + some));
                Features part = batch.extract();
                Tensor values = part.toTensor(part.layout());
                if (some == count) {
                    return read(values.slice(0, count), FeatureShape.of(part));
                }
                int each = (int) (values.shape().size() / perRun);
                if (first == null) {
                    first = part;
                    all = new float[Math.multiplyExact(each, count)];
                }
                values.floats().get(all, done * each, some * each);
            }
            FeatureShape one = FeatureShape.of(Objects.requireNonNull(first));
            return read(Tensor.of(all, batchShape(one, count).toArray()), one);
        }
    }

    private static Shape batchShape(FeatureShape one, int count) {
        return switch (one.layout()) {
            case TOKENS -> Shape.of(count, one.prefixTokens() + one.grid().area(), one.channels());
            case MAP ->
                Shape.of(count, one.channels(), one.grid().height(), one.grid().width());
            case GRID -> Shape.of(count, one.grid().height(), one.grid().width(), one.channels());
            case POOLED -> Shape.of(count, one.channels());
        };
    }

    private static Features read(Tensor values, FeatureShape shape) {
        return switch (shape.layout()) {
            case TOKENS -> Features.ofTokens(values, shape.prefixTokens(), shape.grid());
            case MAP -> Features.ofMap(values);
            case GRID -> Features.ofGrid(values);
            case POOLED -> Features.ofPooled(values);
        };
    }

    /** The shape of the features; where the file leaves it open, from one run on an empty picture. */
    @Override
    public Optional<FeatureShape> shape(int width, int height) {
        input.check(Math.max(1, input.fixedBatch()), width, height);
        Shape shape = outputShape(Math.max(1, input.fixedBatch()), width, height);
        return Optional.of(reading.of(shape, width, height, shared.name()));
    }

    private ModelSignature.Port output() {
        return output.orElseThrow(() -> new IllegalArgumentException(
                shared.name() + " has the outputs " + signature().outputs() + ": choose one with output(name)"));
    }

    private Shape outputShape(int images, int width, int height) {
        String name = output().name();
        Shape shape = shared.calls().outputShapes(pictures(images, width, height), List.of(name)).get(name);
        return Objects.requireNonNull(shape, name);
    }

    private Map<String, Shape> pictures(int images, int width, int height) {
        return Map.of(shared.picture().name(), Shape.of(images, input.channels(), height, width));
    }

    /**
     * A batch that the native session reads and writes in place. Its memory is kept for later batches of the same shape
     * when it is closed.
     */
    @Override
    public FeatureBatch batch(int images, int width, int height) {
        input.check(images, width, height);
        ModelSignature.Port output = output();
        Shape out = outputShape(images, width, height);
        FeatureShape shape = reading.of(out, width, height, shared.name());
        CallPool<Floats>.Lease lease = shared.calls().borrow(pictures(images, width, height), List.of(output.name()));
        Floats floats = lease.scratch();
        Features features = read(floats.result(), shape);
        return new FeatureBatch() {
            private boolean closed;

            @Override
            public Tensor images() {
                return floats.pictures();
            }

            @Override
            public Features extract() {
                if (closed) {
                    throw new IllegalStateException("the batch is closed");
                }
                floats.beforeRun();
                lease.run(RunOptions.DEFAULT);
                floats.afterRun();
                return features;
            }

            @Override
            public void close() {
                if (!closed) {
                    closed = true;
                    lease.close();
                }
            }
        };
    }

    /** Frees the model once the runs under way have ended, for all copies. Harmless when repeated. */
    @Override
    public void close() {
        shared.calls().close();
        shared.session().close();
    }

    /** Such as {@code OnnxModel[vit.onnx, 224×224 only, output features]}. */
    @Override
    public String toString() {
        return "OnnxModel[" + shared.name() + ", " + input.sizes()
                + output.map(port -> ", output " + port.name() + "]").orElse(", no output chosen]");
    }
}
