package io.github.s2vision.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.s2vision.TestData;
import io.github.s2vision.conformance.ConformanceKind;
import io.github.s2vision.conformance.Report;
import io.github.s2vision.geometry.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Decoding against OpenCV: sizes, samples, and what must be refused. Files lie beside the list or in the data folder. */
public final class ImagesConformance implements ConformanceKind {
    @Override
    public String name() {
        return "images";
    }

    @Override
    public void run(Path path, Report report) throws IOException {
        Path list = Files.isDirectory(path) ? path.resolve("images.json") : path;
        for (JsonNode golden : new ObjectMapper().readTree(list.toFile()).get("images")) {
            String name = golden.get("file").asText();
            Path beside = list.resolveSibling(name);
            Path file = Files.exists(beside) ? beside : TestData.folder().resolve(name);
            if (!Files.exists(file)) {
                report.failed(name, "neither " + beside + " nor " + file + " is there");
            } else if (golden.path("refused").asBoolean()) {
                refuse(name, file, report);
            } else {
                read(name, file, golden, report);
            }
        }
    }

    private static void refuse(String name, Path file, Report report) {
        try {
            report.failed(name, "read as " + Image.read(file) + ", should be refused");
        } catch (IOException refused) {
            report.passed(name, "refused: " + refused.getMessage());
        } catch (RuntimeException wrong) {
            report.failed(name, wrong);
        }
    }

    private static void read(String name, Path file, JsonNode golden, Report report) {
        try {
            Size wanted =
                    new Size(golden.get("width").asInt(), golden.get("height").asInt());
            Image image = Image.read(file);
            if (!image.size().equals(wanted) || !Image.sizeOf(file).equals(wanted)) {
                report.failed(
                        name, "read as " + image.size() + ", header " + Image.sizeOf(file) + ", wanted " + wanted);
                return;
            }
            int worst = 0;
            for (JsonNode sample : golden.get("samples")) {
                int rgb = image.rgb(sample.get(0).asInt(), sample.get(1).asInt());
                for (int c = 0; c < 3; c++) {
                    int found = rgb >> (16 - 8 * c) & 0xff;
                    worst = Math.max(worst, Math.abs(found - sample.get(2 + c).asInt()));
                }
            }
            String sum = golden.path("decoded_bgr_sha256").asText();
            boolean same = !sum.isEmpty() && sha256(image).startsWith(sum);
            report.compared(
                    name + (same ? " (all bytes equal)" : ""),
                    worst,
                    golden.get("tolerance").asDouble());
        } catch (IOException | RuntimeException broken) {
            report.failed(name, broken);
        }
    }

    private static String sha256(Image image) {
        byte[] pixels = image.toByteArray();
        for (int i = 0; i < pixels.length; i += 3) {
            byte red = pixels[i];
            pixels[i] = pixels[i + 2];
            pixels[i + 2] = red;
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(pixels));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
