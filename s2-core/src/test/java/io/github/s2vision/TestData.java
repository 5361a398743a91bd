package io.github.s2vision;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Real models and photos for development: the folder that {@code S2VISION_DATA} names, else {@code ../shared/data} beside
 * the checkout. Tests that need one are tagged {@code real}; where a file is missing they are skipped and say which.
 */
public final class TestData {
    private TestData() {}

    /** The file, or the end of this test with a message that names it. */
    public static Path require(String name) {
        Path file = folder().resolve(name);
        if (!Files.exists(file)) {
            abort("skipped: needs " + file + " (set S2VISION_DATA to the folder of the development data)");
        }
        return file;
    }

    /** A golden file or folder, or the end of this test with a message that names it. */
    public static Path requireGolden(String name) {
        Path file = folder().resolveSibling("golden").resolve(name);
        if (!Files.exists(file)) {
            abort("skipped: needs " + file + " (golden data lies beside the development data)");
        }
        return file;
    }

    /** The folder of the development data, whether or not it is there. */
    public static Path folder() {
        String set = System.getenv("S2VISION_DATA");
        if (set != null && !set.isBlank()) {
            return Path.of(set).toAbsolutePath().normalize();
        }
        return root().resolve("../shared/data").normalize();
    }

    /** The root of the checkout: the nearest folder above the working directory that holds the parent's .mvn. */
    public static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve(".mvn"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException(
                    "run the tests inside the checkout, not in " + Path.of("").toAbsolutePath());
        }
        return folder;
    }
}
