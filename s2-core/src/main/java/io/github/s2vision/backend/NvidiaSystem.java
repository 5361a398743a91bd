package io.github.s2vision.backend;

import io.github.s2vision.backend.BackendReport.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a system has of NVIDIA's, found without calling any of it.
 *
 * @param root of the file system; another one in tests
 * @param environment the process's variables
 * @param windows whether this is Windows, where libraries are found by PATH
 */
record NvidiaSystem(Path root, Map<String, String> environment, boolean windows) {
    /** What ONNX Runtime's GPU jars of 1.20 to 1.29 link to or load on demand: CUDA 12, cuDNN 9. */
    private static final List<String> LINUX = List.of(
            "libcudart.so.12",
            "libcublasLt.so.12",
            "libcublas.so.12",
            "libcurand.so.10",
            "libcudnn.so.9",
            "libcufft.so.11");

    private static final List<String> WINDOWS =
            List.of("cudart64_12.dll", "cublasLt64_12.dll", "cublas64_12.dll", "cudnn64_9.dll", "cufft64_11.dll");
    private static final List<String> LOADER_FOLDERS =
            List.of("lib", "usr/lib", "lib64", "usr/lib64", "lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu");
    private static final int SMI_SECONDS = 10;

    static NvidiaSystem here() {
        return new NvidiaSystem(
                Path.of("").toAbsolutePath().getRoot(),
                System.getenv(),
                System.getProperty("os.name", "").startsWith("Windows"));
    }

    /** Driver, devices and libraries, in this order. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(driver());
        devices().ifPresent(findings::add);
        if (windows) {
            libraries(WINDOWS, folders("PATH", ";"), List.of(), "PATH", ";", findings);
        } else {
            Set<Path> searched = new LinkedHashSet<>(folders("LD_LIBRARY_PATH", ":"));
            LOADER_FOLDERS.forEach(folder -> searched.add(root.resolve(folder)));
            libraries(LINUX, searched, usualPlaces(), "LD_LIBRARY_PATH", ":", findings);
        }
        return findings;
    }

    /** The names of the GPUs as {@code nvidia-smi} tells them; empty where it is missing or silent. */
    List<String> gpus() {
        if (!driverPresent()) {
            return List.of();
        }
        try {
            Process smi = new ProcessBuilder(
                            "nvidia-smi", "--query-gpu=index,name,memory.total,driver_version", "--format=csv,noheader")
                    .redirectErrorStream(true)
                    .start();
            smi.getOutputStream().close();
            if (!smi.waitFor(SMI_SECONDS, TimeUnit.SECONDS)) {
                smi.destroyForcibly();
                return List.of();
            }
            String said = new String(smi.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return smi.exitValue() == 0 ? said.lines().map(String::strip).toList() : List.of();
        } catch (IOException absent) {
            return List.of();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private boolean driverPresent() {
        return windows ? Files.exists(root.resolve("Windows/System32/nvcuda.dll")) : Files.exists(driverVersion());
    }

    private Path driverVersion() {
        return root.resolve("proc/driver/nvidia/version");
    }

    private Finding driver() {
        if (!driverPresent()) {
            return new Finding(
                    false,
                    "NVIDIA driver",
                    "none (no " + (windows ? "nvcuda.dll" : driverVersion()) + ")",
                    "install NVIDIA's driver (525 or newer); in a container start it with: docker run --gpus all …");
        }
        if (windows) {
            return new Finding(true, "NVIDIA driver", "nvcuda.dll is there", "");
        }
        try {
            return Diagnosis.driver(Files.readString(driverVersion()));
        } catch (IOException unreadable) {
            return new Finding(true, "NVIDIA driver", "of unknown version: " + unreadable, "");
        }
    }

    private Optional<Finding> devices() {
        String visible = environment.get("CUDA_VISIBLE_DEVICES");
        if (visible != null && (visible.isBlank() || visible.strip().equals("-1"))) {
            return Optional.of(new Finding(
                    false,
                    "NVIDIA GPU",
                    "CUDA_VISIBLE_DEVICES='" + visible + "' hides all",
                    "unset CUDA_VISIBLE_DEVICES"));
        }
        Path gpus = root.resolve("proc/driver/nvidia/gpus");
        if (windows || !driverPresent() || !Files.isDirectory(gpus)) {
            return Optional.empty();
        }
        int count = list(gpus, "*").size();
        return Optional.of(
                count > 0
                        ? new Finding(true, "NVIDIA GPU", count + " in " + gpus, "")
                        : new Finding(
                                false,
                                "NVIDIA GPU",
                                "none in " + gpus,
                                "check nvidia-smi -L; in a container start it with: docker run --gpus all …"));
    }

    private void libraries(
            List<String> names,
            Collection<Path> searched,
            Collection<Path> places,
            String variable,
            String separator,
            List<Finding> findings) {
        String cache = loaderCache();
        Map<String, Path> elsewhere = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (String name : names) {
            Optional<Path> found = find(name, searched);
            Optional<Path> other = find(name, places);
            if (found.isPresent() || cache.contains("/" + name + "\0")) {
                findings.add(new Finding(
                        true, "library " + name, found.map(Path::toString).orElse("in ld.so.cache"), ""));
            } else if (other.isPresent()) {
                elsewhere.put(name, other.get());
            } else {
                missing.add(name);
            }
        }
        if (!elsewhere.isEmpty()) {
            Set<String> folders = new LinkedHashSet<>();
            elsewhere.values().forEach(file -> folders.add(String.valueOf(file.getParent())));
            findings.add(new Finding(
                    false,
                    "libraries " + String.join(", ", elsewhere.keySet()),
                    "there, but where the loader does not look",
                    variable + "=" + String.join(separator, folders) + " java …"));
        }
        if (!missing.isEmpty()) {
            findings.add(
                    Diagnosis.missingLibraries(missing, "in no folder of " + variable + " nor where they usually are"));
        }
    }

    /** The loader's own index holds the paths of all libraries in the folders of ld.so.conf, each ended by a zero. */
    private String loaderCache() {
        try {
            Path file = root.resolve("etc/ld.so.cache");
            return Files.isReadable(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException unreadable) {
            return "";
        }
    }

    /** Where CUDA's installer, pip and conda put libraries. */
    private List<Path> usualPlaces() {
        List<Path> places = new ArrayList<>();
        for (Path cuda : list(root.resolve("usr/local"), "cuda*")) {
            places.add(cuda.resolve("lib64"));
            places.add(cuda.resolve("targets/x86_64-linux/lib"));
        }
        List<Path> pythons =
                new ArrayList<>(List.of(root.resolve("usr"), root.resolve("usr/local"), root.resolve("opt/conda")));
        for (String variable : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
            if (environment.containsKey(variable)) {
                pythons.add(Path.of(environment.get(variable)));
            }
        }
        if (environment.containsKey("HOME")) {
            pythons.add(Path.of(environment.get("HOME"), ".local"));
        }
        for (Path python : pythons) {
            places.add(python.resolve("lib"));
            for (Path version : list(python.resolve("lib"), "python3*")) {
                for (String packages : List.of("site-packages", "dist-packages")) {
                    list(version.resolve(packages).resolve("nvidia"), "*")
                            .forEach(vendor -> places.add(vendor.resolve("lib")));
                }
            }
        }
        return places;
    }

    private List<Path> folders(String variable, String separator) {
        return Stream.of(environment.getOrDefault(variable, "").split(separator, -1))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .toList();
    }

    private static Optional<Path> find(String name, Collection<Path> folders) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::exists)
                .findFirst();
    }

    private static List<Path> list(Path folder, String glob) {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
                files.forEach(found::add);
            } catch (IOException unreadable) {
                return List.of();
            }
        }
        found.sort(null);
        return found;
    }
}
