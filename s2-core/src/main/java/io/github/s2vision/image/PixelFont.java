package io.github.s2vision.image;

import java.awt.Graphics2D;
import java.text.Normalizer;

/**
 * Letters of 5×8 squares, for machines without any font (containers of a bare Java runtime). ASCII; letters with accents
 * lose them, other characters are drawn as a frame.
 */
final class PixelFont implements Lettering {
    private static final int COLUMNS = 5;
    private static final int ROWS = 8;
    private static final int ADVANCE = COLUMNS + 1;
    private static final char FIRST = ' ';
    private static final char LAST = '~';
    private static final int DIGITS = 10; // of one letter: 40 squares, four to a digit, row by row from the upper left
    private static final String SQUARES =
            "00000000002108420080529400000052beafa94023e8e2f880ce44444e6064a88ac9a02108000000"
                    + "11108410404104211100012aea90000109f2100000000611000001f0000000000031800844444200"
                    + "74675cc5c023084211c074422223e0f88820c5c011952f8840fc3c10c5c03221e8c5c0f844442100"
                    + "7462e8c5c07462f08980031806300003180611001111041040003e0f800041041111007442220080"
                    + "746f5bc1c07463f8c620f463e8c7c074610845c0e4a318cb80fc21e843e0fc21e84200746178c5e0"
                    + "8c63f8c62071084211c038842149808ca98a4a2084210843e08eeb58c6208c7359c620746318c5c0"
                    + "f463e8420074631ac9a0f463ea4a207c20e087c0f9084210808c6318c5c08c6318a8808c635ad540"
                    + "8c544546208c54421080f8444443e072108421c0841041042070842109c022a200000000000003e0"
                    + "4100000000001c17c5e0843d18c7c0001d0845c0085f18c5e0001d1fc1c03251c42100001f18bc2e"
                    + "843d18c62020184211c0100c210a4c84254c524061084211c000355ad6a0003d18c620001d18c5c0"
                    + "003d18fa10001f18bc21002d984200001f0707c042388424c0002318cda0002318a88000231ad540"
                    + "0022a22a20002318bc2e003e2223e01108821040210842108041082211000011510000";
    private static final long FRAME = 0xfc631f8000L;

    private final int side; // of a square

    /**
     * @param height of a line, in pixels; eight tenths of it are filled, rounded to whole squares
     */
    PixelFont(int height) {
        this.side = Math.max(1, Math.round(height / 10f));
    }

    @Override
    public int width(String text) {
        return Math.max(0, letters(text).length * ADVANCE - 1) * side;
    }

    @Override
    public int height() {
        return ROWS * side;
    }

    @Override
    public void draw(Graphics2D graphics, String text, int x, int y) {
        int[] letters = letters(text);
        for (int i = 0; i < letters.length; i++) {
            letter(graphics, letters[i], x + i * ADVANCE * side, y);
        }
    }

    private static int[] letters(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .codePoints()
                .filter(letter -> Character.getType(letter) != Character.NON_SPACING_MARK)
                .toArray();
    }

    private void letter(Graphics2D graphics, int letter, int x, int y) {
        long squares = letter < FIRST || letter > LAST
                ? FRAME
                : Long.parseLong(SQUARES, (letter - FIRST) * DIGITS, (letter - FIRST + 1) * DIGITS, 16);
        for (int square = 0; square < COLUMNS * ROWS; square++) {
            if ((squares >> (COLUMNS * ROWS - 1 - square) & 1) == 1) {
                graphics.fillRect(x + square % COLUMNS * side, y + square / COLUMNS * side, side, side);
            }
        }
    }
}
