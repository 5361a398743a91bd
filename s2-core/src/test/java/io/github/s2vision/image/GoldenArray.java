package io.github.s2vision.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A golden array of uint8 or float32, as NumPy wrote it. */
record GoldenArray(int[] shape, ByteBuffer data, String type) {
    private static final Pattern HEADER =
            Pattern.compile("'descr': '([^']+)', 'fortran_order': False, 'shape': \\(([0-9, ]*)\\)");

    static GoldenArray read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int length = bytes.getShort(8);
        String header = new String(bytes.array(), 10, length, StandardCharsets.ISO_8859_1);
        Matcher matcher = HEADER.matcher(header);
        if (!matcher.find()) {
            throw new IOException(file + ": header " + header);
        }
        int[] shape = Arrays.stream(matcher.group(2).split(","))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
        ByteBuffer data = bytes.position(10 + length).slice().order(ByteOrder.LITTLE_ENDIAN);
        return new GoldenArray(shape, data, matcher.group(1));
    }

    /** Of a uint8 array [height, width, 3]. */
    Image image() {
        byte[] pixels = new byte[data.remaining()];
        data.get(0, pixels);
        return Image.rgb(shape[1], shape[0], pixels);
    }

    /** Of a float32 array. */
    float[] floats() {
        float[] values = new float[data.remaining() / 4];
        data.asFloatBuffer().get(values);
        return values;
    }
}
