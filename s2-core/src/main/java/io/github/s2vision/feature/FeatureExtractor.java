package io.github.s2vision.feature;

import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.util.Optional;

/**
 * Any vision backbone: pictures in, features out. A lambda is enough:
 *
 * <pre>{@code
 * FeatureExtractor mean = images -> Features.ofPooled(meanColour(images));
 * }</pre>
 *
 * <p>Implementations are safe for concurrent use, and give an image the same features whatever else is in the batch
 * (up to rounding). What every extractor promises stands in {@code FeatureExtractorContract} of this module's test jar.
 */
@FunctionalInterface
public interface FeatureExtractor {
    /**
     * The features of a batch of pictures.
     *
     * @param images FLOAT32 [B, 3, height, width], RGB, already normalised; not changed
     * @return features of B images; memory of its own that nobody else writes
     * @throws IllegalArgumentException if the model does not take this shape
     */
    Features extract(Tensor images);

    /** What pictures the model takes. The default fits a ViT: 224×224, any batch, ImageNet's normalisation. */
    default ModelInput input() {
        return ModelInput.DEFAULT;
    }

    /**
     * The shape of the features of a picture of this size, if the model can tell; for plans and forecasts. A model behind
     * a session may run once on an empty picture to find out.
     */
    default Optional<FeatureShape> shape(int width, int height) {
        return Optional.empty();
    }

    /**
     * This model with another number of its tokens taken as prefix.
     *
     * @throws IllegalArgumentException if below 0; numbers that do not fit are refused when features come
     */
    default FeatureExtractor prefixTokens(int count) {
        return Rereading.prefixTokens(this, count);
    }

    /** This model with its output read in another layout. A model that knows its layout refuses another. */
    default FeatureExtractor layout(Layout layout) {
        return Rereading.layout(this, layout);
    }

    /**
     * A batch whose memory is used again and again, for loops over tiles. The default calls {@link #extract}; a model
     * behind a native session has one without copies.
     *
     * @param images how many pictures
     * @param width of each, in pixels
     * @param height of each, in pixels
     * @throws IllegalArgumentException if the model does not take this shape
     */
    default FeatureBatch batch(int images, int width, int height) {
        input().check(images, width, height);
        Tensor pixels = Tensor.allocate(DataType.FLOAT32, images, input().channels(), height, width);
        return new FeatureBatch() {
            @Override
            public Tensor images() {
                return pixels;
            }

            @Override
            public Features extract() {
                return FeatureExtractor.this.extract(pixels);
            }

            @Override
            public void close() {}
        };
    }
}
