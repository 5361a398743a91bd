package io.github.s2vision.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {
    /** With a small buffer, so that tokens meet its end everywhere. */
    private static JsonScanner scan(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new JsonScanner(new ByteArrayInputStream(bytes), "test.json", 0, 96);
    }

    private static double number(String json) throws IOException {
        JsonScanner in = scan(json);
        in.number();
        double value = in.value();
        in.end();
        return value;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "-0.0",
                "1",
                "12.25",
                "0.1",
                "123456789012345678",
                "12345678901234567890",
                "9007199254740993",
                "0.30000000000000004",
                "1e10",
                "1E-7",
                "2.5e+3",
                "1e400",
                "-1e-400",
                "4.9e-324",
                "123456789.123456789",
                "0.000000000000000000000000000001",
                "179769313486231570000000000000000000000000.5",
                "5e22",
                "9007199254740992.5"
            })
    void a_number_is_the_double_nearest_to_what_is_written(String text) throws IOException {
        assertThat(Double.doubleToRawLongBits(number(text)))
                .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(text)));
    }

    @Test
    void python_writes_nan_and_infinity() throws IOException {
        assertThat(number("NaN")).isNaN();
        assertThat(number("Infinity")).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(number("-Infinity")).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01",
                "1.",
                ".5",
                "-",
                "+1",
                "1e",
                "1e+",
                "0x10",
                "1f",
                "NaNa",
                "-NaN",
                "Inf",
                "nul",
                "tru",
                "\"a",
                "\"a\\x\"",
                "\"\\u12g4\"",
                "[1,]",
                "[1 2]",
                "{\"a\" 1}",
                "{a:1}",
                "{\"a\":1,}",
                "[",
                "{",
                "\"a\nb\"",
                "",
                "[1}",
                "'a'",
                "\u00a01"
            })
    void what_is_no_json_is_refused_with_its_place(String text) {
        assertThatThrownBy(() -> {
                    JsonScanner in = scan(text);
                    in.skip();
                    in.end();
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("test.json, byte ");
    }

    @Test
    void nesting_is_bounded() {
        String deep = "[".repeat(JsonScanner.MAX_DEPTH + 1) + "]".repeat(JsonScanner.MAX_DEPTH + 1);
        assertThatThrownBy(() -> scan(deep).skip())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("64");
        assertThatThrownBy(() -> scan("[".repeat(1_000_000)).skip()).isInstanceOf(IOException.class);
    }

    @Test
    void a_number_that_never_ends_is_refused() {
        assertThatThrownBy(() -> number("1".repeat(100_000))).isInstanceOf(IOException.class);
    }

    @Test
    void whole_numbers_of_any_size_are_told_from_others() throws IOException {
        JsonScanner in = scan("[7, 7.0, 123456789012345678901234567890]");
        in.firstElement();
        in.number();
        assertThat(in.isLong()).isTrue();
        in.nextElement();
        in.number();
        assertThat(in.isWhole()).isFalse();
        in.nextElement();
        in.number();
        assertThat(in.isLong()).isFalse();
        assertThat(in.wholeValue()).isEqualTo(new BigInteger("123456789012345678901234567890"));
    }

    @Test
    void a_captured_value_is_the_text_as_it_stands() throws IOException {
        String value = "[[1.50, 2,\n\"" + "x".repeat(300) + "\\u00e9\"], {\"a\" : [null, true]}]";
        JsonScanner in = scan(" [ " + value + " , 1]");
        in.firstElement();
        Bytes text = new Bytes(4);
        in.capture(text);
        assertThat(text).hasToString(value);
        assertThat(in.nextElement()).isTrue();
    }

    @Test
    void keys_are_found_in_any_order_and_with_escapes() throws IOException {
        JsonScanner.Keys keys = new JsonScanner.Keys("id", "name");
        JsonScanner in = scan("[{\"id\":1,\"name\":2,\"x\":3},{\"name\":2,\"i\\u0064\":1},{}]");
        StringBuilder found = new StringBuilder();
        for (boolean more = in.firstElement(); more; more = in.nextElement()) {
            for (int key = in.firstKey(keys); key != JsonScanner.END; key = in.nextKey(keys, key)) {
                in.number();
                found.append(key).append(in.value() == key + 1 ? "! " : "? ");
            }
        }
        assertThat(found).hasToString("0! 1! 2! 1! 0! ");
    }

    @Property(tries = 500)
    void strings_and_numbers_are_those_that_jackson_reads(@ForAll("documents") String json) throws IOException {
        JsonScanner in = scan(json);
        compare(in, new ObjectMapper().readTree(json));
        in.end();
    }

    private static void compare(JsonScanner in, JsonNode expected) throws IOException {
        if (expected.isArray()) {
            int count = 0;
            for (boolean more = in.firstElement(); more; more = in.nextElement()) {
                compare(in, expected.get(count++));
            }
            assertThat(count).isEqualTo(expected.size());
        } else if (expected.isTextual()) {
            assertThat(in.string()).isEqualTo(expected.asText());
        } else {
            in.number();
            assertThat(in.value()).isEqualTo(expected.asDouble());
        }
    }

    @Property(tries = 500)
    void any_bytes_end_in_a_value_or_an_io_exception(@ForAll byte[] bytes) {
        JsonScanner in = new JsonScanner(new ByteArrayInputStream(bytes), "test.json", 0, 80);
        try {
            in.skip();
            in.end();
        } catch (IOException refused) {
            assertThat(refused).hasMessageContaining("byte");
        }
    }

    @Provide
    Arbitrary<String> documents() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        Arbitrary<String> text = Arbitraries.strings()
                .withChars('a', '"', '\\', '\n', '\u00e9', '\u4e2d', '/', '\u0001')
                .withCharRange('\ud83d', '\ud83d')
                .ofMaxLength(150)
                .map(s -> s.replace("\ud83d", "\ud83d\ude80"))
                .map(s -> quoted(mapper, s));
        Arbitrary<String> number = Arbitraries.oneOf(
                Arbitraries.doubles().map(String::valueOf),
                Arbitraries.bigDecimals().map(String::valueOf).filter(n -> n.length() < 90),
                Arbitraries.longs().map(String::valueOf));
        Arbitrary<String> leaf = Arbitraries.oneOf(text, number);
        return Arbitraries.lazyOf(
                () -> leaf, () -> leaf.list().ofMaxSize(9).map(l -> "[" + String.join(" , ", l) + "]"));
    }

    private static String quoted(ObjectMapper mapper, String text) {
        try {
            return mapper.writeValueAsString(text);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
