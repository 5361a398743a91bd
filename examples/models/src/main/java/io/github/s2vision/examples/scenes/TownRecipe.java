package io.github.s2vision.examples.scenes;

import io.github.s2vision.examples.scenes.Composition.View;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Objects of all sizes at nearly any place: see {@link Recipe#TOWN}. */
final class TownRecipe {
    private static final Kind[] TOLD = {Kind.CAR, Kind.TRUCK, Kind.BUS, Kind.PERSON, Kind.BICYCLE, Kind.SIGN};
    private static final Kind[] ALL = {
        Kind.CAR, Kind.TRUCK, Kind.BUS, Kind.PERSON, Kind.BICYCLE, Kind.SIGN, Kind.DOG, Kind.CONE
    };
    private static final Kind[] CLUTTER = {
        Kind.BIN, Kind.CRATE, Kind.POST, Kind.BUSH, Kind.CONTAINER, Kind.BOLLARD, Kind.TYRES
    };

    private record Draft(Kind kind, double longer, double place) {}

    private TownRecipe() {}

    static Scene draw(String name, Split split, Dice dice) {
        Composition scene = new Composition(dice);
        double horizon = dice.uniform(0.30, 0.44) * Scene.SIDE;
        backdrop(scene.easel, dice, horizon);
        for (Draft draft : drafts(dice, split == Split.TRAIN ? TOLD : ALL)) {
            double ground = horizon + 10 + (Scene.SIDE - 4 - horizon - 10) * draft.place;
            place(scene, draft, ground);
        }
        return scene.finish(name, Recipe.TOWN.objectKinds(), Sensor.plain(dice));
    }

    private static void backdrop(Easel easel, Dice dice, double horizon) {
        Backdrop.daySky(easel, dice, horizon);
        if (dice.chance(0.8)) {
            Backdrop.houses(easel, dice, horizon, 50, horizon - 10, 0.2);
        }
        int trees = dice.between(0, 7);
        for (int i = 0; i < trees; i++) {
            Backdrop.tree(
                    easel, dice, dice.uniform(0, Scene.SIDE), horizon + dice.uniform(0, 12), dice.uniform(50, 150));
        }
        Backdrop.crossingRoad(easel, dice, horizon);
        int lamps = dice.between(0, 3);
        for (int i = 0; i < lamps; i++) {
            Backdrop.lampPost(
                    easel, dice, dice.uniform(0, Scene.SIDE), horizon + dice.uniform(12, 26), dice.uniform(110, 190));
        }
    }

    /** From back to front. Larger shapes stand lower on average, but size is far from given by the place. */
    private static List<Draft> drafts(Dice dice, Kind[] kinds) {
        int objects = dice.between(14, 24);
        int clutter = dice.between(8, 15);
        double[] longer = new double[objects + clutter];
        for (int i = 0; i < longer.length; i++) {
            longer[i] = 8 * StrictMath.pow(250 / 8.0, StrictMath.pow(dice.unit(), 1.15));
        }
        List<Draft> drafts = new ArrayList<>();
        for (int i = 0; i < longer.length; i++) {
            double rank = 0;
            for (double other : longer) {
                rank += other < longer[i] ? 1.0 / longer.length : 0;
            }
            double place = Math.max(0, Math.min(1, 0.7 * rank + 0.35 * dice.gaussian()));
            drafts.add(new Draft(dice.pick(i < objects ? kinds : CLUTTER), longer[i], place));
        }
        drafts.sort(Comparator.comparingDouble(Draft::place));
        return drafts;
    }

    private static void place(Composition scene, Draft draft, double ground) {
        Dice dice = scene.dice;
        View view = dice.chance(0.5) ? View.SIDE : View.SIDE_MIRRORED;
        double aspect = switch (draft.kind) {
            case CAR -> 1 / 0.38;
            case TRUCK -> 2.35;
            case BUS -> 3.1;
            case PERSON -> 0.40;
            case BICYCLE -> 1 / 0.62;
            case SIGN -> 0.40;
            case DOG -> 1 / 0.72;
            case CONE -> 0.70;
            case BIN -> 0.72;
            case CRATE -> 1.15;
            case POST -> 0.20;
            case BUSH -> 1.35;
            case CONTAINER -> 2.4;
            case BOLLARD -> 0.38;
            default -> 1.0;
        };
        if (draft.kind == Kind.CAR && dice.chance(0.3)) {
            view = View.FRONT;
            aspect = 1.2;
        } else if ((draft.kind == Kind.BUS || draft.kind == Kind.TRUCK) && dice.chance(0.3)) {
            view = View.FRONT;
            aspect = 0.76;
        }
        aspect *= dice.uniform(0.88, 1.12);
        double width = aspect >= 1 ? draft.longer : draft.longer * aspect;
        double height = aspect >= 1 ? draft.longer / aspect : draft.longer;
        double middle = dice.uniform(0.02, 0.98) * Scene.SIDE;
        scene.place(draft.kind, colour(draft.kind, dice), view, middle - width / 2, ground, width, height);
    }

    /** Clutter wears the colours of objects. */
    private static Colour colour(Kind kind, Dice dice) {
        return switch (kind) {
            case BUSH -> dice.chance(0.7) ? Colour.GREEN : dice.pick(Colour.YELLOW, Colour.RED, Colour.ORANGE);
            case TYRES -> Colour.BLACK;
            case DOG -> dice.pick(Colour.BLACK, Colour.WHITE, Colour.ORANGE, Colour.YELLOW);
            case CONE -> dice.pick(Colour.ORANGE, Colour.ORANGE, Colour.RED, Colour.YELLOW, Colour.BLUE);
            default -> dice.pick(Colour.values());
        };
    }
}
