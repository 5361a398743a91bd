package io.github.s2vision.examples.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.github.s2vision.S2;
import io.github.s2vision.S2Plan;
import io.github.s2vision.backend.Backend;
import io.github.s2vision.backend.SessionOptions;
import io.github.s2vision.feature.FeatureBatch;
import io.github.s2vision.feature.OnnxModel;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What S2 costs beside the bare model in the same micro-batches: process CPU time, pairs in turns.
 *
 * <p>Arguments: model.onnx, threads, pairs, scales ("1,2,3"), the size of micro-batches or "scale" for one call for each
 * scale, extracts in each half of a pair (the process's CPU clock ticks in steps of 10 ms).
 */
public final class S2Cost {
    private S2Cost() {}

    /** See the class. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        int threads = Integer.parseInt(arguments[1]);
        int pairs = Integer.parseInt(arguments[2]);
        double[] scales = Arrays.stream(arguments[3].split(","))
                .mapToDouble(Double::parseDouble)
                .toArray();
        int repeats = Integer.parseInt(arguments[5]);
        SessionOptions options = SessionOptions.DEFAULT.threads(threads);
        try (OnnxModel model = OnnxModel.load(file, Backend.cpu(), options)) {
            Size size = model.input().size();
            Tensor image = noise(size);
            S2 s2 = S2.wrap(model).scales(scales);
            S2Plan plan = s2.plan(image.shape());
            boolean perScale = arguments[4].equals("scale");
            int microBatch = perScale ? 0 : Integer.parseInt(arguments[4]);
            List<Integer> batches = perScale
                    ? plan.scales().stream().map(S2Plan.Scale::tiles).toList()
                    : microBatches(plan.tiles(), microBatch);
            S2 measured = perScale ? s2.microBatch(Integer.MAX_VALUE) : s2.microBatch(microBatch);
            System.out.println(plan + "\nbare calls of " + batches + " tiles; " + threads + " thread(s); " + repeats
                    + " extract(s) a half");
            Bare bare = new Bare(model, batches, size);
            for (int warm = 0; warm < 3; warm++) {
                bare.run();
                measured.extract(image);
            }
            double[] ratios = new double[pairs];
            double[] bareMillis = new double[pairs];
            double[] wholeMillis = new double[pairs];
            for (int i = 0; i < pairs; i++) {
                boolean bareFirst = i % 2 == 0;
                double first = millis(repeats, bareFirst ? bare::run : () -> measured.extract(image));
                double second = millis(repeats, bareFirst ? () -> measured.extract(image) : bare::run);
                bareMillis[i] = bareFirst ? first : second;
                wholeMillis[i] = bareFirst ? second : first;
                ratios[i] = wholeMillis[i] / bareMillis[i];
            }
            bare.close();
            System.out.printf(
                    Locale.ROOT,
                    "bare %.1f/%.1f ms, S2 %.1f/%.1f ms of CPU (median/min); S2 over bare, pair by pair: %.4f median%n",
                    median(bareMillis),
                    bareMillis[0],
                    median(wholeMillis),
                    wholeMillis[0],
                    median(ratios));
        }
    }

    private static List<Integer> microBatches(int tiles, int most) {
        List<Integer> batches = new ArrayList<>();
        for (int left = tiles; left > 0; left -= most) {
            batches.add(Math.min(left, most));
        }
        return batches;
    }

    private static double millis(int repeats, Runnable work) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long start = system.getProcessCpuTime();
        for (int i = 0; i < repeats; i++) {
            work.run();
        }
        return (system.getProcessCpuTime() - start) / 1e6 / repeats;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    static Tensor noise(Size size) {
        SplittableRandom random = new SplittableRandom(0);
        Tensor tensor = Tensor.allocate(DataType.FLOAT32, 1, 3, size.height(), size.width());
        FloatBuffer floats = tensor.floats();
        while (floats.hasRemaining()) {
            floats.put((float) random.nextDouble(-2, 2));
        }
        return tensor;
    }

    /** The model on tiles that are there already. */
    private static final class Bare {
        private final List<FeatureBatch> batches = new ArrayList<>();

        Bare(OnnxModel model, List<Integer> sizes, Size tile) {
            for (int size : sizes) {
                FeatureBatch batch = model.batch(size, tile.width(), tile.height());
                FloatBuffer pixels = batch.images().floats();
                FloatBuffer noise = noise(tile).floats();
                while (pixels.hasRemaining()) {
                    pixels.put(noise.rewind());
                }
                batches.add(batch);
            }
        }

        void run() {
            batches.forEach(FeatureBatch::extract);
        }

        void close() {
            batches.forEach(FeatureBatch::close);
        }
    }
}
