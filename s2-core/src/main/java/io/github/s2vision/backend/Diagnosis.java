package io.github.s2vision.backend;

import io.github.s2vision.backend.BackendReport.Finding;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What messages of ONNX Runtime, CUDA and the system's loader mean, and the line to change. The messages are those of ONNX
 * Runtime 1.20 to 1.29 and of CUDA's error numbers; the first pattern that fits wins.
 */
final class Diagnosis {
    /** Where each library of CUDA 12 comes from, by the start of its name: packages of PyPI, whose files can be used as they are. */
    private static final Map<String, String> PACKAGES = Map.of(
            "cublas", "nvidia-cublas-cu12",
            "cudart", "nvidia-cuda-runtime-cu12",
            "cudnn", "nvidia-cudnn-cu12",
            "cufft", "nvidia-cufft-cu12",
            "curand", "nvidia-curand-cu12",
            "nvrtc", "nvidia-cuda-nvrtc-cu12",
            "nvJitLink", "nvidia-nvjitlink-cu12",
            "nvinfer", "tensorrt-cu12-libs",
            "nvonnxparser", "tensorrt-cu12-libs");

    /** The line to change where the jar for CPUs is on the class path. */
    static final String GPU_JAR = "replace io.github.s2vision:s2vision-cpu by io.github.s2vision:s2vision-cuda"
            + " (com.microsoft.onnxruntime:onnxruntime by onnxruntime_gpu)";

    private record Rule(Pattern pattern, BiFunction<Matcher, String, Finding> finding) {}

    private static final List<Rule> RULES = List.of(
            rule(
                    "libcuda\\.so\\.1: cannot open shared object file|nvcuda\\.dll",
                    (found, said) -> no(
                            "NVIDIA driver",
                            "not there: " + said,
                            "install NVIDIA's driver (525 or newer); in a container start it with: docker run --gpus all …")),
            rule(
                    "ld-linux-[\\w-]+\\.so\\.\\d|ld-musl|libc\\.musl|__\\w+_chk: symbol not found",
                    (found, said) -> no(
                            "C library",
                            "this system has musl (Alpine Linux), ONNX Runtime is built for glibc: " + said,
                            "use an image with glibc: FROM eclipse-temurin:17-jre instead of …-alpine")),
            rule(
                    "libstdc\\+\\+\\.so\\.6: cannot open|libgomp\\.so\\.1: cannot open|libgcc_s\\.so\\.1: cannot open",
                    (found, said) -> no(
                            "C++ library",
                            "not installed: " + said,
                            "install it: apt-get install libstdc++6 libgomp1 (distroless images: use the cc variant)")),
            rule(
                    "version [`'](GLIBC(?:XX)?_[\\d.]+)' not found",
                    (found, said) -> no(
                            "C library",
                            "older than " + found.group(1) + ": " + said,
                            "use a newer system: glibc 2.28 or newer, as Debian 10, Ubuntu 20.04, RHEL 8")),
            rule(
                    "(lib[\\w+-]+\\.so(?:\\.\\d+)*): cannot open shared object file",
                    (found, said) -> missingLibraries(List.of(found.group(1)), said)),
            rule(
                    "error 126",
                    (found, said) -> no(
                            "CUDA and cuDNN libraries",
                            "one that the provider needs is not on PATH: " + said,
                            "put the bin folders of CUDA 12 and cuDNN 9 on PATH before java starts: set PATH=C:\\Program"
                                    + " Files\\NVIDIA GPU Computing Toolkit\\CUDA\\v12.9\\bin;C:\\Program"
                                    + " Files\\NVIDIA\\CUDNN\\v9\\bin;%PATH%")),
            rule(
                    "dependent libraries|DLL\\) initialization routine failed",
                    (found, said) -> no(
                            "Microsoft Visual C++ runtime",
                            "missing or too old: " + said,
                            "install the Visual C++ Redistributable 2015-2022 (x64), and use a current JDK, which brings its own copy")),
            rule(
                    "failed to map segment from shared object|Operation not permitted|cannot enable executable",
                    (found, said) -> no(
                            "folder for libraries",
                            "its file system is mounted noexec: " + said,
                            "java -Ds2vision.cache=/a/folder/that/is/not/noexec …")),
            rule(
                    "already loaded in another classloader",
                    (found, said) -> no(
                            "class loaders",
                            "another class loader of this JVM has ONNX Runtime already: " + said,
                            "put the jars of ONNX Runtime where both find them, such as the server's shared lib folder")),
            rule(
                    "No space left on device|There is not enough space",
                    (found, said) -> no(
                            "folder for libraries",
                            "the disk is full: " + said,
                            "java -Ds2vision.cache=/a/folder/with/space …")),
            rule(
                    "mismatch between the ORT class files|OrtGetApiBase|requested API version",
                    (found, said) -> no(
                            "ONNX Runtime",
                            "classes and library are of two versions: " + said,
                            "keep one jar of ONNX Runtime on the class path and leave onnxruntime.native.path out")),
            rule(
                    "Failed to find \\w+ shared provider|not compiled with (\\w+)|not enabled in this build|not supported in"
                            + " this build|provider is not supported",
                    (found, said) -> no(
                            "ONNX Runtime jar",
                            "this build does not have the provider: " + said,
                            said.matches(".*(?i:cuda|tensorrt).*")
                                    ? GPU_JAR
                                    : "build ONNX Runtime with the provider and --build_java, and start with"
                                            + " -Donnxruntime.native.path=/its/folder")),
            rule(
                    "failure 35\\b|driver version is insufficient",
                    (found, said) -> no(
                            "NVIDIA driver",
                            "too old for CUDA 12, or there is none: " + said,
                            "update NVIDIA's driver to 525 or newer (nvidia-smi shows yours)")),
            rule(
                    "failure 804\\b|forward compatibility was attempted",
                    (found, said) -> no(
                            "NVIDIA driver",
                            "older than the CUDA libraries, on a GPU without forward compatibility: " + said,
                            "update NVIDIA's driver, or take the cuda-compat folder off LD_LIBRARY_PATH")),
            rule(
                    "failure 100\\b|no CUDA-capable device",
                    (found, said) -> no(
                            "NVIDIA GPU",
                            "the driver shows none: " + said,
                            "unset CUDA_VISIBLE_DEVICES, or set it to a GPU of nvidia-smi -L; in a container: docker run"
                                    + " --gpus all …")),
            rule(
                    "failure 101\\b|invalid device ordinal",
                    (found, said) -> no(
                            "NVIDIA GPU",
                            "there is none of that number: " + said,
                            "Backend.cuda(0), or another number of nvidia-smi -L; CUDA_VISIBLE_DEVICES hides and renumbers")),
            rule(
                    "failure 3\\b|initialization error",
                    (found, said) -> no(
                            "NVIDIA driver",
                            "it does not start: " + said,
                            "run nvidia-smi; if that fails too, reboot or install the driver again. A process forked after CUDA"
                                    + " was used cannot use it")),
            rule(
                    "CUDNN_STATUS_NOT_INITIALIZED|CUDNN failure 1001",
                    (found, said) -> no(
                            "cuDNN",
                            "it does not start: " + said,
                            "free GPU memory (nvidia-smi), and use CUDA 12 with cuDNN 9: pip install nvidia-cudnn-cu12, not -cu13")),
            rule(
                    "cuDNN is (not available|unavailable)",
                    (found, said) -> no(
                            "cuDNN library",
                            "not found: " + said,
                            "pip install nvidia-cudnn-cu12 and put its lib folder on LD_LIBRARY_PATH before java starts")),
            rule(
                    "cuFFT is (not available|unavailable)",
                    (found, said) -> no(
                            "cuFFT library",
                            "not found: " + said,
                            "pip install nvidia-cufft-cu12 and put its lib folder on LD_LIBRARY_PATH before java starts")),
            rule(
                    "no kernel image is available",
                    (found, said) -> no(
                            "NVIDIA GPU",
                            "of a generation that this ONNX Runtime has no code for: " + said,
                            "use Backend.cpu(), or an ONNX Runtime built for this GPU: -Donnxruntime.native.path=/its/folder")),
            rule(
                    "smaller than requested bytes|Failed to allocate memory|out of memory|bad_alloc|failure 2\\b",
                    (found, said) -> no(
                            "memory",
                            "not enough: " + said,
                            "use smaller batches, or free the device's memory (nvidia-smi shows who holds it)")),
            rule(
                    "Failed to load shared library|Failed to load library",
                    (found, said) -> no(
                            "libraries of the provider",
                            "one could not be loaded: " + said,
                            "run ldd on the file named, and put the folders of what it misses on LD_LIBRARY_PATH")));

    private Diagnosis() {}

    /** What a message means; an unknown one is told as it is. */
    static Finding of(String message) {
        String said = LoadFailure.said(message).replaceAll("\\s+", " ").strip();
        for (Rule rule : RULES) {
            Matcher found = rule.pattern().matcher(said);
            if (found.find()) {
                return rule.finding().apply(found, said);
            }
        }
        return no("execution provider", said, "look the message up in ONNX Runtime's documentation of the provider");
    }

    /** Libraries, most likely of CUDA, cuDNN or TensorRT, that the loader does not find. */
    static Finding missingLibraries(List<String> files, String said) {
        List<String> packages = files.stream()
                .flatMap(file -> PACKAGES.entrySet().stream()
                        .filter(entry -> file.replaceFirst("^lib", "").startsWith(entry.getKey()))
                        .map(Map.Entry::getValue))
                .distinct()
                .toList();
        return no(
                (files.size() == 1 ? "library " : "libraries ") + String.join(", ", files),
                "not found: " + said,
                packages.isEmpty()
                        ? "install the package that has it, or name its folder: LD_LIBRARY_PATH=… java …"
                        : "pip install " + String.join(" ", packages)
                                + " (or install CUDA 12 with cuDNN 9), then ask for this"
                                + " report again: it names the folders for LD_LIBRARY_PATH");
    }

    /** Whether ONNX Runtime has libraries for a system, and what to do where it has none. */
    static Finding platform(String platform, boolean supported) {
        if (supported) {
            return new Finding(true, "platform", platform, "");
        }
        String remedy = switch (platform) {
            case "osx-x64" ->
                "Macs with Intel processors: ONNX Runtime 1.23 and older had libraries for them; set"
                        + " onnxruntime.version 1.22.0 in your pom, or use a Mac with Apple silicon";
            case "win-aarch64" -> "Windows on Arm: use a JDK for x64, which Windows emulates";
            default ->
                platform.endsWith("-x86")
                        ? "use a 64-bit JDK"
                        : "build ONNX Runtime with --build_java and start with -Donnxruntime.native.path=/its/folder";
        };
        return no("platform", "ONNX Runtime's jar has no libraries for " + platform, remedy);
    }

    /** One jar of ONNX Runtime is right; two hold the same classes, and their order decides what works. */
    static Finding jars(List<String> jars) {
        return switch (jars.size()) {
            case 0 ->
                no(
                        "ONNX Runtime jar",
                        "none on the class path",
                        "add io.github.s2vision:s2vision-cpu, or io.github.s2vision:s2vision-cuda for NVIDIA GPUs");
            case 1 -> new Finding(true, "ONNX Runtime jar", jars.get(0), "");
            default ->
                no(
                        "ONNX Runtime jar",
                        jars.size() + " on the class path, which hold the same classes: " + String.join(", ", jars),
                        "keep one: exclude com.microsoft.onnxruntime:onnxruntime where onnxruntime_gpu is wanted"
                                + " (<exclusion> in Maven, exclude in Gradle; mvn dependency:tree shows who brings it)");
        };
    }

    /** Whether the driver is new enough, by the text of {@code /proc/driver/nvidia/version}. */
    static Finding driver(String version) {
        Matcher number = Pattern.compile("(?:Kernel Module|NVRM version).*?\\s(\\d+)\\.(\\d+)")
                .matcher(version);
        if (!number.find()) {
            return new Finding(
                    true,
                    "NVIDIA driver",
                    version.lines().findFirst().orElse("").strip(),
                    "");
        }
        String found = number.group(1) + "." + number.group(2);
        return Integer.parseInt(number.group(1)) >= 525
                ? new Finding(true, "NVIDIA driver", found, "")
                : no("NVIDIA driver", found + ", CUDA 12 needs 525", "update NVIDIA's driver to 525 or newer");
    }

    private static Finding no(String what, String found, String remedy) {
        return new Finding(false, what, found, remedy);
    }

    private static Rule rule(String pattern, BiFunction<Matcher, String, Finding> finding) {
        return new Rule(Pattern.compile(pattern), finding);
    }
}
