package io.github.s2vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.s2vision.feature.FeatureExtractor;
import io.github.s2vision.feature.Features;
import io.github.s2vision.feature.ModelInput;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.Image;
import io.github.s2vision.image.Interpolation;
import io.github.s2vision.image.Normalization;
import io.github.s2vision.progress.Progress;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class S2ImageTest {
    /** Gives its pixels back as a map of three channels; any size, natively 16×16. */
    private static final FeatureExtractor IDENTITY = new FeatureExtractor() {
        @Override
        public Features extract(Tensor images) {
            return Features.ofMap(
                    Tensor.of(images.toFloatArray(), images.shape().toArray()));
        }

        @Override
        public ModelInput input() {
            return new ModelInput(Size.square(16), true, 1, 0, 2, 3, Normalization.UNIT);
        }
    };

    @Test
    void larger_scales_are_cut_from_the_original_pixels() {
        Image image = noise(60, 40);

        Features features = S2.wrap(IDENTITY).scales(1, 3).outputScale(-1).extract(image);

        Tensor large = Tensor.allocate(DataType.FLOAT32, 1, 3, 48, 48);
        Normalization.UNIT.write(image.resized(Size.square(48), Interpolation.PIL_BICUBIC), large, 0);
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < 48 * 48; i++) {
                assertThat(features.get(0, i / 48, i % 48, 3 + c))
                        .isEqualTo(large.floats().get(c * 48 * 48 + i));
            }
        }
    }

    @Test
    void enlarging_the_small_picture_instead_is_an_option() {
        Image image = noise(60, 40);

        Features features =
                S2.wrap(IDENTITY).source(S2.Source.ENLARGED).scales(1, 3).extract(image);

        Tensor small = Tensor.allocate(DataType.FLOAT32, 1, 3, 16, 16);
        Normalization.UNIT.write(image.resized(Size.square(16), Interpolation.PIL_BICUBIC), small, 0);
        assertThat(S2PropertiesTest.values(features))
                .isEqualTo(
                        S2PropertiesTest.values(S2.wrap(IDENTITY).scales(1, 3).extract(small)));
    }

    @Test
    void aspect_keeping_policies_give_grids_of_the_pictures_aspect() {
        Image image = noise(60, 40);
        S2 s2 = S2.wrap(IDENTITY).scales(1, 2).outputScale(-1);

        assertThat(s2.extract(image).grid()).isEqualTo(new Size(32, 32));
        assertThat(s2.policy(S2.Policy.PAD).extract(image).grid()).isEqualTo(new Size(32, 22));
        assertThat(s2.policy(S2.Policy.RESIZE).extract(image).grid()).isEqualTo(new Size(32, 22));
    }

    @Test
    void padding_shows_the_picture_at_its_place_and_nothing_else() {
        Image image = noise(60, 40);

        Features features = S2.wrap(IDENTITY)
                .policy(S2.Policy.PAD)
                .scales(1, 2)
                .outputScale(-1)
                .extract(image);

        Image seen = image.resized(new Size(32, 22), Interpolation.PIL_BICUBIC);
        for (int y = 0; y < 22; y++) {
            for (int x = 0; x < 32; x++) {
                assertThat(features.get(0, y, x, 3)).isEqualTo((seen.rgb(x, y) >> 16 & 255) / 255f);
            }
        }
    }

    @Test
    void the_plan_says_where_pixels_come_from() {
        S2Plan plan = S2.wrap(IDENTITY).scales(1, 2, 3).plan(new Size(810, 1080));

        assertThat(plan.tiles()).isEqualTo(14);
        assertThat(plan.batches()).isEqualTo(7);
        assertThat(plan.toString())
                .contains("S2Plan[810×1080 px, 14 tiles in batches of 2")
                .contains("scale 3: 48×48 px in 3×3 tiles of 16×16 px, resized from the 810×1080 px of the image");
    }

    @Test
    void several_images_report_their_tiles_together() {
        List<Long> done = new ArrayList<>();
        List<Image> images = List.of(noise(20, 20), noise(30, 10));

        List<Features> all = S2.wrap(IDENTITY).microBatch(5).extractAll(images, (d, total, what) -> {
            assertThat(total).isEqualTo(10);
            done.add(d);
        });

        assertThat(all).hasSize(2);
        assertThat(done).containsExactly(5L, 10L);
        assertThat(S2PropertiesTest.values(all.get(1)))
                .isEqualTo(
                        S2PropertiesTest.values(S2.wrap(IDENTITY).microBatch(5).extract(images.get(1), Progress.NONE)));
    }

    @Test
    void a_model_of_other_channels_cannot_take_an_image() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S2.wrap(S2PropertiesTest.oneChannel(IDENTITY)).extract(noise(20, 20)))
                .withMessageContaining("takes 1");
    }

    private static Image noise(int width, int height) {
        byte[] pixels = new byte[width * height * 3];
        SplittableRandom random = new SplittableRandom(width);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) random.nextInt(256);
        }
        return Image.rgb(width, height, pixels);
    }
}
