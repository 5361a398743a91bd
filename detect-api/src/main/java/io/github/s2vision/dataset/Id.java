package io.github.s2vision.dataset;

import java.math.BigInteger;
import java.util.OptionalDouble;

/**
 * What a file calls an image, an annotation or a category: a number or a text. Numbers are equal by value (3 and 3.0 are
 * one id), and never equal to a text (3 and "3" are two): so Python compares them, which the tools of COCO rely on.
 *
 * <p>Ids order as pycocotools sorts them: numbers by value, then texts by code point.
 */
public final class Id implements Comparable<Id> {
    /** What a file writes as {@code null}: an id like any other for Python. */
    static final Id NULL = new Id(Nothing.NULL);

    private enum Nothing {
        NULL;

        @Override
        public String toString() {
            return "null";
        }
    }

    private final Object value; // Long; or Double, BigInteger where no Long has the value; or String; or NULL's own

    private Id(Object value) {
        this.value = value;
    }

    /** A whole number. */
    public static Id of(long number) {
        return new Id(number);
    }

    /** A text, as written; {@code Id.of("3")} is not {@code Id.of(3)}. */
    public static Id of(String text) {
        return new Id(text);
    }

    /** A number of any size. */
    static Id of(BigInteger number) {
        return number.bitLength() < Long.SIZE ? of(number.longValue()) : new Id(number);
    }

    /** A number with a point or exponent; a whole one is the same as without. */
    public static Id of(double number) {
        boolean whole = number == Math.rint(number) && Math.abs(number) < 0x1p63;
        return whole ? of((long) number) : new Id(number);
    }

    /** Whether it is a number. */
    public boolean isNumber() {
        return value instanceof Number;
    }

    /** Whether it is a whole number of 64 bits, which {@link #number} then gives. */
    public boolean isLong() {
        return value instanceof Long;
    }

    /**
     * The number.
     *
     * @throws IllegalStateException unless {@link #isLong}
     */
    public long number() {
        if (value instanceof Long number) {
            return number;
        }
        throw new IllegalStateException("id " + this + " is no whole number of 64 bits");
    }

    /** Whether a table of doubles could hold this id: a number, a text that is one, or nothing, which becomes NaN. */
    public boolean isDouble() {
        return !(value instanceof String) || asText().isPresent();
    }

    /** The double that such a table holds; NaN for nothing and for a text that is no number. */
    public double asDouble() {
        return value instanceof Number number ? number.doubleValue() : asText().orElse(Double.NaN);
    }

    private OptionalDouble asText() {
        try {
            return value instanceof String text
                    ? OptionalDouble.of(Segmentation.pythonFloat(text))
                    : OptionalDouble.empty();
        } catch (IllegalArgumentException noNumber) {
            return OptionalDouble.empty();
        }
    }

    @Override
    public int compareTo(Id other) {
        if (value instanceof Long a && other.value instanceof Long b) {
            return Long.compare(a, b);
        }
        if (isNumber() != other.isNumber()) {
            return isNumber() ? -1 : 1;
        }
        return isNumber() ? compareNumbers(other) : compareCodePoints(toString(), other.toString());
    }

    private int compareNumbers(Id other) {
        double a = ((Number) value).doubleValue();
        double b = ((Number) other.value).doubleValue();
        if (a != b || !(value instanceof BigInteger || other.value instanceof BigInteger)) {
            return Double.compare(a, b);
        }
        return big().compareTo(other.big());
    }

    private BigInteger big() {
        return value instanceof BigInteger number ? number : BigInteger.valueOf(((Number) value).longValue());
    }

    /** Unlike {@link String#compareTo}, which compares halves of surrogate pairs. */
    private static int compareCodePoints(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean pairX = Character.isSurrogate(x);
                return pairX == Character.isSurrogate(y) ? Character.compare(x, y) : pairX ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Id id && value.equals(id.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** The number in decimal, or the text as it is. */
    @Override
    public String toString() {
        return value.toString();
    }
}
