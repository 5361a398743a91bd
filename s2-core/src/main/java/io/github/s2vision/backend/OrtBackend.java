package io.github.s2vision.backend;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** ONNX Runtime with one execution provider. */
final class OrtBackend implements Backend {
    static final OrtBackend CPU = new OrtBackend("cpu", Provider.CPU);

    private static final Logger LOG = LoggerFactory.getLogger(Backend.class);

    private final String name;
    private final Provider provider;

    private OrtBackend(String name, Provider provider) {
        this.name = name;
        this.provider = provider;
    }

    static OrtBackend cuda(int device) {
        return usable(new OrtBackend("cuda:" + device, Provider.cuda(device)));
    }

    static Backend auto() {
        try {
            return cuda(0);
        } catch (BackendException unusable) {
            LOG.info("backend=cpu reason=\"{}\"", unusable.getMessage());
            return CPU;
        }
    }

    static OrtBackend provider(String name, Map<String, String> options) {
        return usable(new OrtBackend(name, new Provider(name, options)));
    }

    private static OrtBackend usable(OrtBackend backend) {
        OrtRuntime.get();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            backend.provider.addTo(options);
            return backend;
        } catch (OrtException unusable) {
            throw new BackendException(backend.name + " cannot be used: " + unusable.getMessage(), unusable);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Session open(Path model, SessionOptions options) throws IOException {
        Objects.requireNonNull(options, "options");
        if (!Files.exists(model)) {
            throw new NoSuchFileException(model.toString(), null, "no such model file");
        }
        if (Files.isDirectory(model)) {
            throw new IOException(model + " is a folder: a model file is needed");
        }
        if (!Files.isReadable(model)) {
            throw new AccessDeniedException(model.toString(), null, "the model file cannot be read");
        }
        String called = String.valueOf(model.getFileName());
        if (!model.getFileSystem().equals(FileSystems.getDefault())) {
            return open(ByteBuffer.wrap(Files.readAllBytes(model)), called, options);
        }
        String path = model.toAbsolutePath().toString();
        return open(called, options, (environment, prepared) -> environment.createSession(path, prepared));
    }

    @Override
    public Session open(ByteBuffer model, String called, SessionOptions options) {
        Objects.requireNonNull(called, "name");
        Objects.requireNonNull(options, "options");
        byte[] bytes = new byte[model.remaining()];
        model.duplicate().get(bytes);
        return open(called, options, (environment, prepared) -> environment.createSession(bytes, prepared));
    }

    @Override
    public BackendReport report() {
        return new BackendReport(
                name,
                true,
                System.getProperty("os.arch"),
                "ONNX Runtime " + OrtRuntime.get().version(),
                OrtEnvironment.getAvailableProviders().stream().map(Enum::name).toList(),
                List.of());
    }

    @Override
    public String toString() {
        return "Backend[" + name + "]";
    }

    /** Makes a native session. */
    private interface Opening {
        OrtSession open(OrtEnvironment environment, OrtSession.SessionOptions options) throws OrtException;
    }

    private Session open(String called, SessionOptions options, Opening opening) {
        OrtEnvironment environment = OrtRuntime.get().environment();
        try (OrtSession.SessionOptions prepared = prepared(options)) {
            provider.addTo(prepared);
            return new OnnxSession(new NativeSession(
                    called,
                    environment,
                    opening.open(environment, prepared),
                    options.profile().isPresent()));
        } catch (OrtException failed) {
            throw new BackendException(called + " cannot be loaded: " + failed.getMessage(), failed);
        }
    }

    private static OrtSession.SessionOptions prepared(SessionOptions options) throws OrtException {
        OrtSession.SessionOptions prepared = new OrtSession.SessionOptions();
        // What goes wrong arrives as an exception; ONNX Runtime would print it as well.
        prepared.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        // 0 would let ONNX Runtime count the processors of the host, also inside a container that may use fewer.
        prepared.setIntraOpNumThreads(
                options.threads() == 0 ? Runtime.getRuntime().availableProcessors() : options.threads());
        prepared.addConfigEntry("session.intra_op.allow_spinning", options.spinning() ? "1" : "0");
        prepared.setOptimizationLevel(
                switch (options.optimization()) {
                    case NONE -> OrtSession.SessionOptions.OptLevel.NO_OPT;
                    case BASIC -> OrtSession.SessionOptions.OptLevel.BASIC_OPT;
                    case EXTENDED -> OrtSession.SessionOptions.OptLevel.EXTENDED_OPT;
                    case ALL -> OrtSession.SessionOptions.OptLevel.ALL_OPT;
                });
        prepared.setCPUArenaAllocator(options.memoryArena());
        prepared.setDeterministicCompute(options.deterministic());
        for (Map.Entry<String, Long> dimension : options.freeDimensions().entrySet()) {
            prepared.setSymbolicDimensionValue(dimension.getKey(), dimension.getValue());
        }
        for (Map.Entry<String, String> entry : options.config().entrySet()) {
            prepared.addConfigEntry(entry.getKey(), entry.getValue());
        }
        return prepared;
    }
}
