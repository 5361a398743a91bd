package io.github.s2vision.detect.slice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.s2vision.conformance.ConformanceKind;
import io.github.s2vision.conformance.Report;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * SAHI's slices and merging, what vanishes included: {@code scripts/conformance slices ../shared/golden/sahi_slices.json}.
 * Slices are equal and in order, merged boxes are equal as sets. SAHI's own choice of slices ({@code auto_slices}) is not
 * imitated and not compared.
 */
public final class SlicesConformance implements ConformanceKind {
    private static final Map<String, Class<? extends MergeStrategy>> KINDS = Map.of(
            "NMS", MergeStrategy.Nms.class,
            "NMM", MergeStrategy.Nmm.class,
            "GREEDYNMM", MergeStrategy.GreedyNmm.class);

    @Override
    public String name() {
        return "slices";
    }

    @Override
    public void run(Path path, Report report) throws Exception {
        JsonNode root = new ObjectMapper().readTree(path.toFile());
        for (JsonNode entry : root.path("cases")) {
            String name = entry.path("image_w") + "x" + entry.path("image_h") + " in " + entry.path("slice_w") + "x"
                    + entry.path("slice_h") + ", overlap " + entry.path("overlap_w") + ", " + entry.path("overlap_h");
            expect(report, name, slices(entry), rows(entry.path("slices")));
        }
        int index = 0;
        for (JsonNode entry : root.path("postprocess")) {
            for (JsonNode result : entry.path("results")) {
                String name =
                        "postprocess[" + index + "] of " + entry.path("boxes").size() + " boxes, "
                                + result.path("type").asText() + " "
                                + result.path("metric").asText() + " "
                                + result.path("threshold")
                                + (result.path("class_agnostic").asBoolean() ? " across classes" : "");
                expect(report, name, sorted(merged(entry, result)), sorted(rows(result.path("out"))));
            }
            index++;
        }
    }

    private static void expect(Report report, String name, List<double[]> found, List<double[]> expected) {
        boolean equal = Arrays.deepEquals(found.toArray(), expected.toArray());
        if (equal) {
            report.passed(name, found.size() + " equal");
        } else {
            report.failed(
                    name,
                    "found " + Arrays.deepToString(found.toArray()) + ", expected "
                            + Arrays.deepToString(expected.toArray()));
        }
    }

    private static List<double[]> slices(JsonNode entry) {
        SliceAxis across = SliceAxis.pushedBack(
                entry.path("image_w").asInt(),
                entry.path("slice_w").asInt(),
                entry.path("overlap_w").asDouble());
        SliceAxis down = SliceAxis.pushedBack(
                entry.path("image_h").asInt(),
                entry.path("slice_h").asInt(),
                entry.path("overlap_h").asDouble());
        List<double[]> slices = new ArrayList<>();
        for (int row = 0; row < down.count(); row++) {
            for (int column = 0; column < across.count(); column++) {
                slices.add(new double[] {
                    across.start(column),
                    down.start(row),
                    across.start(column) + across.slice(),
                    down.start(row) + down.slice()
                });
            }
        }
        return slices;
    }

    private static List<double[]> merged(JsonNode entry, JsonNode result) {
        int count = entry.path("boxes").size();
        double[] boxes = new double[4 * count];
        double[] scores = new double[count];
        int[] classes = new int[count];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < 4; k++) {
                boxes[4 * i + k] = entry.path("boxes").get(i).get(k).asDouble();
            }
            scores[i] = entry.path("scores").get(i).asDouble();
            classes[i] = entry.path("classes").get(i).asInt();
        }
        SahiMerge merge = new SahiMerge(
                KINDS.get(result.path("type").asText()),
                MergeStrategy.Metric.valueOf(result.path("metric").asText()),
                result.path("threshold").asDouble(),
                boxes,
                scores,
                classes);
        List<double[]> rows = new ArrayList<>();
        for (SahiMerge.Group group : merge.run(result.path("class_agnostic").asBoolean())) {
            double[] row = Arrays.copyOf(group.box(), 6);
            row[4] = group.score();
            row[5] = group.category();
            rows.add(row);
        }
        return rows;
    }

    private static List<double[]> rows(JsonNode array) {
        List<double[]> rows = new ArrayList<>();
        for (JsonNode row : array) {
            double[] values = new double[row.size()];
            Arrays.setAll(values, i -> row.get(i).asDouble());
            rows.add(values);
        }
        return rows;
    }

    private static List<double[]> sorted(List<double[]> rows) {
        rows.sort(Arrays::compare);
        return rows;
    }
}
