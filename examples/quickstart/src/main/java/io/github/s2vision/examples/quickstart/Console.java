package io.github.s2vision.examples.quickstart;

import java.io.PrintStream;
import java.util.Locale;

/** Prints in paragraphs: a heading, then lines. */
final class Console {
    private static final int WIDTH = 110;

    private final PrintStream out;

    Console(PrintStream out) {
        this.out = out;
    }

    void heading(String text) {
        out.println();
        out.println("== " + text);
    }

    /** A paragraph, broken into lines. */
    void say(String text) {
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() + word.length() >= WIDTH) {
                out.println(line.toString().stripTrailing());
                line.setLength(0);
            }
            line.append(word).append(' ');
        }
        out.println(line.toString().stripTrailing());
    }

    /** A line as it is. */
    void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
