package io.github.s2vision.conformance;

import java.io.PrintStream;
import java.util.Locale;

/** What a run of golden cases gives: a line per case, then the worst difference and the count. */
public final class Report {
    private final PrintStream out;
    private int passed;
    private int failed;
    private int skipped;
    private double worst;
    private String worstCase = "";

    public Report(PrintStream out) {
        this.out = out;
    }

    /** A case decided without a number: equal, refused as it should be. */
    public void passed(String name, String how) {
        passed++;
        out.println("pass  " + name + "  " + how);
    }

    /** A case that nothing here can check; counts neither way. */
    public void skipped(String name, String why) {
        skipped++;
        out.println("skip  " + name + "  " + why);
    }

    /** A case that is wrong; {@code why} says what was found and what was wanted. */
    public void failed(String name, String why) {
        failed++;
        out.println("FAIL  " + name + "  " + why);
    }

    /** A case that threw what it should not. */
    public void failed(String name, Throwable thrown) {
        failed(name, "threw " + thrown);
    }

    /** A case decided by its largest difference; NaN fails. */
    public void compared(String name, double difference, double tolerance) {
        double share = tolerance == 0 ? (difference == 0 ? 0 : Double.POSITIVE_INFINITY) : difference / tolerance;
        if (!(share <= worst)) {
            worst = share;
            worstCase = String.format(Locale.ROOT, "%s: %.3g of %.3g allowed", name, difference, tolerance);
        }
        String how = String.format(Locale.ROOT, "difference %.3g, tolerance %.3g", difference, tolerance);
        if (difference <= tolerance) {
            passed(name, how);
        } else {
            failed(name, how);
        }
    }

    /** Prints the last lines; whether all passed and there was a case at all. */
    public boolean finish() {
        if (!worstCase.isEmpty()) {
            out.println("worst difference  " + worstCase);
        }
        out.println(passed + " passed, " + failed + " failed" + (skipped > 0 ? ", " + skipped + " skipped" : ""));
        return failed == 0 && passed > 0;
    }
}
