package io.github.s2vision.examples.scenes;

import java.util.Locale;

/** The eight colours that shapes are painted in. A scene's paint varies around them and stays nameable. */
public enum Colour {
    RED(358, 0.85, 0.80, 7),
    ORANGE(27, 0.92, 0.95, 5),
    YELLOW(53, 0.88, 0.95, 5),
    GREEN(128, 0.70, 0.62, 15),
    BLUE(220, 0.80, 0.75, 14),
    PURPLE(288, 0.60, 0.62, 14),
    WHITE(0, 0.02, 0.95, 180),
    BLACK(0, 0.05, 0.10, 180);

    private final double hue;
    private final double saturation;
    private final double value;
    private final double hueJitter;

    Colour(double hue, double saturation, double value, double hueJitter) {
        this.hue = hue;
        this.saturation = saturation;
        this.value = value;
        this.hueJitter = hueJitter;
    }

    /** The word, in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A paint of this colour: 0xRRGGBB. */
    int paint(Dice dice) {
        double h = hue + dice.uniform(-hueJitter, hueJitter);
        double s = Math.min(1, saturation * dice.uniform(0.8, 1.1));
        double v = value * dice.uniform(0.85, 1.12);
        if (this == WHITE) {
            v = dice.uniform(0.86, 1);
        } else if (this == BLACK) {
            v = dice.uniform(0.05, 0.17);
        }
        return hsv(h, s, Math.min(1, v));
    }

    /** Hue in degrees, any number of turns; saturation and value in [0, 1]. */
    static int hsv(double hue, double saturation, double value) {
        double h = hue - 360 * Math.floor(hue / 360);
        double c = value * saturation;
        double x = c * (1 - Math.abs((h / 60) % 2 - 1));
        double r = h < 60 || h >= 300 ? c : h < 120 || h >= 240 ? x : 0;
        double g = h >= 60 && h < 180 ? c : h < 240 ? x : 0;
        double b = h >= 180 && h < 300 ? c : h >= 120 ? x : 0;
        double m = value - c;
        return rgb((r + m) * 255, (g + m) * 255, (b + m) * 255);
    }

    static int rgb(double r, double g, double b) {
        return byteOf(r) << 16 | byteOf(g) << 8 | byteOf(b);
    }

    static int grey(double level) {
        return rgb(level, level, level);
    }

    /** Each channel times {@code factor}. */
    static int shade(int rgb, double factor) {
        return rgb((rgb >> 16 & 255) * factor, (rgb >> 8 & 255) * factor, (rgb & 255) * factor);
    }

    /** {@code share} of {@code other}, the rest of {@code rgb}. */
    static int blend(int rgb, int other, double share) {
        return rgb(
                (rgb >> 16 & 255) * (1 - share) + (other >> 16 & 255) * share,
                (rgb >> 8 & 255) * (1 - share) + (other >> 8 & 255) * share,
                (rgb & 255) * (1 - share) + (other & 255) * share);
    }

    private static int byteOf(double level) {
        return (int) Math.max(0, Math.min(255, level + 0.5));
    }
}
