package io.github.s2vision.image;

import io.github.s2vision.geometry.Size;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * The figures behind docs/decisions/0007-image-kernels.md and 0008-decoding.md: {@code scripts/bench/image-kernels [PHOTO]}.
 * All ways of one table run in turns; CPU milliseconds of the calling thread, median and smallest.
 */
final class ImageKernelsBenchmark {
    private static final int SIDE = 640;
    private static final int TURNS = 60;
    private static final int CALLS = 5;
    private static final ThreadMXBean TIME = ManagementFactory.getThreadMXBean();

    private ImageKernelsBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        OpenCv.load();
        conversions();
        threads();
        resizes();
        if (arguments.length > 0) {
            decoding(Files.readAllBytes(Path.of(arguments[0])));
        }
        writing(arguments.length > 0 ? Image.read(Path.of(arguments[0])) : Pictures.smooth(810, 1080));
    }

    /** Three planes of 8 bits to three planes of v / 255f. */
    private static void conversions() {
        Mat[] planes = new Mat[3];
        Mat[] outputs = new Mat[3];
        for (int c = 0; c < 3; c++) {
            planes[c] = new Mat(SIDE, SIDE, opencv_core.CV_8UC1);
            outputs[c] = new Mat(SIDE, SIDE, opencv_core.CV_32FC1);
            for (int i = 0; i < SIDE * SIDE; i++) {
                planes[c].data().put(i, (byte) (i * 31 + c));
            }
        }
        Mat table = new Mat(1, 256, opencv_core.CV_32FC1);
        for (int i = 0; i < 256; i++) {
            new FloatPointer(table.data()).put(i, i / 255f);
        }
        Mat divisor = new Mat(4, 1, opencv_core.CV_64FC1, new Scalar(255, 255, 255, 255));
        Image image = Pictures.noise(SIDE, SIDE, 1);
        Tensor heap = Tensor.of(new float[3 * SIDE * SIDE], 1, 3, SIDE, SIDE);
        Map<String, Runnable> ways = new LinkedHashMap<>();
        ways.put(
                "convertTo × 1/255 (57 % of the bits differ)",
                () -> {
                    for (int c = 0; c < 3; c++) {
                        planes[c].convertTo(outputs[c], opencv_core.CV_32FC1, 1 / 255.0, 0);
                    }
                });
        ways.put("convertTo, then accumulateWeighted", () -> {
            for (int c = 0; c < 3; c++) {
                planes[c].convertTo(outputs[c], opencv_core.CV_32FC1, 1 / 65025f + 3 * Math.ulp(1 / 65025f), 0);
                opencv_imgproc.accumulateWeighted(planes[c], outputs[c], 1 / 256.0);
            }
        });
        ways.put("LUT of 256 floats", () -> {
            for (int c = 0; c < 3; c++) {
                opencv_core.LUT(planes[c], table, outputs[c]);
            }
        });
        ways.put("divide by 255", () -> {
            for (int c = 0; c < 3; c++) {
                opencv_core.divide(planes[c], divisor, outputs[c], 1, opencv_core.CV_32FC1);
            }
        });
        ways.put("Java, table, from interleaved pixels", () -> Normalization.UNIT.write(image, heap, 0));
        table("8-bit planes to v / 255f, 3 × " + SIDE + " × " + SIDE, ways);
    }

    private static void threads() {
        Tensor input = Tensor.allocate(DataType.FLOAT32, 1, 3, SIDE, SIDE);
        for (Size size : new Size[] {new Size(1280, 960), new Size(4000, 3000)}) {
            Image image = Pictures.noise(size.width(), size.height(), 1);
            for (int threads = 1; threads <= 2; threads++) {
                opencv_core.setNumThreads(threads);
                Runnable letterbox = () -> Letterbox.to(SIDE).write(image, input, 0, Normalization.UNIT);
                long[] wall = new long[300];
                for (int i = 0; i < wall.length; i++) {
                    long start = System.nanoTime();
                    letterbox.run();
                    wall[i] = System.nanoTime() - start;
                }
                Arrays.sort(wall);
                System.out.printf(
                        Locale.ROOT,
                        "letterbox of %s, OpenCV threads %d: wall %.3f ms (%.3f)%n",
                        size,
                        threads,
                        wall[wall.length / 2] / 1e6,
                        wall[0] / 1e6);
            }
            opencv_core.setNumThreads(1);
        }
    }

    private static void resizes() {
        Image image = Pictures.noise(1280, 960, 1);
        Map<String, Runnable> ways = new LinkedHashMap<>();
        for (Interpolation interpolation : Interpolation.values()) {
            ways.put(interpolation.name(), () -> image.resized(new Size(640, 480), interpolation));
        }
        Tensor input = Tensor.allocate(DataType.FLOAT32, 1, 3, 224, 224);
        ways.put("CLIP's input of 224", () -> CenterCrop.bicubic(224).write(image, input, 0, Normalization.CLIP));
        table("1280×960 to 640×480", ways);
    }

    private static void decoding(byte[] file) {
        Map<String, Runnable> ways = new LinkedHashMap<>();
        ways.put("imdecode", () -> {
            try (BytePointer data = new BytePointer(file);
                    Mat encoded = new Mat(1, file.length, opencv_core.CV_8UC1, data)) {
                opencv_imgcodecs
                        .imdecode(encoded, opencv_imgcodecs.IMREAD_COLOR)
                        .close();
            }
        });
        ways.put("Image.read", () -> quietly(() -> Image.read(file)));
        ways.put(
                "of it header and structure",
                () -> quietly(() -> {
                    Bytes bytes = Bytes.of(file, "");
                    ImageHeader header = ImageHeader.read(bytes);
                    header.format().requireWhole(bytes);
                    return header;
                }));
        table("decoding " + file.length + " bytes", ways);
    }

    private static void writing(Image image) {
        BufferedImage java2d = image.toBufferedImage();
        Map<String, Runnable> ways = new LinkedHashMap<>();
        ways.put("our PNG, " + image.encodePng().length + " bytes", image::encodePng);
        ways.put("ImageIO's PNG, " + imageIo(java2d).length + " bytes", () -> imageIo(java2d));
        table("writing " + image.size(), ways);
    }

    private static byte[] imageIo(BufferedImage image) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        quietly(() -> ImageIO.write(image, "png", file));
        return file.toByteArray();
    }

    private interface Reading {
        Object read() throws IOException;
    }

    private static void quietly(Reading reading) {
        try {
            reading.read();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void table(String title, Map<String, Runnable> ways) {
        Map<String, long[]> times = new LinkedHashMap<>();
        ways.keySet().forEach(name -> times.put(name, new long[TURNS]));
        for (int turn = -TURNS / 3; turn < TURNS; turn++) { // the first ones warm the JIT compiler up
            for (Map.Entry<String, Runnable> way : ways.entrySet()) {
                long start = TIME.getCurrentThreadCpuTime();
                for (int i = 0; i < CALLS; i++) {
                    way.getValue().run();
                }
                if (turn >= 0) {
                    times.get(way.getKey())[turn] = (TIME.getCurrentThreadCpuTime() - start) / CALLS;
                }
            }
        }
        System.out.println(title + ", CPU ms, median (smallest):");
        times.forEach((name, values) -> {
            Arrays.sort(values);
            System.out.printf(Locale.ROOT, "  %-45s %8.3f (%.3f)%n", name, values[TURNS / 2] / 1e6, values[0] / 1e6);
        });
    }
}
