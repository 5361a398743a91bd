package io.github.s2vision.backend;

import io.github.s2vision.files.NativeCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * ONNX Runtime's own libraries: where they lie in its jar, and in the cache. Left alone it unpacks them into the temporary
 * folder, in every JVM anew, and leaves them there after a crash and an empty folder always.
 */
final class OrtNatives {
    /** ONNX Runtime's own property for a folder of libraries; a user's setting of it is respected. */
    static final String FOLDER_PROPERTY = "onnxruntime.native.path";

    /** A class that each jar of ONNX Runtime holds once. */
    static final String MARKER = "ai/onnxruntime/OnnxRuntime.class";

    private static final List<String> CORE =
            List.of("onnxruntime", "onnxruntime4j_jni", "onnxruntime_providers_shared");
    private static final List<String> GPU = List.of("onnxruntime_providers_cuda", "onnxruntime_providers_tensorrt");

    private OrtNatives() {}

    /** Unpacks the libraries that every use needs. */
    static Path unpackCore() throws IOException {
        return unpack(CORE);
    }

    /** Unpacks them for one class loader of several. */
    static Path unpackTemporary() throws IOException {
        return NativeCache.unpackTemporary(find(CORE));
    }

    /** Unpacks those of the GPU providers too, some 600 MB, into the same folder; nothing to do where the jar has none. */
    static Path unpackWithGpu() throws IOException {
        return unpack(Stream.concat(CORE.stream(), GPU.stream()).toList());
    }

    /** The jars (or folders) on the class path that hold ONNX Runtime's classes. */
    static List<String> jars() {
        try {
            return Collections.list(loader().getResources(MARKER)).stream()
                    .map(OrtNatives::holder)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the class path cannot be read", unreadable);
        }
    }

    /** {@code jar:file:/repo/onnxruntime-1.29.0.jar!/ai/…} -> {@code /repo/onnxruntime-1.29.0.jar}. */
    static String holder(URL marker) {
        return marker.toString().replaceFirst("!?/" + MARKER + "$", "").replaceFirst("^(jar:)?(file:)?", "");
    }

    /** Whether the jar has libraries for this system and processor. */
    static boolean supportsPlatform() {
        return library("onnxruntime").isPresent();
    }

    /** As ONNX Runtime's jar names folders: {@code linux-x64}. */
    static String platform() {
        return platform(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static String platform(String system, String processor) {
        String os = system.toLowerCase(Locale.ROOT);
        String family = os.contains("mac") ? "osx" : os.contains("win") ? "win" : os.contains("nux") ? "linux" : os;
        return family
                + '-'
                + switch (processor.toLowerCase(Locale.ROOT)) {
                    case "amd64", "x86_64" -> "x64";
                    case "aarch64" -> "aarch64";
                    default -> processor;
                };
    }

    /** The file names of a folder that {@link #FOLDER_PROPERTY} may name; the rest is optional. */
    static List<String> neededFiles() {
        return List.of(fileName("onnxruntime"), fileName("onnxruntime4j_jni"));
    }

    private static Path unpack(List<String> names) throws IOException {
        Map<String, URL> all = find(Stream.concat(CORE.stream(), GPU.stream()).toList());
        // Named by all of them, so that the GPU's come to lie beside the others.
        String folder = "onnxruntime-" + version() + platform() + "-" + NativeCache.checksum(all);
        return NativeCache.unpack(folder, find(names));
    }

    private static Map<String, URL> find(List<String> names) {
        Map<String, URL> found = new LinkedHashMap<>();
        for (String name : names) {
            library(name).ifPresent(url -> found.put(fileName(name), url));
        }
        return found;
    }

    private static Optional<URL> library(String name) {
        return Optional.ofNullable(loader().getResource("ai/onnxruntime/native/" + platform() + '/' + fileName(name)));
    }

    private static String fileName(String library) {
        // macOS: Java says jnilib, the jar dylib.
        return System.mapLibraryName(library).replace(".jnilib", ".dylib");
    }

    private static String version() throws IOException {
        try {
            String version = Class.forName("ai.onnxruntime.OrtEnvironment", false, loader())
                    .getPackage()
                    .getImplementationVersion();
            return version == null ? "" : version + "-";
        } catch (ClassNotFoundException incomplete) {
            throw new IOException("the jar of ONNX Runtime is incomplete", incomplete);
        }
    }

    private static ClassLoader loader() {
        ClassLoader own = OrtNatives.class.getClassLoader();
        return own == null ? ClassLoader.getSystemClassLoader() : own;
    }
}
