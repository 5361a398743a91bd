package io.github.s2vision.examples.scenes;

/** What stands behind the shapes: sky, houses, ground, roads, trees. */
final class Backdrop {
    private Backdrop() {}

    static void sky(Easel easel, double horizon, int top, int bottom) {
        easel.begin(Surface.SKY);
        easel.gradient(top, bottom, 0, horizon + 16);
    }

    static void daySky(Easel easel, Dice dice, double horizon) {
        int top = Colour.hsv(dice.uniform(190, 225), dice.uniform(0.1, 0.6), dice.uniform(0.5, 1));
        int bottom = Colour.hsv(dice.uniform(20, 220), dice.uniform(0, 0.25), dice.uniform(0.7, 1));
        sky(easel, horizon, top, bottom);
    }

    /** Grids of windows look much like far buses: the clutter that small vehicles are mistaken for. */
    static void houses(Easel easel, Dice dice, double foot, double lowest, double highest, double litShare) {
        easel.begin(Surface.BUILDING);
        double x = -dice.uniform(0, 60);
        while (x < easel.side) {
            double width = dice.uniform(40, 150);
            double height = dice.uniform(lowest, highest);
            double saturation = dice.uniform(0.03, 0.4);
            int wall = Colour.hsv(dice.uniform(0, 360), saturation, dice.uniform(0.3, 0.85));
            double ground = foot - dice.uniform(0, 14) + 14;
            house(easel, dice, wall, x, ground, width, height, litShare);
            x += width + (dice.chance(0.15) ? dice.uniform(5, 60) : 0);
        }
    }

    private static void house(
            Easel easel, Dice dice, int wall, double x, double ground, double width, double height, double litShare) {
        easel.rectangle(wall, x, ground - height, x + width, ground);
        if (dice.chance(0.35)) {
            double overhang = dice.uniform(0, 4);
            double ridge = dice.uniform(8, 26);
            int roof = Colour.shade(wall, dice.uniform(0.45, 0.8));
            easel.fill(roof, new double[] {
                x - overhang,
                ground - height,
                x + width * 0.2,
                ground - height - ridge,
                x + width * 0.8,
                ground - height - ridge,
                x + width + overhang,
                ground - height
            });
        }
        double pitchX = dice.uniform(12, 24);
        double pitchY = dice.uniform(14, 26);
        boolean light = dice.chance(0.3);
        int pane = light
                ? Colour.blend(wall, 0xffffff, dice.uniform(0.2, 0.5))
                : Colour.shade(wall, dice.uniform(0.35, 0.8));
        for (double top = ground - height + pitchY * 0.4; top < ground - pitchY * 0.6; top += pitchY) {
            for (double left = x + pitchX * 0.25; left < x + width - pitchX * 0.5; left += pitchX) {
                boolean lit = dice.chance(litShare);
                easel.rectangle(
                        lit ? Colour.hsv(dice.uniform(38, 55), dice.uniform(0.3, 0.7), dice.uniform(0.85, 1)) : pane,
                        left,
                        top,
                        left + pitchX * 0.5,
                        top + pitchY * 0.5);
            }
        }
    }

    /** {@code ground} is the foot of the trunk, {@code height} up to the top of the crown. */
    static void tree(Easel easel, Dice dice, double x, double ground, double height) {
        easel.begin(Surface.GREEN);
        double trunk = height * dice.uniform(0.3, 0.45);
        double radius = height * dice.uniform(0.22, 0.3);
        int bark = Colour.hsv(dice.uniform(20, 35), 0.5, dice.uniform(0.2, 0.4));
        easel.rectangle(bark, x - height * 0.035, ground - trunk - radius * 0.5, x + height * 0.035, ground);
        int leaves = Colour.hsv(dice.uniform(70, 140), dice.uniform(0.3, 0.7), dice.uniform(0.25, 0.6));
        for (int i = 0; i < 4; i++) {
            easel.disc(
                    Colour.shade(leaves, dice.uniform(0.8, 1.15)),
                    x + dice.uniform(-0.6, 0.6) * radius,
                    ground - trunk - radius * dice.uniform(0.4, 1.3),
                    radius * dice.uniform(0.7, 1),
                    radius * dice.uniform(0.7, 1));
        }
    }

    static void lampPost(Easel easel, Dice dice, double x, double ground, double height) {
        easel.begin(Surface.POLE);
        int metal = Colour.grey(dice.uniform(50, 130));
        double width = Math.max(1, height * 0.02);
        easel.rectangle(metal, x - width / 2, ground - height, x + width / 2, ground);
        double arm = height * (dice.chance(0.5) ? 0.18 : -0.18);
        easel.stroke(metal, width, x, ground - height, x + arm, ground - height);
        easel.disc(0xfff4d0, x + arm, ground - height + width, width * 1.3, width);
    }

    /** A pole in front of everything, which hides what is behind it. */
    static void frontPole(Easel easel, Dice dice) {
        easel.begin(Surface.POLE);
        double width = dice.uniform(2, 9);
        double x = dice.uniform(0, easel.side);
        int metal = Colour.grey(dice.uniform(45, 150));
        easel.rectangle(metal, x, 0, x + width, easel.side);
        easel.rectangle(Colour.shade(metal, 1.25), x + width * 0.15, 0, x + width * 0.4, easel.side);
    }

    /** A road that runs away from us to a point on the horizon, with dashed lanes. */
    static void vanishingRoad(Easel easel, Dice dice, double horizon) {
        double side = easel.side;
        easel.begin(Surface.PAVEMENT);
        int ground = groundPaint(dice);
        easel.gradient(Colour.shade(ground, 0.95), Colour.shade(ground, 1.05), horizon + 6, side);
        easel.begin(Surface.ROAD);
        int asphalt = Colour.grey(dice.uniform(45, 105));
        double vanishX = dice.uniform(0.2, 0.8) * side;
        double top = horizon + 6;
        double left = dice.uniform(-1.2, -0.2) * side;
        double right = dice.uniform(1.2, 2.2) * side;
        easel.fill(asphalt, new double[] {vanishX - 2, top, vanishX + 2, top, right, side, left, side});
        int kerb = Colour.shade(asphalt, 1.5);
        double kerbWidth = 0.02 * side;
        easel.fill(kerb, new double[] {vanishX - 2, top, vanishX - 1.6, top, left + kerbWidth, side, left, side});
        easel.fill(kerb, new double[] {vanishX + 1.6, top, vanishX + 2, top, right, side, right - kerbWidth, side});
        int lanes = dice.between(1, 3);
        int paint = dice.chance(0.8) ? Colour.grey(dice.uniform(190, 240)) : 0xd8b640;
        for (int lane = 1; lane <= lanes; lane++) {
            double foot = left + (right - left) * lane / (lanes + 1);
            for (int j = 1; j < 9; j++) {
                double near = StrictMath.pow((j + 0.55) / 9.0, 1.8);
                double far = StrictMath.pow(j / 9.0, 1.8);
                double halfFar = 0.3 + far * 0.009 * side;
                double halfNear = 0.3 + near * 0.009 * side;
                double x1 = vanishX + (foot - vanishX) * far;
                double x2 = vanishX + (foot - vanishX) * near;
                double y1 = top + (side - top) * far;
                double y2 = top + (side - top) * near;
                easel.fill(
                        paint, new double[] {x1 - halfFar, y1, x1 + halfFar, y1, x2 + halfNear, y2, x2 - halfNear, y2});
            }
        }
    }

    /** Mostly grey, at times grass. */
    private static int groundPaint(Dice dice) {
        return dice.chance(0.25)
                ? Colour.hsv(dice.uniform(70, 110), dice.uniform(0.25, 0.5), dice.uniform(0.35, 0.6))
                : Colour.blend(Colour.grey(dice.uniform(70, 140)), Colour.hsv(dice.uniform(0, 360), 0.4, 0.5), 0.12);
    }

    /** A road that crosses the picture between two pavements. */
    static void crossingRoad(Easel easel, Dice dice, double horizon) {
        double side = easel.side;
        int paving =
                Colour.blend(Colour.grey(dice.uniform(100, 175)), Colour.hsv(dice.uniform(15, 50), 0.4, 0.7), 0.25);
        double upper = horizon + dice.uniform(22, 55);
        double lower = side * dice.uniform(0.76, 0.92);
        easel.begin(Surface.PAVEMENT);
        easel.gradient(Colour.shade(paving, 0.9), paving, horizon, upper);
        int stone = Colour.shade(paving, 0.82);
        for (double x = dice.uniform(0, 30); x < side; x += 34) {
            easel.stroke(stone, 1, x, horizon, x + (x - side / 2) * 0.06, upper);
        }
        easel.begin(Surface.ROAD);
        int asphalt = Colour.grey(dice.uniform(48, 105));
        easel.gradient(Colour.shade(asphalt, 1.1), asphalt, upper, lower);
        int white = Colour.grey(dice.uniform(185, 235));
        int lanes = dice.between(1, 3);
        double dash = dice.uniform(30, 70);
        double start = -dice.uniform(0, 2 * dash);
        for (int lane = 1; lane <= lanes; lane++) {
            double t = StrictMath.pow(lane / (lanes + 1.0), 1.4);
            double y = upper + (lower - upper) * t;
            double thick = 2 + 5 * t;
            double length = dash * (0.7 + 0.8 * t);
            for (double x = start; x < side; x += 2 * length) {
                easel.fill(white, new double[] {x + 3, y, x + length + 3, y, x + length, y + thick, x, y + thick});
            }
        }
        if (dice.chance(0.4)) {
            zebra(easel, dice, upper, lower, white);
        }
        easel.begin(Surface.PAVEMENT);
        easel.gradient(Colour.shade(paving, 1.02), Colour.shade(paving, 1.1), lower, side);
        easel.rectangle(Colour.shade(paving, 1.25), 0, upper - 3, side, upper);
        easel.rectangle(Colour.shade(paving, 1.25), 0, lower, side, lower + 5);
        for (double y = lower + 18; y < side; y += 22) {
            easel.stroke(stone, 1, 0, y, side, y);
        }
        for (double x = dice.uniform(0, 60); x < side; x += 64) {
            easel.stroke(stone, 1, x, lower + 5, x + (x - side / 2) * 0.2, side);
        }
    }

    private static void zebra(Easel easel, Dice dice, double upper, double lower, int white) {
        double left = dice.uniform(0.05, 0.75) * easel.side;
        double width = dice.uniform(50, 110);
        for (int i = 0; i < 7; i++) {
            double y1 = upper + 6 + (lower - upper - 12) * (i / 7.0);
            double y2 = y1 + (lower - upper - 12) / 14;
            easel.fill(white, new double[] {left, y1, left + width, y1, left + width, y2, left, y2});
        }
    }
}
