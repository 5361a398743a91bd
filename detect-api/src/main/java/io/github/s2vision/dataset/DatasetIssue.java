package io.github.s2vision.dataset;

/**
 * Something in a data set that is wrong, or likely to be.
 *
 * @param kind what sort of thing
 * @param where the file and the place in it: {@code val.json, annotation 17}
 * @param what what was found, with the value
 * @param remedy what to do about it
 */
public record DatasetIssue(Kind kind, String where, String what, String remedy) {
    /** Sorts of issues. */
    public enum Kind {
        /** A field that is needed is not there. */
        MISSING_FIELD,
        /** A field has a value that it cannot have. */
        BAD_VALUE,
        /** A box that is inside out, empty, or not finite. */
        BAD_BOX,
        /** An annotation of an image that the data set does not list. */
        UNKNOWN_IMAGE,
        /** An annotation of a category that the data set does not list. */
        UNKNOWN_CATEGORY,
        /** An id that is there more than once. */
        DUPLICATE_ID
    }

    /** Such as {@code val.json, annotation 17: bbox has 3 numbers instead of 4. Give x, y, width and height}. */
    @Override
    public String toString() {
        return where + ": " + what + ". " + remedy;
    }
}
