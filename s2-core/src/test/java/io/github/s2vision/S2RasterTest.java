package io.github.s2vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.s2vision.feature.FeatureExtractor;
import io.github.s2vision.feature.Features;
import io.github.s2vision.feature.ModelInput;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.Image;
import io.github.s2vision.image.Normalization;
import io.github.s2vision.image.RasterSource;
import io.github.s2vision.progress.Progress;
import io.github.s2vision.tensor.Tensor;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class S2RasterTest {
    private static final FeatureExtractor MODEL = new FeatureExtractor() {
        @Override
        public Features extract(Tensor images) {
            return S2PropertiesTest.PATCHES.extract(images);
        }

        @Override
        public ModelInput input() {
            return new ModelInput(Size.square(16), true, 1, 0, 2, 3, Normalization.IMAGENET);
        }
    };

    @Property(tries = 30)
    void a_streamed_raster_gives_the_bits_of_the_image_in_memory(
            @ForAll @IntRange(min = 16, max = 150) int width,
            @ForAll @IntRange(min = 16, max = 150) int height,
            @ForAll @IntRange(min = 1, max = 3) int workers,
            @ForAll long seed)
            throws IOException {
        Image image = noise(width, height, seed);
        S2 s2 = S2.wrap(MODEL).policy(S2.Policy.PAD).outputGrid(new Size(5, 4)).parallel(workers);
        Size quarter = new Size((int) (width * 0.25), (int) (height * 0.25));

        Features streamed = s2.scales(1, 0.25).extract(RasterSource.of(image.size(), image::crop), Progress.NONE);

        Features inMemory = s2.sizes(image.size(), quarter).extract(image);
        assertThat(S2PropertiesTest.values(streamed)).isEqualTo(S2PropertiesTest.values(inMemory));
    }

    @Test
    void the_plan_names_the_pixels_of_each_scale() {
        S2Plan plan = S2.wrap(MODEL)
                .scales(1, 0.25)
                .policy(S2.Policy.PAD)
                .plan(RasterSource.of(new Size(20_000, 10_000), (x, y, w, h) -> noise(w, h, 1)));

        assertThat(plan.tiles()).isEqualTo(1250 * 625 + 313 * 157);
        assertThat(plan.toString())
                .contains("scale 1: 20000×10000 px in 1250×625 tiles of 16×16 px, regions of the 20000×10000 px")
                .contains("scale 0.250: 5000×2500 px");
    }

    @Test
    void a_raster_that_fails_half_way_ends_the_extraction_with_its_cause() {
        AtomicInteger reads = new AtomicInteger();
        RasterSource failing = RasterSource.of(new Size(64, 64), (x, y, w, h) -> {
            if (reads.incrementAndGet() == 3) {
                throw new IOException("disk is gone");
            }
            return noise(w, h, 1);
        });

        assertThatIOException()
                .isThrownBy(() -> S2.wrap(MODEL).scales(1).parallel(2).extract(failing, Progress.NONE))
                .withMessageContaining("64×64")
                .withMessageContaining("disk is gone");
    }

    @Test
    void sides_that_do_not_divide_are_refused_or_padded() throws IOException {
        RasterSource raster = RasterSource.of(noise(40, 50, 1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> S2.wrap(MODEL).scales(1).extract(raster, Progress.NONE))
                .withMessageContaining("40");
        assertThat(S2.wrap(MODEL)
                        .scales(1)
                        .policy(S2.Policy.PAD)
                        .extract(raster, Progress.NONE)
                        .grid())
                .isEqualTo(new Size(10, 13));
    }

    private static Image noise(int width, int height, long seed) {
        byte[] pixels = new byte[width * height * 3];
        new SplittableRandom(seed).nextBytes(pixels);
        return Image.rgb(width, height, pixels);
    }
}
