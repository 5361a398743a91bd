package io.github.s2vision.backend;

import io.github.s2vision.backend.BackendReport.Finding;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The one proof that a backend works: a small model is loaded and run. Drivers, devices and kernels can fail at either, and
 * a broken driver can hang.
 */
final class Trial {
    /**
     * x FLOAT32 [1, 3, 8, 8] -> Conv 3×3 to 2 channels, the first of weights 0, the second of 1/27, Relu, GlobalAveragePool,
     * Flatten, Softmax -> y FLOAT32 [1, 2]. A test shows that these are the bytes that {@code OnnxGraphWriter} writes.
     */
    static final byte[] MODEL = Base64.getDecoder()
            .decode("CAgSDXMydmlzaW9uLXRlc3Q6gANaGwoBeBIWChQIARIQCgIIAQoCCAMKAggICgIICCroAQgCCAMIAwgDEAFCAXdK2AEAAAAA"
                    + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                    + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAmtBc9JrQXPSa0Fz0mtBc9JrQXPSa0Fz0mtBc9JrQXPSa0Fz0mtBc9"
                    + "JrQXPSa0Fz0mtBc9JrQXPSa0Fz0mtBc9JrQXPSa0Fz0mtBc9JrQXPSa0Fz0mtBc9JrQXPSa0Fz0mtBc9JrQXPSa0Fz0KDwoB"
                    + "eAoBdxIBYyIEQ29udgoMCgFjEgFyIgRSZWx1ChkKAXISAXAiEUdsb2JhbEF2ZXJhZ2VQb29sCg8KAXASAWYiB0ZsYXR0ZW4K"
                    + "DwoBZhIBeSIHU29mdG1heGITCgF5Eg4KDAgBEggKAggBCgIIAhIFZ3JhcGhCBAoAEBE=");

    private Trial() {}

    /** Opens and runs; gives up after {@code limit}, leaving a daemon thread with what hangs. */
    static Finding run(OnnxLoader loader, SessionOptions options, Duration limit) {
        FutureTask<Finding> task = new FutureTask<>(() -> run(loader, options));
        Thread thread = new Thread(task, "s2vision-trial");
        thread.setDaemon(true);
        long start = System.nanoTime();
        thread.start();
        try {
            Finding finding = task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            long millis = (System.nanoTime() - start) / 1_000_000;
            return finding.ok()
                    ? new Finding(true, finding.what(), finding.found() + " in " + millis + " ms", "")
                    : finding;
        } catch (TimeoutException hangs) {
            return new Finding(
                    false,
                    "trial run",
                    "no answer within " + limit.toSeconds() + " s",
                    "check that the device answers other programs (nvidia-smi), then start again");
        } catch (ExecutionException thrown) {
            return Diagnosis.of(String.valueOf(thrown.getCause()));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return new Finding(false, "trial run", "interrupted", "ask again");
        }
    }

    private static Finding run(OnnxLoader loader, SessionOptions options) {
        try (Session session = loader.open(ByteBuffer.wrap(MODEL), "trial.onnx", options)) {
            Tensor x = Tensor.allocate(DataType.FLOAT32, 1, 3, 8, 8);
            FloatBuffer ones = x.floats();
            while (ones.hasRemaining()) {
                ones.put(1);
            }
            float[] y = session.run(Map.of("x", x)).values().iterator().next().toFloatArray();
            // softmax(0, 1); a GPU may round to 10 bits on the way.
            return Math.abs(y[1] - 0.7310586f) < 1e-3
                    ? new Finding(true, "trial run", "a small model was loaded and run", "")
                    : new Finding(
                            false,
                            "trial run",
                            "wrong numbers: " + Arrays.toString(y),
                            "report this with your device and driver");
        } catch (BackendException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            return Diagnosis.of(String.valueOf(cause.getMessage()));
        }
    }
}
