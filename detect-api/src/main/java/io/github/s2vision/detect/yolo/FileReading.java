package io.github.s2vision.detect.yolo;

import io.github.s2vision.backend.BackendException;
import io.github.s2vision.backend.ModelSignature;
import io.github.s2vision.backend.ModelSignature.Port;
import io.github.s2vision.detect.Category;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Finds out what a model file is, from its metadata first and its shapes second, and refuses what is none of the family
 * with what was found. A guess that could give wrong boxes is not made: the message asks instead.
 */
final class FileReading {
    private static final int STRIDE = 32;
    private static final int MOST_SIDE = 1 << 15; // of a letterbox
    private static final String SAY = ". Say it with YoloV8.load(path, backend, options, Map.of(…))";

    private final String name;
    private final ModelSignature signature;
    private final Metadata metadata;
    private final Optional<YoloV8.Task> saidTask;
    private final Optional<List<String>> names;
    private final Optional<List<Integer>> keypoints;

    private FileReading(String name, ModelSignature signature, Map<String, String> said) {
        this.name = name;
        this.signature = signature;
        this.metadata = new Metadata(name, signature.metadata(), said);
        this.saidTask = metadata.task();
        this.names = metadata.names();
        this.keypoints = metadata.keypointShape();
    }

    /**
     * What the file is.
     *
     * @param said metadata that replaces or completes the file's
     * @throws BackendException if it is none of the family, or does not say enough
     */
    static YoloFile read(String name, ModelSignature signature, Map<String, String> said) {
        return new FileReading(name, signature, said).read();
    }

    private YoloFile read() {
        Port input = input();
        Port head = head();
        Optional<Port> prototypes = prototypes(head);
        YoloV8.Task task = task(head, prototypes);
        if (task == YoloV8.Task.CLASSIFY) {
            return file(
                    task,
                    input,
                    head,
                    Optional.empty(),
                    YoloFile.Layout.PROBABILITIES,
                    classes(length(head, 1, "classes")),
                    true);
        }
        if (task != YoloV8.Task.SEGMENT) {
            prototypes = Optional.empty(); // outputs of training that an export kept
        }
        int extra = YoloFile.extra(task, prototypes, keypoints.map(k -> k.get(0) * k.get(1)).orElse(0));
        HeadShape shape = new HeadShape(
                name,
                head,
                names.map(List::size).map(OptionalInt::of).orElseGet(OptionalInt::empty),
                extra,
                anchorCounts(input),
                saidTask.isPresent());
        YoloFile.Layout layout = shape.layout(metadata.layout(), metadata.isEndToEnd());
        return file(
                task,
                input,
                head,
                prototypes,
                layout,
                names.isPresent() ? categories(names.get()) : classes(shape.classes(layout)),
                saidTask.isPresent() || names.isPresent());
    }

    private YoloFile file(
            YoloV8.Task task,
            Port input,
            Port head,
            Optional<Port> prototypes,
            YoloFile.Layout layout,
            List<Category> categories,
            boolean isSelfDescribed) {
        Shape shape = input.shape();
        int stride = metadata.stride().orElse(STRIDE);
        boolean isOpen = shape.dimension(2) == Shape.DYNAMIC && shape.dimension(3) == Shape.DYNAMIC;
        Size said = metadata.size().orElse(Size.square(task == YoloV8.Task.CLASSIFY ? 224 : 640));
        Size size = new Size(
                side(shape.dimension(3), said.width(), stride), side(shape.dimension(2), said.height(), stride));
        if (task == YoloV8.Task.CLASSIFY && size.width() != size.height()) {
            throw refused("a classifier for pictures of " + size + ": only squares are supported");
        }
        boolean isPose = task == YoloV8.Task.POSE;
        long batch = shape.dimension(0);
        return new YoloFile(
                name,
                task,
                categories,
                input,
                size,
                isOpen,
                batch == Shape.DYNAMIC ? 0 : (int) batch,
                stride,
                head,
                prototypes,
                layout,
                isPose ? keypoints.orElseThrow().get(0) : 0,
                isPose ? keypoints.orElseThrow().get(1) : 0,
                isSelfDescribed);
    }

    private int side(long fixed, int said, int stride) {
        if (fixed == Shape.DYNAMIC) {
            return (said + stride - 1) / stride * stride;
        }
        if (fixed < 1 || fixed > MOST_SIDE) {
            throw refused("pictures with a side of " + fixed + " pixels: 1 to " + MOST_SIDE + " are supported");
        }
        return (int) fixed;
    }

    private Port input() {
        if (signature.inputs().size() != 1) {
            throw refused("a YOLOv8 model takes pictures alone. A model with a second input for texts is a YOLO-World");
        }
        Port port = signature.inputs().get(0);
        Shape shape = port.shape();
        if (shape.rank() != 4 || !isFloat(port)) {
            throw refused("the input should be FLOAT32 or FLOAT16 [B, 3, height, width]");
        }
        if (shape.dimension(1) != 3) {
            throw refused(
                    shape.dimension(3) == 3
                            ? "the channels stand last; export the model to ONNX directly, not by way of TensorFlow"
                            : "the input should have 3 channels");
        }
        return port;
    }

    /** The output with boxes or probabilities: the only one with the fewest axes. */
    private Port head() {
        List<Port> floats = signature.outputs().stream()
                .filter(FileReading::isFloat)
                .filter(port -> port.shape().rank() >= 2)
                .toList();
        if (floats.size() < signature.outputs().size()) {
            throw refused("outputs that are no floats: boxes, scores and labels apart come from deployments with"
                    + " suppression of another kind. Export with the exporter's own nms=True, or without suppression");
        }
        int fewest =
                floats.stream().mapToInt(port -> port.shape().rank()).min().orElse(0);
        List<Port> possible =
                floats.stream().filter(port -> port.shape().rank() == fewest).toList();
        if (fewest == 4) {
            throw refused(
                    floats.size() >= 3
                            ? "these are raw heads, not decoded (deepstream and rknn forks cut the graph there)."
                                    + " Export with the exporter itself, format onnx"
                            : "these are feature maps: load a backbone with OnnxModel");
        }
        if (fewest > 4 || possible.size() != 1) {
            throw refused("one output [B, 4 + classes, candidates] was expected");
        }
        return possible.get(0);
    }

    private Optional<Port> prototypes(Port head) {
        List<Port> maps = signature.outputs().stream()
                .filter(port -> !port.name().equals(head.name()) && port.shape().rank() == 4 && port.shape().dimension(1) > 0)
                .toList();
        return maps.size() == 1 && head.shape().rank() == 3 ? Optional.of(maps.get(0)) : Optional.empty();
    }

    private YoloV8.Task task(Port head, Optional<Port> prototypes) {
        YoloV8.Task task = saidTask.orElseGet(() -> taskOfShapes(head, prototypes));
        if ((task == YoloV8.Task.CLASSIFY) != (head.shape().rank() == 2)) {
            throw refused("task " + task.key() + " needs an output [B, "
                    + (task == YoloV8.Task.CLASSIFY ? "classes]" : "4 + classes, candidates]"));
        }
        if (task == YoloV8.Task.SEGMENT && prototypes.isEmpty()) {
            throw refused("task segment needs a second output, prototypes [B, 32, height / 4, width / 4]");
        }
        if (task == YoloV8.Task.POSE && keypoints.isEmpty()) {
            throw refused("task pose, but no kpt_shape says how many points there are" + SAY
                    + ", such as \"kpt_shape\", \"[17, 3]\"");
        }
        return task;
    }

    private YoloV8.Task taskOfShapes(Port head, Optional<Port> prototypes) {
        if (head.shape().rank() == 2) {
            return YoloV8.Task.CLASSIFY;
        }
        if (prototypes.isPresent()) {
            return YoloV8.Task.SEGMENT;
        }
        if (keypoints.isPresent()) {
            return YoloV8.Task.POSE;
        }
        if (names.isPresent()) {
            int oriented = 4 + names.get().size() + 1;
            // A channel beyond box and classes is an angle at the end, or an objectness after the box (YOLOv5, YOLOX):
            // nothing but the metadata can tell.
            if (head.shape().dimension(1) == oriented || head.shape().dimension(2) == oriented) {
                throw refused("one channel more than a box and " + names.get().size() + " classes: the objectness of"
                        + " YOLOv5 and YOLOX, which are other families, or the angle of task obb" + SAY
                        + ", such as \"task\", \"obb\", if it is one");
            }
        }
        return YoloV8.Task.DETECT;
    }

    private List<Category> classes(int count) {
        if (names.isPresent()) {
            if (names.get().size() != count) {
                throw refused(
                        count + " classes by its shape, but " + names.get().size() + " names");
            }
            return categories(names.get());
        }
        List<Category> numbered = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbered.add(new Category(i, "class " + i));
        }
        return List.copyOf(numbered);
    }

    static List<Category> categories(List<String> names) {
        List<Category> categories = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            categories.add(new Category(i, names.get(i)));
        }
        return List.copyOf(categories);
    }

    private int length(Port port, int axis, String what) {
        long length = port.shape().dimension(axis);
        if (length == Shape.DYNAMIC && names.isPresent()) {
            return names.get().size();
        }
        if (length < 1) {
            throw refused("the number of " + what + " is open, and no names tell it" + SAY);
        }
        return Math.toIntExact(length);
    }

    /** How many candidates heads of the family have for the input's size; empty if that is open. */
    private static List<Integer> anchorCounts(Port input) {
        long height = input.shape().dimension(2);
        long width = input.shape().dimension(3);
        if (height == Shape.DYNAMIC || width == Shape.DYNAMIC) {
            return List.of();
        }
        return List.of(
                anchors(height, width, 8, 32), // nearly all
                anchors(height, width, 4, 32), // "p2" for small objects
                anchors(height, width, 8, 64)); // "p6" for large pictures
    }

    private static int anchors(long height, long width, int finest, int coarsest) {
        long sum = 0;
        for (int stride = finest; stride <= coarsest; stride *= 2) {
            sum += ((height + stride - 1) / stride) * ((width + stride - 1) / stride);
        }
        return (int) Math.min(sum, Integer.MAX_VALUE);
    }

    private static boolean isFloat(Port port) {
        return port.type() == DataType.FLOAT32 || port.type() == DataType.FLOAT16;
    }

    private BackendException refused(String why) {
        return new BackendException(name + " takes "
                + signature.inputs().stream().map(Port::toString).collect(Collectors.joining(", "))
                + " and gives "
                + signature.outputs().stream().map(Port::toString).collect(Collectors.joining(", "))
                + ": " + why);
    }
}
