package io.github.s2vision.backend;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.ByteBuffer;
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
    private final OnnxLoader loader;

    private OrtBackend(String name, Provider provider) {
        this.name = name;
        this.provider = provider;
        this.loader = new OnnxLoader(provider);
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
        return loader.open(model, Objects.requireNonNull(options, "options"));
    }

    @Override
    public Session open(ByteBuffer model, String called, SessionOptions options) {
        Objects.requireNonNull(called, "name");
        return loader.open(model, called, Objects.requireNonNull(options, "options"));
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
}
