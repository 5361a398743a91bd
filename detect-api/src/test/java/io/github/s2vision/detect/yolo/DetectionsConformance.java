package io.github.s2vision.detect.yolo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.s2vision.TestData;
import io.github.s2vision.backend.Backend;
import io.github.s2vision.backend.BackendException;
import io.github.s2vision.backend.Session;
import io.github.s2vision.backend.SessionOptions;
import io.github.s2vision.conformance.ConformanceKind;
import io.github.s2vision.conformance.Report;
import io.github.s2vision.detect.Category;
import io.github.s2vision.detect.Detection;
import io.github.s2vision.detect.Detections;
import io.github.s2vision.detect.Detector;
import io.github.s2vision.detect.Keypoints;
import io.github.s2vision.detect.Mask;
import io.github.s2vision.geometry.Box;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Real models on real photos against the reference: {@code scripts/conformance detections
 * ../shared/golden/detections.json}. Models and photos are looked up beside the file, then in the development data.
 */
public final class DetectionsConformance implements ConformanceKind {
    private static final double PIXELS = 0.05;
    private static final double SCORE = 1e-3;
    private static final double MASK_IOU = 0.99;
    private static final double POINT_PIXELS = 0.5;
    private static final double QUANTISED_IOU = 0.8;
    private static final double QUANTISED_SCORE = 0.1;
    private static final double QUANTISED_LEAST = 0.35;

    @Override
    public String name() {
        return "detections";
    }

    @Override
    public void run(Path path, Report report) throws IOException {
        Path file = Files.isDirectory(path) ? path.resolve("detections.json") : path;
        Map<Path, Subject> subjects = new HashMap<>();
        try {
            for (JsonNode result : new ObjectMapper().readTree(file.toFile()).get("results")) {
                String name = result.get("model").asText() + " " + result.get("image").asText() + " "
                        + result.get("settings");
                try {
                    Path model = find(file, result.get("model").asText());
                    Subject subject = subjects.get(model);
                    if (subject == null) {
                        subject = Subject.open(model);
                        subjects.put(model, subject);
                    }
                    subject.check(name, result, Image.read(find(file, result.get("image").asText())), report);
                } catch (RuntimeException | IOException broken) {
                    report.failed(name, broken);
                }
            }
        } finally {
            subjects.values().forEach(Subject::close);
        }
    }

    private static Path find(Path file, String name) {
        Path beside = file.resolveSibling(name);
        return Files.exists(beside) ? beside : TestData.folder().resolve(name);
    }

    /** A model under test: a YOLOv8, or the YOLOX of these tests. */
    private record Subject(Optional<YoloV8> yolo, Optional<Session> other, boolean quantised) {
        static Subject open(Path model) throws IOException {
            Session session = Backend.cpu().open(model, SessionOptions.DEFAULT);
            boolean quantised = session.signature()
                    .metadata()
                    .getOrDefault("onnx.infer", "")
                    .contains("quant");
            if (YoloxDetector.recognises(session)) {
                try (YoloV8 wrong = YoloV8.load(model, Backend.cpu())) {
                    throw new IllegalStateException("taken for a YOLOv8: " + wrong);
                } catch (BackendException refused) {
                    return new Subject(Optional.empty(), Optional.of(session), quantised);
                }
            }
            return new Subject(
                    Optional.of(YoloV8.of(model.toString(), session, Backend.cpu(), Map.of())),
                    Optional.empty(),
                    quantised);
        }

        void close() {
            yolo.ifPresent(YoloV8::close);
            other.ifPresent(Session::close);
        }

        void check(String name, JsonNode golden, Image image, Report report) {
            JsonNode settings = golden.get("settings");
            List<Detection> wanted = new ArrayList<>();
            golden.get("detections").forEach(one -> wanted.add(detection(one)));
            if (yolo.isEmpty()) {
                List<Category> categories = new ArrayList<>();
                for (int i = 0; i < 80; i++) {
                    categories.add(new Category(i, "class " + i));
                }
                Detector yolox = new YoloxDetector(
                        other.orElseThrow(),
                        categories,
                        settings.get("conf").asDouble(),
                        settings.get("iou").asDouble());
                compare(name, yolox.detect(image), wanted, golden, report);
                return;
            }
            YoloV8 model = yolo.get().options(options(yolo.get(), settings));
            if (quantised) {
                compareQuantised(name, model.detect(image), wanted, report);
                return;
            }
            boolean masks = golden.get("detections").path(0).has("mask");
            Detections found = (masks ? model.retinaMasks() : model).detect(image);
            compare(name, found, wanted, golden, report);
            if (masks) {
                compareNetworkMasks(name, model.detect(image), golden, report);
            }
        }
    }

    private static YoloOptions options(YoloV8 model, JsonNode settings) {
        JsonNode size = settings.path("imgsz");
        YoloOptions options = YoloOptions.DEFAULT
                .confidence(settings.path("conf").asDouble(0.25))
                .iou(settings.path("iou").asDouble(0.7))
                .maxDetections(settings.path("max_det").asInt(300))
                .maxCandidates(settings.path("max_nms").asInt(30_000))
                .rectangular(settings.path("rect").asBoolean(false));
        if (settings.path("agnostic").asBoolean(false)) {
            options = options.suppression(YoloOptions.Suppression.AGNOSTIC);
        }
        if (settings.path("multi_label").asBoolean(false)) {
            options = options.labels(YoloOptions.Labels.ALL);
        }
        if (size.isArray() || size.isInt()) {
            options = options.imageSize(
                    size.isInt()
                            ? Size.square(size.asInt())
                            : new Size(size.get(1).asInt(), size.get(0).asInt()));
        }
        if (settings.path("classes").isArray()) {
            List<String> names = new ArrayList<>();
            for (JsonNode id : settings.get("classes")) {
                names.add(
                        id.isInt() ? model.categories().get(id.asInt()).name() : id.asText());
            }
            options = options.classes(names.toArray(String[]::new));
        }
        return options;
    }

    private static Detection detection(JsonNode one) {
        JsonNode box = one.get("box_axis");
        Detection detection = new Detection(
                new Box(
                        box.get(0).asDouble(),
                        box.get(1).asDouble(),
                        box.get(2).asDouble(),
                        box.get(3).asDouble()),
                new Category(one.get("class_id").asInt(), one.get("name").asText()),
                one.get("score").asDouble());
        if (one.has("keypoints_axis")) {
            double[] values = new double[3 * one.get("keypoints_axis").size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = one.get("keypoints_axis").get(i / 3).get(i % 3).asDouble();
            }
            detection = detection.withKeypoints(Keypoints.of(values));
        }
        return one.has("mask") ? detection.withMask(mask(one.get("mask"))) : detection;
    }

    private static Mask mask(JsonNode rle) {
        return Mask.ofRle(
                new Size(
                        rle.get("size").get(1).asInt(), rle.get("size").get(0).asInt()),
                rle.get("counts").asText());
    }

    /** Same count and classes; the worst of edges, scores, points and masks, each as a share of what is allowed. */
    private static void compare(
            String name, Detections found, List<Detection> wanted, JsonNode golden, Report report) {
        if (found.size() != wanted.size()) {
            report.failed(name, found.size() + " detections, wanted " + wanted.size() + ": " + found);
            return;
        }
        double worst = 0;
        boolean[] taken = new boolean[found.size()];
        for (Detection one : wanted) {
            OptionalInt nearest = nearest(found, taken, one);
            if (nearest.isEmpty()) {
                report.failed(name, "nothing found of the category of " + one);
                return;
            }
            taken[nearest.getAsInt()] = true;
            worst = Math.max(worst, share(found.get(nearest.getAsInt()), one));
        }
        report.compared(
                name + String.format(Locale.ROOT, " (%d, of %s)", wanted.size(), golden.path("candidates")), worst, 1);
    }

    private static OptionalInt nearest(Detections found, boolean[] taken, Detection wanted) {
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < found.size(); i++) {
            if (!taken[i] && found.category(i).id() == wanted.category().id()) {
                double difference =
                        edges(found.box(i), wanted.box()) / PIXELS + Math.abs(found.score(i) - wanted.score()) / SCORE;
                if (difference < least) {
                    least = difference;
                    best = i;
                }
            }
        }
        return best < 0 ? OptionalInt.empty() : OptionalInt.of(best);
    }

    private static double share(Detection found, Detection wanted) {
        double worst = Math.max(
                edges(found.box(), wanted.box()) / PIXELS, Math.abs(found.score() - wanted.score()) / SCORE);
        if (wanted.mask().isPresent()) {
            worst = Math.max(
                    worst, (1 - found.mask().orElseThrow().iou(wanted.mask().get())) / (1 - MASK_IOU));
        }
        if (wanted.keypoints().isPresent()) {
            double[] a = found.keypoints().orElseThrow().toArray();
            double[] b = wanted.keypoints().get().toArray();
            for (int i = 0; i < b.length; i++) {
                worst = Math.max(worst, Math.abs(a[i] - b[i]) / (i % 3 == 2 ? SCORE : POINT_PIXELS));
            }
        }
        return worst;
    }

    private static double edges(Box a, Box b) {
        return Math.max(
                Math.max(Math.abs(a.x1() - b.x1()), Math.abs(a.y1() - b.y1())),
                Math.max(Math.abs(a.x2() - b.x2()), Math.abs(a.y2() - b.y2())));
    }

    /** The default rule, before masks are laid on the image: see {@link MaskPainterTest} for that step. */
    private static void compareNetworkMasks(String name, Detections found, JsonNode golden, Report report) {
        double worst = 0;
        for (JsonNode one : golden.get("detections")) {
            Detection wanted = detection(one);
            Detection nearest = found.get(nearest(found, new boolean[found.size()], wanted).orElseThrow());
            Mask reference = mask(one.get("mask_net"));
            Mask laid = onImage(reference, golden, found.imageSize());
            worst = Math.max(worst, (1 - nearest.mask().orElseThrow().iou(laid)) / (1 - MASK_IOU));
        }
        report.compared(name + " (masks at network size)", worst, 1);
    }

    /** Each pixel of the image takes what lies under its centre in the golden mask of the network's input. */
    private static Mask onImage(Mask network, JsonNode golden, Size image) {
        JsonNode letterbox = golden.get("letterbox");
        double scaleX = letterbox.get("new_wh").get(0).asDouble() / image.width();
        double scaleY = letterbox.get("new_wh").get(1).asDouble() / image.height();
        int left = letterbox.get("pad_ltrb").get(0).asInt();
        int top = letterbox.get("pad_ltrb").get(1).asInt();
        byte[] source = network.toBitmap();
        byte[] rows = new byte[image.width() * image.height()];
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                int networkX = (int) ((x + 0.5) * scaleX + left);
                int networkY = (int) ((y + 0.5) * scaleY + top);
                rows[y * image.width() + x] = source[networkY * network.size().width() + networkX];
            }
        }
        return Mask.ofBitmap(image, rows);
    }

    /** Integer arithmetic depends on the processor: only certain detections, and these roughly. */
    private static void compareQuantised(String name, Detections found, List<Detection> wanted, Report report) {
        int matched = 0;
        for (Detection one : wanted) {
            if (one.score() < QUANTISED_LEAST) {
                continue;
            }
            boolean isFound = found.stream()
                    .anyMatch(d -> d.category().id() == one.category().id()
                            && d.box().iou(one.box()) >= QUANTISED_IOU
                            && Math.abs(d.score() - one.score()) <= QUANTISED_SCORE);
            if (!isFound) {
                report.failed(name, "nothing found like " + one + " among " + found);
                return;
            }
            matched++;
        }
        report.passed(name, matched + " certain detections matched");
    }
}
