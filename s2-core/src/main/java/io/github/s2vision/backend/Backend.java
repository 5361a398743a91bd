package io.github.s2vision.backend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Where models run. Safe for concurrent use; holds nothing that needs closing, its sessions do.
 *
 * <p>Others may implement it. What a backend must do stands in {@code BackendContract} of this module's test jar.
 */
public interface Backend {
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
