package io.github.s2vision.evaluation;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.s2vision.conformance.ConformanceKind;
import io.github.s2vision.conformance.Report;
import io.github.s2vision.dataset.Dataset;
import io.github.s2vision.dataset.Id;
import io.github.s2vision.dataset.Predictions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * Evaluation against pycocotools, bit by bit: {@code scripts/conformance coco PATH}, with PATH a case (a folder with gt.json
 * and expected.json), a folder of cases, or one that also holds the other kinds of evaluation, which then all run.
 */
public final class CocoConformance implements ConformanceKind {
    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Where the other kinds lie beside the folder of cases. */
    private static final Map<String, String> PARTS = Map.of(
            "rle", "rle.json",
            "tide", "tide",
            "confusion", "confusion",
            "objectlab", "objectlab",
            "lvis", "lvis",
            "ultralytics-ap", "ultralytics_ap");

    @Override
    public String name() {
        return "coco";
    }

    @Override
    public void run(Path path, Report report) throws Exception {
        if (Files.exists(path.resolve("expected.json"))) {
            one(path, report);
            return;
        }
        if (Files.isDirectory(path.resolve("cases"))) {
            run(path.resolve("cases"), report);
            for (ConformanceKind kind : ServiceLoader.load(ConformanceKind.class)) {
                String part = PARTS.get(kind.name());
                if (part != null && Files.exists(path.resolve(part))) {
                    kind.run(path.resolve(part), report);
                }
            }
            return;
        }
        try (Stream<Path> folders = Files.list(path)) {
            for (Path folder : folders.filter(f -> Files.exists(f.resolve("expected.json")))
                    .sorted()
                    .toList()) {
                one(folder, report);
            }
        }
    }

    private static void one(Path folder, Report report) {
        String name = "coco/" + folder.getFileName();
        try {
            JsonNode expected = JSON.readTree(folder.resolve("expected.json").toFile());
            if (expected.hasNonNull("error")) {
                refused(folder, expected.get("error"), name, report);
                return;
            }
            List<String> wrong = differences(folder, expected);
            if (wrong.isEmpty()) {
                report.passed(name, "equal in every bit");
            } else {
                report.failed(name, String.join("; ", wrong));
            }
        } catch (IOException | RuntimeException thrown) {
            report.failed(name, thrown);
        }
    }

    private static void refused(Path folder, JsonNode error, String name, Report report) throws IOException {
        String reference =
                error.path("type").asText() + ": " + error.path("message").asText();
        try {
            Evaluation evaluation = evaluate(folder);
            evaluation.summary();
            report.failed(name, "evaluated to " + evaluation + ", where the reference fails with " + reference);
        } catch (IllegalArgumentException | IOException refusal) {
            report.passed(name, "refused as the reference does (" + reference + "): " + refusal.getMessage());
        }
    }

    private static Evaluation evaluate(Path folder) throws IOException {
        JsonNode params = JSON.readTree(folder.resolve("params.json").toFile());
        Dataset truth = Dataset.read(folder.resolve("gt.json"));
        Predictions found = Predictions.readCoco(folder.resolve("dt.json"));
        return evaluator(params).evaluate(truth, found);
    }

    static CocoEvaluator evaluator(JsonNode file) {
        JsonNode params = file.path("params");
        CocoEvaluator evaluator = switch (file.get("iouType").asText()) {
            case "bbox" -> CocoEvaluator.bbox();
            case "segm" -> CocoEvaluator.segm();
            case "keypoints" -> CocoEvaluator.keypoints();
            default -> throw new IllegalArgumentException("unknown kind " + file.get("iouType"));
        };
        if (params.has("iouThrs")) {
            evaluator = evaluator.iouThresholds(doubles(params.get("iouThrs")));
        }
        if (params.has("recThrs")) {
            evaluator = evaluator.recallThresholds(doubles(params.get("recThrs")));
        }
        if (params.has("maxDets")) {
            int[] counts = new int[params.get("maxDets").size()];
            for (int i = 0; i < counts.length; i++) {
                counts[i] = params.get("maxDets").get(i).asInt();
            }
            evaluator = evaluator.maxDetections(counts);
        }
        List<String> labels = null;
        if (params.has("areaRngLbl")) {
            labels = new ArrayList<>();
            for (JsonNode label : params.get("areaRngLbl")) {
                labels.add(label.asText());
            }
        } else if (params.has("areaRng")) {
            labels = file.get("iouType").asText().equals("keypoints")
                    ? List.of("all", "medium", "large")
                    : List.of("all", "small", "medium", "large");
        }
        if (params.has("areaRng")) {
            List<AreaRange> ranges = new ArrayList<>();
            for (JsonNode range : params.get("areaRng")) {
                ranges.add(
                        new AreaRange("", range.get(0).asDouble(), range.get(1).asDouble()));
            }
            evaluator = evaluator.areas(ranges);
        }
        if (labels != null) {
            evaluator = evaluator.labels(labels);
        }
        if (params.has("imgIds")) {
            evaluator = evaluator.images(ids(params.get("imgIds")));
        }
        if (params.has("catIds")) {
            evaluator = evaluator.categories(ids(params.get("catIds")));
        }
        if (params.has("kpt_oks_sigmas")) {
            evaluator = evaluator.sigmas(doubles(params.get("kpt_oks_sigmas")));
        }
        boolean pooled = params.has("useCats") && !params.get("useCats").asBoolean();
        return pooled ? evaluator.ignoringCategories() : evaluator;
    }

    private static double[] doubles(JsonNode array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asDouble();
        }
        return values;
    }

    private static List<Id> ids(JsonNode array) {
        List<Id> ids = new ArrayList<>();
        for (JsonNode id : array) {
            ids.add(
                    id.isTextual()
                            ? Id.of(id.asText())
                            : id.isIntegralNumber() ? Id.of(id.asLong()) : Id.of(id.asDouble()));
        }
        return ids;
    }

    private static List<String> differences(Path folder, JsonNode expected) throws IOException {
        List<String> wrong = new ArrayList<>();
        Evaluation evaluation = evaluate(folder);
        JsonNode counts = expected.get("counts");
        for (int i = 0; i < counts.size(); i++) {
            if (counts.get(i).asInt() != evaluation.counts()[i]) {
                wrong.add("counts are " + Arrays.toString(evaluation.counts()) + " instead of " + counts);
                return wrong;
            }
        }
        Map<String, double[]> found = Map.of(
                "precision", evaluation.precision(), "recall", evaluation.recall(), "scores", evaluation.scores());
        Path arrays = folder.resolve("arrays.npz");
        Map<String, double[]> wanted = Files.exists(arrays) ? NumpyArrays.read(arrays) : Map.of();
        expected.get("arrays").properties().forEach(array -> {
            double[] own = found.get(array.getKey());
            if (!NumpyArrays.sha256(own).equals(array.getValue().get("sha256").asText())) {
                String how = wanted.containsKey(array.getKey())
                        ? NumpyArrays.difference(own, wanted.get(array.getKey()))
                        : "another check-sum";
                wrong.add(array.getKey() + ": " + how);
            }
        });
        stats(evaluation, expected.get("stats"), wrong);
        return wrong;
    }

    private static void stats(Evaluation evaluation, JsonNode expected, List<String> wrong) {
        if (expected == null || expected.isNull()) {
            try {
                evaluation.summary();
                wrong.add("a summary, where the reference has none");
            } catch (EvaluationException refused) {
                // as the reference does
            }
            return;
        }
        String difference = NumpyArrays.difference(evaluation.summary(), doubles(expected));
        if (!difference.isEmpty()) {
            wrong.add("stats: " + difference);
        }
    }
}
