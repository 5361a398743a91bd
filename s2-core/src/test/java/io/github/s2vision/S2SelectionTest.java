package io.github.s2vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.github.s2vision.feature.FeatureExtractor;
import io.github.s2vision.feature.Features;
import io.github.s2vision.feature.ModelInput;
import io.github.s2vision.geometry.Box;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.Image;
import io.github.s2vision.image.Normalization;
import io.github.s2vision.probe.LinearMap;
import io.github.s2vision.probe.Ridge;
import io.github.s2vision.progress.Progress;
import io.github.s2vision.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class S2SelectionTest {
    private final AtomicInteger runs = new AtomicInteger();
    private final FeatureExtractor model = new FeatureExtractor() {
        @Override
        public Features extract(Tensor images) {
            runs.addAndGet((int) images.shape().dimension(0));
            return S2PropertiesTest.PATCHES.extract(images);
        }

        @Override
        public ModelInput input() {
            return new ModelInput(Size.square(24), true, 1, 0, 2, 3, Normalization.UNIT);
        }
    };

    @Property(tries = 20)
    void computing_every_tile_equals_no_selection(@ForAll long seed, @ForAll S2.Pooling pooling) {
        S2 s2 = S2.wrap(model).scales(1, 2, 3).pooling(S2.Pooling.AREA, pooling);
        Image image = noise(seed);

        S2Selection selection = s2.select(TileSelector.edges(), 1).extractSelected(image, Progress.NONE);

        assertThat(S2PropertiesTest.values(selection.features())).isEqualTo(S2PropertiesTest.values(s2.extract(image)));
        assertThat(selection.saved()).isZero();
    }

    @Test
    void computing_none_runs_one_tile_and_repeats_the_coarse_features() {
        runs.set(0);

        S2Selection selection =
                S2.wrap(model).scales(1, 2, 3).select(tile -> 1, 0).extractSelected(noise(1), Progress.NONE);

        assertThat(runs).hasValue(1);
        assertThat(selection.computedTiles()).isEqualTo(1);
        Features features = selection.features();
        for (int c = 0; c < 4; c++) {
            assertThat(features.get(0, 2, 3, 4 + c)).isCloseTo(features.get(0, 2, 3, c), within(1e-6f));
            assertThat(features.get(0, 2, 3, 8 + c)).isCloseTo(features.get(0, 2, 3, c), within(1e-6f));
            assertThat(features.prefix(0, 0, 8 + c)).isEqualTo(features.prefix(0, 0, c));
        }
        assertThat(selection).hasToString("S2Selection[1 of 14 tiles computed, 93 % of the model's pixels saved]");
    }

    @Property(tries = 20)
    void the_mask_counts_the_model_runs_and_computed_cells_are_the_full_ones(
            @ForAll @IntRange(min = 0, max = 13) int count, @ForAll long seed) {
        Image image = noise(seed);
        S2 s2 = S2.wrap(model).scales(1, 2, 3).outputScale(-1).parallel(2).microBatch(3);
        Features full = s2.extract(image);
        runs.set(0);

        S2Selection selection = s2.select(TileSelector.edges(), count / 13.0).extractSelected(image, Progress.NONE);

        assertThat(runs).hasValue(1 + count);
        assertThat(selection.computedTiles()).isEqualTo(1 + count);
        for (int y = 0; y < 18; y++) {
            for (int x = 0; x < 18; x++) {
                if (selection.isComputed(0, 2, y / 6, x / 6)) {
                    assertThat(selection.features().get(0, y, x, 9)).isEqualTo(full.get(0, y, x, 9));
                }
            }
        }
    }

    @Test
    void the_tiles_of_most_worth_are_computed_and_ties_go_to_the_earlier() {
        S2Selection selection = S2.wrap(model)
                .scales(1, 2)
                .select(tile -> tile.row() == 1 ? 2 : 1, 0.75)
                .extractSelected(noise(3), Progress.NONE);

        assertThat(selection.isComputed(0, 1, 1, 0)).isTrue();
        assertThat(selection.isComputed(0, 1, 1, 1)).isTrue();
        assertThat(selection.isComputed(0, 1, 0, 0)).isTrue();
        assertThat(selection.isComputed(0, 1, 0, 1)).isFalse();
    }

    @Test
    void a_view_tells_where_the_tile_lies_in_the_picture_that_was_given() {
        List<Box> regions = new ArrayList<>();

        S2.wrap(model)
                .scales(1, 2)
                .select(
                        tile -> {
                            regions.add(tile.region());
                            assertThat(tile.coverage()).isCloseTo(0.25, within(1e-9));
                            assertThat(tile.sumOverCoarse(cell -> 1)).isCloseTo(9, within(1e-9));
                            assertThat(tile.pixels().shape().toArray()).containsExactly(1, 3, 24, 24);
                            return 0;
                        },
                        0.5)
                .extract(noise(3));

        assertThat(regions)
                .containsExactly(
                        new Box(0, 0, 30, 20), new Box(30, 0, 60, 20), new Box(0, 20, 30, 40), new Box(30, 20, 60, 40));
    }

    @Test
    void ready_selectors_look_where_something_is() {
        byte[] pixels = new byte[60 * 40 * 3];
        SplittableRandom random = new SplittableRandom(1);
        for (int y = 22; y < 38; y++) {
            for (int x = 32; x < 58; x++) {
                for (int c = 0; c < 3; c++) {
                    pixels[(y * 60 + x) * 3 + c] = (byte) random.nextInt(256);
                }
            }
        }
        Image image = Image.rgb(60, 40, pixels);
        Ridge bright = new Ridge(4, 1);
        bright.add(new float[] {0, 0, 0, 0, 1, 1, 1, 1}, new float[] {0, 1}, 2);
        LinearMap probe = bright.fit(1e-3);

        for (TileSelector selector : List.of(
                TileSelector.edges(),
                TileSelector.spread(),
                TileSelector.probe(probe),
                TileSelector.boxes(List.of(new Box(40, 30, 50, 35))))) {
            S2Selection selection =
                    S2.wrap(model).scales(1, 2).select(selector, 0.25).extractSelected(image, Progress.NONE);
            assertThat(selection.isComputed(0, 1, 1, 1)).isTrue();
        }
    }

    @Property(tries = 5)
    void without_fine_tiles_a_fitted_fill_leaves_a_probe_with_the_scores_of_scale_1(@ForAll long seed) {
        S2 s2 = S2.wrap(model).scales(1, 2, 3);
        List<Image> images = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            images.add(noise(seed + i));
        }
        TileFill fill = TileFill.fit(s2, images, 0, Progress.NONE);
        Ridge plain = new Ridge(4, 1);
        Ridge whole = new Ridge(12, 1);
        for (Image image : images) {
            Features features = s2.extract(image);
            for (int cell = 0; cell < 36; cell++) {
                float[] all = new float[12];
                features.copyCell(0, cell / 6, cell % 6, all, 0);
                float[] label = {(float) Math.sin(all[0] * 9 + all[5] * 7 + all[9] * 5)};
                plain.add(all, label, 1);
                whole.add(all, label, 1);
            }
        }
        LinearMap atOne = plain.fit(0);
        LinearMap atAll = whole.fit(0);

        Features filled = s2.fill(fill).select(TileSelector.edges(), 0).extract(images.get(0));

        double[] expected = new double[1];
        double[] found = new double[1];
        float[] cell = new float[12];
        for (int i = 0; i < 36; i++) {
            filled.copyCell(0, i / 6, i % 6, cell, 0);
            atOne.apply(cell, 0, expected);
            atAll.apply(cell, 0, found);
            assertThat(found[0]).isCloseTo(expected[0], within(2e-4));
        }
    }

    @Test
    void selectors_and_fills_that_cannot_work_are_refused() {
        S2 s2 = S2.wrap(model).scales(1, 2);
        Image image = noise(1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> s2.select(TileSelector.edges(), 1.5))
                .withMessageContaining("1.5");
        assertThatIllegalStateException()
                .isThrownBy(() -> s2.extractSelected(image, Progress.NONE))
                .withMessageContaining("select(selector, share)");
        assertThatIllegalStateException()
                .isThrownBy(() -> s2.select(tile -> Double.NaN, 0.5).extract(image))
                .withMessageContaining("NaN")
                .withMessageContaining("TileView[scale 1");
        assertThatIllegalStateException()
                .isThrownBy(() -> s2.select(
                                tile -> {
                                    throw new IllegalStateException("selector is broken");
                                },
                                0.5)
                        .extract(image))
                .withMessage("selector is broken");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> s2.policy(S2.Policy.OVERLAP)
                        .select(TileSelector.edges(), 0.5)
                        .extract(image))
                .withMessageContaining("OVERLAP");
        TileFill fill = TileFill.fit(s2, List.of(image, noise(2)), 0.1, Progress.NONE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> s2.scales(1, 2, 3)
                        .fill(fill)
                        .select(TileSelector.edges(), 0.5)
                        .extract(image))
                .withMessageContaining("same model, scales and pooling");
        assertThatIllegalStateException()
                .isThrownBy(() -> TileFill.fit(s2, List.of(), 0.1, Progress.NONE))
                .withMessageContaining("no image");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TileFill.fit(s2.scales(1), List.of(image), 0.1, Progress.NONE))
                .withMessageContaining("one scale");
    }

    private static Image noise(long seed) {
        byte[] pixels = new byte[60 * 40 * 3];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) random.nextInt(256);
        }
        return Image.rgb(60, 40, pixels);
    }
}
