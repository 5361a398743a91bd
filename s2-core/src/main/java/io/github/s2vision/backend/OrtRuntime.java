package io.github.s2vision.backend;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Filter;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * ONNX Runtime in this process: started when it is first needed, for the life of the process.
 *
 * @param environment its singleton
 * @param libraries where its libraries were loaded from
 * @param ours whether we started it; else somebody else's code did, with settings of its own
 * @param held whether it outlives runs that are under way when the JVM exits
 */
record OrtRuntime(OrtEnvironment environment, String libraries, boolean ours, boolean held) {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(Backend.class);
    private static final String NAME = "s2vision";

    private static @Nullable OrtRuntime started; // guarded by the class
    // Guarded by the class. A second try would fail for another reason, as the classes are broken by then.
    private static @Nullable String failure;

    /**
     * Starts it, once.
     *
     * @throws BackendException if it cannot be started here
     */
    static synchronized OrtRuntime get() {
        if (started != null) {
            return started;
        }
        if (failure != null) {
            throw new BackendException(failure);
        }
        requireOnClassPath();
        try {
            started = start();
            LOG.debug("started runtime=onnxruntime version={} libraries={}", started.version(), started.libraries);
            return started;
        } catch (LinkageError | IllegalStateException broken) {
            failure = "ONNX Runtime cannot be started on " + OrtNatives.platform() + ": " + deepest(broken);
            throw new BackendException(failure, broken);
        }
    }

    String version() {
        return environment.getVersion();
    }

    private static void requireOnClassPath() {
        List<URL> jars = OrtNatives.jars();
        if (jars.isEmpty()) {
            throw new BackendException("ONNX Runtime is not on the class path: add io.github.s2vision:s2vision-cpu, or"
                    + " s2vision-cuda for NVIDIA GPUs");
        }
    }

    private static OrtRuntime start() {
        String set = System.getProperty(OrtNatives.FOLDER_PROPERTY);
        if (set != null) {
            return start(requireLibraries(Path.of(set)) + " (set by " + OrtNatives.FOLDER_PROPERTY + ")");
        }
        if (!OrtNatives.supportsPlatform()) {
            throw new BackendException("ONNX Runtime has no libraries for " + OrtNatives.platform());
        }
        Path unpacked = OrtNatives.unpackCore();
        System.setProperty(OrtNatives.FOLDER_PROPERTY, unpacked.toString());
        try {
            return start(unpacked.toString());
        } finally {
            // It is read once. Left there, another class loader's ONNX Runtime would take it for the user's wish.
            System.clearProperty(OrtNatives.FOLDER_PROPERTY);
        }
    }

    private static OrtRuntime start(String libraries) {
        OrtEnvironment environment = createEnvironment();
        boolean ours = environment.toString().contains("name=" + NAME + ",");
        return new OrtRuntime(
                environment, ours ? libraries : "where another part of the program had them", ours, hold(environment));
    }

    /** A wrong folder would break ONNX Runtime for the whole life of the JVM, so it is looked at first. */
    private static Path requireLibraries(Path folder) {
        for (String file : OrtNatives.neededFiles()) {
            if (!Files.isReadable(folder.resolve(file))) {
                throw new BackendException(OrtNatives.FOLDER_PROPERTY + "=" + folder + ": there is no " + file
                        + ". Leave the property out to use the library of the jar.");
            }
        }
        return folder;
    }

    /**
     * The singleton, made by us if nobody has. Ours logs nothing: what goes wrong comes as an exception, and its log cannot be
     * kept off the error stream.
     */
    private static OrtEnvironment createEnvironment() {
        // If somebody else made it, asking for another level is answered by a warning that nobody can act on.
        Logger warnings = Logger.getLogger(OrtEnvironment.class.getName());
        Filter before = warnings.getFilter();
        warnings.setFilter(record -> false);
        try {
            return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, NAME);
        } finally {
            warnings.setFilter(before);
        }
    }

    /**
     * Takes a second reference on the native environment. ONNX Runtime's own shutdown hook gives back the first, beside runs
     * that daemon threads or other hooks have under way, which killed the JVM in 4 of 10 exits
     * (docs/decisions/0006-session-life-cycle.md, microsoft/onnxruntime#31352). There is no public way to ask for it.
     *
     * @return whether it could be taken
     */
    private static boolean hold(OrtEnvironment environment) {
        try {
            Field api = Class.forName("ai.onnxruntime.OnnxRuntime", true, OrtEnvironment.class.getClassLoader())
                    .getDeclaredField("ortApiHandle");
            api.setAccessible(true);
            Method create = OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class, String.class);
            create.setAccessible(true);
            create.invoke(null, api.getLong(null), OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL.getValue(), NAME);
            return true;
        } catch (ReflectiveOperationException | RuntimeException otherVersion) {
            LOG.debug("environment={} not held: an exit during a run may end in a crash", environment, otherVersion);
            return false;
        }
    }

    private static Throwable deepest(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
