package io.github.s2vision.examples.scenes;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What scenes hold and look like. */
public enum Recipe {
    /**
     * A square with houses, a road that crosses it and two pavements. Objects of 8 to 250 px stand in it at nearly any
     * place, among clutter that resembles them: for backbones, and for probes by object size. Dogs and cones are in no
     * scene of the {@link Split#TRAIN} split.
     */
    TOWN(1, Kind.CAR, Kind.TRUCK, Kind.BUS, Kind.PERSON, Kind.BICYCLE, Kind.SIGN, Kind.DOG, Kind.CONE) {
        @Override
        Scene draw(String name, Split split, Dice dice) {
            return TownRecipe.draw(name, split, dice);
        }
    },
    /** A road that runs to the horizon, in any light; size follows perspective: for detectors of vehicles. */
    STREET(2, Kind.CAR, Kind.VAN, Kind.BUS, Kind.TRUCK, Kind.MOTORBIKE) {
        @Override
        Scene draw(String name, Split split, Dice dice) {
            return StreetRecipe.street(name, dice);
        }
    },
    /**
     * Open places of any colour, and one street in four pictures; eight kinds in eight colours: for detection by words.
     * {@link #HELD_OUT} combinations are in no scene of the {@link Split#TRAIN} split and frequent in the others.
     */
    PLAZA(3, Kind.CAR, Kind.VAN, Kind.BUS, Kind.TRUCK, Kind.MOTORBIKE, Kind.SIGN, Kind.CONE, Kind.DUMPSTER) {
        @Override
        Scene draw(String name, Split split, Dice dice) {
            return PlazaRecipe.draw(name, split, dice);
        }
    };

    /** A kind in a colour. */
    public record Pair(Colour colour, Kind kind) {
        /** {@code "green bus"}. */
        public String phrase() {
            return colour.word() + " " + kind.word();
        }
    }

    /** Ten of the 64 combinations of {@link #PLAZA}: never seen in training, to be found all the same. */
    public static final List<Pair> HELD_OUT = List.of(
            new Pair(Colour.GREEN, Kind.BUS),
            new Pair(Colour.ORANGE, Kind.BUS),
            new Pair(Colour.RED, Kind.TRUCK),
            new Pair(Colour.WHITE, Kind.TRUCK),
            new Pair(Colour.YELLOW, Kind.VAN),
            new Pair(Colour.BLACK, Kind.VAN),
            new Pair(Colour.PURPLE, Kind.CAR),
            new Pair(Colour.BLUE, Kind.MOTORBIKE),
            new Pair(Colour.GREEN, Kind.SIGN),
            new Pair(Colour.RED, Kind.DUMPSTER));

    /** Kinds of {@link #TOWN} that its training scenes do not hold. */
    public static final Set<Kind> UNSEEN_KINDS = Set.of(Kind.DOG, Kind.CONE);

    /** Part of each scene's seed, and so fixed for ever. */
    final long code;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Kind> kinds;

    Recipe(long code, Kind... kinds) {
        this.code = code;
        this.kinds = List.of(kinds);
    }

    /** The kinds that labels name, in the order of category ids from 1. */
    public List<Kind> kinds() {
        return kinds;
    }

    /** The word, in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The recipe of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Recipe named(String word) {
        return Arrays.stream(values())
                .filter(recipe -> recipe.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no recipe '" + word + "': there are "
                        + Arrays.stream(values()).map(Recipe::word).toList()));
    }

    Set<Kind> objectKinds() {
        return EnumSet.copyOf(kinds);
    }

    abstract Scene draw(String name, Split split, Dice dice);
}
