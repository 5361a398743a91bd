package io.github.s2vision.detect.yolo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what Python's {@code str} and {@code repr} write for plain values, which is how exporters fill the metadata of a
 * model: {@code {0: 'person', 1: "driver's seat"}}, {@code [640, 640]}, {@code (17,)}. It is not JSON. Values become
 * {@link Map} (in the order of the text; of equal keys the last counts), {@link List} (of lists, tuples and sets), {@link
 * String}, {@link Long}, {@link Double}, {@link Boolean}, and {@link #NONE} for {@code None}.
 *
 * <p>Grammar: Python 3 language reference, 2.4 "Literals" and 6.2 "Atoms", without bytes, complex numbers and f-strings.
 */
final class PythonLiteral {
    /** Python's {@code None}. */
    static final Object NONE = Optional.empty();

    /** Metadata nests two or three levels; a hostile file should not end in a StackOverflowError. */
    private static final int MOST_DEPTH = 100;

    private final String text;
    private int at;
    private int depth;

    private PythonLiteral(String text) {
        this.text = text;
    }

    /**
     * The value of a text.
     *
     * @throws IllegalArgumentException if it is no literal: the message says where and what was expected there
     */
    static Object parse(String text) {
        PythonLiteral parser = new PythonLiteral(text);
        Object value = parser.value();
        parser.skipBlanks();
        if (parser.at < text.length()) {
            throw parser.wrong("the end of the text");
        }
        return value;
    }

    private Object value() {
        skipBlanks();
        if (at == text.length()) {
            throw wrong("a value");
        }
        char c = text.charAt(at);
        if (c == '{' || c == '[' || c == '(') {
            return nested(c);
        }
        if (c == '\'' || c == '"') {
            return strings();
        }
        if (c == '-' || c == '+' || c == '.' || isDigit(c)) {
            return number();
        }
        return word();
    }

    private Object nested(char open) {
        if (++depth > MOST_DEPTH) {
            throw wrong("at most " + MOST_DEPTH + " values inside one another");
        }
        at++;
        Object value =
                switch (open) {
                    case '{' -> mapOrSet();
                    case '[' -> elements(']');
                    default -> tuple();
                };
        depth--;
        return value;
    }

    private Object mapOrSet() {
        if (accept('}')) {
            return Map.of();
        }
        Object first = value();
        if (!accept(':')) {
            return elementsAfter(first, '}');
        }
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put(key(first), value());
        while (accept(',') && !peek('}')) {
            Object key = key(value());
            expect(':');
            map.put(key, value());
        }
        expect('}');
        return Collections.unmodifiableMap(map);
    }

    private Object key(Object value) {
        if (value instanceof Map || value instanceof List) {
            throw wrong("a key that is a number or a text before this");
        }
        return value;
    }

    private List<Object> elements(char close) {
        return accept(close) ? List.of() : elementsAfter(value(), close);
    }

    private List<Object> elementsAfter(Object first, char close) {
        List<Object> list = new ArrayList<>();
        list.add(first);
        while (accept(',') && !peek(close)) {
            list.add(value());
        }
        expect(close);
        return Collections.unmodifiableList(list);
    }

    /** {@code ()}, {@code (1,)} and {@code (1, 2)} are tuples, {@code (1)} is a number in brackets. */
    private Object tuple() {
        if (accept(')')) {
            return List.of();
        }
        Object first = value();
        return accept(')') ? first : elementsAfter(first, ')');
    }

    /** One or more strings; what stands side by side is one text. */
    private String strings() {
        StringBuilder all = new StringBuilder();
        do {
            string(all, text.charAt(at++));
        } while (peek('\'') || peek('"'));
        return all.toString();
    }

    private void string(StringBuilder all, char quote) {
        while (true) {
            if (at == text.length() || text.charAt(at) == '\n') {
                throw wrong("a closing " + quote);
            }
            char c = text.charAt(at++);
            if (c == quote) {
                return;
            }
            if (c == '\\') {
                escape(all);
            } else {
                all.append(c);
            }
        }
    }

    private void escape(StringBuilder all) {
        if (at == text.length()) {
            throw wrong("a character after \\");
        }
        char c = text.charAt(at++);
        switch (c) {
            case '\n' -> {} // a line that goes on
            case '\\', '\'', '"' -> all.append(c);
            case 'a' -> all.append('\u0007');
            case 'b' -> all.append('\b');
            case 'f' -> all.append('\f');
            case 'n' -> all.append('\n');
            case 'r' -> all.append('\r');
            case 't' -> all.append('\t');
            case 'v' -> all.append('\u000b');
            case 'x' -> all.appendCodePoint(digits(2, 16));
            case 'u' -> all.appendCodePoint(digits(4, 16));
            case 'U' -> {
                int point = digits(8, 16);
                if (!Character.isValidCodePoint(point)) {
                    throw wrong("a code point up to 0010ffff before this");
                }
                all.appendCodePoint(point);
            }
            case '0', '1', '2', '3', '4', '5', '6', '7' -> all.appendCodePoint(octal(c - '0'));
            default -> all.append('\\').append(c); // as Python: not an escape
        }
    }

    private int octal(int first) {
        int value = first;
        for (int i = 0; i < 2 && at < text.length() && Character.digit(text.charAt(at), 8) >= 0; i++) {
            value = 8 * value + Character.digit(text.charAt(at++), 8);
        }
        return value;
    }

    private int digits(int count, int radix) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            int digit = at < text.length() && text.charAt(at) < 128 ? Character.digit(text.charAt(at), radix) : -1;
            if (digit < 0) {
                throw wrong("one of " + count + " hexadecimal digits");
            }
            value = value * radix + digit;
            at++;
        }
        return value;
    }

    private Object number() {
        int start = at;
        if (text.charAt(at) == '-' || text.charAt(at) == '+') {
            at++;
        }
        int first = at;
        skipDigits();
        boolean whole = at > first;
        boolean real = false;
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            int fraction = at;
            skipDigits();
            real = whole || at > fraction;
            if (!real) {
                throw wrong("a digit");
            }
        } else if (!whole) {
            throw wrong("a digit");
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
                at++;
            }
            int exponent = at;
            skipDigits();
            if (at == exponent) {
                throw wrong("a digit of the exponent");
            }
            real = true;
        }
        if (at < text.length() && (Character.isLetter(text.charAt(at)) || text.charAt(at) == '_')) {
            throw wrong("the end of the number");
        }
        String digits = text.substring(start, at);
        return real ? (Object) Double.valueOf(digits) : whole(digits);
    }

    private Long whole(String digits) {
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException tooLarge) {
            throw wrong("a number of at most 64 bits before this");
        }
    }

    private Object word() {
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        return switch (text.substring(start, at)) {
            case "True" -> true;
            case "False" -> false;
            case "None" -> NONE;
            default -> {
                at = start;
                throw wrong("a number, a text in quotes, True, False, None or a bracket");
            }
        };
    }

    private void skipDigits() {
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private boolean peek(char wanted) {
        skipBlanks();
        return at < text.length() && text.charAt(at) == wanted;
    }

    private boolean accept(char wanted) {
        if (peek(wanted)) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char wanted) {
        if (!accept(wanted)) {
            throw wrong("'" + wanted + "'");
        }
    }

    private IllegalArgumentException wrong(String expected) {
        String found = at < text.length()
                ? "'" + text.substring(at, Math.min(text.length(), at + 20)) + (at + 20 < text.length() ? "…'" : "'")
                : "the end";
        return new IllegalArgumentException("expected " + expected + " at character " + at + ", found " + found);
    }
}
