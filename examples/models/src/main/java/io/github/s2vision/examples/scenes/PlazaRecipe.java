package io.github.s2vision.examples.scenes;

import io.github.s2vision.examples.scenes.Recipe.Pair;
import java.util.ArrayList;
import java.util.List;

/** Kinds in all colours on open places: see {@link Recipe#PLAZA}. */
final class PlazaRecipe {
    /** Together with what chance gives, not quite half of all objects outside training are of held-out pairs. */
    private static final double HELD_OUT_SHARE = 0.36;

    private PlazaRecipe() {}

    static Scene draw(String name, Split split, Dice dice) {
        Composition scene = new Composition(dice);
        boolean street = dice.chance(0.25);
        double horizon = street ? StreetRecipe.backdrop(scene) : plaza(scene.easel, dice);
        int tries = street ? dice.between(6, 20) : dice.between(4, 11);
        List<StreetRecipe.Draft> drafts = new ArrayList<>();
        for (int i = 0; i < tries; i++) {
            Pair pair = split == Split.TRAIN ? toldPair(dice) : anyPair(dice);
            boolean added = StreetRecipe.add(drafts, dice, pair.kind(), pair.colour(), horizon, street ? 9 : 22);
            if (added && split != Split.TRAIN && Recipe.HELD_OUT.contains(pair) && dice.chance(0.5)) {
                Pair rival = rival(pair, dice);
                StreetRecipe.add(drafts, dice, rival.kind(), rival.colour(), horizon, street ? 9 : 22);
            }
        }
        StreetRecipe.place(scene, drafts, horizon);
        if (street) {
            StreetRecipe.frontPoles(scene);
        }
        return scene.finish(name, Recipe.PLAZA.objectKinds(), street ? Sensor.harsh(dice) : Sensor.clear(dice));
    }

    private static Pair toldPair(Dice dice) {
        while (true) {
            Pair pair = new Pair(dice.pick(Colour.values()), kind(dice));
            if (!Recipe.HELD_OUT.contains(pair)) {
                return pair;
            }
        }
    }

    private static Pair anyPair(Dice dice) {
        return dice.chance(HELD_OUT_SHARE)
                ? Recipe.HELD_OUT.get(dice.between(0, Recipe.HELD_OUT.size() - 1))
                : new Pair(dice.pick(Colour.values()), kind(dice));
    }

    /** The same kind in another colour, or another kind in the same colour: what a mere half of the phrase would find. */
    private static Pair rival(Pair pair, Dice dice) {
        boolean sameKind = dice.chance(0.5);
        while (true) {
            Pair rival =
                    sameKind ? new Pair(dice.pick(Colour.values()), pair.kind()) : new Pair(pair.colour(), kind(dice));
            if (!rival.equals(pair)) {
                return rival;
            }
        }
    }

    private static Kind kind(Dice dice) {
        return dice.chance(0.78) ? StreetRecipe.vehicle(dice) : dice.pick(Kind.SIGN, Kind.CONE, Kind.DUMPSTER);
    }

    private static double plaza(Easel easel, Dice dice) {
        double side = easel.side;
        double horizon = dice.uniform(0.25, 0.45) * side;
        int top = Colour.hsv(dice.uniform(0, 360), dice.uniform(0.05, 0.5), dice.uniform(0.5, 1));
        int bottom = Colour.hsv(dice.uniform(0, 360), dice.uniform(0, 0.3), dice.uniform(0.6, 1));
        Backdrop.sky(easel, horizon, top, bottom);
        easel.begin(Surface.GREEN);
        int hills = dice.between(1, 4);
        for (int i = 0; i < hills; i++) {
            int paint = Colour.hsv(dice.uniform(0, 360), dice.uniform(0.1, 0.5), dice.uniform(0.3, 0.8));
            double rx = dice.uniform(0.15, 0.6) * side;
            easel.disc(paint, dice.uniform(0, side), horizon + 10, rx, dice.uniform(0.1, 0.4) * rx);
        }
        easel.begin(Surface.PAVEMENT);
        double hue = dice.uniform(0, 360);
        double saturation = dice.uniform(0.05, 0.5);
        easel.gradient(
                Colour.hsv(hue, saturation, dice.uniform(0.3, 0.8)),
                Colour.hsv(hue + dice.uniform(-30, 30), saturation, dice.uniform(0.3, 0.8)),
                horizon,
                side);
        easel.begin(Surface.PATCH);
        int patches = dice.between(2, 7);
        for (int i = 0; i < patches; i++) {
            patch(easel, dice, horizon);
        }
        return horizon;
    }

    private static void patch(Easel easel, Dice dice, double horizon) {
        double x = dice.uniform(0, easel.side);
        double y = dice.uniform(horizon, easel.side);
        double radius = dice.uniform(15, 110);
        int corners = dice.between(3, 6);
        double[] xy = new double[2 * corners];
        double turn = dice.uniform(0, 6.283);
        for (int i = 0; i < corners; i++) {
            double angle = turn + 6.283 * i / corners;
            double r = radius * dice.uniform(0.6, 1);
            xy[2 * i] = x + r * StrictMath.cos(angle);
            xy[2 * i + 1] = y + 0.45 * r * StrictMath.sin(angle);
        }
        int paint = dice.chance(0.5)
                ? dice.pick(Colour.values()).paint(dice)
                : Colour.hsv(dice.uniform(0, 360), dice.uniform(0.1, 0.9), dice.uniform(0.2, 0.95));
        easel.fill(paint, xy);
    }
}
