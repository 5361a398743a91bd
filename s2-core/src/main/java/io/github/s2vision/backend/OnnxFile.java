package io.github.s2vision.backend;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** What can be told from an ONNX file's bytes without loading it. */
final class OnnxFile {
    /** Field 2 of {@code TensorShapeProto.Dimension}, {@code dim_param}, as protobuf writes it. */
    private static final int DIM_PARAM = 2 << 3 | 2;

    private OnnxFile() {}

    /**
     * Whether somewhere in the file an open dimension may have this name: false is certain, true is not, as weights can hold
     * any bytes.
     */
    static boolean mentionsDimension(InputStream content, String name) throws IOException {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        if (text.length == 0 || text.length > 127) {
            return text.length > 0; // its length takes two bytes then: not looked for
        }
        byte[] wanted = new byte[text.length + 2];
        wanted[0] = DIM_PARAM;
        wanted[1] = (byte) text.length;
        System.arraycopy(text, 0, wanted, 2, text.length);
        return contains(content, wanted);
    }

    // Knuth, Morris and Pratt: reads each byte once, however large the file.
    private static boolean contains(InputStream content, byte[] wanted) throws IOException {
        int[] fallback = new int[wanted.length];
        for (int i = 1, matched = 0; i < wanted.length; i++) {
            while (matched > 0 && wanted[i] != wanted[matched]) {
                matched = fallback[matched - 1];
            }
            matched += wanted[i] == wanted[matched] ? 1 : 0;
            fallback[i] = matched;
        }
        byte[] buffer = new byte[1 << 16];
        int matched = 0;
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            for (int i = 0; i < read; i++) {
                while (matched > 0 && buffer[i] != wanted[matched]) {
                    matched = fallback[matched - 1];
                }
                matched += buffer[i] == wanted[matched] ? 1 : 0;
                if (matched == wanted.length) {
                    return true;
                }
            }
        }
        return false;
    }
}
