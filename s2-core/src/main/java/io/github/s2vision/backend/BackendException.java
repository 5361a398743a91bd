package io.github.s2vision.backend;

import org.jspecify.annotations.Nullable;

/**
 * A model or a device cannot do what was asked: the file is no model, an input has another shape, a provider is missing.
 * The message names the file, what was found and what was wanted; the native message is the cause.
 */
public class BackendException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** An exception whose message says what was found, what was wanted and what to do. */
    public BackendException(String message) {
        super(message);
    }

    /** The same with what the native library said, if it said anything. */
    public BackendException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
