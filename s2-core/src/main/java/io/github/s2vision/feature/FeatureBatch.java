package io.github.s2vision.feature;

import io.github.s2vision.tensor.Tensor;

/**
 * A batch of fixed shape that is filled and extracted many times. Belongs to one thread at a time.
 *
 * <p>The one place in this library where a result is borrowed: features are valid until the next {@link #extract} or
 * {@link #close}.
 */
public interface FeatureBatch extends AutoCloseable {
    /** FLOAT32 [B, channels, height, width], to be filled before each extraction; RGB, normalised. */
    Tensor images();

    /** Extracts what is in {@link #images}. The result is valid until the next call. */
    Features extract();

    /** Gives the memory back. Harmless when repeated. */
    @Override
    void close();
}
