package io.github.s2vision.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.s2vision.progress.Cancellation;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Shape;
import io.github.s2vision.tensor.Tensor;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link Backend} promises. One subclass per implementation, and it inherits every test. */
@Timeout(60)
public abstract class BackendContract {
    /** So many rounds of {@link TinyModel#slow} that no run of a test ends by itself. */
    private static final long FOREVER = 1L << 40;

    /** The backend; {@code model} is what a fake is to compute, others read the file they are given. */
    abstract Backend backend(TinyModel model);

    private Session open(TinyModel model) {
        return model.open(backend(model), SessionOptions.DEFAULT.threads(1));
    }

    private static Map<String, Tensor> x(float... values) {
        return Map.of("x", Tensor.of(values, values.length / 3, 3));
    }

    @Test
    void the_signature_is_the_files() {
        TinyModel model = TinyModel.twiceAndSquare();
        try (Session session = open(model)) {
            assertThat(session.signature()).isEqualTo(model.signature());
            assertThat(session.signature())
                    .hasToString("x FLOAT32 [batch, 3] -> twice FLOAT32 [batch, 3], square FLOAT32 [batch, 3]");
        }
    }

    @Test
    void all_outputs_come_in_the_signatures_order() {
        try (Session session = open(TinyModel.twiceAndSquare())) {
            for (int repeat = 0; repeat < 3; repeat++) {
                Map<String, Tensor> outputs = session.run(x(1, 2, 3));
                assertThat(outputs.keySet()).containsExactly("twice", "square");
                assertThat(outputs.get("twice").toFloatArray()).containsExactly(2, 4, 6);
                assertThat(outputs.get("square").toFloatArray()).containsExactly(1, 4, 9);
                assertThat(outputs.get("square").shape()).isEqualTo(Shape.of(1, 3));
            }
        }
    }

    @Test
    void only_the_outputs_asked_for_are_computed() {
        try (Session session = open(TinyModel.twiceAndSquare())) {
            assertThat(session.run(x(1, 2, 3), RunOptions.DEFAULT.outputs("square")))
                    .containsOnlyKeys("square");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> session.run(x(1, 2, 3), RunOptions.DEFAULT.outputs("cube")))
                    .withMessageContainingAll("cube", "twice", "square");
        }
    }

    @ParameterizedTest
    @EnumSource
    void each_type_goes_in_and_out_unchanged(DataType type) {
        try (Session session = open(TinyModel.identity(type))) {
            for (int repeat = 0; repeat < 3; repeat++) {
                Tensor given = sample(type, false);
                assertEqual(session.run(Map.of("x", given)).get("y"), given);
                if (type != DataType.STRING) {
                    Tensor direct = sample(type, true);
                    assertEqual(session.run(Map.of("x", direct)).get("y"), direct);
                    assertEqual(session.run(Map.of("x", direct.slice(1, 3))).get("y"), direct.slice(1, 3));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_elements_are_fine_too(DataType type) {
        try (Session session = open(TinyModel.identity(type))) {
            Tensor none = type == DataType.STRING ? Tensor.ofStrings(List.of(), 0, 2) : Tensor.allocate(type, 0, 2);
            for (int repeat = 0; repeat < 2; repeat++) {
                assertThat(session.run(Map.of("x", none)).get("y").shape()).isEqualTo(Shape.of(0, 2));
            }
        }
    }

    @Test
    void a_result_is_not_touched_by_later_runs() {
        try (Session session = open(TinyModel.twiceAndSquare())) {
            List<Tensor> results = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                results.add(session.run(x(i, i, i)).get("twice"));
            }
            for (int i = 0; i < 4; i++) {
                assertThat(results.get(i).toFloatArray()).containsExactly(2 * i, 2 * i, 2 * i);
            }
        }
    }

    @Test
    void shapes_that_follow_the_numbers_are_right_each_time() {
        try (Session session = open(TinyModel.nonZero())) {
            float[][] inputs = {{1, 0, 0}, {0, 1, 1}, {1, 1, 1}, {0, 0, 0}, {0, 0, 1}, {1, 0}, {0, 1}, {1, 1}};
            for (float[] values : inputs) {
                List<Long> expected = new ArrayList<>();
                for (int i = 0; i < values.length; i++) {
                    if (values[i] != 0) {
                        expected.add((long) i);
                    }
                }
                Tensor found = session.run(Map.of("x", Tensor.of(values, values.length)))
                        .get("y");
                assertThat(found.shape()).isEqualTo(Shape.of(1, expected.size()));
                assertThat(found.toLongArray()).containsExactly(expected.toArray(Long[]::new));
            }
        }
    }

    @Test
    void wrong_inputs_are_refused_with_what_was_given_and_what_is_wanted() {
        try (Session session = open(TinyModel.twiceAndSquare())) {
            assertRefused(
                    session, Map.of("x", Tensor.of(new float[4], 1, 4)), "x FLOAT32 [batch, 3]", "FLOAT32 [1, 4]");
            assertRefused(session, Map.of("x", Tensor.of(new float[3], 3)), "x FLOAT32 [batch, 3]", "FLOAT32 [3]");
            assertRefused(session, Map.of("x", Tensor.of(new int[3], 1, 3)), "x FLOAT32 [batch, 3]", "INT32 [1, 3]");
            assertRefused(session, Map.of(), "x FLOAT32 [batch, 3]");
            assertRefused(session, Map.of("z", Tensor.of(new float[3], 1, 3)), "x FLOAT32 [batch, 3]", "z");
            Map<String, Tensor> tooMany = new HashMap<>(x(1, 2, 3));
            tooMany.put("z", Tensor.of(new float[3], 1, 3));
            assertRefused(session, tooMany, "no input 'z'", "x FLOAT32 [batch, 3]");
            assertThatNullPointerException().isThrownBy(() -> session.run(x(1, 2, 3), null));
            assertThat(session.run(x(1, 2, 3)).get("twice").toFloatArray()).containsExactly(2, 4, 6);
        }
    }

    private static void assertRefused(Session session, Map<String, Tensor> inputs, String... facts) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> session.run(inputs))
                .withMessageContainingAll(facts);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> session.prepare(inputs, Map.of("twice", Tensor.allocate(DataType.FLOAT32, 1, 3))))
                .withMessageContainingAll(facts);
    }

    @Test
    void a_boolean_is_0_or_1() {
        try (Session session = open(TinyModel.identity(DataType.BOOL))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> session.run(Map.of("x", Tensor.of(DataType.BOOL, new byte[] {1, 2}, 1, 2))))
                    .withMessageContainingAll("'x'", "byte 2", "index 1");
        }
    }

    @Test
    void a_prepared_call_reads_and_writes_the_same_memory_each_time() {
        Tensor x = Tensor.allocate(DataType.FLOAT32, 2, 3);
        Tensor square = Tensor.allocate(DataType.FLOAT32, 2, 3);
        try (Session session = open(TinyModel.twiceAndSquare());
                Session.Call call = session.prepare(Map.of("x", x), Map.of("square", square))) {
            for (int value = 1; value < 5; value++) {
                x.floats().put(0, value).put(5, -value);
                call.run();
                assertThat(square.toFloatArray()).containsExactly(value * value, 0, 0, 0, 0, value * value);
            }
        }
    }

    @Test
    void a_prepared_call_takes_direct_memory_of_the_right_shape_only() {
        Tensor x = Tensor.allocate(DataType.FLOAT32, 2, 3);
        Tensor y = Tensor.allocate(DataType.FLOAT32, 2, 3);
        try (Session session = open(TinyModel.twiceAndSquare())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> session.prepare(x(1, 2, 3), Map.of("twice", y)))
                    .withMessageContainingAll("'x'", "direct", "Tensor.allocate");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> session.prepare(Map.of("x", x), Map.of("twice", Tensor.of(new float[6], 2, 3))))
                    .withMessageContainingAll("'twice'", "direct");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> session.prepare(Map.of("x", x), Map.of()))
                    .withMessageContaining("twice FLOAT32 [batch, 3]");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> session.prepare(Map.of("x", x), Map.of("thrice", y)))
                    .withMessageContainingAll("'thrice'", "twice");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> session.prepare(Map.of("x", x), Map.of("twice", y.reshape(3, 2))))
                    .withMessageContainingAll("twice FLOAT32 [batch, 3]", "[3, 2]");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> session.prepare(Map.of("x", x), Map.of("twice", x)))
                    .withMessageContainingAll("'twice'", "overwrite");
        }
    }

    @Test
    void an_output_of_another_shape_than_the_prepared_memory_is_an_error_not_a_wrong_number() {
        Tensor x = Tensor.allocate(DataType.FLOAT32, 3);
        Tensor y = Tensor.allocate(DataType.INT64, 1, 2);
        try (Session session = open(TinyModel.nonZero());
                Session.Call call = session.prepare(Map.of("x", x), Map.of("y", y))) {
            assertThatThrownBy(call::run).isInstanceOf(BackendException.class).hasMessageContaining("[1, 2]");
            x.floats().put(1, 1).put(2, 1);
            call.run();
            assertThat(y.toLongArray()).containsExactly(1, 2);
        }
    }

    @Test
    void one_session_serves_many_threads_with_the_same_bits() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (Session session = open(TinyModel.twiceAndSquare())) {
            List<Future<float[]>> results = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                float value = i % 7;
                results.add(threads.submit(
                        () -> session.run(x(value, 1, 2)).get("square").toFloatArray()));
            }
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get()).containsExactly((i % 7) * (i % 7), 1, 4);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_second_thread_is_refused_by_a_call_that_is_running() throws Exception {
        Map<String, Tensor> inputs =
                Map.of("x", Tensor.allocate(DataType.FLOAT32, 32, 32), "rounds", Tensor.allocate(DataType.INT64));
        inputs.get("rounds").longs().put(0, FOREVER);
        Cancellation stop = new Cancellation();
        try (Session session = open(TinyModel.slow());
                Session.Call call = session.prepare(inputs, Map.of("y", Tensor.allocate(DataType.FLOAT32, 32, 32)))) {
            Future<?> one = inBackground(() -> call.run(RunOptions.DEFAULT.cancelledBy(stop)));
            Future<?> other = inBackground(() -> call.run(RunOptions.DEFAULT.cancelledBy(stop)));
            while (!one.isDone() && !other.isDone()) {
                Thread.onSpinWait();
            }
            Future<?> refused = one.isDone() ? one : other;
            Future<?> running = one.isDone() ? other : one;
            assertThatThrownBy(refused::get)
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Call[");
            assertThat(running.isDone()).isFalse();
            stop.cancel();
            assertThatThrownBy(running::get).hasCauseInstanceOf(CancellationException.class);
        }
    }

    @Test
    void closing_twice_is_harmless_and_later_use_is_refused() {
        Tensor x = Tensor.allocate(DataType.FLOAT32, 1, 3);
        Tensor y = Tensor.allocate(DataType.FLOAT32, 1, 3);
        Session session = open(TinyModel.twiceAndSquare());
        Session.Call closed = session.prepare(Map.of("x", x), Map.of("twice", y));
        Session.Call open = session.prepare(Map.of("x", x), Map.of("twice", y));
        closed.close();
        closed.close();
        assertThatIllegalStateException().isThrownBy(closed::run);
        session.close();
        session.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> session.run(x(1, 2, 3)))
                .withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(() -> session.prepare(Map.of("x", x), Map.of("twice", y)));
        assertThatIllegalStateException().isThrownBy(open::run);
        open.close();
        assertThat(session.signature().inputs()).hasSize(1);
        assertThat(session.toString()).contains("closed");
    }

    @Test
    void close_waits_for_runs_under_way() throws Exception {
        Cancellation stop = new Cancellation();
        Session session = open(TinyModel.slow());
        FutureTask<?> running = new FutureTask<>(
                () -> session.run(TinyModel.slowInputs(FOREVER), RunOptions.DEFAULT.cancelledBy(stop)));
        Thread runner = new Thread(running);
        runner.start();
        awaitComputing(runner);
        Future<?> closing = inBackground(session::close);
        while (!session.toString().contains("closed")) {
            Thread.onSpinWait();
        }
        assertThatIllegalStateException().isThrownBy(() -> session.run(TinyModel.slowInputs(1)));
        assertThat(closing.isDone()).isFalse();
        stop.cancel();
        closing.get();
        assertThatThrownBy(running::get).hasCauseInstanceOf(CancellationException.class);
    }

    /** Until the thread is inside native code, or inside the Java of a fake. */
    private static void awaitComputing(Thread thread) {
        while (Arrays.stream(thread.getStackTrace())
                .noneMatch(frame -> frame.getClassName().startsWith("ai.onnxruntime.") && frame.isNativeMethod()
                        || frame.getClassName().equals(TinyModel.class.getName()))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void a_time_limit_stops_a_run_and_the_session_goes_on() {
        try (Session session = open(TinyModel.slow())) {
            for (int repeat = 0; repeat < 3; repeat++) {
                assertThatExceptionOfType(BackendException.class)
                        .isThrownBy(() -> session.run(
                                TinyModel.slowInputs(FOREVER), RunOptions.DEFAULT.timeLimit(Duration.ofMillis(20))))
                        .withMessageContaining("time limit");
                assertThat(session.run(TinyModel.slowInputs(2))).containsKey("y");
            }
            assertThat(session.run(TinyModel.slowInputs(2), RunOptions.DEFAULT.timeLimit(Duration.ofDays(100_000_000))))
                    .containsKey("y");
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void cancelling_stops_a_run_and_the_session_goes_on() throws Exception {
        try (Session session = open(TinyModel.slow())) {
            Cancellation stop = new Cancellation();
            Future<?> running = inBackground(
                    () -> session.run(TinyModel.slowInputs(FOREVER), RunOptions.DEFAULT.cancelledBy(stop)));
            session.run(TinyModel.slowInputs(2));
            stop.cancel();
            assertThatThrownBy(running::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(CancellationException.class);
            assertThatExceptionOfType(CancellationException.class)
                    .isThrownBy(() -> session.run(TinyModel.slowInputs(2), RunOptions.DEFAULT.cancelledBy(stop)));
            assertThat(session.run(TinyModel.slowInputs(2), RunOptions.DEFAULT.cancelledBy(new Cancellation())))
                    .containsKey("y");
        }
    }

    @Test
    void an_interrupt_alone_does_not_stop_a_run_and_stays_set() {
        try (Session session = open(TinyModel.twiceAndSquare())) {
            Thread.currentThread().interrupt();
            assertThat(session.run(x(1, 2, 3)).get("twice").toFloatArray()).containsExactly(2, 4, 6);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void a_file_that_is_not_there_is_an_io_exception(@TempDir Path folder) {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> backend(TinyModel.nonZero()).open(folder.resolve("none.onnx")))
                .withMessageContaining("none.onnx");
    }

    @Test
    void a_model_is_opened_by_its_path(@TempDir Path folder) throws IOException {
        TinyModel model = TinyModel.twiceAndSquare();
        Path file = java.nio.file.Files.write(folder.resolve("twice ü.onnx"), model.onnx());
        try (Session session = backend(model).open(file)) {
            assertThat(session.run(x(1, 2, 3)).get("twice").toFloatArray()).containsExactly(2, 4, 6);
            assertThat(session.toString()).contains("twice ü.onnx");
        }
    }

    @Test
    void the_report_says_that_it_works_and_what_it_runs_on() {
        Backend backend = backend(TinyModel.nonZero());
        BackendReport report = backend.report();
        assertThat(report.backend()).isEqualTo(backend.name());
        assertThat(report.usable()).isTrue();
        assertThat(report.device()).isNotBlank();
        assertThat(report.runtime()).isNotBlank();
        assertThat(backend.toString()).contains(backend.name()).hasSizeLessThan(80);
    }

    private static Future<?> inBackground(Runnable work) {
        FutureTask<?> task = new FutureTask<>(work, null);
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static Tensor sample(DataType type, boolean direct) {
        Tensor heap = switch (type) {
            case FLOAT32 -> Tensor.of(new float[] {0, -0f, 1.5f, Float.NaN, Float.MAX_VALUE, 3}, 3, 2);
            case FLOAT16 -> Tensor.ofHalves(new float[] {0, -1, 65504, 1e-7f, 0.5f, 3}, 3, 2);
            case INT64 -> Tensor.of(new long[] {0, -1, Long.MAX_VALUE, Long.MIN_VALUE, 5, 6}, 3, 2);
            case INT32 -> Tensor.of(new int[] {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 5, 6}, 3, 2);
            case UINT8, INT8 -> Tensor.of(type, new byte[] {0, -1, 127, -128, 5, 6}, 3, 2);
            case BOOL -> Tensor.of(type, new byte[] {0, 1, 1, 0, 0, 1}, 3, 2);
            case STRING -> Tensor.ofStrings(List.of("", "a", "größer", "日本", "x y", "\n"), 3, 2);
        };
        return direct ? OnnxTensors.copyOf(heap) : heap;
    }

    private static void assertEqual(Tensor found, Tensor wanted) {
        assertThat(found.type()).isEqualTo(wanted.type());
        assertThat(found.shape()).isEqualTo(wanted.shape());
        switch (wanted.type()) {
            case FLOAT32 ->
                assertThat(found.floats().compareTo(wanted.floats())).isZero();
            case FLOAT16 ->
                assertThat(found.halves().compareTo(wanted.halves())).isZero();
            case INT64 -> assertThat(found.longs().compareTo(wanted.longs())).isZero();
            case INT32 -> assertThat(found.ints().compareTo(wanted.ints())).isZero();
            case UINT8, INT8, BOOL ->
                assertThat(found.bytes().compareTo(wanted.bytes())).isZero();
            case STRING -> assertThat(found.strings()).isEqualTo(wanted.strings());
        }
    }
}
