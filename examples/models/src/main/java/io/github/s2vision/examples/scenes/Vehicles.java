package io.github.s2vision.examples.scenes;

/** How vehicles look, from the side and from the front or rear, each drawn to fill its frame. */
final class Vehicles {
    private static final int TYRE = 0x17171a;
    private static final int HEADLAMP = 0xfff3c4;
    private static final int TAILLAMP = 0xc8101c;
    private static final int STEEL = 0xb8bcc2;

    private Vehicles() {}

    static void side(Kind kind, Frame frame, int paint, Dice dice) {
        switch (kind) {
            case CAR -> car(frame, paint, dice);
            case VAN -> van(frame, paint, dice);
            case BUS -> bus(frame, paint, dice);
            case TRUCK -> truck(frame, paint, dice);
            case MOTORBIKE -> motorbike(frame, paint, dice);
            default -> throw new IllegalArgumentException(kind + " is no motor vehicle");
        }
    }

    static void front(Kind kind, Frame frame, int paint, Dice dice) {
        switch (kind) {
            case CAR -> carFront(frame, paint, dice);
            case VAN -> boxFront(frame, paint, dice, 0.50, 0.86);
            case BUS -> boxFront(frame, paint, dice, 0.42, 0.84);
            case TRUCK -> truckFront(frame, paint, dice);
            case MOTORBIKE -> motorbike(frame, paint, dice);
            default -> throw new IllegalArgumentException(kind + " is no motor vehicle");
        }
    }

    /** Dark as a rule, at times with the sky in it. */
    private static int glass(Dice dice) {
        return dice.chance(0.75)
                ? Colour.rgb(dice.uniform(25, 60), dice.uniform(35, 70), dice.uniform(45, 85))
                : Colour.rgb(dice.uniform(130, 170), dice.uniform(150, 190), dice.uniform(170, 210));
    }

    private static int rim(Dice dice) {
        return Colour.grey(dice.uniform(120, 205));
    }

    private static void car(Frame f, int paint, Dice dice) {
        int glass = glass(dice);
        int rim = rim(dice);
        f.polygon(
                paint, 0, 0.16, 0, 0.44, 0.03, 0.54, 0.22, 0.62, 0.36, 1, 0.70, 1, 0.86, 0.64, 0.98, 0.58, 1, 0.44, 1,
                0.16, 0.96, 0.12, 0.04, 0.12);
        f.box(Colour.shade(paint, 0.62), 0.01, 0.12, 0.99, 0.24);
        f.polygon(glass, 0.27, 0.63, 0.375, 0.93, 0.51, 0.93, 0.51, 0.63);
        f.polygon(glass, 0.54, 0.63, 0.54, 0.93, 0.68, 0.93, 0.80, 0.63);
        f.strokes(Colour.shade(paint, 0.7), 0.02, 0.525, 0.62, 0.525, 0.26);
        f.box(HEADLAMP, 0, 0.42, 0.045, 0.53);
        f.box(TAILLAMP, 0.96, 0.42, 1, 0.55);
        double radius = dice.uniform(0.22, 0.26);
        f.wheel(0.20, radius, rim);
        f.wheel(0.79, radius, rim);
    }

    private static void van(Frame f, int paint, Dice dice) {
        int glass = glass(dice);
        int rim = rim(dice);
        f.polygon(paint, 0, 0.12, 0, 0.46, 0.04, 0.58, 0.13, 0.62, 0.26, 1, 1, 1, 1, 0.12);
        f.box(Colour.shade(paint, 0.65), 0, 0.12, 1, 0.20);
        f.polygon(glass, 0.15, 0.60, 0.265, 0.92, 0.38, 0.92, 0.38, 0.60);
        if (dice.chance(0.4)) {
            f.box(glass, 0.44, 0.62, 0.66, 0.90);
            f.box(glass, 0.71, 0.62, 0.94, 0.90);
        } else {
            f.strokes(Colour.shade(paint, 0.75), 0.015, 0.42, 0.94, 0.42, 0.22);
            f.strokes(Colour.shade(paint, 0.75), 0.015, 0.68, 0.94, 0.68, 0.22);
        }
        f.box(HEADLAMP, 0, 0.40, 0.035, 0.50);
        f.box(TAILLAMP, 0.97, 0.36, 1, 0.56);
        f.wheel(0.19, 0.18, rim);
        f.wheel(0.80, 0.18, rim);
    }

    private static void bus(Frame f, int paint, Dice dice) {
        int glass = glass(dice);
        int rim = rim(dice);
        f.polygon(paint, 0, 0.10, 0, 0.93, 0.02, 1, 0.98, 1, 1, 0.94, 1, 0.10);
        f.box(Colour.shade(paint, 0.6), 0, 0.10, 1, 0.17);
        if (dice.chance(0.5)) {
            f.box(Colour.blend(paint, dice.chance(0.5) ? 0xffffff : 0x101010, 0.6), 0, 0.34, 1, 0.44);
        }
        int windows = dice.between(5, 8);
        double door = 0.13;
        f.box(glass, 0.015, 0.50, 0.05, 0.90);
        f.box(Colour.shade(glass, 0.8), 0.065, 0.14, door - 0.005, 0.90);
        double pitch = (0.98 - door) / windows;
        for (int i = 0; i < windows; i++) {
            f.box(glass, door + (i + 0.12) * pitch, 0.52, door + (i + 0.92) * pitch, 0.88);
        }
        f.box(HEADLAMP, 0, 0.22, 0.015, 0.32);
        f.box(TAILLAMP, 0.985, 0.24, 1, 0.38);
        f.wheel(0.20, 0.13, rim);
        f.wheel(0.78, 0.13, rim);
        if (dice.chance(0.4)) {
            f.wheel(0.87, 0.13, rim);
        }
    }

    private static void truck(Frame f, int paint, Dice dice) {
        int rim = rim(dice);
        int cargo = dice.chance(0.6) ? paint : Colour.blend(paint, 0xffffff, dice.uniform(0.25, 0.5));
        f.box(0x26262a, 0.02, 0.13, 1, 0.22);
        f.polygon(paint, 0, 0.13, 0, 0.50, 0.05, 0.80, 0.26, 0.80, 0.26, 0.13);
        f.polygon(glass(dice), 0.03, 0.50, 0.065, 0.74, 0.18, 0.74, 0.18, 0.50);
        f.box(cargo, 0.30, 0.22, 1, 1);
        f.box(Colour.shade(cargo, 0.8), 0.30, 0.22, 1, 0.27);
        int lines = dice.between(0, 4);
        for (int i = 1; i <= lines; i++) {
            double u = 0.30 + 0.70 * i / (lines + 1);
            f.strokes(Colour.shade(cargo, 0.78), 0.012, u, 0.24, u, 0.98);
        }
        f.box(HEADLAMP, 0, 0.24, 0.02, 0.34);
        f.wheel(0.13, 0.14, rim);
        f.wheel(0.72, 0.14, rim);
        f.wheel(0.88, 0.14, rim);
    }

    private static void motorbike(Frame f, int paint, Dice dice) {
        boolean rider = dice.chance(0.6);
        double top = rider ? 0.62 : 1;
        double radius = Math.min(0.30 * top * 1.1, 0.30);
        double near = radius * f.height() / f.width();
        f.ring(TYRE, near, radius, radius * 0.8, radius * 0.4);
        f.ring(TYRE, 1 - near, radius, radius * 0.8, radius * 0.4);
        f.disc(STEEL, near, radius, radius * 0.25);
        f.disc(STEEL, 1 - near, radius, radius * 0.25);
        f.strokes(STEEL, 0.05, near, radius, 0.30, 0.78 * top, 0.24, top);
        f.polygon(
                paint,
                0.26,
                0.56 * top,
                0.34,
                0.84 * top,
                0.52,
                0.84 * top,
                0.60,
                0.70 * top,
                0.94,
                0.76 * top,
                0.90,
                0.56 * top,
                0.66,
                0.40 * top,
                0.40,
                0.36 * top);
        f.polygon(0x202024, 0.54, 0.70 * top, 0.62, 0.80 * top, 0.90, 0.80 * top, 0.88, 0.70 * top);
        f.disc(HEADLAMP, 0.24, 0.84 * top, 0.06 * top);
        if (rider) {
            int jacket = Colour.hsv(dice.uniform(0, 360), dice.uniform(0, 0.5), dice.uniform(0.15, 0.6));
            f.polygon(0x25252b, 0.58, 0.56, 0.72, 0.56, 0.62, 0.26, 0.52, 0.20, 0.46, 0.28);
            f.polygon(jacket, 0.52, 0.84, 0.70, 0.84, 0.76, 0.52, 0.56, 0.52);
            f.polygon(jacket, 0.56, 0.80, 0.60, 0.70, 0.32, 0.60, 0.30, 0.66);
            f.disc(Colour.hsv(dice.uniform(0, 360), 0.3, dice.uniform(0.1, 0.9)), 0.58, 0.90, 0.10);
        }
    }

    private static void carFront(Frame f, int paint, Dice dice) {
        boolean rear = dice.chance(0.5);
        f.box(TYRE, 0.06, 0, 0.22, 0.26);
        f.box(TYRE, 0.78, 0, 0.94, 0.26);
        f.polygon(
                paint, 0.02, 0.14, 0, 0.44, 0.08, 0.60, 0.18, 0.94, 0.26, 1, 0.74, 1, 0.82, 0.94, 0.92, 0.60, 1, 0.44,
                0.98, 0.14);
        f.polygon(glass(dice), 0.16, 0.60, 0.24, 0.92, 0.76, 0.92, 0.84, 0.60);
        lamps(f, rear, 0.36, 0.50, 0.22);
        f.box(Colour.shade(paint, 0.6), 0.03, 0.14, 0.97, 0.26);
        plate(f, 0.17, 0.30);
    }

    private static void boxFront(Frame f, int paint, Dice dice, double glassFrom, double glassTo) {
        boolean rear = dice.chance(0.5);
        f.box(TYRE, 0.08, 0, 0.24, 0.18);
        f.box(TYRE, 0.76, 0, 0.92, 0.18);
        f.polygon(paint, 0.02, 0.10, 0, 0.50, 0.06, 0.97, 0.12, 1, 0.88, 1, 0.94, 0.97, 1, 0.50, 0.98, 0.10);
        f.polygon(
                glass(dice),
                0.07,
                glassFrom,
                0.12,
                rear ? glassTo - 0.06 : glassTo,
                0.88,
                rear ? glassTo - 0.06 : glassTo,
                0.93,
                glassFrom);
        if (rear) {
            f.strokes(Colour.shade(paint, 0.7), 0.015, 0.5, 0.97, 0.5, 0.20);
        } else {
            f.box(Colour.shade(paint, 0.55), 0.25, 0.28, 0.75, 0.36);
        }
        lamps(f, rear, 0.24, 0.36, 0.18);
        f.box(Colour.shade(paint, 0.6), 0.02, 0.10, 0.98, 0.19);
        plate(f, 0.11, 0.20);
    }

    private static void truckFront(Frame f, int paint, Dice dice) {
        int cargo = dice.chance(0.6) ? paint : Colour.blend(paint, 0xffffff, dice.uniform(0.25, 0.5));
        f.box(TYRE, 0.06, 0, 0.24, 0.16);
        f.box(TYRE, 0.76, 0, 0.94, 0.16);
        f.box(cargo, 0, 0.18, 1, 1);
        if (dice.chance(0.5)) {
            f.strokes(Colour.shade(cargo, 0.65), 0.014, 0.5, 0.98, 0.5, 0.20);
            f.strokes(Colour.shade(cargo, 0.65), 0.014, 0.04, 0.96, 0.96, 0.96, 0.96, 0.22, 0.04, 0.22, 0.04, 0.96);
            f.box(0x26262a, 0.04, 0.10, 0.96, 0.18);
            lamps(f, true, 0.11, 0.17, 0.16);
        } else {
            f.polygon(paint, 0.05, 0.09, 0.03, 0.44, 0.10, 0.80, 0.90, 0.80, 0.97, 0.44, 0.95, 0.09);
            f.polygon(glass(dice), 0.12, 0.48, 0.16, 0.74, 0.84, 0.74, 0.88, 0.48);
            f.box(Colour.shade(paint, 0.5), 0.22, 0.22, 0.78, 0.40);
            lamps(f, false, 0.22, 0.32, 0.14);
            plate(f, 0.11, 0.17);
        }
    }

    private static void lamps(Frame f, boolean rear, double from, double to, double width) {
        int lamp = rear ? TAILLAMP : HEADLAMP;
        f.box(lamp, 0.05, from, 0.05 + width, to);
        f.box(lamp, 0.95 - width, from, 0.95, to);
    }

    private static void plate(Frame f, double from, double to) {
        f.box(0xe9e6d8, 0.38, from, 0.62, to);
    }
}
