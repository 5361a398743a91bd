package io.github.s2vision.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packed columns give back what was put in, whatever the mixture. */
class ColumnsTest {
    private static final int MANY = 20_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 1L << 7, 1L << 15, 1L << 31, 1L << 40, Long.MAX_VALUE})
    void longs_of_any_spread_come_back(long spread) {
        SplittableRandom random = new SplittableRandom(spread);
        Longs column = new Longs();
        List<Long> expected = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            long value = random.nextLong(-spread, spread) + (i % 5000 == 0 ? Long.MIN_VALUE / 4 : 0);
            column.add(value);
            expected.add(value);
        }
        column.set(17, -5);
        expected.set(17, -5L);
        column.set(MANY - 1, 5);
        expected.set(MANY - 1, 5L);
        for (int i = 0; i < MANY; i++) {
            assertThat(column.get(i)).isEqualTo(expected.get(i));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void decimals_come_back_as_the_doubles_that_a_parser_gives(int mixture) {
        SplittableRandom random = new SplittableRandom(mixture);
        Numbers column = new Numbers();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            int digits = mixture < 4 ? mixture : random.nextInt(mixture == 4 ? 4 : 12);
            long mantissa = random.nextLong(mixture == 5 && i % 3 == 0 ? 1L << 50 : 70_000) - (i % 7 == 0 ? 100 : 0);
            column.add(mantissa, digits);
            expected.add(mantissa + "E-" + digits);
        }
        for (int i = 0; i < MANY; i++) {
            assertThat(column.get(i)).isEqualTo(Double.parseDouble(expected.get(i)));
        }
    }

    @Property(tries = 200)
    void doubles_come_back_in_every_bit(@ForAll @Size(max = 300) List<Double> values, @ForAll long seed) {
        Numbers column = new Numbers();
        List<Double> expected = new ArrayList<>();
        Random random = new Random(seed);
        List<Double> odd = List.of(-0.0, Double.NaN, Double.NEGATIVE_INFINITY, 12.25, 1e300, 0.1 + 0.2, 3e9, -7.5);
        for (int i = 0; i < 5000; i++) {
            double value = i < 4100
                    ? random.nextInt(1000) / 100.0
                    : i % 9 == 0 || values.isEmpty()
                            ? odd.get(random.nextInt(odd.size()))
                            : values.get(random.nextInt(values.size()));
            column.add(value);
            expected.add(value);
        }
        for (int i = 0; i < expected.size(); i++) {
            assertThat(Double.doubleToRawLongBits(column.get(i)))
                    .isEqualTo(Double.doubleToRawLongBits(expected.get(i)));
        }
    }

    @Test
    void ids_are_equal_as_python_has_them() {
        IdTable table = new IdTable();
        int three = table.add(3);
        assertThat(table.add(Id.of(3.0))).isEqualTo(three);
        assertThat(table.add(Id.of("3"))).isNotEqualTo(three);
        assertThat(table.add(Id.of(3.5))).isNotEqualTo(three);
        assertThat(table.add(Id.of(new java.math.BigInteger("36893488147419103232"))))
                .isEqualTo(3);
        assertThat(table.find(Id.of(0))).isEqualTo(-1);
        for (long i = 0; i < MANY; i++) {
            table.add(i * 7_000_000_007L);
        }
        for (long i = 0; i < MANY; i++) {
            assertThat(table.get(table.find(Id.of(i * 7_000_000_007L)))).isEqualTo(Id.of(i * 7_000_000_007L));
        }
        assertThat(table.get(1)).isEqualTo(Id.of("3"));
        assertThat(table.size()).isEqualTo(MANY + 4);
    }

    @Test
    void ids_sort_numbers_by_value_then_texts_by_code_point() {
        List<Id> ids = new ArrayList<>(List.of(
                Id.of("\ud83d\ude80"),
                Id.of("\uffee"),
                Id.of("a"),
                Id.of("B"),
                Id.of(10),
                Id.of(-1),
                Id.of(2.5),
                Id.of("10")));
        ids.sort(null);
        assertThat(ids)
                .containsExactly(
                        Id.of(-1),
                        Id.of(2.5),
                        Id.of(10),
                        Id.of("10"),
                        Id.of("B"),
                        Id.of("a"),
                        Id.of("\uffee"),
                        Id.of("\ud83d\ude80"));
    }
}
