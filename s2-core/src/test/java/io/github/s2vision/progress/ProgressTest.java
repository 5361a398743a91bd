package io.github.s2vision.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
    @Test
    void a_step_after_cancelling_ends_the_work_unreported() {
        List<Long> seen = new ArrayList<>();
        Cancellation stop = new Cancellation();
        Progress progress = ((Progress) (done, total, what) -> seen.add(done)).cancelledBy(stop);

        progress.step(1, 3, "tiles");
        stop.cancel();

        assertThatThrownBy(() -> progress.step(2, 3, "tiles")).isInstanceOf(CancellationException.class);
        assertThat(seen).containsExactly(1L);
    }

    @Test
    void an_interrupted_thread_ends_the_work_and_stays_interrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Progress.NONE.step(1, 3, "tiles"))
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void actions_run_once_and_not_after_they_were_taken_back() {
        Cancellation stop = new Cancellation();
        AtomicInteger kept = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();
        stop.onCancel(kept::incrementAndGet);
        stop.onCancel(kept::incrementAndGet);
        stop.onCancel(taken::incrementAndGet).close();

        stop.cancel();
        stop.cancel();
        stop.onCancel(kept::incrementAndGet);

        assertThat(kept).hasValue(3);
        assertThat(taken).hasValue(0);
    }

    @Test
    void the_shared_constant_cannot_be_cancelled() {
        assertThatIllegalStateException().isThrownBy(Cancellation.NONE::cancel);
    }

    @Test
    void the_bar_shows_share_and_time_left_and_ends_its_line() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        AtomicLong nanos = new AtomicLong();
        Progress bar = new ProgressBar(new PrintStream(bytes, true, StandardCharsets.UTF_8), nanos::get);

        for (int done = 0; done <= 4; done++) {
            bar.step(done, 4, "tiles");
            nanos.addAndGet(1_000_000_000);
        }

        String[] lines = bytes.toString(StandardCharsets.UTF_8).split("\r");
        assertThat(lines).hasSize(6); // one redraw for each step, after an empty start
        assertThat(lines[2]).startsWith("tiles  [#######").contains("25 % 1/4, 3.0 s left");
        assertThat(lines[5]).contains("100 % 4/4, took 4.0 s").endsWith(System.lineSeparator());
    }

    @Test
    void the_bar_draws_at_most_ten_times_a_second() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        AtomicLong nanos = new AtomicLong();
        Progress bar = new ProgressBar(new PrintStream(bytes, true, StandardCharsets.UTF_8), nanos::get);

        for (int done = 0; done <= 1000; done++) {
            bar.step(done, 1000, "tiles");
            nanos.addAndGet(1_000_000);
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8)
                        .chars()
                        .filter(c -> c == '\r')
                        .count())
                .isBetween(5L, 12L);
    }
}
