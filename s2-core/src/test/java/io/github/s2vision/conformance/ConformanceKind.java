package io.github.s2vision.conformance;

import java.nio.file.Path;

/**
 * A kind of golden cases. Implementations stand beside the tests of the package they check, so that they call the very
 * code that production calls, and are listed in {@code META-INF/services}.
 */
public interface ConformanceKind {
    /** As on the command line: {@code s2}, {@code resize}, {@code coco}. */
    String name();

    /**
     * Runs every case of a file or folder. A case that throws unexpectedly is to be reported with {@link Report#failed};
     * what this method throws itself ends the run as a failure.
     */
    void run(Path path, Report report) throws Exception;
}
