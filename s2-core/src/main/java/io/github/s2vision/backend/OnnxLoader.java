package io.github.s2vision.backend;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Makes sessions for one execution provider, from files or bytes. */
final class OnnxLoader {
    private static final String EXTERNAL_FOLDER = "session.model_external_initializers_file_folder_path";
    /** Entries with which ONNX Runtime would go on reading a Java array after the call that passed it. */
    private static final List<String> UNSAFE =
            List.of("session.use_ort_model_bytes_directly", "session.use_ort_model_bytes_for_initializers");

    private final Provider provider;

    OnnxLoader(Provider provider) {
        this.provider = provider;
    }

    /** @throws BackendException if the provider is missing in this ONNX Runtime, or refuses its options */
    void requireProvider() {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            provider.addTo(options);
        } catch (OrtException refused) {
            throw new BackendException(
                    provider.name() + " cannot be used: " + Diagnosis.of(String.valueOf(refused.getMessage())),
                    refused);
        }
    }

    /** See {@link Backend#open(Path, SessionOptions)}. */
    Session open(Path model, SessionOptions options) throws IOException {
        String name = String.valueOf(model.getFileName());
        requireReadable(model);
        if (Files.size(model) == 0) {
            throw LoadFailure.empty(model.toString());
        }
        String path = model.toAbsolutePath().toString();
        // Java hands characters beyond U+FFFF to native code in a way that no file system understands.
        boolean nameable = path.chars().noneMatch(unit -> Character.isSurrogate((char) unit));
        if (!nameable || !model.getFileSystem().equals(FileSystems.getDefault())) {
            return open(ByteBuffer.wrap(Files.readAllBytes(model)), name, options);
        }
        checkDimensions(name, options, () -> Files.newInputStream(model));
        return open(
                name,
                options,
                prepared -> OrtRuntime.get().environment().createSession(path, prepared),
                () -> start(Files.newInputStream(model)));
    }

    /** See {@link Backend#open(ByteBuffer, String, SessionOptions)}. */
    Session open(ByteBuffer model, String name, SessionOptions options) {
        byte[] bytes = new byte[model.remaining()];
        model.duplicate().get(bytes);
        if (bytes.length == 0) {
            throw LoadFailure.empty(name);
        }
        try {
            checkDimensions(name, options, () -> new ByteArrayInputStream(bytes));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return open(
                name,
                options,
                prepared -> {
                    // Without a folder of its own it would look for the model's other files where the JVM was started.
                    if (!options.config().containsKey(EXTERNAL_FOLDER)) {
                        prepared.addConfigEntry(EXTERNAL_FOLDER, LoadFailure.NO_FOLDER);
                    }
                    return OrtRuntime.get().environment().createSession(bytes, prepared);
                },
                () -> start(new ByteArrayInputStream(bytes)));
    }

    /** Makes a native session. */
    private interface Opening {
        OrtSession open(OrtSession.SessionOptions options) throws OrtException;
    }

    /** Reads something of a model. */
    private interface Reading<T> {
        T read() throws IOException;
    }

    private Session open(String name, SessionOptions options, Opening opening, Reading<byte[]> start) {
        requireUsable(options);
        OrtRuntime runtime = OrtRuntime.get();
        try (OrtSession.SessionOptions prepared = new OrtSession.SessionOptions()) {
            provider.addTo(prepared);
            fill(prepared, options);
            return new OnnxSession(new NativeSession(
                    name,
                    runtime.environment(),
                    opening.open(prepared),
                    options.profile().isPresent()));
        } catch (OrtException failed) {
            throw LoadFailure.of(name, failed, read(start), runtime.version());
        }
    }

    private static void requireReadable(Path model) throws IOException {
        if (!Files.exists(model)) {
            throw new NoSuchFileException(model.toString(), null, "there is no such model file");
        }
        if (Files.isDirectory(model)) {
            throw new IOException(model + " is a folder: a model file is needed");
        }
        if (!Files.isReadable(model)) {
            throw new AccessDeniedException(model.toString(), null, "the model file cannot be read");
        }
    }

    private static void requireUsable(SessionOptions options) {
        for (String key : UNSAFE) {
            if (options.config().containsKey(key)) {
                throw new IllegalArgumentException("config entry " + key
                        + ": with it native code would read Java memory that has moved. Leave it out.");
            }
        }
        options.profile().ifPresent(prefix -> {
            Path folder = prefix.toAbsolutePath().getParent();
            if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
                throw new IllegalArgumentException(
                        "profile " + prefix + ": its folder is missing or cannot be written; make it first");
            }
        });
    }

    /** ONNX Runtime ignores a name that the model does not have. */
    private static void checkDimensions(String model, SessionOptions options, Reading<InputStream> content)
            throws IOException {
        for (String dimension : options.freeDimensions().keySet()) {
            try (InputStream in = content.read()) {
                if (!OnnxFile.mentionsDimension(in, dimension)) {
                    throw new IllegalArgumentException(model + " has no open dimension called '" + dimension
                            + "': open it without freeDimension to see their names in its signature");
                }
            }
        }
    }

    private static void fill(OrtSession.SessionOptions prepared, SessionOptions options) throws OrtException {
        // What goes wrong arrives as an exception; ONNX Runtime would print it as well.
        prepared.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        // 0 would let ONNX Runtime count the processors of the host, also inside a container that may use fewer.
        prepared.setIntraOpNumThreads(
                options.threads() == 0 ? Runtime.getRuntime().availableProcessors() : options.threads());
        prepared.addConfigEntry("session.intra_op.allow_spinning", options.spinning() ? "1" : "0");
        prepared.setOptimizationLevel(
                switch (options.optimization()) {
                    case NONE -> OrtSession.SessionOptions.OptLevel.NO_OPT;
                    case BASIC -> OrtSession.SessionOptions.OptLevel.BASIC_OPT;
                    case EXTENDED -> OrtSession.SessionOptions.OptLevel.EXTENDED_OPT;
                    case ALL -> OrtSession.SessionOptions.OptLevel.ALL_OPT;
                });
        prepared.setCPUArenaAllocator(options.memoryArena());
        prepared.setDeterministicCompute(options.deterministic());
        if (options.profile().isPresent()) {
            prepared.enableProfiling(options.profile().get().toAbsolutePath().toString());
        }
        for (Map.Entry<String, Long> dimension : options.freeDimensions().entrySet()) {
            prepared.setSymbolicDimensionValue(dimension.getKey(), dimension.getValue());
        }
        for (Map.Entry<String, String> entry : options.config().entrySet()) {
            prepared.addConfigEntry(entry.getKey(), entry.getValue());
        }
    }

    private static byte[] start(InputStream content) throws IOException {
        try (content) {
            return content.readNBytes(LoadFailure.START);
        }
    }

    private static byte[] read(Reading<byte[]> start) {
        try {
            return start.read();
        } catch (IOException gone) {
            // The file was there a moment ago; what ONNX Runtime said of it stands without a guess of ours.
            return "".getBytes(StandardCharsets.UTF_8);
        }
    }
}
