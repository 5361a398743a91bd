package io.github.s2vision.detect.yolo;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.s2vision.backend.Backend;
import io.github.s2vision.backend.Session;
import io.github.s2vision.backend.SessionOptions;
import io.github.s2vision.conformance.Report;
import io.github.s2vision.detect.Detection;
import io.github.s2vision.detect.Detections;
import io.github.s2vision.geometry.Box;
import io.github.s2vision.image.CenterCrop;
import io.github.s2vision.image.Image;
import io.github.s2vision.image.Letterbox;
import io.github.s2vision.image.Normalization;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The stand-ins of the YOLOv8 family: raw outputs, then what is made of them. */
public final class YoloStandIns implements StandInCheck {
    private static final double RAW = 1e-4;
    private static final double PIXELS = 0.01;
    private static final double SCORE = 1e-4;
    private static final double MASK_SHARE = 0.005;

    @Override
    public boolean knows(JsonNode golden) {
        String model = golden.get("model").asText();
        return !model.contains("+") && (model.startsWith("yolov8-") || model.startsWith("yolov10-"));
    }

    @Override
    public void run(String name, JsonNode golden, Path folder, Report report) throws IOException {
        Path model = folder.resolve(golden.get("model").asText());
        String picture = golden.get("image").asText();
        Image image = picture.endsWith(".png")
                ? Image.read(folder.resolve(picture))
                : Image.rgb(1280, 1280, new byte[3 * 1280 * 1280]);
        try (YoloV8 yolo = YoloV8.load(model, Backend.cpu())) {
            raw(name, golden, model, yolo, image, report);
            if (golden.has("probs")) {
                probabilities(name, golden, yolo, image, report);
            } else {
                detections(name, golden, options(yolo, golden.path("args")), image, report);
            }
        }
    }

    private static YoloV8 options(YoloV8 yolo, JsonNode args) {
        return yolo.confidence(args.path("conf_thres").asDouble(0.25))
                .iou(args.path("iou_thres").asDouble(0.7))
                .maxDetections(args.path("max_det").asInt(300));
    }

    private static void raw(
            String name, JsonNode golden, Path model, YoloV8 yolo, Image image, Report report) throws IOException {
        int side = yolo.inputSize().width();
        Tensor input = Tensor.allocate(DataType.FLOAT32, 1, 3, side, side);
        if (golden.has("probs")) {
            CenterCrop.bilinear(side).write(image, input, 0, Normalization.UNIT);
            compare(name + " input", golden.get("input"), input, report);
            return;
        }
        Letterbox.to(side).write(image, input, 0, Normalization.UNIT);
        try (Session session = Backend.cpu().open(model, SessionOptions.DEFAULT)) {
            List<Tensor> outputs =
                    List.copyOf(session.run(Map.of("images", input)).values());
            for (int i = 0; i < golden.get("raw").size(); i++) {
                compare(name + " output " + i, golden.get("raw").get(i), outputs.get(i), report);
            }
        }
    }

    private static void compare(String name, JsonNode golden, Tensor found, Report report) {
        float[] values = found.toFloatArray();
        double worst = 0;
        for (int i = 0; i < golden.get("flat_index").size(); i++) {
            double wanted = golden.get("value").get(i).asDouble();
            worst = Math.max(worst, Math.abs(values[golden.get("flat_index").get(i).asInt()] - wanted));
        }
        report.compared(name, worst, RAW);
    }

    private static void probabilities(String name, JsonNode golden, YoloV8 yolo, Image image, Report report) {
        double worst = 0;
        List<YoloV8.Classification> found = yolo.classify(image);
        for (YoloV8.Classification one : found) {
            double wanted = golden.get("probs").get(0).get(one.category().id()).asDouble();
            worst = Math.max(worst, Math.abs(one.probability() - wanted));
        }
        boolean falls = true;
        for (int i = 1; i < found.size(); i++) {
            falls &= found.get(i - 1).probability() >= found.get(i).probability();
        }
        report.compared(name + " probabilities", falls ? worst : Double.NaN, SCORE);
    }

    private static void detections(String name, JsonNode golden, YoloV8 yolo, Image image, Report report) {
        Detections found = yolo.detect(image);
        int count = golden.path("count").asInt(golden.path("detections_xyxy_conf_cls").size());
        if (found.size() != count) {
            report.failed(name, found.size() + " detections, wanted " + count);
            return;
        }
        boolean oriented = golden.has("detections_xywhr_conf_cls");
        JsonNode rows = golden.get(oriented ? "detections_xywhr_conf_cls" : "detections_xyxy_conf_cls");
        double worst = 0;
        for (int i = 0; i < rows.size(); i++) {
            worst = Math.max(worst, oriented ? oriented(found.get(i), rows.get(i)) : plain(found.get(i), rows.get(i)));
        }
        report.compared(name + " (" + rows.size() + " of " + count + " boxes)", worst, 1);
        if (golden.path("keypoints_first5").size() > 0) {
            keypoints(name, golden, found, report);
        }
        if (golden.has("corners_first10")) {
            corners(name, golden, found, report);
        }
        if (golden.has("mask_pixels_model_space")) {
            masks(name, golden, yolo, image, report);
        }
    }

    private static double plain(Detection found, JsonNode row) {
        Box box = found.box();
        double[] edges = {box.x1(), box.y1(), box.x2(), box.y2()};
        double worst = 0;
        for (int k = 0; k < 4; k++) {
            worst = Math.max(worst, Math.abs(edges[k] - row.get(k).asDouble()) / PIXELS);
        }
        return Math.max(worst, scoreAndClass(found, row, 4));
    }

    private static double scoreAndClass(Detection found, JsonNode row, int at) {
        return found.category().id() == row.get(at + 1).asInt()
                ? Math.abs(found.score() - row.get(at).asDouble()) / SCORE
                : Double.NaN;
    }

    private static double oriented(Detection found, JsonNode row) {
        Box box = found.box();
        double[] values = {
            box.centerX(), box.centerY(), box.width(), box.height(), found.angle().orElseThrow()
        };
        double worst = 0;
        for (int k = 0; k < 5; k++) {
            worst = Math.max(worst, Math.abs(values[k] - row.get(k).asDouble()) / (k < 4 ? PIXELS : SCORE));
        }
        return Math.max(worst, scoreAndClass(found, row, 5));
    }

    private static void keypoints(String name, JsonNode golden, Detections found, Report report) {
        double worst = 0;
        for (int i = 0; i < golden.get("keypoints_first5").size(); i++) {
            double[] values = found.keypoints().get(i).toArray();
            for (int k = 0; k < values.length; k++) {
                double wanted = golden.get("keypoints_first5")
                        .get(i)
                        .get(k / 3)
                        .get(k % 3)
                        .asDouble();
                // Written with three decimals, visibilities too.
                worst = Math.max(worst, Math.abs(values[k] - wanted) / (k % 3 == 2 ? 6e-4 : PIXELS));
            }
        }
        report.compared(name + " keypoints", worst, 1);
    }

    private static void corners(String name, JsonNode golden, Detections found, Report report) {
        double worst = 0;
        for (int i = 0; i < golden.get("corners_first10").size(); i++) {
            Detection one = found.get(i);
            double cos = Math.cos(one.angle().orElseThrow());
            double sin = Math.sin(one.angle().orElseThrow());
            double[] alongX = {.5, .5, -.5, -.5};
            double[] alongY = {.5, -.5, -.5, .5};
            for (int k = 0; k < 4; k++) {
                double dx = alongX[k] * one.box().width();
                double dy = alongY[k] * one.box().height();
                JsonNode wanted = golden.get("corners_first10").get(i).get(k);
                double x = one.box().centerX() + dx * cos - dy * sin;
                double y = one.box().centerY() + dx * sin + dy * cos;
                worst = Math.max(worst, Math.abs(x - wanted.get(0).asDouble()));
                worst = Math.max(worst, Math.abs(y - wanted.get(1).asDouble()));
            }
        }
        report.compared(name + " corners", worst, 2 * PIXELS);
    }

    /** At the size of the image; of the first picture the letterbox is the identity, so its network masks are these too. */
    private static void masks(String name, JsonNode golden, YoloV8 yolo, Image image, Report report) {
        pixels(name + " masks", golden.get("mask_pixels_native"), yolo.retinaMasks().detect(image), report);
        if (image.size().equals(yolo.inputSize())) {
            pixels(name + " masks at network size", golden.get("mask_pixels_model_space"), yolo.detect(image), report);
        }
    }

    private static void pixels(String name, JsonNode wanted, Detections found, Report report) {
        double worst = 0;
        for (int i = 0; i < wanted.size(); i++) {
            double pixels = wanted.get(i).asDouble();
            worst = Math.max(
                    worst, Math.abs(found.masks().get(i).area() - pixels) / Math.max(1, MASK_SHARE * pixels));
        }
        report.compared(name, worst, 1);
    }
}
