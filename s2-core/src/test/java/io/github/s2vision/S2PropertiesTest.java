package io.github.s2vision;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.s2vision.feature.FeatureExtractor;
import io.github.s2vision.feature.Features;
import io.github.s2vision.feature.Layout;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.FloatResize;
import io.github.s2vision.image.FloatResize.Kernel;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What must hold for any model and picture, without a golden file. */
class S2PropertiesTest {
    /** A model that gives its input back: shows splitting, order and merging without weights. */
    private static final FeatureExtractor IDENTITY = images -> Features.ofMap(copy(images));

    /** Each 4×4 patch becomes a token of its mean colour and one more channel, the mean's square; one prefix token. */
    static final FeatureExtractor PATCHES = S2PropertiesTest::patches;

    @Property(tries = 40)
    void a_single_scale_of_1_is_the_model_itself(
            @ForAll @IntRange(min = 1, max = 3) int batch,
            @ForAll @IntRange(min = 1, max = 5) int side,
            @ForAll long seed) {
        Tensor images = random(seed, batch, 3, 4 * side, 4 * side);

        assertThat(values(S2.wrap(PATCHES).scales(1).extract(images))).isEqualTo(values(PATCHES.extract(images)));
    }

    @Property(tries = 60)
    void with_a_model_that_returns_its_input_s2_pools_the_enlarged_picture(
            @ForAll @IntRange(min = 1, max = 3) int batch,
            @ForAll @IntRange(min = 3, max = 12) int side,
            @ForAll @IntRange(min = 2, max = 5) int scale,
            @ForAll long seed) {
        Tensor images = random(seed, batch, 2, side, side);

        Features features = S2.wrap(twoChannels(IDENTITY)).scales(1, scale).extract(images);

        Tensor enlarged = FloatResize.apply(Kernel.BICUBIC, images, Size.square(side * scale));
        for (int b = 0; b < batch; b++) {
            for (int c = 0; c < 2; c++) {
                for (int y = 0; y < side; y++) {
                    for (int x = 0; x < side; x++) {
                        assertThat(features.get(b, y, x, c)).isEqualTo(at(images, b, c, y, x));
                        float sum = 0;
                        for (int i = 0; i < scale * scale; i++) {
                            sum += at(enlarged, b, c, y * scale + i / scale, x * scale + i % scale);
                        }
                        assertThat(features.get(b, y, x, 2 + c)).isEqualTo(sum / scale / scale);
                    }
                }
            }
        }
    }

    @Property(tries = 40)
    void micro_batches_and_workers_change_nothing(
            @ForAll @IntRange(min = 1, max = 3) int batch,
            @ForAll @IntRange(min = 1, max = 7) int microBatch,
            @ForAll @IntRange(min = 1, max = 4) int workers,
            @ForAll long seed) {
        Tensor images = random(seed, batch, 3, 8, 8);
        S2 s2 = S2.wrap(PATCHES).scales(1, 2, 3);

        assertThat(values(s2.microBatch(microBatch).parallel(workers).extract(images)))
                .isEqualTo(values(s2.microBatch(100).extract(images)));
    }

    @Property(tries = 30)
    void permuting_the_scales_permutes_the_channel_blocks(@ForAll long seed) {
        Tensor images = random(seed, 2, 3, 8, 8);

        Features ascending = S2.wrap(PATCHES).scales(1, 2, 3).extract(images);
        Features mixed = S2.wrap(PATCHES).scales(3, 1, 2).outputScale(1).extract(images);

        int c = 4;
        int[] block = {1, 2, 0}; // where the mixed result has the scales 1, 2, 3
        for (int k = 0; k < 3; k++) {
            for (int b = 0; b < 2; b++) {
                for (int channel = 0; channel < c; channel++) {
                    assertThat(mixed.get(b, 1, 0, block[k] * c + channel))
                            .isEqualTo(ascending.get(b, 1, 0, k * c + channel));
                    assertThat(mixed.prefix(b, 0, block[k] * c + channel))
                            .isEqualTo(ascending.prefix(b, 0, k * c + channel));
                }
            }
        }
    }

    @Property(tries = 30)
    void a_batch_gives_what_its_pictures_give_alone(@ForAll long seed) {
        Tensor images = random(seed, 3, 3, 8, 8);
        S2 s2 = S2.wrap(PATCHES).scales(1, 2.5).maxTile(4);

        Features together = s2.extract(images);

        for (int b = 0; b < 3; b++) {
            assertThat(values(together.image(b))).isEqualTo(values(s2.extract(images.slice(b, b + 1))));
        }
    }

    @Property(tries = 30)
    void all_tiles_of_a_constant_picture_are_the_same(
            @ForAll @IntRange(min = -3, max = 3) int value, @ForAll @IntRange(min = 2, max = 5) int scale) {
        float[] constant = new float[3 * 8 * 8];
        Arrays.fill(constant, value);

        Features features = S2.wrap(PATCHES).scales(scale).extract(Tensor.of(constant, 1, 3, 8, 8));

        for (int cell = 0; cell < features.grid().area(); cell++) {
            int columns = features.grid().width();
            assertThat(features.get(0, cell / columns, cell % columns, 0)).isCloseTo(value, within(value));
        }
    }

    @Property(tries = 60)
    void a_streamed_window_is_the_crop_of_the_whole_resize(
            @ForAll @IntRange(min = 1, max = 40) int from,
            @ForAll @IntRange(min = 1, max = 101) int to,
            @ForAll Kernel kernel,
            @ForAll long seed) {
        Size source = new Size(from, from / 2 + 1);
        Size target = new Size(to, to / 3 + 1);
        Tensor plane = random(seed, 2, source.height(), source.width());
        Tensor whole = FloatResize.apply(kernel, plane, target);
        SplittableRandom random = new SplittableRandom(seed);
        Size window = new Size(1 + random.nextInt(17), 1 + random.nextInt(17));
        int x = random.nextInt(target.width());
        int y = random.nextInt(target.height());

        FloatBuffer part = FloatBuffer.allocate(2 * (int) window.area());
        FloatResize.of(kernel, source, target).window(plane.floats(), 0, 2, x, y, window, part, 0);

        for (int i = 0; i < part.capacity(); i++) {
            int row = y + i / window.width() % window.height();
            int column = x + i % window.width();
            int at = (i / (int) window.area()) * (int) target.area() + row * target.width() + column;
            boolean inside = row < target.height() && column < target.width();
            assertThat(part.get(i)).isEqualTo(inside ? whole.floats().get(at) : 0f);
        }
    }

    @Property(tries = 60)
    void pooling_to_the_same_grid_copies_and_enlarging_k_fold_repeats(
            @ForAll @IntRange(min = 1, max = 6) int side,
            @ForAll @IntRange(min = 1, max = 4) int times,
            @ForAll long seed) {
        Tensor images = random(seed, 1, 1, side, side);

        Features features = S2.wrap(oneChannel(IDENTITY))
                .scales(1)
                .outputGrid(Size.square(side * times))
                .extract(images);

        for (int y = 0; y < side * times; y++) {
            for (int x = 0; x < side * times; x++) {
                assertThat(features.get(0, y, x, 0)).isEqualTo(at(images, 0, 0, y / times, x / times));
            }
        }
    }

    @Property(tries = 30)
    void features_of_padding_never_reach_the_output(@ForAll long seed) {
        // A model whose features are NaN wherever it sees zeros, as in padding.
        FeatureExtractor allergic = images -> {
            float[] out = values(images);
            for (int i = 0; i < out.length; i++) {
                out[i] = out[i] == 0 ? Float.NaN : out[i];
            }
            return Features.ofMap(Tensor.of(out, images.shape().toArray()));
        };
        Tensor images = random(seed, 1, 3, 10, 7);

        Features features = S2.wrap(allergic)
                .scales(1, 2)
                .policy(S2.Policy.PAD)
                .maxTile(8)
                .outputScale(-1)
                .extract(images);

        assertThat(features.grid()).isEqualTo(new Size(14, 20));
        assertThat(values(features)).doesNotContain(Float.NaN);
    }

    @Property(tries = 40)
    void blending_overlapping_tiles_of_a_local_model_gives_the_uncut_map(
            @ForAll @IntRange(min = 2, max = 9) int rows,
            @ForAll @IntRange(min = 2, max = 9) int columns,
            @ForAll @IntRange(min = 0, max = 1) int contextCells,
            @ForAll long seed) {
        Tensor images = random(seed, 1, 3, 4 * rows, 4 * columns);
        FeatureExtractor local = described(PATCHES);

        Features tiled = S2.wrap(local)
                .scales(1)
                .policy(S2.Policy.OVERLAP)
                .maxTile(16)
                .overlap(0.25)
                .context(4 * contextCells)
                .extract(images);

        Features whole = PATCHES.extract(images);
        assertThat(tiled.grid()).isEqualTo(whole.grid());
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                for (int c = 0; c < 4; c++) {
                    assertThat(tiled.get(0, y, x, c)).isCloseTo(whole.get(0, y, x, c), within(1));
                }
            }
        }
    }

    @Property(tries = 20)
    void the_memory_of_pooling_grows_with_a_row_of_tiles_not_with_all(@ForAll @IntRange(min = 2, max = 8) int scale) {
        List<Long> batches = new CopyOnWriteArrayList<>();
        FeatureExtractor counting = images -> {
            batches.add(images.shape().dimension(0));
            return PATCHES.extract(images);
        };

        S2.wrap(counting).scales(1, scale).microBatch(2).extract(random(7, 1, 3, 8, 8));

        assertThat(batches).allMatch(size -> size <= 2);
        assertThat(batches.stream().mapToLong(Long::longValue).sum()).isEqualTo(1 + (long) scale * scale);
    }

    private static org.assertj.core.data.Offset<Float> within(float value) {
        return org.assertj.core.data.Offset.offset(2e-6f * Math.max(1, Math.abs(value)));
    }

    private static FeatureExtractor described(FeatureExtractor model) {
        return new FeatureExtractor() {
            @Override
            public Features extract(Tensor images) {
                return model.extract(images);
            }

            @Override
            public java.util.Optional<io.github.s2vision.feature.FeatureShape> shape(int width, int height) {
                return java.util.Optional.of(new io.github.s2vision.feature.FeatureShape(
                        new Size(width / 4, height / 4), 4, 1, Layout.TOKENS));
            }
        };
    }

    static FeatureExtractor oneChannel(FeatureExtractor model) {
        return channels(model, 1);
    }

    static FeatureExtractor twoChannels(FeatureExtractor model) {
        return channels(model, 2);
    }

    private static FeatureExtractor channels(FeatureExtractor model, int count) {
        return new FeatureExtractor() {
            @Override
            public Features extract(Tensor images) {
                return model.extract(images);
            }

            @Override
            public io.github.s2vision.feature.ModelInput input() {
                var input = FeatureExtractor.super.input();
                return new io.github.s2vision.feature.ModelInput(
                        input.size(), false, 1, 0, 2, count, input.normalization());
            }
        };
    }

    private static Features patches(Tensor images) {
        int batch = (int) images.shape().dimension(0);
        int rows = (int) images.shape().dimension(2) / 4;
        int columns = (int) images.shape().dimension(3) / 4;
        float[] tokens = new float[batch * (1 + rows * columns) * 4];
        for (int b = 0; b < batch; b++) {
            for (int t = 0; t < rows * columns; t++) {
                int at = (b * (1 + rows * columns) + 1 + t) * 4;
                for (int c = 0; c < 3; c++) {
                    float sum = 0;
                    for (int i = 0; i < 16; i++) {
                        sum += at(images, b, c, t / columns * 4 + i / 4, t % columns * 4 + i % 4);
                    }
                    tokens[at + c] = sum / 16;
                }
                tokens[at + 3] = tokens[at] * tokens[at];
                for (int c = 0; c < 4; c++) {
                    tokens[b * (1 + rows * columns) * 4 + c] += tokens[at + c] / (rows * columns);
                }
            }
        }
        return Features.ofTokens(Tensor.of(tokens, batch, 1 + rows * columns, 4), 1, new Size(columns, rows));
    }

    static Tensor random(long seed, long... shape) {
        SplittableRandom random = new SplittableRandom(seed);
        Tensor tensor = Tensor.allocate(DataType.FLOAT32, shape);
        FloatBuffer floats = tensor.floats();
        while (floats.hasRemaining()) {
            floats.put((float) random.nextDouble(-2, 2));
        }
        return tensor;
    }

    private static Tensor copy(Tensor tensor) {
        return Tensor.of(values(tensor), tensor.shape().toArray());
    }

    private static float[] values(Tensor tensor) {
        return tensor.toFloatArray();
    }

    static float[] values(Features features) {
        return features.toTensor(features.layout()).toFloatArray();
    }

    private static float at(Tensor tensor, int b, int c, int y, int x) {
        long[] shape = tensor.shape().toArray();
        return tensor.floats().get((int) (((b * shape[1] + c) * shape[2] + y) * shape[3] + x));
    }
}
