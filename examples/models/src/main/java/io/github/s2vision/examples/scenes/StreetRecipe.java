package io.github.s2vision.examples.scenes;

import io.github.s2vision.examples.scenes.Composition.View;
import io.github.s2vision.geometry.Box;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Vehicles on a road that runs to the horizon: see {@link Recipe#STREET}. */
final class StreetRecipe {
    private static final double LEAST_SIDE = 7;
    private static final double MOST_COVERED = 0.55;

    /** Where a shape is to stand: {@code depth} px below the horizon. */
    record Draft(Kind kind, Colour colour, View view, double depth, double left, double width, double height) {}

    private StreetRecipe() {}

    static Scene street(String name, Dice dice) {
        Composition scene = new Composition(dice);
        double horizon = backdrop(scene);
        int tries = dice.between(6, 20);
        List<Draft> drafts = new ArrayList<>();
        for (int i = 0; i < tries; i++) {
            Kind kind = dice.chance(0.78) ? vehicle(dice) : clutter(dice);
            add(drafts, dice, kind, dice.pick(Colour.values()), horizon, 9);
        }
        place(scene, drafts, horizon);
        frontPoles(scene);
        return scene.finish(name, Recipe.STREET.objectKinds(), Sensor.harsh(dice));
    }

    /** Everything behind the shapes; the horizon's y. */
    static double backdrop(Composition scene) {
        Easel easel = scene.easel;
        Dice dice = scene.dice;
        double horizon = dice.uniform(0.28, 0.46) * Scene.SIDE;
        Backdrop.daySky(easel, dice, horizon);
        Backdrop.houses(easel, dice, horizon, 40, 240, 0.08);
        Backdrop.vanishingRoad(easel, dice, horizon);
        int trees = dice.between(2, 6);
        double[] depths = new double[trees];
        for (int i = 0; i < trees; i++) {
            depths[i] = dice.logUniform(8, 120);
        }
        Arrays.sort(depths);
        for (double depth : depths) {
            double x = dice.uniform(0, Scene.SIDE);
            if (dice.chance(0.7)) {
                Backdrop.tree(easel, dice, x, horizon + 6 + depth, 20 + depth * dice.uniform(1.0, 2.0));
            } else {
                Backdrop.lampPost(easel, dice, x, horizon + 6 + depth, 25 + depth * dice.uniform(1.4, 2.2));
            }
        }
        return horizon;
    }

    static void frontPoles(Composition scene) {
        int poles = scene.dice.between(0, 2);
        for (int i = 0; i < poles; i++) {
            Backdrop.frontPole(scene.easel, scene.dice);
        }
    }

    static Kind vehicle(Dice dice) {
        return switch (dice.weighted(0.36, 0.17, 0.17, 0.16, 0.14)) {
            case 0 -> Kind.CAR;
            case 1 -> Kind.VAN;
            case 2 -> Kind.BUS;
            case 3 -> Kind.TRUCK;
            default -> Kind.MOTORBIKE;
        };
    }

    private static Kind clutter(Dice dice) {
        return dice.chance(0.75)
                ? dice.pick(Kind.SIGN, Kind.CONE, Kind.DUMPSTER)
                : dice.pick(Kind.KIOSK, Kind.BENCH, Kind.PERSON);
    }

    /**
     * Adds a shape somewhere, unless it is too small or an earlier one and it would hide too much of each other.
     *
     * @return whether it was added
     */
    static boolean add(
            List<Draft> drafts, Dice dice, Kind kind, Colour colour, double horizon, double nearestToHorizon) {
        double depth = dice.logUniform(nearestToHorizon, 330);
        double carLength = depth * dice.uniform(0.62, 0.86);
        boolean front = dice.chance(0.3);
        View view = front ? View.FRONT : dice.chance(0.5) ? View.SIDE : View.SIDE_MIRRORED;
        double[] size = size(kind, front, dice);
        double width = size[0] * carLength;
        double height = size[1] * carLength;
        double left = dice.uniform(-0.02, 1.02) * Scene.SIDE - width / 2;
        Draft draft = new Draft(kind, colour, view, depth, left, width, height);
        if (Math.max(width, height) < LEAST_SIDE) {
            return false;
        }
        Box box = boxOf(draft, horizon);
        for (Draft other : drafts) {
            Box otherBox = boxOf(other, horizon);
            if (shared(box, otherBox) > MOST_COVERED * Math.min(box.area(), otherBox.area())) {
                return false;
            }
        }
        return drafts.add(draft);
    }

    static void place(Composition scene, List<Draft> drafts, double horizon) {
        drafts.stream()
                .sorted(Comparator.comparingDouble(Draft::depth))
                .forEach(draft -> scene.place(
                        draft.kind,
                        draft.colour,
                        draft.view,
                        draft.left,
                        ground(draft, horizon),
                        draft.width,
                        draft.height));
    }

    private static double ground(Draft draft, double horizon) {
        return horizon + 6 + draft.depth;
    }

    private static Box boxOf(Draft draft, double horizon) {
        double ground = ground(draft, horizon);
        return new Box(draft.left, ground - draft.height, draft.left + draft.width, ground);
    }

    private static double shared(Box a, Box b) {
        double width = Math.min(a.x2(), b.x2()) - Math.max(a.x1(), b.x1());
        double height = Math.min(a.y2(), b.y2()) - Math.max(a.y1(), b.y1());
        return width <= 0 || height <= 0 ? 0 : width * height;
    }

    /** Width and height in lengths of a car at the same depth. */
    private static double[] size(Kind kind, boolean front, Dice dice) {
        double jitter = dice.uniform(0.93, 1.07);
        double any = dice.uniform(0.8, 1.3);
        return switch (kind) {
            case CAR ->
                front ? new double[] {0.45 * jitter, 0.38 * jitter} : new double[] {1, dice.uniform(0.34, 0.42)};
            case VAN ->
                front
                        ? new double[] {0.47 * jitter, 0.56 * jitter}
                        : new double[] {dice.uniform(1.08, 1.25), dice.uniform(0.50, 0.58)};
            case BUS ->
                front
                        ? new double[] {0.59 * jitter, 0.75 * jitter}
                        : new double[] {dice.uniform(2, 2.5), dice.uniform(0.66, 0.78)};
            case TRUCK ->
                front
                        ? new double[] {0.60 * jitter, 0.83 * jitter}
                        : new double[] {dice.uniform(1.6, 2), dice.uniform(0.68, 0.82)};
            case MOTORBIKE -> new double[] {dice.uniform(0.46, 0.54), dice.uniform(0.34, 0.40)};
            // A wider head than a real sign's, or there is little of it to recognise at 8 to 30 px.
            case SIGN -> new double[] {0.32 * any, 0.8 * any};
            case CONE -> new double[] {0.16 * any, 0.24 * any};
            case DUMPSTER -> new double[] {0.48 * any, 0.34 * any};
            case KIOSK -> new double[] {0.8 * any, 0.75 * any};
            case BENCH -> new double[] {0.5 * any, 0.22 * any};
            case PERSON -> new double[] {0.17 * any, 0.45 * any};
            default -> throw new IllegalArgumentException(kind + " stands in no street");
        };
    }
}
