package io.github.s2vision.backend;

import io.github.s2vision.progress.Cancellation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How one run of a model goes.
 *
 * @param outputs the outputs to compute, by name; empty for all
 * @param timeLimit the run is stopped after this long; empty for no limit
 * @param cancellation stops the run when cancelled
 */
public record RunOptions(List<String> outputs, Optional<Duration> timeLimit, Cancellation cancellation) {
    /** All outputs, no time limit, never cancelled. */
    public static final RunOptions DEFAULT = new RunOptions(List.of(), Optional.empty(), Cancellation.NONE);

    /**
     * Copies the list and checks the limit.
     *
     * @throws IllegalArgumentException if the time limit is zero or negative
     */
    public RunOptions {
        outputs = List.copyOf(outputs);
        if (timeLimit.isPresent()
                && (timeLimit.get().isZero() || timeLimit.get().isNegative())) {
            throw new IllegalArgumentException("time limit " + timeLimit.get() + ": it must be above zero");
        }
    }

    /** These options computing only the outputs named. */
    public RunOptions outputs(String... names) {
        return new RunOptions(List.of(names), timeLimit, cancellation);
    }

    /**
     * These options with a time limit. It acts between the nodes of the graph: one very long node ends first.
     *
     * @throws IllegalArgumentException if it is zero or negative
     */
    public RunOptions timeLimit(Duration limit) {
        return new RunOptions(outputs, Optional.of(limit), cancellation);
    }

    /** These options for a run that {@code handle} can stop; like a time limit it acts between nodes. */
    public RunOptions cancelledBy(Cancellation handle) {
        return new RunOptions(outputs, timeLimit, handle);
    }
}
