package io.github.s2vision.backend;

import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Shape;
import io.github.s2vision.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of outputs before they are computed, so that native code can write into memory of ours: from the file, or
 * from a run with inputs of the same shapes. A guess may be wrong; native code then refuses it, and {@link #correct} ends
 * the guessing for that output.
 */
final class OutputShapes {
    /** More shapes of input than this are not remembered at a time. */
    private static final int LIMIT = 256;

    private final Map<List<Shape>, Map<String, Shape>> learned = new ConcurrentHashMap<>();
    private final Set<String> unpredictable = ConcurrentHashMap.newKeySet();

    /** The shape to expect; null if nobody knows. */
    @Nullable
    Shape expected(ModelSignature.Port output, List<Shape> inputs) {
        if (output.type() == DataType.STRING || unpredictable.contains(output.name())) {
            return null;
        }
        if (output.shape().isFixed()) {
            return output.shape();
        }
        Map<String, Shape> known = learned.get(inputs);
        return known == null ? null : known.get(output.name());
    }

    void learn(List<Shape> inputs, ModelSignature.Port output, Shape computed) {
        if (output.shape().isFixed() || unpredictable.contains(output.name())) {
            return;
        }
        Map<String, Shape> known = learned.get(inputs);
        if (known == null) {
            if (learned.size() >= LIMIT) {
                learned.clear();
            }
            known = learned.computeIfAbsent(inputs, shapes -> new ConcurrentHashMap<>());
        }
        known.putIfAbsent(output.name(), computed);
    }

    /** After a refusal: no guess any more for outputs that came out in another shape than expected. */
    void correct(Map<String, Tensor> expected, Map<String, Tensor> computed) {
        expected.forEach((output, guess) -> {
            Tensor real = computed.get(output);
            if (real != null && !real.shape().equals(guess.shape())) {
                unpredictable.add(output);
            }
        });
    }
}
