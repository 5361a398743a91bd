package io.github.s2vision.examples.scenes;

import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Draws the scenes of one recipe, split and seed. Scene {@code i} depends on these and on {@code i} alone: labels are the
 * same on every machine and JDK, pictures but for the last bits of Java2D's anti-aliasing. A scene takes some 20 ms.
 *
 * <p>Safe for concurrent use.
 */
public final class SceneGenerator {
    private final Recipe recipe;
    private final Split split;
    private final long seed;

    private SceneGenerator(Recipe recipe, Split split, long seed) {
        this.recipe = recipe;
        this.split = split;
        this.seed = seed;
    }

    /** Scenes of {@code recipe}; another seed, or another split of the same seed, gives others. */
    public static SceneGenerator of(Recipe recipe, Split split, long seed) {
        return new SceneGenerator(recipe, split, seed);
    }

    /**
     * Draws scene {@code index}.
     *
     * @throws IllegalArgumentException if the index is negative
     */
    public Scene scene(int index) {
        if (index < 0) {
            throw new IllegalArgumentException("scene " + index + ": scenes are numbered from 0");
        }
        String name = String.format(Locale.ROOT, "%s-%s-%d-%05d", recipe.word(), split.word(), seed, index);
        return recipe.draw(name, split, new Dice(recipe.code, split.code, seed, index));
    }

    /** Scenes 0 to {@code count - 1}, each drawn when the stream comes to it. */
    public Stream<Scene> scenes(int count) {
        return IntStream.range(0, count).mapToObj(this::scene);
    }

    /** What it draws. */
    public Recipe recipe() {
        return recipe;
    }

    Split split() {
        return split;
    }

    long seed() {
        return seed;
    }

    @Override
    public String toString() {
        return "SceneGenerator[" + recipe.word() + ", " + split.word() + ", seed " + seed + "]";
    }
}
