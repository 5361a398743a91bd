package io.github.s2vision.examples.scenes;

import io.github.s2vision.examples.scenes.SceneObject.Role;
import io.github.s2vision.geometry.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A scene under construction: shapes are placed from back to front, then it is finished once. */
final class Composition {
    /** Which side of a shape is seen. */
    enum View {
        SIDE,
        SIDE_MIRRORED,
        FRONT
    }

    private static final double LEAST_VISIBLE = 0.35;
    private static final double LEAST_INSIDE = 0.30;

    private record Drawn(
            int id, Kind kind, Colour colour, Box box, double longerSide, int pixels, boolean insideEnough) {}

    final Easel easel;
    final Dice dice;
    private final List<Drawn> shapes = new ArrayList<>();

    Composition(Dice dice) {
        this.easel = new Easel(Scene.SIDE);
        this.dice = dice;
    }

    /** Draws a shape that stands on {@code ground}; one without a single pixel in the picture leaves no trace. */
    void place(Kind kind, Colour colour, View view, double left, double ground, double width, double height) {
        int id = SceneObject.FIRST_ID + shapes.size();
        if (id > 255) {
            throw new IllegalStateException("more than " + (256 - SceneObject.FIRST_ID) + " shapes: ids are bytes");
        }
        int paint = colour.paint(dice);
        Frame frame = new Frame(easel, left, ground, width, height, view == View.SIDE_MIRRORED);
        frame.shadow(kind == Kind.SIGN ? 0.3 : 1.04);
        easel.begin(id);
        switch (kind) {
            case CAR, VAN, BUS, TRUCK, MOTORBIKE -> {
                if (view == View.FRONT) {
                    Vehicles.front(kind, frame, paint, dice);
                } else {
                    Vehicles.side(kind, frame, paint, dice);
                }
            }
            default -> StreetThings.draw(kind, frame, paint, dice);
        }
        if (easel.pixels() > 0) {
            shapes.add(new Drawn(
                    id,
                    kind,
                    colour,
                    new Box(easel.left(), easel.top(), easel.right(), easel.bottom()),
                    Math.max(easel.fullWidth(), easel.fullHeight()),
                    easel.pixels(),
                    easel.shareInside() >= LEAST_INSIDE));
        }
    }

    /** Adds light and noise and counts what is still seen of each shape; those of {@code kinds} are the objects. */
    Scene finish(String name, Set<Kind> kinds, Sensor sensor) {
        easel.finish();
        int[] visible = new int[256];
        for (byte id : easel.ids()) {
            visible[id & 255]++;
        }
        List<SceneObject> objects = new ArrayList<>();
        for (Drawn shape : shapes) {
            int seen = visible[shape.id];
            if (seen > 0) {
                boolean enough = seen >= LEAST_VISIBLE * shape.pixels && shape.insideEnough;
                Role role = !kinds.contains(shape.kind) ? Role.CLUTTER : enough ? Role.LABELLED : Role.IGNORED;
                objects.add(new SceneObject(
                        shape.id, shape.kind, shape.colour, role, shape.box, shape.longerSide, shape.pixels, seen));
            }
        }
        sensor.expose(easel.picture(), dice);
        return new Scene(name, easel.picture(), easel.ids(), objects, sensor.quality());
    }
}
