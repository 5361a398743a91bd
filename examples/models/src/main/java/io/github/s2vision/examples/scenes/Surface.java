package io.github.s2vision.examples.scenes;

import java.util.Locale;

/** What a pixel shows where no shape was drawn. */
public enum Surface {
    SKY(0),
    BUILDING(1),
    PAVEMENT(2),
    ROAD(3),
    GREEN(4),
    /** Lamp posts and poles in front, which hide objects. */
    POLE(5),
    /** Coloured areas without a meaning. */
    PATCH(6);

    private final int id;

    Surface(int id) {
        this.id = id;
    }

    /** Its pixels' value in the id map; below {@link SceneObject#FIRST_ID}. */
    public int id() {
        return id;
    }

    /** The word, in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
