package io.github.s2vision.image;

import com.sun.management.ThreadMXBean;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The Java side of {@code scripts/bench/letterbox}: for each line {@code FILE WIDTH HEIGHT CALLS} it answers the digest
 * of the floats, the bytes that the calls allocated, and the nanoseconds of each.
 */
final class LetterboxTurns {
    private LetterboxTurns() {}

    public static void main(String[] arguments) throws IOException, NoSuchAlgorithmException {
        int side = Integer.parseInt(arguments[0]);
        Letterbox letterbox = Letterbox.to(side);
        Tensor input = Tensor.allocate(DataType.FLOAT32, 1, 3, side, side);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ");
            Image image = Image.rgb(
                    Integer.parseInt(words[1]), Integer.parseInt(words[2]), Files.readAllBytes(Path.of(words[0])));
            long[] times = new long[Integer.parseInt(words[3])];
            letterbox.write(image, input, 0, Normalization.UNIT);
            ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = memory.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < times.length; i++) {
                long start = System.nanoTime();
                letterbox.write(image, input, 0, Normalization.UNIT);
                times[i] = System.nanoTime() - start;
            }
            long allocated = memory.getCurrentThreadAllocatedBytes() - before;
            StringBuilder answer = new StringBuilder(digest(input)).append(' ').append(allocated);
            for (long time : times) {
                answer.append(' ').append(time);
            }
            System.out.println(answer);
        }
    }

    private static String digest(Tensor tensor) throws NoSuchAlgorithmException {
        float[] values = tensor.toFloatArray();
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    }
}
