package io.github.s2vision.backend;

import ai.onnxruntime.OrtException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why a model could not be loaded, in words that say what to do. */
final class LoadFailure {
    /** So many bytes of the file are looked at. */
    static final int START = 64;

    /** Where native code is told to look for the other files of a model that came as bytes. */
    static final String NO_FOLDER = "/no-folder-for-a-model-from-memory";

    private static final Pattern OPSET = Pattern.compile(
            "Opset (\\d+) is under development.*Current official support for domain (\\S+) is till opset (\\d+)",
            Pattern.DOTALL);
    private static final Pattern IR =
            Pattern.compile("Unsupported model IR version: (\\d+), max supported IR version: (\\d+)");
    private static final Pattern OPERATOR =
            Pattern.compile("No Op registered for (\\S+)|(\\S+) is not a registered function/op");
    private static final Pattern LINK = Pattern.compile("escapes model directory. External data path: \"([^\"]*)\"");
    private static final Pattern SOURCE =
            Pattern.compile("/onnxruntime_src/\\S+ .*?\\)( const)? |\\S+\\.(cc|h):\\d+ \\w+ ");

    private LoadFailure() {}

    static BackendException empty(String model) {
        return new BackendException(model + " is empty (0 bytes): download or export it again");
    }

    /** @param start the first bytes of the file, as many as could be read */
    static BackendException of(String model, OrtException failed, byte[] start, String version) {
        String said = said(String.valueOf(failed.getMessage()));
        return new BackendException(
                model + " cannot be loaded: " + reason(failed.getCode(), said, start, version) + " (ONNX Runtime "
                        + version + " says: " + said + ")",
                failed);
    }

    /** ONNX Runtime's message without its error code and the places in its sources. */
    static String said(String message) {
        String text = message.replaceFirst("^Error code - \\w+ - message: ", "");
        return SOURCE.matcher(text).replaceAll("").strip();
    }

    /** The likely reason and the remedy. */
    static String reason(OrtException.OrtErrorCode code, String said, byte[] start, String version) {
        Matcher opset = OPSET.matcher(said);
        if (opset.find()) {
            return "it uses operator set " + opset.group(1) + " of " + opset.group(2)
                    + ", this runtime knows them up to " + opset.group(3) + ". Export the model with opset_version="
                    + opset.group(3) + " or lower";
        }
        Matcher ir = IR.matcher(said);
        if (ir.find()) {
            return "its file format has IR version " + ir.group(1) + ", this runtime reads up to " + ir.group(2)
                    + ". Save it with an older onnx package";
        }
        Matcher operator = OPERATOR.matcher(said);
        if (operator.find()) {
            String name = operator.group(1) != null ? operator.group(1) : operator.group(2);
            return "it uses the operator " + name + ", which this runtime does not have."
                    + " Export it with standard operators, or with another opset_version";
        }
        if (said.contains(NO_FOLDER) || said.contains("model_path must not be empty")) {
            return "its weights lie in another file, which a model from memory cannot refer to. Open it by its path";
        }
        if (said.contains("External data path does not exist") || said.contains("External initializer")) {
            return "its weights lie in another file, which is missing or too short."
                    + " Keep the file named below beside the model, as it was exported";
        }
        Matcher link = LINK.matcher(said);
        if (link.find() && !link.group(1).contains("..")) {
            return "its file " + link.group(1) + " is a symbolic link to another folder, which is refused."
                    + " Copy the file itself beside the model";
        }
        if (said.contains("External data path")) {
            return "it asks for a file outside its own folder, which is refused. Do not trust this model";
        }
        if (said.contains("Failed to allocate memory") || said.contains("bad_alloc")) {
            return "there is not enough memory for it";
        }
        if (code == OrtException.OrtErrorCode.ORT_INVALID_PROTOBUF
                || said.contains("ModelProto does not have a graph")) {
            return content(start);
        }
        return "its graph is not valid. Check it with Python's onnx.checker, or export it again";
    }

    /** What a file is that is no whole ONNX model, by its first bytes. */
    private static String content(byte[] start) {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (text.startsWith("version https://git-lfs")) {
            return "it is a pointer of Git LFS, not the model. Run git lfs pull";
        }
        if (text.stripLeading().startsWith("<")) {
            return "it is a web page, not a model. The download went wrong: look at it in a browser";
        }
        if (text.startsWith("PK\u0003\u0004")) {
            return "it is a zip archive, as PyTorch writes it (.pt). Export the model to ONNX";
        }
        if (text.startsWith("\u0089HDF")) {
            return "it is an HDF5 file, as Keras writes it. Export the model to ONNX";
        }
        if (text.startsWith("TFL3", 4)) {
            return "it is a TensorFlow Lite model. Export the original to ONNX";
        }
        if (text.startsWith("\u0080")) {
            return "it is a Python pickle. Export the model to ONNX";
        }
        // Field 1, the IR version, is what every exporter writes first.
        if (start.length > 1 && start[0] == 0x08 && start[1] > 0 && start[1] < 32) {
            return "it begins as an ONNX model does, but is cut off or damaged."
                    + " Compare its size with the original's and download or export it again";
        }
        return "it is no ONNX model; it begins with the bytes "
                + Arrays.toString(Arrays.copyOf(start, Math.min(8, start.length)));
    }
}
