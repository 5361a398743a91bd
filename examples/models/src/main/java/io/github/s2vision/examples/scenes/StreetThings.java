package io.github.s2vision.examples.scenes;

/** How people, animals and things of the street look, each drawn to fill its frame. */
final class StreetThings {
    private static final int DARK = 0x1d1d22;

    private StreetThings() {}

    static void draw(Kind kind, Frame frame, int paint, Dice dice) {
        switch (kind) {
            case PERSON -> person(frame, paint, dice);
            case BICYCLE -> bicycle(frame, paint);
            case SIGN -> sign(frame, paint, dice);
            case DOG -> dog(frame, paint);
            case CONE -> cone(frame, paint);
            case DUMPSTER -> dumpster(frame, paint);
            case KIOSK -> kiosk(frame, paint, dice);
            case BENCH -> bench(frame, paint);
            case BIN -> bin(frame, paint);
            case CRATE -> crate(frame, paint);
            case POST -> post(frame, paint);
            case BUSH -> bush(frame, paint, dice);
            case CONTAINER -> container(frame, paint);
            case BOLLARD -> bollard(frame, paint);
            case TYRES -> tyres(frame, paint);
            default -> throw new IllegalArgumentException(kind + " is a motor vehicle: Vehicles draws it");
        }
    }

    private static void person(Frame f, int paint, Dice dice) {
        int skin = dice.pick(0xe8beac, 0xd2a07e, 0x9c6b46, 0x5f4230);
        int trousers = dice.pick(0x22263a, 0x3a3a3a, 0x4a5670, 0x5c4a3a, 0x1a1a1c);
        double stride = dice.uniform(0, 0.25);
        f.polygon(trousers, 0.28, 0.48, 0.52, 0.48, 0.40 - stride, 0.03, 0.16 - stride * 0.6, 0.03);
        f.polygon(trousers, 0.48, 0.48, 0.72, 0.48, 0.84 + stride * 0.6, 0.03, 0.60 + stride, 0.03);
        f.box(DARK, 0.08 - stride * 0.3, 0, 0.40 - stride, 0.04);
        f.box(DARK, 0.60 + stride, 0, 0.92 + stride * 0.3, 0.04);
        f.polygon(paint, 0.20, 0.80, 0.80, 0.80, 0.74, 0.44, 0.26, 0.44);
        f.polygon(Colour.shade(paint, 0.8), 0.20, 0.80, 0.04, 0.46, 0.18, 0.44, 0.30, 0.68);
        f.polygon(Colour.shade(paint, 0.8), 0.80, 0.80, 0.96, 0.46, 0.82, 0.44, 0.70, 0.68);
        f.disc(skin, 0.5, 0.90, 0.095);
        f.polygon(dice.pick(0x2a1a10, 0x111111, 0x8a6a3a, 0x999999), 0.26, 0.92, 0.32, 1, 0.68, 1, 0.74, 0.92);
    }

    private static void bicycle(Frame f, int paint) {
        double radius = 0.29;
        double near = radius * f.height() / f.width();
        double far = 1 - near;
        double width = 0.065;
        f.ring(DARK, near, radius, radius * 0.88, 0.07);
        f.ring(DARK, far, radius, radius * 0.88, 0.07);
        f.strokes(paint, width, near, radius, 0.31, 0.80, 0.66, 0.76, 0.48, 0.27, 0.31, 0.80);
        f.strokes(paint, width, 0.66, 0.76, far, radius, 0.48, 0.27);
        f.strokes(DARK, width, 0.31, 0.78, 0.29, 0.98, 0.38, 0.98);
        f.strokes(DARK, width, 0.66, 0.76, 0.68, 0.92);
        f.box(DARK, 0.60, 0.90, 0.80, 0.97);
    }

    private static void sign(Frame f, int paint, Dice dice) {
        double half = 0.5 * f.width() / f.height();
        f.box(0x8c9096, 0.44, 0, 0.56, 1 - half);
        double middle = 1 - half;
        switch (dice.between(0, 2)) {
            case 0 -> {
                f.disc(paint, 0.5, middle, half);
                f.box(0xf4f4f0, 0.22, middle - half * 0.22, 0.78, middle + half * 0.22);
            }
            case 1 -> {
                f.box(paint, 0, 1 - 2 * half, 1, 1);
                f.polygon(0xf4f4f0, 0.3, middle - half * 0.5, 0.5, middle + half * 0.6, 0.7, middle - half * 0.5);
            }
            default -> {
                f.polygon(paint, 0.5, 1 - 2 * half, 1, middle, 0.5, 1, 0, middle);
                f.disc(0xf4f4f0, 0.5, middle, half * 0.3);
            }
        }
    }

    private static void dog(Frame f, int paint) {
        int dark = Colour.shade(paint, 0.7);
        f.polygon(dark, 0.24, 0.45, 0.34, 0.45, 0.32, 0, 0.25, 0);
        f.polygon(dark, 0.70, 0.45, 0.80, 0.45, 0.82, 0, 0.75, 0);
        f.polygon(paint, 0.32, 0.45, 0.42, 0.45, 0.42, 0, 0.35, 0);
        f.polygon(paint, 0.62, 0.45, 0.74, 0.50, 0.70, 0, 0.63, 0);
        f.ellipse(paint, 0.52, 0.54, 0.34, 0.20);
        f.polygon(paint, 0.20, 0.56, 0.36, 0.74, 0.30, 0.92, 0.14, 0.84);
        f.ellipse(paint, 0.20, 0.84, 0.13, 0.14);
        f.polygon(paint, 0, 0.72, 0.03, 0.84, 0.18, 0.90, 0.18, 0.70);
        f.polygon(dark, 0.20, 0.92, 0.30, 1, 0.33, 0.70, 0.25, 0.74);
        f.polygon(paint, 0.80, 0.60, 0.84, 0.66, 1, 0.96, 0.99, 0.84);
    }

    private static void cone(Frame f, int paint) {
        f.box(Colour.shade(paint, 0.7), 0, 0, 1, 0.10);
        f.polygon(paint, 0.14, 0.10, 0.44, 1, 0.56, 1, 0.86, 0.10);
        f.polygon(0xf6f6f2, 0.27, 0.42, 0.345, 0.66, 0.655, 0.66, 0.73, 0.42);
    }

    private static void dumpster(Frame f, int paint) {
        f.disc(DARK, 0.14, 0.07, 0.07);
        f.disc(DARK, 0.86, 0.07, 0.07);
        f.polygon(paint, 0.08, 0.10, 0.92, 0.10, 1, 0.84, 0, 0.84);
        f.polygon(Colour.shade(paint, 0.6), 0, 0.84, 1, 0.84, 0.95, 1, 0.05, 1);
        f.strokes(Colour.shade(paint, 0.75), 0.03, 0.32, 0.14, 0.30, 0.80);
        f.strokes(Colour.shade(paint, 0.75), 0.03, 0.68, 0.14, 0.70, 0.80);
    }

    private static void kiosk(Frame f, int paint, Dice dice) {
        f.box(paint, 0.05, 0, 0.95, 0.86);
        f.polygon(Colour.shade(paint, 0.6), 0, 0.84, 1, 0.84, 0.92, 1, 0.08, 1);
        int glass = Colour.rgb(dice.uniform(60, 180), dice.uniform(80, 190), dice.uniform(90, 200));
        f.box(glass, 0.12, 0.38, 0.56, 0.74);
        f.box(Colour.shade(paint, 0.45), 0.66, 0, 0.86, 0.70);
        f.box(Colour.blend(paint, 0xffffff, 0.5), 0.08, 0.30, 0.60, 0.36);
    }

    private static void bench(Frame f, int paint) {
        f.box(DARK, 0.08, 0, 0.16, 0.50);
        f.box(DARK, 0.84, 0, 0.92, 0.50);
        f.box(paint, 0, 0.40, 1, 0.56);
        f.box(paint, 0.02, 0.66, 0.98, 0.78);
        f.box(paint, 0.02, 0.86, 0.98, 1);
        f.box(DARK, 0.08, 0.50, 0.12, 1);
        f.box(DARK, 0.88, 0.50, 0.92, 1);
    }

    private static void bin(Frame f, int paint) {
        f.polygon(paint, 0.14, 0, 0.86, 0, 1, 0.86, 0, 0.86);
        f.box(Colour.shade(paint, 0.55), 0, 0.86, 1, 1);
        f.strokes(Colour.shade(paint, 0.75), 0.03, 0.36, 0.06, 0.32, 0.82);
        f.strokes(Colour.shade(paint, 0.75), 0.03, 0.64, 0.06, 0.68, 0.82);
    }

    private static void crate(Frame f, int paint) {
        int dark = Colour.shade(paint, 0.65);
        f.box(paint, 0, 0, 1, 1);
        f.strokes(dark, 0.06, 0.03, 0.03, 0.97, 0.03, 0.97, 0.97, 0.03, 0.97, 0.03, 0.03);
        f.strokes(dark, 0.06, 0.03, 0.03, 0.97, 0.97);
        f.strokes(dark, 0.06, 0.03, 0.5, 0.97, 0.5);
    }

    private static void post(Frame f, int paint) {
        f.box(Colour.shade(paint, 0.7), 0, 0, 1, 0.06);
        f.box(paint, 0.22, 0.06, 0.78, 1);
        f.box(0xf0f0ea, 0.22, 0.74, 0.78, 0.84);
    }

    private static void bush(Frame f, int paint, Dice dice) {
        f.ellipse(Colour.shade(paint, 0.75), 0.5, 0.30, 0.5, 0.30);
        f.ellipse(Colour.shade(paint, dice.uniform(0.7, 0.95)), 0.26, 0.52, 0.24, 0.36);
        f.ellipse(Colour.shade(paint, dice.uniform(0.8, 1)), 0.74, 0.50, 0.24, 0.36);
        f.ellipse(paint, 0.5, 0.66, 0.28, 0.34);
    }

    private static void container(Frame f, int paint) {
        f.box(paint, 0, 0, 1, 1);
        f.box(Colour.shade(paint, 0.6), 0, 0, 1, 0.06);
        for (int i = 1; i < 12; i++) {
            f.strokes(Colour.shade(paint, 0.8), 0.03, i / 12.0, 0.08, i / 12.0, 0.96);
        }
        f.box(Colour.shade(paint, 0.6), 0, 0.94, 1, 1);
    }

    private static void bollard(Frame f, int paint) {
        f.polygon(paint, 0.12, 0, 0.88, 0, 0.72, 0.74, 0.28, 0.74);
        f.box(0xf0f0ea, 0.22, 0.44, 0.78, 0.54);
        f.disc(Colour.shade(paint, 0.85), 0.5, 0.87, 0.13);
    }

    private static void tyres(Frame f, int paint) {
        for (int row = 0; row < 3; row++) {
            double from = row / 3.0;
            double shift = row == 1 ? 0.06 : 0;
            f.polygon(
                    Colour.shade(paint, 0.85 + 0.1 * row),
                    shift,
                    from + 0.06,
                    0.08 + shift,
                    from,
                    0.86 + shift,
                    from,
                    0.94 + shift,
                    from + 0.06,
                    0.94 + shift,
                    from + 0.27,
                    0.86 + shift,
                    from + 0.333,
                    0.08 + shift,
                    from + 0.333,
                    shift,
                    from + 0.27);
            f.box(0x0a0a0a, 0.04 + shift, from + 0.30, 0.90 + shift, from + 0.34);
        }
    }
}
