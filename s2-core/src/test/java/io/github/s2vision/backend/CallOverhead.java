package io.github.s2vision.backend;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.sun.management.ThreadMXBean;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What {@link Session.Call#run()} costs above {@code OrtSession.run} with the same reused tensors and pinned outputs, on a
 * model so small that nothing else counts: y = x + x, 1×3×8×8, one thread. Blocks of calls in turns, in an order that
 * swaps each time; time is the thread's CPU time. Prints medians.
 *
 * @param bareNanos median of the blocks, per call
 * @param ourNanos likewise
 * @param ratio median over the pairs of blocks of ours / bare
 * @param bareBytes heap per call
 * @param ourBytes likewise
 */
record CallOverhead(double bareNanos, double ourNanos, double ratio, double bareBytes, double ourBytes) {
    private static final int CALLS = 5_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private interface Run {
        void run() throws OrtException;
    }

    public static void main(String[] arguments) throws OrtException {
        System.out.println(measure(arguments.length == 0 ? 201 : Integer.parseInt(arguments[0])));
    }

    static CallOverhead measure(int pairs) throws OrtException {
        byte[] model = new OnnxGraphWriter()
                .input("x", DataType.FLOAT32, 1, 3, 8, 8)
                .node("Add", List.of("x", "x"), "y")
                .output("y", DataType.FLOAT32, 1, 3, 8, 8)
                .toBytes();
        Tensor x = Tensor.allocate(DataType.FLOAT32, 1, 3, 8, 8);
        Tensor y = Tensor.allocate(DataType.FLOAT32, 1, 3, 8, 8);
        SessionOptions options = SessionOptions.DEFAULT.threads(1);
        try (Session ours = Backend.cpu().open(ByteBuffer.wrap(model), "add.onnx", options);
                Session.Call call = ours.prepare(Map.of("x", x), Map.of("y", y));
                OrtSession.SessionOptions bareOptions = new OrtSession.SessionOptions()) {
            bareOptions.setIntraOpNumThreads(1);
            OrtEnvironment environment = OrtRuntime.get().environment();
            try (OrtSession bare = environment.createSession(model, bareOptions);
                    OnnxTensor bareX = OnnxTensors.view(environment, x);
                    OnnxTensor bareY = OnnxTensors.view(environment, y)) {
                Map<String, OnnxTensor> inputs = Map.of("x", bareX);
                Map<String, OnnxTensor> outputs = Map.of("y", bareY);
                return measure(pairs, () -> bare.run(inputs, Set.of(), outputs), call::run);
            }
        }
    }

    private static CallOverhead measure(int pairs, Run bare, Run ours) throws OrtException {
        for (int i = 0; i < 20; i++) {
            nanos(bare);
            nanos(ours);
        }
        double[] bareNanos = new double[pairs];
        double[] ourNanos = new double[pairs];
        double[] ratios = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            if (i % 2 == 0) {
                bareNanos[i] = nanos(bare);
                ourNanos[i] = nanos(ours);
            } else {
                ourNanos[i] = nanos(ours);
                bareNanos[i] = nanos(bare);
            }
            ratios[i] = ourNanos[i] / bareNanos[i];
        }
        return new CallOverhead(median(bareNanos), median(ourNanos), median(ratios), bytes(bare), bytes(ours));
    }

    private static double nanos(Run run) throws OrtException {
        long start = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < CALLS; i++) {
            run.run();
        }
        return (double) (THREADS.getCurrentThreadCpuTime() - start) / CALLS;
    }

    private static double bytes(Run run) throws OrtException {
        long start = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            run.run();
        }
        return (double) (THREADS.getCurrentThreadAllocatedBytes() - start) / CALLS;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "OrtSession.run %.0f ns and %.0f bytes a call, Session.Call.run %.0f ns and %.0f bytes: %+.1f %% and %+.0f bytes",
                bareNanos,
                bareBytes,
                ourNanos,
                ourBytes,
                100 * (ratio - 1),
                ourBytes - bareBytes);
    }
}
