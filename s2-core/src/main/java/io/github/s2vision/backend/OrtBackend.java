package io.github.s2vision.backend;

import io.github.s2vision.backend.BackendReport.Finding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** ONNX Runtime with one execution provider. */
final class OrtBackend implements Backend {
    static final OrtBackend CPU = new OrtBackend("cpu", Provider.CPU);

    private static final Logger LOG = LoggerFactory.getLogger(Backend.class);
    private static final Map<Integer, OrtBackend> CUDA = new ConcurrentHashMap<>();

    private final String name;
    private final Provider provider;
    private @Nullable BackendReport report; // guarded by this

    private OrtBackend(String name, Provider provider) {
        this.name = name;
        this.provider = provider;
    }

    static Backend cuda(int device) {
        if (device < 0) {
            throw new IllegalArgumentException("CUDA device " + device + ": devices are counted from 0");
        }
        OrtBackend backend =
                CUDA.computeIfAbsent(device, number -> new OrtBackend("cuda:" + number, Provider.cuda(number)));
        if (!backend.report().usable()) {
            throw new BackendException(backend.report().toString());
        }
        return backend;
    }

    static Backend auto() {
        return Auto.CHOICE;
    }

    /** Made on first use, so that the log has its line once. */
    private static final class Auto {
        static final Backend CHOICE = choose();

        private static Backend choose() {
            Finding broken = OrtRuntime.start();
            if (broken != null) {
                LOG.warn("backend=cpu, which cannot be used either: {}", broken);
                return CPU;
            }
            if (!Provider.cuda(0).isCompiledIn()) {
                // The CPU's artifact: nobody meant to use a GPU, so there is nothing to act on.
                LOG.info("backend=cpu reason=\"this ONNX Runtime has no CUDA; for NVIDIA GPUs use s2vision-cuda\"");
                return CPU;
            }
            OrtBackend cuda = CUDA.computeIfAbsent(0, number -> new OrtBackend("cuda:0", Provider.cuda(0)));
            if (cuda.report().usable()) {
                LOG.info("backend=cuda:0 device=\"{}\"", cuda.report().device());
                return cuda;
            }
            Finding wrong = cuda.report().findings().stream()
                    .filter(finding -> !finding.ok())
                    .findFirst()
                    .orElseThrow();
            LOG.warn("backend=cpu because cuda:0 cannot be used: {} (Backend.cuda() says more)", wrong);
            return CPU;
        }
    }

    static Backend provider(String name, Map<String, String> options) {
        OrtBackend backend = new OrtBackend(name, new Provider(Objects.requireNonNull(name, "name"), options));
        backend.loader().requireProvider();
        return backend;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Session open(Path model, SessionOptions options) throws IOException {
        return loader().open(model, Objects.requireNonNull(options, "options"));
    }

    @Override
    public Session open(ByteBuffer model, String called, SessionOptions options) {
        Objects.requireNonNull(called, "name");
        return loader().open(model, called, Objects.requireNonNull(options, "options"));
    }

    @Override
    public synchronized BackendReport report() {
        if (report == null) {
            report = Reports.of(name, provider);
            LOG.debug("{}", report);
        }
        return report;
    }

    /** Made late: it needs ONNX Runtime's classes, without which a report is still due. */
    private OnnxLoader loader() {
        OrtRuntime.get();
        return new OnnxLoader(provider);
    }

    @Override
    public String toString() {
        return "Backend[" + name + "]";
    }
}
