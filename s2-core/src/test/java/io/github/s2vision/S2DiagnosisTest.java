package io.github.s2vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.s2vision.feature.FeatureExtractor;
import io.github.s2vision.feature.Features;
import io.github.s2vision.feature.ModelInput;
import io.github.s2vision.geometry.Box;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.Image;
import io.github.s2vision.image.Normalization;
import io.github.s2vision.progress.Progress;
import io.github.s2vision.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class S2DiagnosisTest {
    /** Patches of 4×4 in 24×24 pixels. */
    private static final FeatureExtractor SMALL = sized(S2PropertiesTest.PATCHES);

    /** The same model looking closer: exactly what S2 at the scale 2 sees. */
    private static final FeatureExtractor BIG = new FeatureExtractor() {
        @Override
        public Features extract(Tensor images) {
            return S2.wrap(SMALL).scales(2).outputGrid(Size.square(6)).extract(images);
        }

        @Override
        public ModelInput input() {
            return SMALL.input();
        }
    };

    @Test
    void a_model_that_looks_closer_is_explained_by_the_scale_at_which_it_looks() {
        S2Diagnosis diagnosis = S2Diagnosis.compare(
                S2.wrap(SMALL).source(S2.Source.ENLARGED),
                BIG,
                List.of(new double[] {1}, new double[] {1, 2}),
                1e-9,
                images(30, 1),
                images(10, 2),
                Progress.NONE);

        assertThat(diagnosis.rows().get(0).testBits()).isBetween(-1.0, 10.0);
        assertThat(diagnosis.rows().get(1).testBits()).isGreaterThan(15);
        assertThat(diagnosis.rows().get(1).gain().low()).isPositive();
        assertThat(diagnosis.rows().get(1).tiles()).isEqualTo(5);
        assertThat(diagnosis.advice()).contains("scales [1, 2]").contains("try it in the larger one's place");
        assertThat(diagnosis.warning())
                .hasValueSatisfying(warning -> assertThat(warning).contains("only 30 images"));
    }

    @Test
    void scales_that_say_nothing_more_are_not_advised() {
        // The larger model is the small one at scale 1: nothing is left to explain.
        S2Diagnosis diagnosis = S2Diagnosis.compare(
                S2.wrap(SMALL),
                new FeatureExtractor() {
                    @Override
                    public Features extract(Tensor images) {
                        return noisy(SMALL.extract(images));
                    }

                    @Override
                    public ModelInput input() {
                        return SMALL.input();
                    }
                },
                List.of(new double[] {1}, new double[] {1, 2}),
                1e-9,
                images(100, 1),
                images(30, 2),
                Progress.NONE);

        assertThat(diagnosis.rows().get(1).gain().estimate()).isCloseTo(0, within(0.05));
        assertThat(diagnosis.advice()).contains("nothing more");
        assertThat(diagnosis.warning()).isEmpty();
    }

    @Test
    void s2_is_worth_it_where_objects_are_smaller_than_a_patch() {
        List<S2Worth.Labelled> train = scenes(40, 1);
        List<S2Worth.Labelled> test = scenes(40, 2);

        S2Worth worth = S2Worth.of(
                S2.wrap(SMALL).pooling(S2.Pooling.AREA, S2.Pooling.MAX),
                List.of(new double[] {1}, new double[] {1, 4}),
                S2Worth.Probe.LOGISTIC,
                new double[] {1, 40},
                train,
                test,
                Progress.NONE);

        S2Worth.Row closer = worth.rows().get(1);
        assertThat(closer.scores().ap(0))
                .isGreaterThan(worth.rows().get(0).scores().ap(0));
        assertThat(closer.gains().get(0).low()).isPositive();
        assertThat(worth.advice()).startsWith("Yes: the scales [1, 4]");
        assertThat(worth.toString()).contains("1–40 px");
    }

    @Test
    void what_cannot_be_compared_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S2Diagnosis.compare(SMALL, BIG, images(5, 1)))
                .withMessageContaining("5 images");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S2Diagnosis.compare(
                        S2.wrap(SMALL),
                        BIG,
                        List.of(new double[] {1}, new double[] {2, 1}),
                        0,
                        images(5, 1),
                        images(5, 2),
                        Progress.NONE))
                .withMessageContaining("[2.0, 1.0]");
        List<S2Worth.Labelled> empty = List.of(S2Worth.Labelled.of(images(1, 1).get(0), List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S2Worth.of(SMALL, empty, empty))
                .withMessageContaining("with and without objects");
    }

    private static Features noisy(Features features) {
        SplittableRandom random = new SplittableRandom(features.hashCode());
        float[] values = S2PropertiesTest.values(features);
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) random.nextDouble(-0.05, 0.05);
        }
        return Features.ofTokens(Tensor.of(values, features.batch(), 37, 4), 1, features.grid());
    }

    private static List<Image> images(int count, long seed) {
        List<Image> images = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < count; i++) {
            byte[] pixels = new byte[48 * 48 * 3];
            random.nextBytes(pixels);
            images.add(Image.rgb(48, 48, pixels));
        }
        return images;
    }

    /** Dots of 4 pixels on noise: bright enough to see closely, lost in the mean of a 16 pixel patch. */
    private static List<S2Worth.Labelled> scenes(int count, long seed) {
        List<S2Worth.Labelled> scenes = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < count; i++) {
            byte[] pixels = new byte[96 * 96 * 3];
            for (int p = 0; p < pixels.length; p++) {
                pixels[p] = (byte) (random.nextInt(120) + (p / 3 / 96 / 16 * 7 + p / 3 % 96 / 16 * 11) % 40);
            }
            List<Box> boxes = new ArrayList<>();
            for (int n = 0; n < 4; n++) {
                int x = random.nextInt(6) * 16 + 4;
                int y = random.nextInt(6) * 16 + 4;
                boxes.add(Box.xywh(x, y, 4, 4));
                for (int p = 0; p < 16; p++) {
                    for (int c = 0; c < 3; c++) {
                        pixels[((y + p / 4) * 96 + x + p % 4) * 3 + c] = (byte) 230;
                    }
                }
            }
            scenes.add(S2Worth.Labelled.of(Image.rgb(96, 96, pixels), boxes));
        }
        return scenes;
    }

    private static FeatureExtractor sized(FeatureExtractor model) {
        return new FeatureExtractor() {
            @Override
            public Features extract(Tensor images) {
                return model.extract(images);
            }

            @Override
            public ModelInput input() {
                return new ModelInput(Size.square(24), false, 4, 0, 2, 3, Normalization.UNIT);
            }
        };
    }
}
