package io.github.s2vision.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.s2vision.geometry.Size;
import io.github.s2vision.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputReadingTest {
    @ParameterizedTest(name = "{0} tokens of {1}×{1} px: {2}×{2} + {3}")
    @CsvSource({
        "197, 224, 14, 1",
        "257, 224, 16, 1",
        "261, 224, 16, 5",
        "1374, 518, 37, 5",
        "50, 224, 7, 1",
        "577, 384, 24, 1",
        "729, 384, 27, 0", // 384 is no multiple of 14: the model drops 6 px
        "145, 96, 12, 1"
    })
    void tokens_split_in_prefix_and_grid(int tokens, int side, int grid, int prefix) {
        FeatureShape shape = OutputReading.INFERRED.of(Shape.of(1, tokens, 384), side, side, "vit");

        assertThat(shape).isEqualTo(new FeatureShape(Size.square(grid), 384, prefix, Layout.TOKENS));
    }

    @Test
    void a_small_grid_that_can_be_split_in_two_ways_must_be_told() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutputReading.INFERRED.of(Shape.of(1, 17, 8), 64, 64, "vit"))
                .withMessageContaining("17 tokens")
                .withMessageContaining("prefixTokens(n)");
        assertThat(OutputReading.INFERRED
                        .prefixTokens(1)
                        .of(Shape.of(1, 17, 8), 64, 64, "vit")
                        .grid())
                .isEqualTo(Size.square(4));
    }

    @Test
    void a_wrong_number_of_prefix_tokens_is_refused_with_the_right_one() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutputReading.INFERRED.prefixTokens(0).of(Shape.of(1, 17, 8), 64, 64, "vit"))
                .withMessageContaining("17 = 4*4 + 1, so prefixTokens(1) would fit");
    }

    @Test
    void tokens_of_a_rectangle_lie_on_its_grid() {
        assertThat(OutputReading.INFERRED.of(Shape.of(1, 241, 8), 320, 192, "vit"))
                .isEqualTo(new FeatureShape(new Size(20, 12), 8, 1, Layout.TOKENS));
    }

    @Test
    void maps_and_grids_are_told_apart_by_the_stride() {
        assertThat(OutputReading.INFERRED
                        .of(Shape.of(1, 256, 7, 7), 224, 224, "net")
                        .layout())
                .isEqualTo(Layout.MAP);
        assertThat(OutputReading.INFERRED.of(Shape.of(1, 7, 7, 768), 224, 224, "swin"))
                .isEqualTo(new FeatureShape(Size.square(7), 768, 0, Layout.GRID));
        assertThat(OutputReading.INFERRED.of(Shape.of(1, 1000), 224, 224, "net").layout())
                .isEqualTo(Layout.POOLED);
    }

    @Test
    void an_output_that_can_be_read_both_ways_must_be_told() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutputReading.INFERRED.of(Shape.of(1, 7, 7, 7), 224, 224, "net"))
                .withMessageContaining("layout(Layout.MAP)");
    }

    @Test
    void outputs_that_are_no_features_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutputReading.INFERRED.of(Shape.of(5), 224, 224, "net"))
                .withMessageContaining("[5]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutputReading.INFERRED.layout(Layout.MAP).of(Shape.of(1, 5, 6), 224, 224, "net"))
                .withMessageContaining("layout(MAP) has 4 axes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutputReading.INFERRED.prefixTokens(1).of(Shape.of(1, 5, 7, 7), 224, 224, "net"))
                .withMessageContaining("only TOKENS can have prefix tokens");
    }
}
