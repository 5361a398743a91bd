package io.github.s2vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.s2vision.image.Normalization.Order;
import io.github.s2vision.image.Normalization.Rgb;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;

class NormalizationTest {
    private static final List<Normalization> SOME = List.of(
            Normalization.UNIT,
            Normalization.IMAGENET,
            Normalization.CLIP,
            Normalization.HALF,
            Normalization.NONE,
            Normalization.UNIT.order(Order.BGR),
            Normalization.NONE.order(Order.BGR),
            Normalization.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6).divisor(127.5).order(Order.BGR));

    /** All 256 values in each channel, at different places. */
    private static Image ramp() {
        byte[] pixels = new byte[256 * 3 * 3];
        for (int i = 0; i < 256; i++) {
            for (int y = 0; y < 3; y++) {
                int at = (y * 256 + i) * 3;
                pixels[at] = (byte) (i + y);
                pixels[at + 1] = (byte) (255 - i);
                pixels[at + 2] = (byte) (i * 7);
            }
        }
        return Image.rgb(256, 3, pixels);
    }

    private static float[] wanted(Image image, Normalization by) {
        int plane = image.width() * image.height();
        float[] values = new float[3 * plane];
        double[] mean = {by.mean().red(), by.mean().green(), by.mean().blue()};
        double[] std = {by.std().red(), by.std().green(), by.std().blue()};
        for (int c = 0; c < 3; c++) {
            int colour = by.order() == Order.RGB ? c : 2 - c;
            for (int i = 0; i < plane; i++) {
                int value = image.rgb(i % image.width(), i / image.width()) >> (16 - 8 * colour) & 0xff;
                values[c * plane + i] = (value / (float) by.divisor() - (float) mean[colour]) / (float) std[colour];
            }
        }
        return values;
    }

    @Test
    void every_value_has_the_bits_of_the_formula_with_opencv_and_without() {
        OpenCv.load();
        Image image = ramp();
        for (Normalization by : SOME) {
            Tensor direct = Tensor.allocate(DataType.FLOAT32, 1, 3, 3, 256);
            by.write(image, direct, 0);
            assertThat(direct.toFloatArray()).as("OpenCV, " + by).isEqualTo(wanted(image, by));
            Tensor heap = Tensor.of(new float[3 * 3 * 256], 1, 3, 3, 256); // heap memory: our own loop
            by.write(image, heap, 0);
            assertThat(heap.toFloatArray()).as("Java, " + by).isEqualTo(wanted(image, by));
        }
    }

    @Test
    void unit_is_the_value_divided_by_255_in_floats() {
        Tensor tensor = Tensor.allocate(DataType.FLOAT32, 1, 3, 3, 256);
        Normalization.UNIT.write(ramp(), tensor, 0);
        float[] values = tensor.toFloatArray();
        for (int i = 0; i < 256; i++) {
            assertThat(values[i]).isEqualTo(i / 255f);
        }
    }

    @Test
    @EnabledOnOs(architectures = "amd64") // elsewhere the table may have to take its place, with the same result
    void the_fast_way_to_unit_is_exact_here() {
        assertThat(NativeScratch.UNIT_IS_EXACT).isTrue();
    }

    @Test
    void halves_are_the_floats_rounded_to_nearest() {
        Image image = ramp();
        for (Normalization by : SOME) {
            Tensor halves = Tensor.allocate(DataType.FLOAT16, 1, 3, 3, 256);
            by.write(image, halves, 0);
            assertThat(halves.toFloatArray())
                    .isEqualTo(Tensor.ofHalves(wanted(image, by), 1, 3, 3, 256).toFloatArray());
        }
    }

    @Test
    void a_rectangle_goes_into_its_slot_and_touches_no_other() {
        Image image = Pictures.noise(40, 30, 3);
        for (Tensor batch : List.of(
                Tensor.allocate(DataType.FLOAT32, 3, 3, 7, 11), Tensor.of(new float[3 * 3 * 7 * 11], 3, 3, 7, 11))) {
            batch.floats().put(0, filled(3 * 3 * 7 * 11, -1));
            Normalization.IMAGENET.write(image, 29, 23, 11, 7, batch, 1);
            assertThat(batch.slice(1, 2).toFloatArray())
                    .isEqualTo(wanted(image.crop(29, 23, 11, 7), Normalization.IMAGENET));
            assertThat(batch.slice(0, 1).toFloatArray()).containsOnly(-1);
            assertThat(batch.slice(2, 3).toFloatArray()).containsOnly(-1);
        }
    }

    @Test
    void sizes_and_normalisations_may_alternate() {
        Image image = Pictures.noise(40, 30, 4);
        Tensor large = Tensor.allocate(DataType.FLOAT32, 1, 3, 30, 40);
        Tensor small = Tensor.allocate(DataType.FLOAT32, 2, 3, 5, 5);
        for (int i = 0; i < 20; i++) {
            Normalization by = SOME.get(i % SOME.size());
            by.write(image, large, 0);
            by.write(image, i, 20 - i, 5, 5, small, i % 2);
            assertThat(large.toFloatArray()).isEqualTo(wanted(image, by));
            assertThat(small.slice(i % 2, i % 2 + 1).toFloatArray()).isEqualTo(wanted(image.crop(i, 20 - i, 5, 5), by));
        }
    }

    private static float[] filled(int length, float value) {
        float[] values = new float[length];
        java.util.Arrays.fill(values, value);
        return values;
    }

    @Test
    void a_target_of_another_shape_or_type_is_refused_with_both() {
        Image image = Pictures.noise(8, 6, 1);
        Normalization by = Normalization.UNIT;
        for (Tensor wrong : List.of(
                Tensor.allocate(DataType.FLOAT32, 1, 3, 8, 6),
                Tensor.allocate(DataType.FLOAT32, 1, 1, 6, 8),
                Tensor.allocate(DataType.FLOAT32, 3, 6, 8),
                Tensor.allocate(DataType.FLOAT32, 1, 6, 8, 3))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> by.write(image, wrong, 0))
                    .withMessageContaining("[B, 3, 6, 8]")
                    .withMessageContaining(wrong.shape().toString());
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> by.write(image, Tensor.allocate(DataType.UINT8, 1, 3, 6, 8), 0))
                .withMessageContaining("UINT8");
        Tensor two = Tensor.allocate(DataType.FLOAT32, 2, 3, 6, 8);
        for (int index : new int[] {-1, 2}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> by.write(image, two, index))
                    .withMessageContaining("image " + index)
                    .withMessageContaining("0 to 1");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> by.write(image, 1, 0, 8, 6, two, 0))
                .withMessageContaining("(1, 0)");
        image.close();
        assertThatIllegalStateException().isThrownBy(() -> by.write(image, two, 0));
    }

    @Test
    void values_that_make_no_sense_are_refused() {
        for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Normalization.of(Rgb.of(0), new Rgb(1, wrong, 1)))
                    .withMessageContaining(String.valueOf(wrong));
            assertThatIllegalArgumentException().isThrownBy(() -> Normalization.UNIT.divisor(wrong));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Normalization.of(Rgb.of(Double.NaN), Rgb.of(1)));
    }

    @Test
    void it_is_a_value_with_a_short_text() {
        assertThat(Normalization.of(0.5, 0.5, 0.5, 0.5, 0.5, 0.5))
                .isEqualTo(Normalization.HALF)
                .hasSameHashCodeAs(Normalization.HALF)
                .isNotEqualTo(Normalization.CLIP)
                .hasToString("Normalization[/255, mean 0.5 0.5 0.5, std 0.5 0.5 0.5, RGB]");
    }
}
