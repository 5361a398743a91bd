package io.github.s2vision.detect;

import java.util.Objects;

/**
 * What a thing is: an id and a name. Of a model the id is the class index, of a data set the file's id; the two differ (0
 * to 79 against COCO's 1 to 90), so categories of different sources are matched by name.
 */
public record Category(int id, String name) {
    /**
     * Checks the values.
     *
     * @throws NullPointerException if the name is null
     */
    public Category {
        Objects.requireNonNull(name, "name");
    }

    /** Such as {@code person (0)}. */
    @Override
    public String toString() {
        return name + " (" + id + ")";
    }
}
