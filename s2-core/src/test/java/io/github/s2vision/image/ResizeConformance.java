package io.github.s2vision.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.s2vision.TestData;
import io.github.s2vision.conformance.ConformanceKind;
import io.github.s2vision.conformance.Report;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Npy;
import io.github.s2vision.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
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
                Image input = image(array(file, golden.get("input").asText()));
                Tensor expected = array(file, golden.get("expected").asText());
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

    private static Tensor array(Path list, String name) throws IOException {
        Path beside = list.resolveSibling(name);
        return Npy.read(Files.exists(beside) ? beside : TestData.folder().resolve(name));
    }

    private static Image image(Tensor pixels) {
        byte[] bytes = new byte[(int) pixels.shape().size()];
        pixels.bytes().get(bytes);
        return Image.rgb((int) pixels.shape().dimension(1), (int) pixels.shape().dimension(0), bytes);
    }

    private static double difference(String mode, Image input, Size size, Tensor expected) {
        return switch (mode) {
            case "pil_bicubic" -> pixels(input.resized(size, Interpolation.PIL_BICUBIC), expected);
            case "pil_bilinear" -> pixels(input.resized(size, Interpolation.PIL_BILINEAR), expected);
            case "opencv_linear" -> pixels(input.resized(size, Interpolation.OPENCV_LINEAR), expected);
            case "clip" -> floats(input, CenterCrop.bicubic(size.width()), Normalization.CLIP, expected);
            case "classify" -> floats(input, CenterCrop.bilinear(size.width()), Normalization.UNIT, expected);
            default -> throw new IllegalArgumentException("mode " + mode + " is unknown");
        };
    }

    private static double pixels(Image found, Tensor expected) {
        byte[] pixels = found.toByteArray();
        ByteBuffer wanted = expected.bytes();
        if (expected.shape().dimension(1) != found.width() || pixels.length != wanted.remaining()) {
            return Double.NaN;
        }
        int worst = 0;
        for (byte pixel : pixels) {
            worst = Math.max(worst, Math.abs((pixel & 0xff) - (wanted.get() & 0xff)));
        }
        return worst;
    }

    private static double floats(Image input, CenterCrop crop, Normalization normalization, Tensor expected) {
        Tensor tensor = Tensor.allocate(DataType.FLOAT32, 1, 3, crop.side(), crop.side());
        crop.write(input, tensor, 0, normalization);
        float[] found = tensor.toFloatArray();
        float[] wanted = expected.toFloatArray();
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
