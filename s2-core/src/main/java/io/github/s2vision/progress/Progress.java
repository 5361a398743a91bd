package io.github.s2vision.progress;

import java.io.PrintStream;

/**
 * What long work reports to, and where it learns that it should stop. Work calls {@link #step}; users implement
 * {@link #at}, most simply as a lambda.
 *
 * <p>Work on several threads may report from any of them; {@code done} never falls within one piece of work. A callback
 * should be quick; what it throws ends the work.
 */
@FunctionalInterface
public interface Progress {
    /** Says nothing and is never cancelled. */
    Progress NONE = (done, total, what) -> {};

    /**
     * Told after each step.
     *
     * @param done steps finished, 0 to {@code total}
     * @param total steps in all; -1 if nobody knows
     * @param what what a step is, or the one just finished: "tiles", "street-17.jpg"
     */
    void at(long done, long total, String what);

    /** What can stop the work; {@link Cancellation#NONE} unless {@link #cancelledBy} set it. */
    default Cancellation cancellation() {
        return Cancellation.NONE;
    }

    /**
     * For the work itself: stops if it should, else reports.
     *
     * @throws java.util.concurrent.CancellationException if cancelled or interrupted; the interrupt flag stays set
     */
    default void step(long done, long total, String what) {
        cancellation().check();
        at(done, total, what);
    }

    /** This progress, for work that {@code cancellation} can stop. */
    default Progress cancelledBy(Cancellation cancellation) {
        Progress self = this;
        return new Progress() {
            @Override
            public void at(long done, long total, String what) {
                self.at(done, total, what);
            }

            @Override
            public Cancellation cancellation() {
                return cancellation;
            }

            @Override
            public String toString() {
                return self + " cancelled by " + cancellation;
            }
        };
    }

    /**
     * A bar on one line of a terminal, with share, rate and the time left, redrawn at most ten times a second:
     * {@code tiles  [#########.....] 64 % 9/14, 1 s left}.
     */
    static Progress bar(PrintStream out) {
        return new ProgressBar(out, System::nanoTime);
    }
}
