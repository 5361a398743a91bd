package io.github.s2vision.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.s2vision.conformance.ConformanceKind;
import io.github.s2vision.conformance.Report;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Resizing against Pillow, OpenCV and torchvision: the cases of a folder's {@code cases.json}, or of such a file. */
public final class ResizeConformance implements ConformanceKind {
    @Override
    public String name() {
        return "resize";
    }

    @Override
    public void run(Path path, Report report) throws IOException {
        Path file = Files.isDirectory(path) ? path.resolve("cases.json") : path;
        for (JsonNode golden : new ObjectMapper().readTree(file.toFile()).get("cases")) {
            String name = golden.get("name").asText();
            try {
                Image input = GoldenArray.read(
                                file.resolveSibling(golden.get("input").asText()))
                        .image();
                GoldenArray expected = GoldenArray.read(
                        file.resolveSibling(golden.get("expected").asText()));
                Size size = new Size(
                        golden.get("size").get(1).asInt(),
                        golden.get("size").get(0).asInt());
                double difference = difference(golden.get("mode").asText(), input, size, expected);
                report.compared(name, difference, golden.get("tolerance").asDouble());
            } catch (IOException | RuntimeException broken) {
                report.failed(name, broken);
            }
        }
    }

    private static double difference(String mode, Image input, Size size, GoldenArray expected) {
        return switch (mode) {
            case "pil_bicubic" -> pixels(input.resized(size, Interpolation.PIL_BICUBIC), expected);
            case "pil_bilinear" -> pixels(input.resized(size, Interpolation.PIL_BILINEAR), expected);
            case "opencv_linear" -> pixels(input.resized(size, Interpolation.OPENCV_LINEAR), expected);
            case "clip" -> floats(input, CenterCrop.bicubic(size.width()), Normalization.CLIP, expected);
            case "classify" -> floats(input, CenterCrop.bilinear(size.width()), Normalization.UNIT, expected);
            default -> throw new IllegalArgumentException("mode " + mode + " is unknown");
        };
    }

    private static double pixels(Image found, GoldenArray expected) {
        byte[] pixels = found.toByteArray();
        if (pixels.length != expected.data().remaining() || expected.shape()[1] != found.width()) {
            return Double.NaN;
        }
        int worst = 0;
        for (int i = 0; i < pixels.length; i++) {
            worst = Math.max(
                    worst, Math.abs((pixels[i] & 0xff) - (expected.data().get(i) & 0xff)));
        }
        return worst;
    }

    private static double floats(Image input, CenterCrop crop, Normalization normalization, GoldenArray expected) {
        Tensor tensor = Tensor.allocate(DataType.FLOAT32, 1, 3, crop.side(), crop.side());
        crop.write(input, tensor, 0, normalization);
        float[] found = tensor.toFloatArray();
        float[] wanted = expected.floats();
        if (found.length != wanted.length) {
            return Double.NaN;
        }
        double worst = 0;
        for (int i = 0; i < found.length; i++) {
            double difference = Math.abs(found[i] - wanted[i]);
            worst = difference <= worst ? worst : difference; // a NaN stays
        }
        return worst;
    }
}
