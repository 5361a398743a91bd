package io.github.s2vision.feature;

import io.github.s2vision.tensor.Tensor;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A model whose features are read in another way than it says. */
final class Rereading implements FeatureExtractor {
    private final FeatureExtractor model;
    private final UnaryOperator<Features> reading;
    private final String how;

    private Rereading(FeatureExtractor model, UnaryOperator<Features> reading, String how) {
        this.model = model;
        this.reading = reading;
        this.how = how;
    }

    static FeatureExtractor prefixTokens(FeatureExtractor model, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("prefixTokens(" + count + "): 0 or more");
        }
        return new Rereading(model, features -> features.withPrefixTokens(count), "prefixTokens " + count);
    }

    static FeatureExtractor layout(FeatureExtractor model, Layout layout) {
        return new Rereading(
                model,
                features -> {
                    if (features.layout() != layout) {
                        throw new IllegalArgumentException(
                                "layout(" + layout + "), but the model gives " + features.layout() + ": " + features);
                    }
                    return features;
                },
                "layout " + layout);
    }

    @Override
    public Features extract(Tensor images) {
        return reading.apply(model.extract(images));
    }

    @Override
    public ModelInput input() {
        return model.input();
    }

    @Override
    public Optional<FeatureShape> shape(int width, int height) {
        return Optional.empty(); // what the model says is what is not to be believed
    }

    @Override
    public FeatureBatch batch(int images, int width, int height) {
        FeatureBatch batch = model.batch(images, width, height);
        return new FeatureBatch() {
            @Override
            public Tensor images() {
                return batch.images();
            }

            @Override
            public Features extract() {
                return reading.apply(batch.extract());
            }

            @Override
            public void close() {
                batch.close();
            }
        };
    }

    @Override
    public String toString() {
        return model + " read with " + how;
    }
}
