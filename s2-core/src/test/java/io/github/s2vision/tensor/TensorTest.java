package io.github.s2vision.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TensorTest {
    @Test
    void a_slice_shares_the_memory_of_its_tensor() {
        Tensor tensor = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);

        tensor.slice(1, 2).floats().put(0, 30);

        assertThat(tensor.toFloatArray()).containsExactly(1, 2, 30, 4, 5, 6);
        assertThat(tensor.slice(1, 3).shape()).isEqualTo(Shape.of(2, 2));
    }

    @Test
    void direct_memory_is_zero_aligned_and_in_native_order() {
        Tensor tensor = Tensor.allocate(DataType.FLOAT32, 2, 3);

        assertThat(tensor.isDirect()).isTrue();
        assertThat(tensor.floats().order()).isEqualTo(ByteOrder.nativeOrder());
        assertThat(tensor.toFloatArray()).containsOnly(0);
        assertThat(Tensor.allocate(DataType.UINT8, 5).bytes().alignmentOffset(0, 64))
                .isZero();
    }

    @Test
    void a_buffer_in_the_other_byte_order_is_refused() {
        ByteOrder other =
                ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        FloatBuffer foreign = ByteBuffer.allocateDirect(16).order(other).asFloatBuffer();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tensor.wrap(DataType.FLOAT32, foreign, Shape.of(4)))
                .withMessageContaining(other.toString())
                .withMessageContaining("order(ByteOrder.nativeOrder())");
    }

    @Test
    void memory_of_another_length_or_kind_than_the_shape_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tensor.of(new float[48], 1, 3, 2, 2))
                .withMessageContaining("needs 12 elements")
                .withMessageContaining("48");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tensor.wrap(DataType.FLOAT32, LongBuffer.allocate(4), Shape.of(4)))
                .withMessageContaining("FloatBuffer");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Tensor.wrap(DataType.FLOAT32, FloatBuffer.allocate(4).asReadOnlyBuffer(), Shape.of(4)))
                .withMessageContaining("read-only");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tensor.allocate(DataType.FLOAT32, Shape.of(1, -1)))
                .withMessageContaining("[1, ?]");
    }

    @Test
    void sizes_that_overflow_are_refused_with_their_values() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tensor.allocate(DataType.FLOAT32, 1 << 20, 1 << 20))
                .withMessageContaining("2 GiB");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shape.of(Long.MAX_VALUE, 3).size())
                .withMessageContaining("2^63");
        assertThatIllegalArgumentException().isThrownBy(() -> Shape.of(2, -3)).withMessageContaining("-3");
    }

    @Test
    void elements_of_another_type_are_not_handed_out() {
        assertThatThrownBy(() -> Tensor.of(new long[] {1}, 1).floats())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("INT64")
                .hasMessageContaining("FLOAT32");
    }

    @Test
    void texts_keep_their_order_and_cannot_be_changed() {
        Tensor texts = Tensor.ofStrings(List.of("a", "", "ü"), 3);

        assertThat(texts.strings()).containsExactly("a", "", "ü");
        assertThatThrownBy(() -> texts.strings().add("b")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void reshaping_keeps_the_elements_and_refuses_another_number() {
        Tensor tensor = Tensor.of(new int[] {1, 2, 3, 4, 5, 6}, 6);

        assertThat(tensor.reshape(2, 3).toLongArray()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThatIllegalArgumentException().isThrownBy(() -> tensor.reshape(4)).withMessageContaining("6");
    }

    @Test
    void a_shape_accepts_what_fits_its_open_axes() {
        Shape open = Shape.of(Shape.DYNAMIC, 3, Shape.DYNAMIC);

        assertThat(open.accepts(Shape.of(2, 3, 5))).isTrue();
        assertThat(open.accepts(Shape.of(2, 4, 5))).isFalse();
        assertThat(open.accepts(Shape.of(2, 3))).isFalse();
        assertThat(open).hasToString("[?, 3, ?]");
    }

    @Property
    void copying_to_halves_and_back_rounds_to_nearest_even(@ForAll float value) {
        Tensor half = Tensor.allocate(DataType.FLOAT16, 1);
        Tensor back = Tensor.allocate(DataType.FLOAT32, 1);

        half.copyFrom(Tensor.of(new float[] {value}, 1));
        back.copyFrom(half);

        assertThat(back.floats().get(0)).isEqualTo(nearestHalf(value));
    }

    @Test
    void every_half_survives_the_way_to_float_and_back() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = Half.toFloat((short) bits);
            if (!Float.isNaN(value)) {
                assertThat(Half.ofFloat(value)).isEqualTo((short) bits);
            } else {
                assertThat(Half.toFloat(Half.ofFloat(value))).isNaN();
            }
        }
    }

    /** Found by searching the halves on both sides: slow and obvious. */
    private static float nearestHalf(float value) {
        if (Float.isNaN(value)) {
            return value;
        }
        int low = 0;
        int high = 0x7c00;
        float magnitude = Math.abs(value);
        while (high - low > 1) {
            int middle = (low + high) / 2;
            if (Half.toFloat((short) middle) <= magnitude) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double below = Half.toFloat((short) low);
        double above = high == 0x7c00 ? 65536 : Half.toFloat((short) high);
        if (magnitude == Float.POSITIVE_INFINITY) {
            return value;
        }
        boolean up = magnitude - below > above - magnitude || (magnitude - below == above - magnitude && low % 2 == 1);
        float nearest = Half.toFloat((short) (up ? high : low));
        return Math.copySign(nearest, value);
    }
}
