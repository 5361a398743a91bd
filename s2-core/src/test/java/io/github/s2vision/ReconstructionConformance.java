package io.github.s2vision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.s2vision.conformance.ConformanceKind;
import io.github.s2vision.conformance.Report;
import io.github.s2vision.tensor.Npy;
import io.github.s2vision.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Kind {@code reconstruction}: linear reconstruction in float64. The format: the golden folder's README. */
public final class ReconstructionConformance implements ConformanceKind {
    @Override
    public String name() {
        return "reconstruction";
    }

    @Override
    public void run(Path path, Report report) throws IOException {
        for (Path file : cases(path)) {
            one(file, report);
        }
    }

    private static List<Path> cases(Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        if (Files.exists(path.resolve("case.json"))) {
            return List.of(path.resolve("case.json"));
        }
        try (Stream<Path> folders = Files.list(path)) {
            return folders.map(folder -> folder.resolve("case.json"))
                    .filter(Files::exists)
                    .sorted()
                    .toList();
        }
    }

    private static void one(Path file, Report report) {
        Path folder = file.toAbsolutePath().getParent();
        String id = folder.getFileName().toString();
        try {
            JsonNode root = new ObjectMapper().readTree(file.toFile());
            JsonNode files = root.path("files");
            Tensor target = Npy.read(folder.resolve(files.path("target").asText()));
            Map<String, LinearReconstruction.Result> results = new HashMap<>();
            for (Map.Entry<String, JsonNode> entry : files.properties()) {
                if (!entry.getKey().equals("target")) {
                    Tensor source = Npy.read(folder.resolve(entry.getValue().asText()));
                    results.put(
                            entry.getKey(),
                            fit(
                                    source,
                                    target,
                                    root.path("n_train").asInt(),
                                    root.path("ridge_lambda").asDouble()));
                }
            }
            LinearReconstruction.Result bound =
                    results.get(root.path("upper_bound_source").asText());
            double tolerance = root.path("relative_tolerance").asDouble();
            for (Map.Entry<String, JsonNode> entry : root.path("expected").properties()) {
                LinearReconstruction.Result found = results.get(entry.getKey());
                String source = id + " " + entry.getKey();
                JsonNode expected = entry.getValue();
                compare(source + " train", found.train(), bound.train(), expected.path("train"), tolerance, report);
                compare(source + " test", found.test(), bound.test(), expected.path("test"), tolerance, report);
            }
        } catch (IOException | RuntimeException broken) {
            report.failed(id, broken);
        }
    }

    private static LinearReconstruction.Result fit(Tensor source, Tensor target, int trainRows, double lambda) {
        float[] x = source.toFloatArray();
        float[] y = target.toFloatArray();
        int d1 = (int) source.shape().dimension(1);
        int d2 = (int) target.shape().dimension(1);
        int rows = (int) source.shape().dimension(0);
        LinearReconstruction reconstruction = new LinearReconstruction(d1, d2);
        reconstruction.train(x, y, trainRows);
        reconstruction.test(
                Arrays.copyOfRange(x, trainRows * d1, rows * d1),
                Arrays.copyOfRange(y, trainRows * d2, rows * d2),
                rows - trainRows);
        return reconstruction.fit(lambda);
    }

    private static void compare(
            String id,
            LinearReconstruction.Fit found,
            LinearReconstruction.Fit bound,
            JsonNode expected,
            double tolerance,
            Report report) {
        double worst = 0;
        worst = Math.max(worst, relative(found.loss(), expected.path("loss")));
        worst = Math.max(worst, relative(found.constantLoss(), expected.path("loss0")));
        worst = Math.max(worst, relative(found.bits(), expected.path("info_bits")));
        worst = Math.max(worst, relative(found.bits() / bound.bits(), expected.path("ratio")));
        report.compared(id, worst, tolerance);
    }

    private static double relative(double found, JsonNode expected) {
        if (!expected.isNumber()) {
            return 0; // the case does not tell
        }
        double wanted = expected.asDouble();
        return Math.abs(found - wanted) / Math.max(Math.abs(wanted), 1e-300);
    }
}
