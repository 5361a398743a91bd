package io.github.s2vision.backend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where models run. Safe for concurrent use; holds nothing that needs closing, its sessions do.
 *
 * <p>Others may implement it. What a backend must do stands in {@code BackendContract} of this module's test jar.
 */
public interface Backend {
    /** The CPU, through ONNX Runtime. */
    static Backend cpu() {
        return OrtBackend.CPU;
    }

    /** The first NVIDIA GPU: {@link #cuda(int) cuda(0)}. */
    static Backend cuda() {
        return cuda(0);
    }

    /**
     * An NVIDIA GPU, through ONNX Runtime's CUDA provider (artifact {@code s2vision-cuda}).
     *
     * @param device its number as CUDA counts, from 0
     * @throws BackendException if it cannot be used here: the message is the {@link #report()}, with the line to change
     */
    static Backend cuda(int device) {
        return OrtBackend.cuda(device);
    }

    /**
     * {@link #cuda()} where it works, else {@link #cpu()}, with one line of log that says why. What was found is kept
     * for the life of the process; {@link #report()} tells it.
     */
    static Backend auto() {
        return OrtBackend.auto();
    }

    /**
     * Another execution provider of the ONNX Runtime on the class path, such as {@code "CoreML"} or {@code "TensorRT"},
     * with its own options passed through.
     *
     * @throws BackendException if this ONNX Runtime does not have the provider, or refuses an option
     */
    static Backend provider(String name, Map<String, String> options) {
        return OrtBackend.provider(name, options);
    }

    /** What it is called: {@code cpu}, {@code cuda:0}, a provider's name. */
    String name();

    /**
     * Loads a model file.
     *
     * @throws IOException if the file is missing or unreadable
     * @throws BackendException if it is no model this backend can run; the message names the file and the likely reason
     */
    Session open(Path model, SessionOptions options) throws IOException;

    /** {@link #open(Path, SessionOptions)} with {@link SessionOptions#DEFAULT}. */
    default Session open(Path model) throws IOException {
        return open(model, SessionOptions.DEFAULT);
    }

    /**
     * Loads a model from memory. Its external data, if it has any, must be inside.
     *
     * @param model the bytes between position and limit; copied, so the buffer is free afterwards
     * @param name what messages call it
     * @throws BackendException if it is no model this backend can run
     */
    Session open(ByteBuffer model, String name, SessionOptions options);

    /** What this machine can do, what not, and what to change. Probes on first use; later calls repeat the findings. */
    BackendReport report();
}
