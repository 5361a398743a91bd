package io.github.s2vision.detect.slice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.s2vision.conformance.ConformanceKind;
import io.github.s2vision.conformance.Report;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Weighted boxes fusion against ensemble-boxes: {@code scripts/conformance wbf ../shared/golden/wbf.json}, within 1e-5. The
 * order of groups with equal scores is left open.
 */
public final class WbfConformance implements ConformanceKind {
    private static final double TOLERANCE = 1e-5;

    private static final Map<String, BoxFusion.Confidence> CONFIDENCES = Map.of(
            "avg", BoxFusion.Confidence.AVERAGE,
            "max", BoxFusion.Confidence.MAX,
            "box_and_model_avg", BoxFusion.Confidence.BOX_AND_MODEL_AVERAGE,
            "absent_model_aware_avg", BoxFusion.Confidence.ABSENT_MODEL_AWARE_AVERAGE);

    @Override
    public String name() {
        return "wbf";
    }

    @Override
    public void run(Path path, Report report) throws Exception {
        for (JsonNode entry : new ObjectMapper().readTree(path.toFile()).path("cases")) {
            String name = entry.path("name").asText();
            try {
                check(entry, name, report);
            } catch (RuntimeException thrown) {
                report.failed(name, thrown);
            }
        }
    }

    private static void check(JsonNode entry, String name, Report report) {
        List<double[]> found = new ArrayList<>();
        for (WeightedBoxes.Fused one : fuse(entry)) {
            found.add(new double[] {one.label(), one.score(), one.x1(), one.y1(), one.x2(), one.y2()});
        }
        List<double[]> expected = rows(entry);
        if (found.size() != expected.size()) {
            report.failed(name, found.size() + " boxes, expected " + expected.size());
            return;
        }
        double worst = 0;
        for (int i = 0; i < expected.size(); i++) {
            worst = Math.max(worst, Math.abs(expected.get(i)[1] - found.get(i)[1]));
        }
        for (double[] row : expected) {
            double[] nearest = found.get(0);
            for (double[] one : found) {
                nearest = difference(one, row) < difference(nearest, row) ? one : nearest;
            }
            worst = Math.max(worst, difference(nearest, row));
            found.remove(nearest);
        }
        report.compared(name, worst, TOLERANCE);
    }

    private static double difference(double[] a, double[] b) {
        double worst = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = Math.abs(a[i] - b[i]);
            worst = Math.max(worst, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
        }
        return worst;
    }

    private static List<WeightedBoxes.Fused> fuse(JsonNode entry) {
        JsonNode arguments = entry.path("args");
        double[] weights = new double[arguments.path("weights").size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = arguments.path("weights").get(i).asDouble();
        }
        BoxFusion options = BoxFusion.DEFAULT
                .weights(weights)
                .threshold(arguments.path("iou_thr").asDouble(BoxFusion.DEFAULT.threshold()))
                .skipBelow(arguments.path("skip_box_thr").asDouble(0))
                .confidence(CONFIDENCES.get(arguments.path("conf_type").asText("avg")));
        if (arguments.path("allows_overflow").asBoolean()) {
            options = options.allowingOverflow();
        }
        JsonNode boxes = entry.path("boxes_list");
        WeightedBoxes fusion = new WeightedBoxes(options, boxes.size());
        int index = 0;
        for (int m = 0; m < boxes.size(); m++) {
            for (int i = 0; i < boxes.get(m).size(); i++) {
                JsonNode box = boxes.get(m).get(i);
                fusion.add(
                        m,
                        entry.path("labels_list").get(m).get(i).asInt(),
                        entry.path("scores_list").get(m).get(i).asDouble(),
                        box.get(0).asDouble(),
                        box.get(1).asDouble(),
                        box.get(2).asDouble(),
                        box.get(3).asDouble(),
                        index++);
            }
        }
        return fusion.fuse();
    }

    private static List<double[]> rows(JsonNode entry) {
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < entry.path("boxes").size(); i++) {
            JsonNode box = entry.path("boxes").get(i);
            rows.add(new double[] {
                entry.path("labels").get(i).asDouble(),
                entry.path("scores").get(i).asDouble(),
                box.get(0).asDouble(),
                box.get(1).asDouble(),
                box.get(2).asDouble(),
                box.get(3).asDouble()
            });
        }
        return rows;
    }
}
