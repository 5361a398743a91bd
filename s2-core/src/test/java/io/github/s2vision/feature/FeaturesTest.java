package io.github.s2vision.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.s2vision.geometry.Size;
import io.github.s2vision.tensor.Tensor;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FeaturesTest {
    @Property(tries = 60)
    void every_layout_shows_the_same_grid(
            @ForAll @IntRange(min = 1, max = 3) int batch,
            @ForAll @IntRange(min = 1, max = 4) int rows,
            @ForAll @IntRange(min = 1, max = 4) int columns,
            @ForAll @IntRange(min = 1, max = 5) int channels,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[batch * rows * columns * channels];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble();
        }
        Features tokens = Features.ofTokens(
                Tensor.of(values, batch, (long) rows * columns, channels), 0, new Size(columns, rows));
        Features map = Features.ofMap(tokens.toTensor(Layout.MAP));
        Features grid = Features.ofGrid(tokens.toTensor(Layout.GRID));

        for (int b = 0; b < batch; b++) {
            for (int y = 0; y < rows; y++) {
                float[] row = new float[columns * channels];
                map.copyRow(b, y, row, 0);
                for (int x = 0; x < columns; x++) {
                    float[] cell = new float[channels];
                    map.copyCell(b, y, x, cell, 0);
                    for (int c = 0; c < channels; c++) {
                        float expected = values[((b * rows + y) * columns + x) * channels + c];
                        assertThat(tokens.get(b, y, x, c)).isEqualTo(expected);
                        assertThat(map.get(b, y, x, c)).isEqualTo(expected);
                        assertThat(grid.get(b, y, x, c)).isEqualTo(expected);
                        assertThat(row[x * channels + c]).isEqualTo(expected);
                        assertThat(cell[c]).isEqualTo(expected);
                        assertThat(map.image(b).get(0, y, x, c)).isEqualTo(expected);
                    }
                }
            }
        }
    }

    @Test
    void prefix_tokens_stay_apart_from_the_grid() {
        Features features = Features.ofTokens(Tensor.of(new float[] {9, 8, 1, 2, 3, 4}, 1, 6, 1), 2);

        assertThat(features.grid()).isEqualTo(new Size(2, 2));
        assertThat(features.prefix(0, 1, 0)).isEqualTo(8);
        assertThat(features.get(0, 1, 1, 0)).isEqualTo(4);
        assertThat(features.pooled()[0]).containsExactly(2.5f);
        assertThat(features.withoutPrefix().toTensor(Layout.GRID).toFloatArray())
                .containsExactly(1, 2, 3, 4);
        assertThat(features).hasToString("Features[2×2 grid, 1 channel, 1 image, 2 prefix tokens]");
    }

    @Test
    void tokens_can_be_read_with_another_number_of_prefix_tokens() {
        Features features = Features.ofTokens(Tensor.of(new float[17], 1, 17, 1), 1);

        assertThat(features.withPrefixTokens(8).grid()).isEqualTo(new Size(3, 3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> features.withPrefixTokens(0))
                .withMessageContaining("17 = 4*4 + 1")
                .withMessageContaining("prefixTokens(1)");
    }

    @Test
    void a_layout_that_cannot_hold_prefix_tokens_is_refused() {
        Features features = Features.ofTokens(Tensor.of(new float[5], 1, 5, 1), 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> features.toTensor(Layout.MAP))
                .withMessageContaining("withoutPrefix()");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Features.ofMap(Tensor.of(new float[5], 1, 5, 1)))
                .withMessageContaining("[batch, channels, height, width]");
    }

    @Test
    void indices_outside_are_refused_with_their_values() {
        Features features = Features.ofPooled(Tensor.of(new float[6], 2, 3));

        assertThat(features.get(1, 0, 0, 2)).isZero();
        assertThatThrownBy(() -> features.get(2, 0, 0, 0))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("image 2 of 2");
        assertThatThrownBy(() -> features.prefix(0, 0, 0)).hasMessage("prefix token 0 of 0");
    }
}
