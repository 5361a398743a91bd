package io.github.s2vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.s2vision.feature.FeatureExtractor;
import io.github.s2vision.feature.Features;
import io.github.s2vision.feature.ModelInput;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.progress.Cancellation;
import io.github.s2vision.progress.Progress;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Shape;
import io.github.s2vision.tensor.Tensor;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Impossible requests are refused before anything runs, with the numbers and what would be possible. */
class S2RefusalsTest {
    private static final FeatureExtractor MODEL = S2PropertiesTest.PATCHES;
    private static final Tensor IMAGE = S2PropertiesTest.random(1, 1, 3, 64, 64);

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 16.01, Double.NaN, Double.POSITIVE_INFINITY})
    void scales_outside_0_to_16(double scale) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S2.wrap(MODEL).scales(1, scale))
                .withMessageContaining(Double.toString(scale))
                .withMessageContaining("at most 16");
    }

    @Test
    void no_scale_at_all() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S2.wrap(MODEL).scales())
                .withMessageContaining("scales(1, 2)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S2.wrap(MODEL).sizes(new int[0]))
                .withMessageContaining("sizes(224, 448)");
    }

    @Test
    void a_size_that_does_not_divide_with_the_nearest_that_do() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S2.wrap(MODEL).scales(1, 1.99).extract(IMAGE))
                .withMessageContaining("127")
                .withMessageContaining("126 and 128")
                .withMessageContaining("Policy.OVERLAP");
    }

    @Test
    void tiles_that_the_model_does_not_take() {
        FeatureExtractor fixed =
                taking(new ModelInput(Size.square(64), true, 1, 0, 2, 3, ModelInput.DEFAULT.normalization()));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> S2.wrap(fixed).scales(1, 1.5).extract(IMAGE))
                .withMessageContaining("48×48 px")
                .withMessageContaining("64×64 only");
    }

    @Test
    void wrong_rank_channels_type_and_empty_pictures() {
        S2 s2 = S2.wrap(MODEL);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> s2.extract(Tensor.of(new float[16], 4, 4)))
                .withMessageContaining("[4, 4]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> s2.extract(Tensor.of(new float[48], 3, 4, 4)))
                .withMessageContaining("batch of 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> s2.extract(Tensor.of(new float[64], 1, 4, 4, 4)))
                .withMessageContaining("4 channels")
                .withMessageContaining("takes 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> s2.extract(Tensor.of(DataType.UINT8, new byte[48], 1, 3, 4, 4)))
                .withMessageContaining("UINT8")
                .withMessageContaining("wrap around");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> s2.extract(Tensor.of(new float[0], 1, 3, 0, 4)))
                .withMessageContaining("[1, 3, 0, 4]");
    }

    @Test
    void a_picture_that_is_not_square_in_reference_mode() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S2.wrap(MODEL).extract(S2PropertiesTest.random(1, 1, 3, 64, 96)))
                .withMessageContaining("96×64")
                .withMessageContaining("OVERLAP");
    }

    @Test
    void an_output_scale_that_is_not_there() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S2.wrap(MODEL).scales(1, 2).outputScale(2).extract(IMAGE))
                .withMessageContaining("outputScale(2)")
                .withMessageContaining("0 to 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S2.wrap(MODEL).scales(1, 2).outputScale(-3).extract(IMAGE));
    }

    @Test
    void a_scale_without_a_pixel_and_one_with_too_many() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S2.wrap(MODEL).scales(0.001).extract(IMAGE))
                .withMessageContaining("0.001")
                .withMessageContaining("0×0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S2.wrap(MODEL).plan(Shape.of(1, 3, 1 << 26, 1 << 26)))
                .withMessageContaining("smaller maxTile");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S2.wrap(MODEL).maxTile(64).plan(Shape.of(1, 3, 1 << 26, 1 << 26)))
                .withMessageContaining("at most 10000000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S2.wrap(MODEL).maxTile(64).scales(16).plan(Shape.of(1, 3, 1 << 26, 1 << 26)))
                .withMessageContaining("1.073741824E9");
    }

    @Test
    void values_out_of_range() {
        S2 s2 = S2.wrap(MODEL);

        assertThatIllegalArgumentException().isThrownBy(() -> s2.maxTile(0)).withMessageContaining("maxTile(0)");
        assertThatIllegalArgumentException().isThrownBy(() -> s2.overlap(1.2)).withMessageContaining("overlap(0.2)");
        assertThatIllegalArgumentException().isThrownBy(() -> s2.overlap(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> s2.context(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> s2.microBatch(0));
        assertThatIllegalArgumentException().isThrownBy(() -> s2.parallel(0));
        assertThatIllegalArgumentException().isThrownBy(() -> s2.memoryBudget(0));
        assertThatIllegalArgumentException().isThrownBy(() -> s2.prefixTokens(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> s2.outputGrid(new Size(0, 3)));
        assertThatIllegalArgumentException().isThrownBy(() -> s2.pooling());
        assertThatIllegalArgumentException().isThrownBy(() -> s2.sizes(5, 0));
    }

    @Test
    void a_budget_below_one_tile_with_what_one_takes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S2.wrap(MODEL).memoryBudget(1000).extract(IMAGE))
                .withMessageContaining("memoryBudget(1000)")
                .withMessageContaining("one tile takes");
    }

    @Test
    void a_budget_decides_how_many_tiles_go_together() {
        S2 s2 = S2.wrap(MODEL).scales(1, 3);
        long tile = 13 * 4 * 3 * 64 * 64;

        assertThat(s2.memoryBudget(tile).plan(IMAGE.shape()).microBatch()).isEqualTo(1);
        assertThat(s2.memoryBudget(5 * tile).plan(IMAGE.shape()).microBatch()).isEqualTo(5);
        assertThat(s2.memoryBudget(5 * tile).parallel(2).plan(IMAGE.shape()).microBatch())
                .isEqualTo(2);
    }

    @Test
    void cancelling_stops_between_micro_batches() {
        AtomicInteger runs = new AtomicInteger();
        Cancellation stop = new Cancellation();
        FeatureExtractor counting = images -> {
            if (runs.incrementAndGet() == 2) {
                stop.cancel();
            }
            return MODEL.extract(images);
        };

        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() ->
                        S2.wrap(counting).scales(1, 3).microBatch(1).extract(IMAGE, Progress.NONE.cancelledBy(stop)));
        assertThat(runs).hasValue(2);
    }

    @Test
    void what_a_model_throws_comes_out_also_from_a_worker() {
        FeatureExtractor failing = images -> {
            throw new IllegalStateException("model is broken");
        };

        assertThatIllegalStateException()
                .isThrownBy(() -> S2.wrap(failing).scales(1, 3).parallel(3).extract(IMAGE))
                .withMessage("model is broken");
    }

    @Test
    void a_model_that_forgets_an_image_is_found_out() {
        FeatureExtractor forgetful = images -> MODEL.extract(images.slice(0, 1));

        assertThatIllegalStateException()
                .isThrownBy(() -> S2.wrap(forgetful).scales(2).microBatch(2).extract(IMAGE))
                .withMessageContaining("1 images for a batch of 2");
    }

    @Test
    void nan_pixels_stay_where_they_are_at_scale_1() {
        Tensor image = S2PropertiesTest.random(1, 1, 3, 8, 8);
        image.floats().put(0, Float.NaN);

        Features features = S2.wrap(MODEL).scales(1, 2).extract(image);

        assertThat(features.get(0, 0, 0, 0)).isNaN();
        assertThat(features.get(0, 1, 1, 0)).isNotNaN();
    }

    private static FeatureExtractor taking(ModelInput input) {
        return new FeatureExtractor() {
            @Override
            public Features extract(Tensor images) {
                return MODEL.extract(images);
            }

            @Override
            public ModelInput input() {
                return input;
            }
        };
    }
}
