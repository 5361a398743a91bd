/**
 * Numbers with a shape, in memory that a native session can read without copying. Start with
 * {@link io.github.s2vision.tensor.Tensor}.
 *
 * <pre>{@code
 * Tensor pixels = Tensor.allocate(DataType.FLOAT32, 1, 3, 224, 224);
 * pixels.floats().put(values);
 * Tensor loaded = Npy.read(Path.of("embeddings.npy"));
 * }</pre>
 */
@NullMarked
package io.github.s2vision.tensor;

import org.jspecify.annotations.NullMarked;
