package io.github.s2vision.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.s2vision.backend.BackendReport.Finding;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DiagnosisTest {
    /** Messages as ONNX Runtime, CUDA and loaders word them; what they are about; a part of the line to change. */
    static Stream<Arguments> messages() {
        return Stream.of(
                message(
                        "Error code - ORT_FAIL - message: /onnxruntime_src/onnxruntime/core/session/provider_bridge_ort.cc:1988"
                                + " onnxruntime::Provider& onnxruntime::ProviderLibrary::Get() [ONNXRuntimeError] : 1 : FAIL :"
                                + " Failed to load library /c/libonnxruntime_providers_cuda.so with error: libcublasLt.so.12:"
                                + " cannot open shared object file: No such file or directory\n",
                        "library libcublasLt.so.12",
                        "nvidia-cublas-cu12"),
                message(
                        "Failed to load library /c/libonnxruntime_providers_cuda.so with error: libcudnn.so.9: cannot open"
                                + " shared object file: No such file or directory",
                        "library libcudnn.so.9",
                        "nvidia-cudnn-cu12"),
                message(
                        "with error: libcufft.so.11: cannot open shared object file: No such file or directory",
                        "library libcufft.so.11",
                        "nvidia-cufft-cu12"),
                message(
                        "with error: libnvinfer.so.10: cannot open shared object file: No such file or directory",
                        "library libnvinfer.so.10",
                        "tensorrt-cu12"),
                message(
                        "Failed to load library /c/libonnxruntime_providers_cuda.so with error: libcuda.so.1: cannot open"
                                + " shared object file: No such file or directory",
                        "NVIDIA driver",
                        "--gpus all"),
                message(
                        "LoadLibrary failed with error 126 \"\" when trying to load \"C:\\c\\onnxruntime_providers_cuda.dll\"",
                        "CUDA and cuDNN libraries",
                        "set PATH="),
                message(
                        "OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library",
                        "libraries of the provider",
                        "LD_LIBRARY_PATH"),
                message(
                        "Error code - ORT_EP_FAIL - message: Failed to find CUDA shared provider",
                        "ONNX Runtime jar",
                        "s2vision-cuda"),
                message("This binary was not compiled with CUDA support.", "ONNX Runtime jar", "s2vision-cuda"),
                message("CUDA execution provider is not enabled in this build.", "ONNX Runtime jar", "s2vision-cuda"),
                message("This binary was not compiled with CoreML support.", "ONNX Runtime jar", "--build_java"),
                message("Failed to find OpenVINO shared provider", "ONNX Runtime jar", "--build_java"),
                message(
                        "CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version ; GPU=0 ; hostname=h ;"
                                + " file=/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_execution_provider.cc ; line=281 ;"
                                + " expr=cudaSetDevice(info_.device_id);",
                        "NVIDIA driver",
                        "525"),
                message(
                        "CUDA failure 100: no CUDA-capable device is detected ; GPU=-1",
                        "NVIDIA GPU",
                        "CUDA_VISIBLE_DEVICES"),
                message("CUDA failure 101: invalid device ordinal ; GPU=7", "NVIDIA GPU", "Backend.cuda(0)"),
                message("CUDA failure 3: initialization error ; GPU=0", "NVIDIA driver", "nvidia-smi"),
                message(
                        "CUDA failure 804: forward compatibility was attempted on non supported HW ; GPU=0",
                        "NVIDIA driver",
                        "cuda-compat"),
                message("CUDNN failure 1001: CUDNN_STATUS_NOT_INITIALIZED ; GPU=0", "cuDNN", "nvidia-cudnn-cu12"),
                message(
                        "cuDNN is unavailable for CUDA Execution Provider, required by Conv",
                        "cuDNN library",
                        "LD_LIBRARY_PATH"),
                message(
                        "cuDNN is not available. Install cuDNN or set enable_cudnn=0",
                        "cuDNN library",
                        "nvidia-cudnn-cu12"),
                message("cuFFT is not available", "cuFFT library", "nvidia-cufft-cu12"),
                message(
                        "CUDA failure 209: no kernel image is available for execution on the device",
                        "NVIDIA GPU",
                        "Backend.cpu()"),
                message(
                        "Available memory of 1024 is smaller than requested bytes of 4096",
                        "memory",
                        "smaller batches"),
                message(
                        "bfc_arena.cc:376 AllocateRawInternal Failed to allocate memory for requested buffer of size 4096",
                        "memory",
                        "nvidia-smi"),
                message("CUDA failure 2: out of memory ; GPU=0", "memory", "nvidia-smi"),
                message(
                        "java.lang.UnsatisfiedLinkError: /c/libonnxruntime.so: Error loading shared library"
                                + " ld-linux-x86-64.so.2: No such file or directory (needed by /c/libonnxruntime.so)",
                        "C library",
                        "alpine"),
                message(
                        "java.lang.UnsatisfiedLinkError: /c/libonnxruntime.so: libstdc++.so.6: cannot open shared object file:"
                                + " No such file or directory",
                        "C++ library",
                        "apt-get install libstdc++6"),
                message(
                        "java.lang.UnsatisfiedLinkError: /c/libonnxruntime.so: /lib64/libc.so.6: version `GLIBC_2.28' not found"
                                + " (required by /c/libonnxruntime.so)",
                        "C library",
                        "2.28"),
                message(
                        "java.lang.UnsatisfiedLinkError: /c/libonnxruntime.so: failed to map segment from shared object:"
                                + " Operation not permitted",
                        "folder for libraries",
                        "-Ds2vision.cache="),
                message(
                        "java.lang.UnsatisfiedLinkError: C:\\c\\onnxruntime.dll: Can't find dependent libraries",
                        "Microsoft Visual C++ runtime",
                        "Redistributable"),
                message(
                        "java.lang.UnsatisfiedLinkError: Native Library /c/libonnxruntime.so already loaded in another"
                                + " classloader",
                        "class loaders",
                        "shared"),
                message("/c/libonnxruntime.so: No space left on device", "folder for libraries", "-Ds2vision.cache="),
                message(
                        "There is a mismatch between the ORT class files and the ORT native library, and the native library"
                                + " could not be loaded",
                        "ONNX Runtime",
                        "onnxruntime.native.path"));
    }

    private static Arguments message(String said, String what, String remedy) {
        return Arguments.of(said, what, remedy);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void each_known_message_names_what_is_wrong_and_the_line_to_change(String said, String what, String remedy) {
        Finding finding = Diagnosis.of(said);
        assertThat(finding.ok()).isFalse();
        assertThat(finding.what()).isEqualTo(what);
        assertThat(finding.remedy()).contains(remedy);
        assertThat(finding.found())
                .doesNotContain("onnxruntime_src/onnxruntime/core/session")
                .doesNotContain("\n");
    }

    @Test
    void an_unknown_message_is_told_as_it_is() {
        assertThat(Diagnosis.of("Error code - ORT_FAIL - message: the flux is out of phase")
                        .found())
                .isEqualTo("the flux is out of phase");
    }

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, linux-x64",
        "Linux, aarch64, linux-aarch64",
        "Mac OS X, aarch64, osx-aarch64",
        "Mac OS X, x86_64, osx-x64",
        "Windows 11, amd64, win-x64",
        "Windows 11, aarch64, win-aarch64",
        "Windows 10, x86, win-x86",
        "Linux, ppc64le, linux-ppc64le"
    })
    void platforms_are_named_as_in_the_jar(String system, String processor, String platform) {
        assertThat(OrtNatives.platform(system, processor)).isEqualTo(platform);
    }

    @ParameterizedTest
    @CsvSource({
        "osx-x64, Apple silicon",
        "win-aarch64, JDK for x64",
        "win-x86, 64-bit JDK",
        "linux-ppc64le, native.path"
    })
    void a_platform_without_libraries_gets_a_way_out(String platform, String remedy) {
        Finding finding = Diagnosis.platform(platform, false);
        assertThat(finding.ok()).isFalse();
        assertThat(finding.found()).contains(platform);
        assertThat(finding.remedy()).contains(remedy);
    }

    @Test
    void two_jars_are_named_both_with_the_exclusion() {
        Finding finding = Diagnosis.jars(List.of("/a/onnxruntime-1.29.0.jar", "/b/onnxruntime_gpu-1.29.0.jar"));
        assertThat(finding.ok()).isFalse();
        assertThat(finding.found()).contains("/a/onnxruntime-1.29.0.jar", "/b/onnxruntime_gpu-1.29.0.jar");
        assertThat(finding.remedy()).contains("exclude com.microsoft.onnxruntime:onnxruntime");
        assertThat(Diagnosis.jars(List.of()).remedy()).contains("s2vision-cpu");
        assertThat(Diagnosis.jars(List.of("/a/onnxruntime-1.29.0.jar")).ok()).isTrue();
    }

    @Test
    void a_driver_below_525_is_too_old_for_cuda_12() {
        String old =
                "NVRM version: NVIDIA UNIX x86_64 Kernel Module  470.256.02  Thu May  2 14:37:44 UTC 2024\nGCC version:";
        String open = "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.95.05  Release Build  (root@h)\n";
        assertThat(Diagnosis.driver(old).ok()).isFalse();
        assertThat(Diagnosis.driver(old).found()).contains("470.256");
        assertThat(Diagnosis.driver(open).ok()).isTrue();
        assertThat(Diagnosis.driver(open).found()).isEqualTo("580.95");
        assertThat(Diagnosis.driver("something else\n").ok()).isTrue();
    }

    @Test
    void the_holder_of_a_class_is_the_jars_path() throws Exception {
        assertThat(OrtNatives.holder(java.net
                        .URI
                        .create("jar:file:/r/onnxruntime-1.29.0.jar!/" + OrtNatives.MARKER)
                        .toURL()))
                .isEqualTo("/r/onnxruntime-1.29.0.jar");
        assertThat(OrtNatives.jars()).singleElement().asString().contains("onnxruntime");
    }
}
