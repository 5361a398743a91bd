package io.github.s2vision.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxSessionTest {
    private static byte[] doubling() {
        return new OnnxGraphWriter()
                .input("x", DataType.FLOAT32, "batch", 3)
                .node("Add", List.of("x", "x"), "y")
                .output("y", DataType.FLOAT32, "batch", 3)
                .metadata("names", "{0: 'car'}")
                .toBytes();
    }

    private static Session open(byte[] model) {
        return Backend.cpu().open(ByteBuffer.wrap(model), "test.onnx", SessionOptions.DEFAULT);
    }

    @Test
    void a_model_from_a_path_says_what_it_is_and_computes(@TempDir Path folder) throws IOException {
        Path file = java.nio.file.Files.write(folder.resolve("doubling.onnx"), doubling());
        try (Session session = Backend.cpu().open(file)) {
            assertThat(session.signature()).hasToString("x FLOAT32 [batch, 3] -> y FLOAT32 [batch, 3]");
            assertThat(session.signature().metadata()).containsEntry("names", "{0: 'car'}");
            Tensor y = session.run(Map.of("x", Tensor.of(new float[] {1, 2, 3}, 1, 3)))
                    .get("y");
            assertThat(y.toFloatArray()).containsExactly(2, 4, 6);
            assertThat(y.isDirect()).isTrue();
        }
    }

    @Test
    void a_prepared_call_reads_and_writes_the_same_memory_each_time() {
        Tensor x = Tensor.allocate(DataType.FLOAT32, 2, 3);
        Tensor y = Tensor.allocate(DataType.FLOAT32, 2, 3);
        try (Session session = open(doubling());
                Session.Call call = session.prepare(Map.of("x", x), Map.of("y", y))) {
            for (int value = 1; value < 4; value++) {
                x.floats().put(0, value);
                call.run();
                assertThat(y.toFloatArray()).startsWith(2 * value);
            }
        }
    }

    @Test
    void a_wrong_input_is_refused_with_both_shapes() {
        try (Session session = open(doubling())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> session.run(Map.of("x", Tensor.of(new float[4], 1, 4))))
                    .withMessageContainingAll("test.onnx", "x FLOAT32 [batch, 3]", "FLOAT32 [1, 4]");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> session.run(Map.of("z", Tensor.of(new float[3], 1, 3))))
                    .withMessageContainingAll("x FLOAT32 [batch, 3]", "z");
        }
    }

    @Test
    void a_missing_file_is_an_io_exception() {
        assertThatThrownBy(() -> Backend.cpu().open(Path.of("no-such.onnx")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("no-such.onnx");
    }

    @Test
    void a_run_after_close_is_refused_and_a_second_close_is_harmless() {
        Session session = open(doubling());
        session.close();
        session.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> session.run(Map.of("x", Tensor.of(new float[3], 1, 3))))
                .withMessageContaining("test.onnx");
    }
}
