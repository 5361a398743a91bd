package io.github.s2vision.detect.yolo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.s2vision.conformance.ConformanceKind;
import io.github.s2vision.conformance.Report;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Suppression against torchvision and Ultralytics: {@code scripts/conformance nms ../shared/golden/nms.json}. */
public final class NmsConformance implements ConformanceKind {
    @Override
    public String name() {
        return "nms";
    }

    @Override
    public void run(Path path, Report report) throws IOException {
        Path file = Files.isDirectory(path) ? path.resolve("nms.json") : path;
        JsonNode root = new ObjectMapper().readTree(file.toFile());
        each(root.path("torchvision_nms"), report, NmsConformance::torchvision);
        each(root.path("ultralytics_nms"), report, NmsConformance::ultralytics);
        each(root.path("float32_offset"), report, NmsConformance::offset);
        if (root.has("obb")) {
            oriented(root.get("obb"), report);
        }
    }

    private interface Check {
        void run(String name, JsonNode golden, Report report);
    }

    private static void each(JsonNode cases, Report report, Check check) {
        for (JsonNode golden : cases) {
            String name = golden.get("name").asText();
            try {
                check.run(name, golden, report);
            } catch (RuntimeException broken) {
                report.failed(name, broken);
            }
        }
    }

    private static void torchvision(String name, JsonNode golden, Report report) {
        List<Integer> found = keep(golden, 0, YoloOptions.Suppression.PER_CLASS);
        compare(name, found, golden.get("keep"), report);
    }

    private static void offset(String name, JsonNode golden, Report report) {
        int category = golden.get("class").asInt();
        compare(
                name + " (plain)",
                keep(golden, category, YoloOptions.Suppression.PER_CLASS),
                golden.get("keep_plain"),
                report);
        compare(
                name + " (float32 offset)",
                keep(golden, category, YoloOptions.Suppression.PER_CLASS_FLOAT32_OFFSET),
                golden.get("keep_ultralytics"),
                report);
    }

    /** Corners, scores and one class, through the columns that production uses. */
    private static List<Integer> keep(JsonNode golden, int category, YoloOptions.Suppression rule) {
        Candidates candidates =
                TestCandidates.ofCorners(floats(golden.get("boxes")), row(golden.get("scores")), category);
        Nms nms = new Nms();
        int count = nms.suppress(
                candidates, category + 1, golden.get("iou_threshold").asDouble(), Integer.MAX_VALUE, rule);
        return Arrays.stream(nms.kept(), 0, count).mapToObj(i -> candidates.anchor[i]).toList();
    }

    private static void compare(String name, List<Integer> found, JsonNode wanted, Report report) {
        List<Integer> keep = new ArrayList<>();
        wanted.forEach(index -> keep.add(index.asInt()));
        if (found.equals(keep)) {
            report.passed(name, "kept " + keep.size());
        } else {
            report.failed(name, "kept " + found + ", wanted " + keep);
        }
    }

    private static void ultralytics(String name, JsonNode golden, Report report) {
        JsonNode args = golden.get("args");
        float[][] expected = floats(golden.get("expected"));
        float[][] found = golden.has("rows")
                ? rows(floats(golden.get("rows")), args)
                : raw(floats(golden.get("pred_rows_per_box")), golden.get("nc").asInt(), args);
        if (args.path("rotated").asBoolean(false)) {
            // torch.argsort is not stable there: rows of equal scores come in any order.
            sortTies(found);
            sortTies(expected);
        }
        if (Arrays.deepEquals(found, expected)) {
            report.passed(name, found.length + " rows equal");
        } else {
            report.failed(name, "rows " + Arrays.deepToString(found) + ", wanted " + Arrays.deepToString(expected));
        }
    }

    private static void sortTies(float[][] rows) {
        Arrays.sort(rows, (a, b) -> a[4] != b[4] ? Float.compare(b[4], a[4]) : Arrays.compare(a, b));
    }

    private static float[][] rows(float[][] rows, JsonNode args) {
        RawHead head = new RawHead(FloatBuffer.wrap(flat(rows)), 0, rows[0].length, rows.length, false);
        Candidates candidates = new Candidates();
        candidates.collectRows(
                head,
                1 << 16,
                confidence(args),
                wanted(args, 1 << 16),
                args.path("max_det").asInt(300));
        float[][] found = new float[candidates.count][];
        for (int i = 0; i < found.length; i++) {
            found[i] = result(candidates, i, head, 6);
        }
        return found;
    }

    private static float[][] raw(float[][] predictions, int classes, JsonNode args) {
        int channels = predictions[0].length;
        RawHead transposed = new RawHead(FloatBuffer.wrap(flat(predictions)), 0, channels, predictions.length, false);
        RawHead channelsFirst = new RawHead(
                FloatBuffer.wrap(turned(predictions)), 0, channels, predictions.length, true);
        float[][] one = raw(transposed, classes, args);
        float[][] other = raw(channelsFirst, classes, args);
        if (!Arrays.deepEquals(one, other)) {
            throw new IllegalStateException("the two layouts give different rows");
        }
        return one;
    }

    private static float[][] raw(RawHead head, int classes, JsonNode args) {
        Candidates candidates = new Candidates();
        candidates.collect(
                head,
                classes,
                confidence(args),
                args.path("multi_label").asBoolean(false),
                wanted(args, classes),
                args.path("max_nms").asInt(30_000));
        double iou = args.path("iou_thres").asDouble(0.45);
        int most = args.path("max_det").asInt(300);
        YoloOptions.Suppression rule = args.path("agnostic").asBoolean(false)
                ? YoloOptions.Suppression.AGNOSTIC
                : YoloOptions.Suppression.PER_CLASS;
        if (args.path("rotated").asBoolean(false)) {
            return oriented(head, candidates, iou, most, rule);
        }
        Nms nms = new Nms();
        int count = nms.suppress(candidates, classes, iou, most, rule);
        float[][] found = new float[count][];
        for (int i = 0; i < count; i++) {
            found[i] = result(candidates, nms.kept()[i], head, 4 + classes);
        }
        return found;
    }

    private static float[][] oriented(
            RawHead head, Candidates candidates, double iou, int most, YoloOptions.Suppression rule) {
        float[] angles = new float[candidates.count];
        for (int i = 0; i < angles.length; i++) {
            angles[i] = head.at(head.channels() - 1, candidates.anchor[i]);
        }
        RotatedNms nms = new RotatedNms();
        int count = nms.suppress(candidates, angles, iou, most, rule);
        float[][] found = new float[count][];
        for (int i = 0; i < count; i++) {
            int place = nms.kept()[i];
            found[i] = new float[] {
                (candidates.x1[place] + candidates.x2[place]) / 2,
                (candidates.y1[place] + candidates.y2[place]) / 2,
                candidates.x2[place] - candidates.x1[place],
                candidates.y2[place] - candidates.y1[place],
                candidates.score[place],
                candidates.category[place],
                angles[place]
            };
        }
        return found;
    }

    private static float[] result(Candidates candidates, int place, RawHead head, int firstExtra) {
        float[] row = new float[6 + head.channels() - firstExtra];
        row[0] = candidates.x1[place];
        row[1] = candidates.y1[place];
        row[2] = candidates.x2[place];
        row[3] = candidates.y2[place];
        row[4] = candidates.score[place];
        row[5] = candidates.category[place];
        for (int k = firstExtra; k < head.channels(); k++) {
            row[6 + k - firstExtra] = head.at(k, candidates.anchor[place]);
        }
        return row;
    }

    private static float confidence(JsonNode args) {
        return (float) args.path("conf_thres").asDouble(0.25);
    }

    private static boolean[] wanted(JsonNode args, int classes) {
        if (!args.path("classes").isArray()) {
            return new boolean[0];
        }
        boolean[] wanted = new boolean[classes];
        args.get("classes").forEach(c -> wanted[c.asInt()] = true);
        return wanted;
    }

    private static void oriented(JsonNode golden, Report report) {
        float[][] boxes = floats(golden.get("xywhr"));
        float[][] matrix = floats(golden.get("probiou_matrix"));
        RotatedNms nms = new RotatedNms();
        nms.reserve(boxes.length);
        for (int i = 0; i < boxes.length; i++) {
            nms.set(i, boxes[i][0], boxes[i][1], boxes[i][2], boxes[i][3], boxes[i][4]);
        }
        double worst = 0;
        for (int i = 0; i < boxes.length; i++) {
            for (int j = 0; j < boxes.length; j++) {
                worst = Math.max(worst, Math.abs(nms.overlap(i, j) - matrix[i][j]));
            }
        }
        report.compared("probiou of " + boxes.length + " oriented boxes", worst, 1e-4);
    }

    private static float[] flat(float[][] rows) {
        float[] flat = new float[rows.length * rows[0].length];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = rows[i / rows[0].length][i % rows[0].length];
        }
        return flat;
    }

    private static float[] turned(float[][] rows) {
        float[] flat = new float[rows.length * rows[0].length];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = rows[i % rows.length][i / rows.length];
        }
        return flat;
    }

    private static float[][] floats(JsonNode rows) {
        float[][] values = new float[rows.size()][];
        for (int i = 0; i < values.length; i++) {
            values[i] = row(rows.get(i));
        }
        return values;
    }

    private static float[] row(JsonNode numbers) {
        float[] values = new float[numbers.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) numbers.get(k).asDouble();
        }
        return values;
    }
}
