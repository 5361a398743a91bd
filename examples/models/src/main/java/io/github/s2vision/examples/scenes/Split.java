package io.github.s2vision.examples.scenes;

import java.util.Arrays;
import java.util.Locale;

/** Which scenes a seed gives: those of different splits have nothing in common but the recipe. */
public enum Split {
    /** For weights. */
    TRAIN(1),
    /** For a probe or a threshold that is fitted on finished weights. */
    PROBE(2),
    /** For choices: recipes, steps, thresholds. */
    VAL(3),
    /** For the figures that are published, once. */
    TEST(4);

    /** Part of each scene's seed, and so fixed for ever. */
    final long code;

    Split(long code) {
        this.code = code;
    }

    /** The word, in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The split of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Split named(String word) {
        return Arrays.stream(values())
                .filter(split -> split.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no split '" + word + "': there are "
                        + Arrays.stream(values()).map(Split::word).toList()));
    }
}
