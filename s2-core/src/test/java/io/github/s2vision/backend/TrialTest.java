package io.github.s2vision.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.s2vision.backend.BackendReport.Finding;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrialTest {
    private static byte[] model() {
        float[] weights = new float[2 * 3 * 3 * 3];
        Arrays.fill(weights, 27, 54, 1 / 27f);
        return new OnnxGraphWriter()
                .input("x", DataType.FLOAT32, 1, 3, 8, 8)
                .constant("w", Tensor.of(weights, 2, 3, 3, 3))
                .node("Conv", List.of("x", "w"), "c")
                .node("Relu", List.of("c"), "r")
                .node("GlobalAveragePool", List.of("r"), "p")
                .node("Flatten", List.of("p"), "f")
                .node("Softmax", List.of("f"), "y")
                .output("y", DataType.FLOAT32, 1, 2)
                .toBytes();
    }

    @Test
    void the_model_of_the_trial_is_what_the_writer_writes() {
        assertThat(Base64.getEncoder().encodeToString(Trial.MODEL))
                .isEqualTo(Base64.getEncoder().encodeToString(model()));
    }

    @Test
    void the_trial_runs_on_the_cpu() {
        Finding finding =
                Trial.run(new OnnxLoader(Provider.CPU), SessionOptions.DEFAULT.threads(1), Duration.ofSeconds(30));
        assertThat(finding.ok()).isTrue();
        assertThat(finding.found()).endsWith("ms");
    }

    @Test
    void what_hangs_is_given_up_with_a_remedy() {
        Finding finding =
                Trial.run(new OnnxLoader(Provider.CPU), SessionOptions.DEFAULT.threads(1), Duration.ofNanos(1));
        assertThat(finding.ok()).isFalse();
        assertThat(finding.remedy()).isNotBlank();
    }
}
