package io.github.s2vision;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs a main class in a JVM of its own: what may kill a JVM, or what only shows in a fresh one. The class path is that of
 * this test run, unless it is cut down.
 */
public final class ChildJvm {
    private static final long MOST_SECONDS = 120;

    private final List<String> options;
    private final String classPath;
    private final Map<String, String> environment;

    private ChildJvm(List<String> options, String classPath, Map<String, String> environment) {
        this.options = options;
        this.classPath = classPath;
        this.environment = environment;
    }

    /** What a child said and how it ended; 134 is a JVM that died. */
    public record Outcome(int exitCode, String output) {}

    /** A child with these JVM options, such as {@code -Xmx64m}. */
    public static ChildJvm with(String... options) {
        return new ChildJvm(List.of(options), System.getProperty("java.class.path"), Map.of());
    }

    /** This child without the jars whose path contains one of the names. */
    public ChildJvm without(String... names) {
        String[] kept = Arrays.stream(classPath.split(File.pathSeparator))
                .filter(entry -> Arrays.stream(names).noneMatch(entry::contains))
                .toArray(String[]::new);
        return new ChildJvm(options, String.join(File.pathSeparator, kept), environment);
    }

    /** This child with an environment variable. */
    public ChildJvm environment(String name, String value) {
        return new ChildJvm(options, classPath, Map.of(name, value));
    }

    /** Runs {@code main} to its end; output and errors come together. Crash files go where they are thrown away. */
    public Outcome run(Class<?> main, String... arguments) throws IOException, InterruptedException {
        Path log = Files.createTempFile("child", ".log");
        Path crash = Files.createTempFile("child", ".crash");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + crash));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(main + " still runs after " + MOST_SECONDS + " s, and said:\n"
                        + Files.readString(log, StandardCharsets.UTF_8));
            }
            return new Outcome(process.exitValue(), Files.readString(log, StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(log);
            Files.deleteIfExists(crash);
        }
    }
}
