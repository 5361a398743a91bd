package io.github.s2vision.progress;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** See {@link Progress#bar}. One instance may serve several pieces of work, one after the other. */
final class ProgressBar implements Progress {
    private static final int WIDTH = 30;
    private static final int TEXT = 28;
    private static final long REDRAW_NANOS = 100_000_000;

    private final PrintStream out;
    private final LongSupplier nanoTime;
    // All guarded by this: steps come from several threads.
    private long started;
    private long drawn;
    private long last = Long.MAX_VALUE;
    private int width;

    ProgressBar(PrintStream out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized void at(long done, long total, String what) {
        long now = nanoTime.getAsLong();
        if (done < last) { // new work
            started = now;
            drawn = now - REDRAW_NANOS;
        }
        boolean finished = done == total;
        if (done == last && finished) {
            return;
        }
        last = done;
        if (!finished && now - drawn < REDRAW_NANOS) {
            return;
        }
        drawn = now;
        String line = line(done, total, what, (now - started) / 1e9);
        // Blanks wipe what a longer line before left behind.
        out.print("\r" + line + " ".repeat(Math.max(0, width - line.length()))
                + (finished ? System.lineSeparator() : ""));
        out.flush();
        width = finished ? 0 : line.length();
        if (finished) {
            last = Long.MAX_VALUE;
        }
    }

    private static String line(long done, long total, String what, double seconds) {
        String text = what.length() <= TEXT ? what : "…" + what.substring(what.length() - TEXT + 1);
        if (total < 0) {
            return String.format(Locale.ROOT, "%s  %d in %s", text, done, time(seconds));
        }
        double share = total == 0 ? 1 : (double) done / total;
        int filled = (int) (share * WIDTH);
        String left = done == total
                ? "took " + time(seconds)
                : done == 0 ? "" : time(seconds / done * (total - done)) + " left";
        return String.format(
                Locale.ROOT,
                "%s  [%s%s] %d %% %d/%d%s",
                text,
                "#".repeat(filled),
                ".".repeat(WIDTH - filled),
                (int) (share * 100),
                done,
                total,
                left.isEmpty() ? "" : ", " + left);
    }

    private static String time(double seconds) {
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        if (whole < 100) {
            return whole + " s";
        }
        return whole < 6000
                ? whole / 60 + " min " + whole % 60 + " s"
                : whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }

    @Override
    public String toString() {
        return "Progress.bar";
    }
}
