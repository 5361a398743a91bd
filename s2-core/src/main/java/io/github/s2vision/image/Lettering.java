package io.github.s2vision.image;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.font.LineMetrics;

/** Writes single lines of text of one height. */
interface Lettering {
    /** Pixels that the text takes along x. */
    int width(String text);

    /** Pixels that a line takes along y, with what reaches below the base line. */
    int height();

    /** Draws the text in the graphics' colour, its upper left corner at (x, y). */
    void draw(Graphics2D graphics, String text, int x, int y);

    /** The machine's sans serif font, or our own squares where it has none. */
    static Lettering of(int height) {
        return Fonts.WORK ? new Java2d(height) : new PixelFont(height);
    }

    /** Whether Java2D can write here: a bare container has no fonts, or lacks the libraries that read them. */
    final class Fonts {
        static final boolean WORK = work();

        private Fonts() {}

        private static boolean work() {
            try {
                return new Java2d(12).width("0") > 0;
            } catch (RuntimeException | LinkageError | InternalError noFonts) {
                // "Fontconfig head is null", libfreetype missing, ...: the JDK has an exception for each, and none for
                // all.
                return false;
            }
        }
    }

    /** Text by the JDK. */
    final class Java2d implements Lettering {
        private static final FontRenderContext SMOOTH = new FontRenderContext(null, true, true);

        private final Font font;
        private final LineMetrics metrics;

        Java2d(int height) {
            this.font = new Font(Font.SANS_SERIF, Font.BOLD, 1).deriveFont(height * 0.82f);
            this.metrics = font.getLineMetrics("Ag", SMOOTH);
        }

        @Override
        public int width(String text) {
            return text.isEmpty()
                    ? 0
                    : (int) Math.ceil(font.getStringBounds(text, SMOOTH).getWidth());
        }

        @Override
        public int height() {
            return (int) Math.ceil(metrics.getAscent() + metrics.getDescent());
        }

        @Override
        public void draw(Graphics2D graphics, String text, int x, int y) {
            graphics.setFont(font);
            graphics.drawString(text, x, y + metrics.getAscent());
        }
    }
}
