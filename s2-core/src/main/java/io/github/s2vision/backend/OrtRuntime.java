package io.github.s2vision.backend;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import io.github.s2vision.backend.BackendReport.Finding;
import io.github.s2vision.files.NativeCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Filter;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * ONNX Runtime in this process: started when it is first needed, for the life of the process.
 *
 * @param environment its singleton
 * @param libraries the folder its libraries were loaded from, unless {@code origin} is FOREIGN
 * @param origin who chose that folder
 * @param held whether it outlives runs that are under way when the JVM exits
 */
record OrtRuntime(OrtEnvironment environment, Path libraries, Origin origin, boolean held) {
    enum Origin {
        /** Ours: {@link NativeCache}. */
        CACHE,
        /** Ours, but a copy for this class loader, as another one has loaded those of the cache. */
        COPY,
        /** The user's: {@link OrtNatives#FOLDER_PROPERTY}. */
        SET,
        /** Other code in this process started ONNX Runtime before us. */
        FOREIGN
    }

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(Backend.class);
    private static final String NAME = "s2vision";
    private static final String LOADED = "s2vision.loaded.";

    private static @Nullable OrtRuntime started; // guarded by the class
    // Guarded by the class. A second try would fail for another reason, as the classes are broken by then.
    private static @Nullable Finding failure;

    /**
     * Starts it, once.
     *
     * @throws BackendException if it cannot be started here; the message says what to change
     */
    static synchronized OrtRuntime get() {
        Finding wrong = start();
        if (wrong != null || started == null) {
            throw new BackendException("ONNX Runtime cannot be used here: " + wrong);
        }
        return started;
    }

    /** Starts it, once; what stands in the way, or null. */
    static synchronized @Nullable Finding start() {
        if (started != null || failure != null) {
            return failure;
        }
        if (OrtNatives.jars().isEmpty()) {
            return Diagnosis.jars(OrtNatives.jars());
        }
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        if (!Files.isWritable(temporary)) {
            return new Finding(
                    false,
                    "temporary folder",
                    temporary + " cannot be written; ONNX Runtime makes an empty folder there before anything else",
                    "java -Djava.io.tmpdir=/a/folder/you/may/write …");
        }
        try {
            String set = System.getProperty(OrtNatives.FOLDER_PROPERTY);
            if (set != null) {
                failure = missingLibrary(Path.of(set));
                started = failure == null ? start(Path.of(set), Origin.SET) : null;
            } else if (!OrtNatives.supportsPlatform()) {
                failure = Diagnosis.platform(OrtNatives.platform(), false);
            } else {
                started = startFromCache();
            }
            if (started != null) {
                LOG.debug(
                        "started runtime=onnxruntime version={} libraries={} origin={}",
                        started.version(),
                        started.libraries,
                        started.origin);
            }
        } catch (IOException | UncheckedIOException refused) {
            return new Finding(
                    false,
                    "folder for libraries",
                    String.valueOf(refused.getMessage()),
                    "java -D" + NativeCache.PROPERTY + "=/a/folder/you/may/write/and/execute …");
        } catch (LinkageError | IllegalStateException broken) {
            failure = Diagnosis.of(deepest(broken).toString());
            LOG.debug("ONNX Runtime does not start", broken);
        }
        return failure;
    }

    String version() {
        return environment.getVersion();
    }

    /** Before the providers for NVIDIA's GPUs are asked for: ONNX Runtime would unpack them into the temporary folder. */
    void unpackGpuLibraries() {
        if (origin != Origin.CACHE) {
            return;
        }
        String remedy = ": start with -D" + NativeCache.PROPERTY + "=/a/folder/you/may/write/and/execute";
        try {
            Path folder = OrtNatives.unpackWithGpu();
            if (!folder.equals(libraries)) {
                throw new BackendException("the libraries for NVIDIA's GPUs were unpacked to " + folder + ", as "
                        + libraries + " cannot be written, but ONNX Runtime looks in the latter only" + remedy);
            }
        } catch (IOException refused) {
            throw new BackendException(
                    "the libraries for NVIDIA's GPUs could not be unpacked to " + libraries + " ("
                            + refused.getMessage() + ")" + remedy,
                    refused);
        }
    }

    private static OrtRuntime startFromCache() throws IOException {
        Path cached = OrtNatives.unpackCore();
        // A JVM loads a library file for one class loader only: a second web application needs files of its own.
        boolean taken = System.getProperties().putIfAbsent(LOADED + cached, "true") != null;
        Path unpacked = taken ? OrtNatives.unpackTemporary() : cached;
        System.setProperty(OrtNatives.FOLDER_PROPERTY, unpacked.toString());
        try {
            return start(unpacked, taken ? Origin.COPY : Origin.CACHE);
        } finally {
            // It is read once. Left there, another class loader's ONNX Runtime would take it for the user's wish.
            System.clearProperty(OrtNatives.FOLDER_PROPERTY);
        }
    }

    private static OrtRuntime start(Path libraries, Origin origin) {
        OrtEnvironment environment = createEnvironment();
        boolean ours = environment.toString().contains("name=" + NAME + ",");
        return new OrtRuntime(environment, libraries, ours ? origin : Origin.FOREIGN, hold(environment));
    }

    /** A wrong folder would break ONNX Runtime for the whole life of the JVM, so it is looked at first. */
    private static @Nullable Finding missingLibrary(Path folder) {
        for (String file : OrtNatives.neededFiles()) {
            if (!Files.isReadable(folder.resolve(file))) {
                return new Finding(
                        false,
                        "folder for libraries",
                        OrtNatives.FOLDER_PROPERTY + "=" + folder + " has no " + file,
                        "leave the property out to use the libraries of the jar, or name the right folder");
            }
        }
        return null;
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
