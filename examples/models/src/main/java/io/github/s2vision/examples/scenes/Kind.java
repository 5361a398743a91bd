package io.github.s2vision.examples.scenes;

import java.util.Locale;

/** What a drawn shape is. Which kinds are objects and which mere clutter is the {@link Recipe}'s choice. */
public enum Kind {
    CAR,
    VAN,
    BUS,
    TRUCK,
    MOTORBIKE,
    BICYCLE,
    PERSON,
    SIGN,
    DOG,
    CONE,
    DUMPSTER,
    KIOSK,
    BENCH,
    BIN,
    CRATE,
    POST,
    BUSH,
    /** Striped, as long as a truck, no wheels. */
    CONTAINER,
    /** A post with a ball on it, much like a person. */
    BOLLARD,
    /** A pile of tyres: wheels without a vehicle. */
    TYRES;

    /** The word, in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
