package io.github.s2vision.detect.yolo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.s2vision.conformance.ConformanceKind;
import io.github.s2vision.conformance.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Stand-ins with the contracts of well-known models: {@code scripts/conformance standins ../shared/data/standins/}. Which
 * models can be checked depends on the modules on the class path: each lists its {@link StandInCheck}s in {@code
 * META-INF/services}; cases that none of them knows are skipped, and it is said.
 */
public final class StandInsConformance implements ConformanceKind {
    @Override
    public String name() {
        return "standins";
    }

    @Override
    public void run(Path path, Report report) throws IOException {
        Path file = Files.isDirectory(path) ? path.resolve("expected.json") : path;
        List<StandInCheck> checks = ServiceLoader.load(StandInCheck.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        for (JsonNode golden : new ObjectMapper().readTree(file.toFile()).get("cases")) {
            String name = golden.get("model").asText() + " " + golden.path("image").asText();
            List<StandInCheck> able =
                    checks.stream().filter(check -> check.knows(golden)).toList();
            if (able.isEmpty()) {
                report.skipped(name, "no module on the class path knows this kind of model");
            }
            for (StandInCheck check : able) {
                try {
                    check.run(name, golden, file.toAbsolutePath().getParent(), report);
                } catch (RuntimeException | IOException broken) {
                    report.failed(name, broken);
                }
            }
        }
    }
}
