package io.github.s2vision.conformance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** {@code scripts/conformance KIND PATH}: exit code 0 if all cases passed, 1 if one failed or none ran, 2 on wrong use. */
public final class Conformance {
    private Conformance() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        Map<String, ConformanceKind> kinds = new TreeMap<>();
        ServiceLoader.load(ConformanceKind.class).forEach(kind -> kinds.put(kind.name(), kind));
        if (arguments.length != 2 || !kinds.containsKey(arguments[0])) {
            System.err.println("usage: scripts/conformance KIND PATH, with KIND one of " + kinds.keySet());
            return 2;
        }
        Path path = Path.of(arguments[1]);
        if (!Files.exists(path)) {
            System.err.println(path + " does not exist");
            return 2;
        }
        Report report = new Report(System.out);
        try {
            kinds.get(arguments[0]).run(path, report);
        } catch (Exception | LinkageError | AssertionError broken) {
            broken.printStackTrace(System.out);
            report.failed(path.toString(), broken);
        }
        return report.finish() ? 0 : 1;
    }
}
