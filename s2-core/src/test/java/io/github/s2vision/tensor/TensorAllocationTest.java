package io.github.s2vision.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TensorAllocationTest {
    @Test
    void direct_memory_holds_exactly_the_elements_whatever_their_number() {
        for (int length = 0; length <= 300; length++) {
            for (int repeat = 0; repeat < 3; repeat++) {
                Tensor tensor = Tensor.allocate(DataType.FLOAT32, length);
                assertThat(tensor.floats().remaining()).isEqualTo(length);
                assertThat(tensor.isDirect()).isTrue();
            }
            assertThat(Tensor.allocate(DataType.UINT8, length).bytes().alignmentOffset(0, 64))
                    .isZero();
        }
    }
}
