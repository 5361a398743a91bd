package io.github.s2vision.backend;

import ai.onnxruntime.OrtEnvironment;
import io.github.s2vision.backend.BackendReport.Finding;
import io.github.s2vision.files.NativeCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks at what a backend needs, one thing after the other, until one is missing without which the rest cannot be tried. */
final class Reports {
    private static final Duration CPU_LIMIT = Duration.ofSeconds(30);
    /** The first use of a GPU loads some gigabytes of libraries from the disk. */
    private static final Duration GPU_LIMIT = Duration.ofMinutes(3);

    private static final String ARTIFACT = "provider in ONNX Runtime's build";

    private Reports() {}

    static BackendReport of(String backend, Provider provider) {
        boolean nvidia = provider.isNvidia();
        List<Finding> findings = new ArrayList<>();
        findings.add(Diagnosis.jars(OrtNatives.jars()));
        Finding wrong = OrtNatives.jars().isEmpty() ? findings.get(0) : OrtRuntime.start();
        if (wrong != null) {
            if (!findings.contains(wrong)) {
                findings.add(wrong);
            }
            return new BackendReport(backend, false, processor(), "ONNX Runtime does not start", List.of(), findings);
        }
        OrtRuntime runtime = OrtRuntime.get();
        List<String> providers =
                OrtEnvironment.getAvailableProviders().stream().map(Enum::name).toList();
        findings.add(Diagnosis.platform(OrtNatives.platform(), true));
        findings.add(folder(runtime));
        if (!runtime.held()) {
            findings.add(new Finding(
                    false,
                    "exit of the JVM",
                    "may crash while a run is under way, as this version of ONNX Runtime cannot be kept alive beside it",
                    "end runs before System.exit, or use the version of ONNX Runtime that S2Vision names"));
        }
        String device = processor();
        Finding trial;
        if (nvidia) {
            NvidiaSystem system = NvidiaSystem.here();
            List<String> gpus = system.gpus();
            device = gpus.isEmpty() ? "no GPU found" : String.join("; ", gpus);
            Finding artifact = artifact(provider, providers);
            findings.add(artifact);
            findings.addAll(system.findings());
            trial = artifact.ok()
                    ? Trial.run(new OnnxLoader(provider), trialOptions(true), GPU_LIMIT)
                    : new Finding(false, "trial run", "not tried", "change the line of " + ARTIFACT + " first");
        } else {
            trial = Trial.run(new OnnxLoader(provider), trialOptions(false), CPU_LIMIT);
        }
        findings.add(trial);
        return new BackendReport(backend, trial.ok(), device, "ONNX Runtime " + runtime.version(), providers, findings);
    }

    private static SessionOptions trialOptions(boolean gpu) {
        SessionOptions options = SessionOptions.DEFAULT.threads(1);
        // Else nodes that the GPU refuses would run on the CPU, and prove nothing.
        return gpu ? options.config("session.disable_cpu_ep_fallback", "1") : options;
    }

    private static Finding artifact(Provider provider, List<String> compiled) {
        return provider.isCompiledIn()
                ? new Finding(true, ARTIFACT, provider.name(), "")
                : new Finding(false, ARTIFACT, provider.name() + " is not in it, only " + compiled, Diagnosis.GPU_JAR);
    }

    private static Finding folder(OrtRuntime runtime) {
        String what = "folder for libraries";
        String folder = runtime.libraries().toString();
        return switch (runtime.origin()) {
            case FOREIGN ->
                new Finding(true, what, "chosen by other code of this program, which started ONNX Runtime before", "");
            case SET -> new Finding(true, what, folder + ", set by " + OrtNatives.FOLDER_PROPERTY, "");
            case COPY ->
                new Finding(true, what, folder + ", as another class loader of this JVM has those of the cache", "");
            case CACHE ->
                NativeCache.isTemporary()
                        ? new Finding(
                                false,
                                what,
                                folder + ", a temporary one, filled anew in each JVM, because of "
                                        + String.join("; ", NativeCache.refused()),
                                "java -D" + NativeCache.PROPERTY + "=/a/folder/you/may/write/and/execute …")
                        : new Finding(true, what, folder, "");
        };
    }

    private static String processor() {
        int processors = Runtime.getRuntime().availableProcessors();
        return processorName() + ", " + processors + (processors == 1 ? " processor" : " processors");
    }

    private static String processorName() {
        Path info = Path.of("/proc/cpuinfo");
        try {
            if (Files.isReadable(info)) {
                return Files.readAllLines(info).stream()
                        .filter(line -> line.startsWith("model name"))
                        .findFirst()
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .orElse(System.getProperty("os.arch"));
            }
        } catch (IOException unreadable) {
            return System.getProperty("os.arch");
        }
        return System.getProperty("os.arch");
    }
}
