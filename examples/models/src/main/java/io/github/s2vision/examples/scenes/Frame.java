package io.github.s2vision.examples.scenes;

/** The rectangle that one shape fills: u runs from its left (0) to its right (1), v from the ground (0) up (1). */
final class Frame {
    private final Easel easel;
    private final double left;
    private final double ground;
    private final double width;
    private final double height;
    private final boolean mirrored;

    Frame(Easel easel, double left, double ground, double width, double height, boolean mirrored) {
        this.easel = easel;
        this.left = left;
        this.ground = ground;
        this.width = width;
        this.height = height;
        this.mirrored = mirrored;
    }

    double width() {
        return width;
    }

    double height() {
        return height;
    }

    private double x(double u) {
        return left + (mirrored ? 1 - u : u) * width;
    }

    private double y(double v) {
        return ground - v * height;
    }

    /** Corners u, v, u, v, … */
    void polygon(int rgb, double... uv) {
        double[] xy = new double[uv.length];
        for (int i = 0; i < uv.length; i += 2) {
            xy[i] = x(uv[i]);
            xy[i + 1] = y(uv[i + 1]);
        }
        easel.fill(rgb, xy);
    }

    void box(int rgb, double u1, double v1, double u2, double v2) {
        polygon(rgb, u1, v1, u2, v1, u2, v2, u1, v2);
    }

    /** An ellipse, radii in shares of width and height. */
    void ellipse(int rgb, double u, double v, double ru, double rv) {
        easel.disc(rgb, x(u), y(v), ru * width, rv * height);
    }

    /** A circle on the picture, its radius a share of the height. */
    void disc(int rgb, double u, double v, double radius) {
        easel.disc(rgb, x(u), y(v), radius * height, radius * height);
    }

    /** A wheel that stands on the ground: tyre, rim, hub. */
    void wheel(double u, double radius, int rim) {
        disc(0x17171a, u, radius, radius);
        disc(rim, u, radius, radius * 0.55);
        disc(0x3a3a3e, u, radius, radius * 0.2);
    }

    /** A ring, radius and width as shares of the height. */
    void ring(int rgb, double u, double v, double radius, double width) {
        easel.ring(rgb, x(u), y(v), radius * height, Math.max(0.8, width * height));
    }

    /** Joined straight strokes, their width a share of the height, never thinner than most of a pixel. */
    void strokes(int rgb, double width, double... uv) {
        for (int i = 2; i < uv.length; i += 2) {
            easel.stroke(rgb, Math.max(0.8, width * height), x(uv[i - 2]), y(uv[i - 1]), x(uv[i]), y(uv[i + 1]));
        }
    }

    /** A dark strip on the ground, {@code share} of the width, part of no label. */
    void shadow(double share) {
        easel.shadow(left + width / 2, ground, 0.5 * share * width, Math.max(0.6, 0.06 * height), 0.45);
    }
}
