package io.github.s2vision.examples.scenes;

import io.github.s2vision.geometry.Box;

/**
 * One drawn shape of a scene, and all that is known about it.
 *
 * @param id its pixels' value in the id map, {@value #FIRST_ID} to 255, in drawing order: what has a higher id hides
 *     what has a lower one
 * @param kind what it is
 * @param colour its paint; of every shape, clutter too, so that "has a colour" does not give objects away
 * @param role whether labels name it
 * @param box extent of its own pixels when it was drawn, hidden ones included, cut at the picture's border
 * @param longerSide of the whole shape, also outside the picture, in pixels
 * @param drawn pixels when it was drawn
 * @param visible pixels that nothing drawn later hides
 */
public record SceneObject(
        int id, Kind kind, Colour colour, Role role, Box box, double longerSide, int drawn, int visible) {
    /** Lower values of the id map are surfaces. */
    public static final int FIRST_ID = 16;

    /** Whether labels name a shape. */
    public enum Role {
        /** Of a kind to be found, and enough of it is seen. */
        LABELLED,
        /** Of a kind to be found, but too little of it is seen: neither finding it nor missing it is a mistake. */
        IGNORED,
        /** Of no kind to be found. */
        CLUTTER
    }

    /** Visible pixels over drawn ones, in [0, 1]. */
    public double visibleShare() {
        return (double) visible / drawn;
    }

    /** {@code "green bus"}. */
    public String phrase() {
        return colour.word() + " " + kind.word();
    }
}
