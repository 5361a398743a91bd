package io.github.s2vision.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON from bytes, front to back, without building a tree: annotation files have hundreds of megabytes. Numbers come
 * out correctly rounded, and as the decimals they were written as, so that {@link Numbers} can keep them small. Takes
 * {@code NaN}, {@code Infinity} and {@code -Infinity} as Python writes them; nesting is bounded.
 *
 * <p>The caller walks: {@code firstKey} and {@code nextKey} step through an object, {@code firstElement} and
 * {@code nextElement} through an array; each value is then read or skipped. Everything skipped is checked as well. Belongs to one thread.
 */
final class JsonScanner implements Closeable {
    /** Deeper files are refused; annotation files nest five deep. */
    static final int MAX_DEPTH = 64;

    private static final int BUFFER = 1 << 16;
    /** More than a double ever needs. Longer tokens, and such at the end of the buffer, are read again after a refill. */
    private static final int NUMBER = 64;

    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };
    private static final long EXACT = 1L << 53;

    /**
     * The keys that a kind of object may have, found fastest in the order of the object before. Belongs to one thread, as
     * it remembers that order.
     */
    static final class Keys {
        private final byte[][] words; // each with its closing quote
        private final int[] follower; // by the key before; the last one is that of the first key

        Keys(String... words) {
            this.words = new byte[words.length][];
            for (int i = 0; i < words.length; i++) {
                this.words[i] = (words[i] + '"').getBytes(StandardCharsets.US_ASCII);
            }
            follower = new int[words.length + 2];
        }

        /** The index of the word at {@code from}, which the buffer holds whole with its quote; their number if none. */
        private int find(byte[] buffer, int from, int before) {
            for (int i = 0; i < words.length; i++) {
                if (matches(i, buffer, from)) {
                    follower[before] = i;
                    return i;
                }
            }
            return words.length;
        }

        private boolean matches(int word, byte[] buffer, int from) {
            byte[] bytes = words[word];
            if (buffer.length - from < bytes.length) {
                return false;
            }
            for (int i = 0; i < bytes.length; i++) {
                if (buffer[from + i] != bytes[i]) {
                    return false;
                }
            }
            return true;
        }

        private int none() {
            return words.length + 1;
        }
    }

    /** What {@code firstKey} and {@code nextKey} give at the end of an object. */
    static final int END = -1;

    private final String name;
    private final @Nullable InputStream in;
    private byte[] buffer; // one byte longer than its content: a 0 stands at the limit
    private int position;
    private int limit;
    private long offset; // of buffer[0] in the file
    private boolean atEnd;
    private int depth;
    private @Nullable Bytes captured;
    private int captureFrom;

    private boolean whole;
    private boolean decimal;
    private long mantissa;
    private int decimals;
    private double value;
    private int numberFrom;

    /** Reads a stream of UTF-8, which is closed with this. {@code offset} is its place in the file. */
    JsonScanner(InputStream in, String name, long offset) {
        this(in, name, offset, BUFFER);
    }

    JsonScanner(InputStream in, String name, long offset, int bufferSize) {
        this.name = name;
        this.in = in;
        this.offset = offset;
        buffer = new byte[bufferSize + 1];
    }

    /** Reads {@code bytes[from .. to - 1]}; {@code bytes[to]} must be there and 0. Does not copy. */
    JsonScanner(byte[] bytes, int from, int to, String name) {
        this.name = name;
        in = null;
        atEnd = true;
        buffer = bytes;
        position = from;
        limit = to;
    }

    @Override
    public void close() throws IOException {
        if (in != null) {
            in.close();
        }
    }

    /** Where the next byte stands in the file. */
    long offset() {
        return offset + position;
    }

    // Structure

    /** The first byte of the next value or sign, with blanks skipped; -1 at the end of the file. */
    int peek() throws IOException {
        while (true) {
            int b = buffer[position];
            if (b > ' ') {
                return b;
            } else if (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
                position++;
            } else if (position < limit) {
                throw malformed("found byte " + (b & 0xff) + " where a value should begin");
            } else if (!fill()) {
                return -1;
            }
        }
    }

    /**
     * Enters an object and goes past the colon of its first member.
     *
     * @return the index of the key in {@code keys}, their number for one that is not listed, or {@link #END}
     */
    int firstKey(Keys keys) throws IOException {
        expect('{');
        enter();
        return key(keys, keys.none(), true);
    }

    /** Goes past the colon of the next member; {@code before} is what was given for the one before. */
    int nextKey(Keys keys, int before) throws IOException {
        return key(keys, before, false);
    }

    private int key(Keys keys, int before, boolean first) throws IOException {
        if (leave('}', first)) {
            return END;
        }
        if (peek() != '"') {
            throw malformed("expected a key in double quotes");
        }
        position++;
        int guess = keys.follower[before];
        int key;
        if (keys.matches(guess, buffer, position)) {
            key = guess;
            position += keys.words[key].length;
        } else {
            key = searchedKey(keys, before);
        }
        expect(':');
        return key;
    }

    private int searchedKey(Keys keys, int before) throws IOException {
        int length = plainLength();
        if (length >= 0) {
            int key = keys.find(buffer, position, before);
            position += length + 1;
            return key;
        }
        byte[] unescaped = (restOfString() + '"').getBytes(StandardCharsets.UTF_8);
        return keys.find(unescaped, 0, before);
    }

    /** Enters an array and goes to its first element; false if it has none and is left again. */
    boolean firstElement() throws IOException {
        expect('[');
        enter();
        return !leave(']', true);
    }

    /** Goes to the next element; false at the end of the array, which is then left. */
    boolean nextElement() throws IOException {
        return !leave(']', false);
    }

    /** At the end of the file: only blanks may follow. */
    void end() throws IOException {
        if (peek() != -1) {
            throw malformed("expected the end of the file");
        }
    }

    private void enter() throws IOException {
        if (++depth > MAX_DEPTH) {
            throw malformed("nested more than " + MAX_DEPTH + " deep");
        }
    }

    private boolean leave(char end, boolean first) throws IOException {
        int b = buffer[position];
        if (b == ',' && !first) { // nearly always
            position++;
            return false;
        }
        b = peek();
        if (b == end) {
            position++;
            depth--;
            return true;
        }
        if (!first) {
            if (b != ',') {
                throw malformed("expected ',' or '" + end + "'");
            }
            position++;
        }
        return false;
    }

    private void expect(char sign) throws IOException {
        if (buffer[position] != sign && peek() != sign) {
            throw malformed("expected '" + sign + "'");
        }
        position++;
    }

    // Numbers

    /** Whether the next value is a number, NaN and Infinity included. */
    boolean isNumber() throws IOException {
        int b = buffer[position];
        if (b <= ' ') {
            b = peek();
        }
        return (b >= '0' && b <= '9') || b == '-' || b == 'N' || b == 'I';
    }

    /** Reads a number; the methods below tell it. */
    void number() throws IOException {
        if (buffer[position] <= ' ' && peek() == -1) {
            throw malformed("expected a number");
        }
        if (limit - position < NUMBER) {
            more();
        }
        int from = position;
        while (!scanNumber() && position == limit && !atEnd) {
            position = from;
            if (limit - position >= buffer.length - 1) {
                throw malformed("a number of more than " + (buffer.length - 1) + " characters");
            }
            more();
            from = position;
        }
        numberFrom = from;
        if (!decimal) {
            value = slowValue(from);
        }
    }

    /** The number read last. */
    double value() {
        return decimal ? decimal(mantissa, decimals) : value;
    }

    /** {@code mantissa} / 10^{@code decimals}, correctly rounded for a mantissa up to 2^53 and up to 22 decimals. */
    static double decimal(long mantissa, int decimals) {
        return mantissa / POWERS[decimals];
    }

    /** Whether the number read last is {@link #mantissa} / 10^{@link #decimals} with a mantissa below 2^53. */
    boolean isDecimal() {
        return decimal;
    }

    long mantissa() {
        return mantissa;
    }

    int decimals() {
        return decimals;
    }

    /** Whether the number read last has neither point nor exponent: Python's int. */
    boolean isWhole() {
        return whole;
    }

    /** Whether the number read last is a whole one that {@link #mantissa} holds. */
    boolean isLong() {
        return whole && decimal;
    }

    /** The number read last where {@link #isWhole}, of any size; to be called before anything else is read. */
    BigInteger wholeValue() {
        return decimal
                ? BigInteger.valueOf(mantissa)
                : new BigInteger(new String(buffer, numberFrom, position - numberFrom, StandardCharsets.US_ASCII));
    }

    /** Scans from {@code position}; false if the end of the buffer may have cut the number. */
    private boolean scanNumber() throws IOException {
        byte[] bytes = buffer;
        int at = position;
        boolean negative = bytes[at] == '-';
        if (negative) {
            at++;
        }
        int digitsFrom = at;
        long m = 0;
        int b = bytes[at];
        while (b >= '0' && b <= '9') {
            m = 10 * m + (b - '0');
            b = bytes[++at];
        }
        int digits = at - digitsFrom;
        if (digits == 0) {
            return scanWord(at, negative);
        }
        boolean badZero = digits > 1 && bytes[digitsFrom] == '0';
        int fraction = 0;
        if (b == '.') {
            b = bytes[++at];
            int fractionFrom = at;
            while (b >= '0' && b <= '9') {
                m = 10 * m + (b - '0');
                b = bytes[++at];
            }
            fraction = at - fractionFrom;
            whole = false;
            badZero |= fraction == 0;
        } else {
            whole = true;
        }
        position = at;
        mantissa = negative ? -m : m;
        decimals = fraction;
        // 18 digits fit a long; "-0" is the one number whose sign a mantissa loses.
        decimal = digits + fraction <= 18 && m <= EXACT && fraction <= 22 && !(negative && m == 0);
        if (b == 'e' || b == 'E') {
            return scanExponent();
        }
        if (at == limit && !atEnd) {
            return false;
        }
        if (badZero) {
            throw malformed("a number that begins with 0 or ends with a point");
        }
        return true;
    }

    private boolean scanExponent() throws IOException {
        int at = position + 1;
        if (buffer[at] == '+' || buffer[at] == '-') {
            at++;
        }
        int from = at;
        while (buffer[at] >= '0' && buffer[at] <= '9') {
            at++;
        }
        whole = false;
        decimal = false;
        position = at;
        if (at == limit && !atEnd) {
            return false;
        }
        if (at == from) {
            throw malformed("a number with an empty exponent");
        }
        return true;
    }

    private boolean scanWord(int at, boolean negative) throws IOException {
        whole = false;
        decimal = false;
        if (limit - at < 8 && !atEnd) {
            position = limit;
            return false;
        }
        if (startsWith(at, "Infinity")) {
            position = at + 8;
        } else if (!negative && startsWith(at, "NaN")) {
            position = at + 3;
        } else {
            throw malformed("expected a value");
        }
        return true;
    }

    private double slowValue(int from) {
        String text = new String(buffer, from, position - from, StandardCharsets.US_ASCII);
        return Double.parseDouble(text); // takes "NaN" and "Infinity", is correctly rounded
    }

    private boolean startsWith(int at, String word) {
        for (int i = 0; i < word.length(); i++) {
            if (at + i >= limit || buffer[at + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    // Strings and words

    /** Reads a string. */
    String string() throws IOException {
        expect('"');
        int length = plainLength();
        if (length < 0) {
            return restOfString();
        }
        String text = new String(buffer, position, length, StandardCharsets.UTF_8);
        position += length + 1;
        return text;
    }

    /** How long the string from {@code position} is if it has no escape and lies whole in the buffer, else -1. */
    private int plainLength() throws IOException {
        int at = position;
        while (true) {
            int b = buffer[at];
            if (b == '"') {
                return at - position;
            } else if (b == '\\') {
                return -1;
            } else if (b >= 0 && b < ' ') {
                if (at < limit) {
                    throw malformed("a control character (" + b + ") in a string");
                }
                int done = at - position;
                if (done >= buffer.length / 2) {
                    return -1;
                }
                if (!more()) {
                    throw malformed("the file ends inside a string");
                }
                at = position + done;
            } else {
                at++;
            }
        }
    }

    private String restOfString() throws IOException {
        Bytes text = new Bytes(256);
        while (true) {
            int b = buffer[position];
            if (b == '"') {
                position++;
                return text.toString();
            } else if (b == '\\') {
                position++;
                escape(text);
            } else if (b >= 0 && b < ' ') {
                if (position < limit) {
                    throw malformed("a control character (" + b + ") in a string");
                }
                if (!fill()) {
                    throw malformed("the file ends inside a string");
                }
            } else {
                text.add(b);
                position++;
            }
        }
    }

    private void escape(Bytes text) throws IOException {
        int b = take();
        switch (b) {
            case '"', '\\', '/' -> text.add(b);
            case 'b' -> text.add('\b');
            case 'f' -> text.add('\f');
            case 'n' -> text.add('\n');
            case 'r' -> text.add('\r');
            case 't' -> text.add('\t');
            case 'u' -> unicode(text);
            default -> throw malformed("an unknown escape \\" + (char) b);
        }
    }

    private void unicode(Bytes text) throws IOException {
        int unit = hex4();
        if (Character.isHighSurrogate((char) unit)) {
            if (limit - position < 6) {
                more();
            }
            if (buffer[position] == '\\' && buffer[position + 1] == 'u') {
                position += 2;
                int second = hex4();
                if (Character.isLowSurrogate((char) second)) {
                    text.addCodePoint(Character.toCodePoint((char) unit, (char) second));
                } else {
                    text.addCodePoint(unit);
                    text.addCodePoint(second);
                }
                return;
            }
        }
        text.addCodePoint(unit);
    }

    private int hex4() throws IOException {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(take(), 16);
            if (digit < 0) {
                throw malformed("\\u needs four hexadecimal digits");
            }
            unit = 16 * unit + digit;
        }
        return unit;
    }

    private int take() throws IOException {
        if (position == limit && !fill()) {
            throw malformed("the file ends inside a string");
        }
        return buffer[position++];
    }

    /** Reads {@code true}, {@code false} or {@code null} and gives its first letter. */
    int word() throws IOException {
        int first = peek();
        String word = first == 't' ? "true" : first == 'f' ? "false" : "null";
        if (limit - position < 8) {
            more();
        }
        if (!startsWith(position, word)) {
            throw malformed("expected a value");
        }
        position += word.length();
        return first;
    }

    // Skipping

    /** Passes a value of any kind, checking it. */
    void skip() throws IOException {
        switch (peek()) {
            case '{' -> skipObject();
            case '[' -> skipArray();
            case '"' -> skipString();
            case 't', 'f', 'n' -> word();
            default -> number();
        }
    }

    private void skipObject() throws IOException {
        expect('{');
        enter();
        for (boolean first = true; !leave('}', first); first = false) {
            if (peek() != '"') {
                throw malformed("expected a key in double quotes");
            }
            skipString();
            expect(':');
            skip();
        }
    }

    private void skipArray() throws IOException {
        for (boolean more = firstElement(); more; more = nextElement()) {
            skip();
        }
    }

    private void skipString() throws IOException {
        position++;
        while (true) {
            int b = buffer[position];
            if (b == '"') {
                position++;
                return;
            } else if (b == '\\') {
                position++;
                skipEscape();
            } else if (b >= 0 && b < ' ') {
                if (position < limit) {
                    throw malformed("a control character (" + b + ") in a string");
                }
                if (!fill()) {
                    throw malformed("the file ends inside a string");
                }
            } else {
                position++;
            }
        }
    }

    private void skipEscape() throws IOException {
        int b = take();
        if (b == 'u') {
            hex4();
        } else if ("\"\\/bfnrt".indexOf(b) < 0) {
            throw malformed("an unknown escape \\" + (char) b);
        }
    }

    /** Passes a value and appends its text to {@code text}. */
    void capture(Bytes text) throws IOException {
        peek();
        captured = text;
        captureFrom = position;
        skip();
        captured = null;
        text.add(buffer, captureFrom, position);
    }

    // Bytes

    /** More bytes at {@code position == limit}; false at the end of the file. */
    private boolean fill() throws IOException {
        return position == limit && more();
    }

    /** Moves what is not read yet to the front and reads on; false if nothing came. */
    private boolean more() throws IOException {
        if (atEnd || in == null) {
            return false;
        }
        if (captured != null) {
            captured.add(buffer, captureFrom, position);
            captureFrom = 0;
        }
        int left = limit - position;
        System.arraycopy(buffer, position, buffer, 0, left);
        offset += position;
        position = 0;
        limit = left;
        int read = in.read(buffer, left, buffer.length - 1 - left);
        if (read <= 0) {
            atEnd = true;
            buffer[limit] = 0;
            return false;
        }
        limit += read;
        buffer[limit] = 0;
        return true;
    }

    /** An error that says where. */
    IOException malformed(String what) {
        return new IOException(
                name + ", byte " + offset() + ": " + what + ". The file is not valid JSON, or was cut off");
    }
}
