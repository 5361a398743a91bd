package io.github.s2vision.evaluation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Arrays of little-endian doubles out of an {@code .npz}, and the check-sums that golden files give. */
final class NumpyArrays {
    private NumpyArrays() {}

    static Map<String, double[]> read(Path npz) throws IOException {
        Map<String, double[]> arrays = new HashMap<>();
        try (InputStream file = Files.newInputStream(npz);
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                arrays.put(entry.getName().replace(".npy", ""), doubles(zip.readAllBytes()));
            }
        }
        return arrays;
    }

    private static double[] doubles(byte[] npy) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN);
        int header = Short.toUnsignedInt(bytes.getShort(8));
        String text = new String(npy, 10, header, StandardCharsets.US_ASCII);
        if (!text.contains("'<f8'") || text.contains("True")) {
            throw new IOException("expected doubles in C order, found " + text);
        }
        bytes.position(10 + header);
        double[] values = new double[bytes.remaining() / Double.BYTES];
        bytes.asDoubleBuffer().get(values);
        return values;
    }

    static String sha256(double[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(values);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** How two arrays differ in their bits; empty if they do not. */
    static String difference(double[] found, double[] expected) {
        if (found.length != expected.length) {
            return found.length + " values instead of " + expected.length;
        }
        int count = 0;
        double worst = 0;
        int first = -1;
        for (int i = 0; i < found.length; i++) {
            if (Double.doubleToLongBits(found[i]) != Double.doubleToLongBits(expected[i])) {
                count++;
                worst = Math.max(worst, Math.abs(found[i] - expected[i]));
                first = first < 0 ? i : first;
            }
        }
        return count == 0
                ? ""
                : count + " of " + found.length + " values differ, by up to " + worst + ", first at " + first + ": "
                        + found[first] + " instead of " + expected[first];
    }
}
