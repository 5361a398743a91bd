package io.github.s2vision.detect.yolo;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.s2vision.conformance.Report;
import java.io.IOException;
import java.nio.file.Path;

/** Checks some of the stand-ins; listed in {@code META-INF/services}. */
public interface StandInCheck {
    /** Whether this checks a case of {@code expected.json}. */
    boolean knows(JsonNode golden);

    /**
     * Checks it.
     *
     * @param folder where models and images lie
     */
    void run(String name, JsonNode golden, Path folder, Report report) throws IOException;
}
