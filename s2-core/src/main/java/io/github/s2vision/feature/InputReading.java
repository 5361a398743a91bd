package io.github.s2vision.feature;

import io.github.s2vision.backend.BackendException;
import io.github.s2vision.backend.ModelSignature;
import io.github.s2vision.backend.ModelSignature.Port;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.Normalization;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a model file's signature and metadata say about pictures in and features out. */
final class InputReading {
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE]-?\\d+)?");
    private static final Size USUAL = Size.square(224);

    private InputReading() {}

    /** The one input, pictures. */
    static Port picture(String model, ModelSignature signature) {
        if (signature.inputs().size() != 1) {
            throw new BackendException(model + " has the inputs " + signature.inputs()
                    + ": a backbone takes one, pictures [B, channels, height, width]");
        }
        Port port = signature.inputs().get(0);
        Shape shape = port.shape();
        boolean floats = port.type() == DataType.FLOAT32 || port.type() == DataType.FLOAT16;
        if (shape.rank() != 4 || !floats || shape.dimension(1) == Shape.DYNAMIC) {
            throw new BackendException(model + ": input " + port
                    + " takes no pictures: FLOAT32 or FLOAT16 [B, channels, height, width] is needed");
        }
        return port;
    }

    static ModelInput of(String model, Port picture, Map<String, String> metadata, int preferredBatch) {
        Shape shape = picture.shape();
        long batch = shape.dimension(0);
        boolean fixed = shape.dimension(2) != Shape.DYNAMIC && shape.dimension(3) != Shape.DYNAMIC;
        int stride = Math.max(1, (int) (double)
                numbers(model, metadata, "stride", 1).stream().findFirst().orElse(1.0));
        Size size = fixed
                ? new Size(Math.toIntExact(shape.dimension(3)), Math.toIntExact(shape.dimension(2)))
                : openSize(model, metadata, stride);
        return new ModelInput(
                size,
                fixed,
                fixed ? 1 : stride,
                batch == Shape.DYNAMIC ? 0 : Math.toIntExact(batch),
                preferredBatch,
                Math.toIntExact(shape.dimension(1)),
                normalization(model, metadata));
    }

    private static Size openSize(String model, Map<String, String> metadata, int stride) {
        List<Double> said = numbers(model, metadata, "imgsz", 2);
        Size size =
                said.isEmpty() ? USUAL : new Size((int) (double) said.get(said.size() - 1), (int) (double) said.get(0));
        return new Size(upTo(size.width(), stride), upTo(size.height(), stride));
    }

    private static int upTo(int side, int stride) {
        return Math.max(1, (side + stride - 1) / stride) * stride;
    }

    private static Normalization normalization(String model, Map<String, String> metadata) {
        List<Double> mean = numbers(model, metadata, "mean", 3);
        List<Double> deviation = numbers(model, metadata, "std", 3);
        if (!mean.isEmpty() && !deviation.isEmpty()) {
            return Normalization.of(
                    mean.get(0),
                    mean.get(mean.size() / 2),
                    mean.get(mean.size() - 1),
                    deviation.get(0),
                    deviation.get(deviation.size() / 2),
                    deviation.get(deviation.size() - 1));
        }
        // Exports of the YOLO family carry their author and take v / 255 without mean and deviation.
        boolean yolo =
                metadata.getOrDefault("author", "").toLowerCase(Locale.ROOT).contains("ultralytics");
        return yolo ? Normalization.UNIT : Normalization.IMAGENET;
    }

    static OutputReading output(String model, Map<String, String> metadata) {
        List<Double> said = numbers(model, metadata, "prefix_tokens", 1);
        return said.isEmpty()
                ? OutputReading.INFERRED
                : OutputReading.INFERRED.prefixTokens((int) (double) said.get(0));
    }

    /** The output that is features: the only one, or the only one with more than two axes; empty if it must be named. */
    static Optional<Port> onlyOutput(String model, ModelSignature signature) {
        List<Port> possible =
                signature.outputs().stream().filter(InputReading::isFeatures).toList();
        if (possible.isEmpty()) {
            throw new BackendException(model + " has the outputs " + signature.outputs()
                    + ": none is features, FLOAT32 or FLOAT16 with 2, 3 or 4 axes");
        }
        List<Port> spatial =
                possible.stream().filter(port -> port.shape().rank() > 2).toList();
        List<Port> choice = spatial.isEmpty() ? possible : spatial;
        return choice.size() == 1 ? Optional.of(choice.get(0)) : Optional.empty();
    }

    static boolean isFeatures(Port port) {
        int rank = port.shape().rank();
        return (port.type() == DataType.FLOAT32 || port.type() == DataType.FLOAT16) && rank >= 2 && rank <= 4;
    }

    /** One or three numbers of a metadata entry such as {@code 32}, {@code [640, 640]} or {@code 0.45, 0.45, 0.45}. */
    private static List<Double> numbers(String model, Map<String, String> metadata, String key, int most) {
        Optional<String> text = Optional.ofNullable(metadata.get(key));
        List<Double> numbers = new ArrayList<>();
        if (text.isPresent()) {
            Matcher matcher = NUMBER.matcher(text.get());
            while (matcher.find()) {
                numbers.add(Double.valueOf(matcher.group()));
            }
            if (numbers.isEmpty() || numbers.size() > most) {
                throw new BackendException(model + ": metadata " + key + " = '" + text.get() + "' should hold 1"
                        + (most > 1 ? " to " + most + " numbers" : " number"));
            }
        }
        return numbers;
    }
}
