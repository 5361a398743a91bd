package io.github.s2vision.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.s2vision.backend.BackendReport.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NvidiaSystemTest {
    @TempDir
    Path root;

    private List<Finding> findings(Map<String, String> environment) {
        return new NvidiaSystem(root, environment, false).findings();
    }

    private void file(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private void driver() throws IOException {
        file("proc/driver/nvidia/version", "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.14  Thu\n");
        Files.createDirectories(root.resolve("proc/driver/nvidia/gpus/0000:01:00.0"));
    }

    @Test
    void a_machine_with_nothing_lacks_driver_and_libraries() {
        List<Finding> findings = findings(Map.of());
        assertThat(findings).hasSize(2).noneMatch(Finding::ok);
        assertThat(findings.get(0).what()).isEqualTo("NVIDIA driver");
        assertThat(findings.get(1).what()).contains("libcudart.so.12", "libcudnn.so.9");
        assertThat(findings.get(1).remedy()).contains("pip install", "nvidia-cublas-cu12", "nvidia-cudnn-cu12");
    }

    @Test
    void libraries_on_the_loaders_path_are_fine() throws IOException {
        driver();
        file("usr/lib/x86_64-linux-gnu/libcudart.so.12", "");
        file("opt/cuda/libcublas.so.12", "");
        file("etc/ld.so.cache", "…\0libcudnn.so.9\0/opt/cudnn/lib/libcudnn.so.9\0…");
        List<Finding> findings = findings(Map.of("LD_LIBRARY_PATH", "/nowhere:" + root.resolve("opt/cuda")));
        assertThat(findings.stream().filter(Finding::ok).map(Finding::what))
                .containsExactly(
                        "NVIDIA driver",
                        "NVIDIA GPU",
                        "library libcudart.so.12",
                        "library libcublas.so.12",
                        "library libcudnn.so.9");
        assertThat(findings.get(findings.size() - 1).what())
                .isEqualTo("libraries libcublasLt.so.12, libcurand.so.10, libcufft.so.11");
    }

    @Test
    void libraries_of_pip_and_the_installer_are_found_and_their_folders_named_in_one_line() throws IOException {
        driver();
        Path venv = root.resolve("venv");
        String packages = "venv/lib/python3.11/site-packages/nvidia/";
        file(packages + "cuda_runtime/lib/libcudart.so.12", "");
        file(packages + "cublas/lib/libcublas.so.12", "");
        file(packages + "cublas/lib/libcublasLt.so.12", "");
        file(packages + "curand/lib/libcurand.so.10", "");
        file("usr/local/cuda-12.4/lib64/libcufft.so.11", "");
        file("usr/local/lib/python3.12/dist-packages/nvidia/cudnn/lib/libcudnn.so.9", "");
        List<Finding> findings = findings(Map.of("VIRTUAL_ENV", venv.toString()));
        Finding last = findings.get(findings.size() - 1);
        assertThat(last.ok()).isFalse();
        assertThat(last.remedy())
                .isEqualTo("LD_LIBRARY_PATH="
                        + String.join(
                                ":",
                                root.resolve(packages + "cuda_runtime/lib").toString(),
                                root.resolve(packages + "cublas/lib").toString(),
                                root.resolve(packages + "curand/lib").toString(),
                                root.resolve("usr/local/lib/python3.12/dist-packages/nvidia/cudnn/lib")
                                        .toString(),
                                root.resolve("usr/local/cuda-12.4/lib64").toString())
                        + " java …");
        assertThat(findings).hasSize(3);
    }

    @Test
    void hidden_devices_are_told() throws IOException {
        driver();
        assertThat(findings(Map.of("CUDA_VISIBLE_DEVICES", "")))
                .anyMatch(finding -> !finding.ok() && finding.remedy().equals("unset CUDA_VISIBLE_DEVICES"));
        assertThat(findings(Map.of("CUDA_VISIBLE_DEVICES", "0")))
                .anyMatch(finding -> finding.ok() && finding.what().equals("NVIDIA GPU"));
    }

    @Test
    void windows_is_searched_by_path() throws IOException {
        file("Windows/System32/nvcuda.dll", "");
        file("cuda/bin/cublas64_12.dll", "");
        List<Finding> findings =
                new NvidiaSystem(root, Map.of("PATH", root.resolve("cuda/bin") + ";C:\\none"), true).findings();
        assertThat(findings.stream().filter(Finding::ok).map(Finding::what))
                .containsExactly("NVIDIA driver", "library cublas64_12.dll");
        assertThat(findings.get(2).what()).contains("cudnn64_9.dll").doesNotContain("cublas64_12");
    }
}
