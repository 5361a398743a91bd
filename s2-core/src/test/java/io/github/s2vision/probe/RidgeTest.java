package io.github.s2vision.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RidgeTest {
    @Property(tries = 30)
    void an_exact_linear_relation_is_found(
            @ForAll @IntRange(min = 1, max = 12) int inputs,
            @ForAll @IntRange(min = 1, max = 4) int outputs,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] w = noise(random, inputs * outputs);
        float[] x = noise(random, 200 * inputs);
        float[] y = new float[200 * outputs];
        for (int row = 0; row < 200; row++) {
            for (int o = 0; o < outputs; o++) {
                double sum = 1000 + o; // a mean far from 0 must not eat the digits
                for (int i = 0; i < inputs; i++) {
                    sum += (double) x[row * inputs + i] * w[i * outputs + o];
                }
                y[row * outputs + o] = (float) sum;
            }
        }
        Ridge ridge = new Ridge(inputs, outputs);
        ridge.add(x, y, 200);

        LinearMap map = ridge.fit(0);

        assertThat(ridge.loss(map)).isLessThan(1e-8); // y is rounded to float at 1000
        assertThat(map.bias(0)).isCloseTo(1000, within(0.01));
    }

    @Property(tries = 30)
    void more_inputs_never_fit_worse_and_an_invertible_change_of_them_fits_the_same(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] x = noise(random, 100 * 6);
        float[] y = noise(random, 100 * 2);
        float[] changed = x.clone();
        for (int row = 0; row < 100; row++) {
            changed[row * 6] = 3 * x[row * 6] - x[row * 6 + 1];
            changed[row * 6 + 1] = x[row * 6 + 1] + x[row * 6 + 5];
        }
        Ridge ridge = sum(x, y);

        double all = ridge.loss(ridge.fit(0));
        Ridge some = ridge.only(0, 2, 3);

        assertThat(some.loss(some.fit(0))).isGreaterThanOrEqualTo(all - 1e-9);
        Ridge other = sum(changed, y);
        assertThat(other.loss(other.fit(0))).isCloseTo(all, within(1e-6));
        assertThat(all).isLessThanOrEqualTo(ridge.loss(ridge.constant()));
    }

    @Property(tries = 30)
    void parts_summed_apart_and_merged_are_the_whole(
            @ForAll @IntRange(min = 0, max = 100) int first, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] x = noise(random, 100 * 6);
        float[] y = noise(random, 100 * 2);
        Ridge a = new Ridge(6, 2);
        Ridge b = new Ridge(6, 2);
        a.add(x, y, first);
        b.add(
                java.util.Arrays.copyOfRange(x, first * 6, 600),
                java.util.Arrays.copyOfRange(y, first * 2, 200),
                100 - first);

        a.merge(b);

        LinearMap merged = a.fit(0.5);
        LinearMap whole = sum(x, y).fit(0.5);
        for (int i = 0; i < 6; i++) {
            assertThat(merged.weight(i, 1)).isCloseTo(whole.weight(i, 1), within(1e-9));
        }
        assertThat(merged.bias(0)).isCloseTo(whole.bias(0), within(1e-9));
    }

    @Property(tries = 20)
    void a_subset_of_the_inputs_is_what_would_have_been_summed(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] x = noise(random, 100 * 6);
        float[] y = noise(random, 100 * 2);
        float[] part = new float[200];
        for (int row = 0; row < 100; row++) {
            part[row * 2] = x[row * 6 + 4];
            part[row * 2 + 1] = x[row * 6 + 1];
        }
        Ridge direct = new Ridge(2, 2);
        direct.add(part, y, 100);

        LinearMap subset = sum(x, y).only(4, 1).fitStandardized(0.01);

        assertThat(subset.weight(0, 1)).isCloseTo(direct.fitStandardized(0.01).weight(0, 1), within(1e-12));
        assertThat(subset.weight(1, 0)).isCloseTo(direct.fitStandardized(0.01).weight(1, 0), within(1e-12));
    }

    @Example
    void standardising_makes_units_and_constant_inputs_harmless() {
        SplittableRandom random = new SplittableRandom(4);
        float[] x = noise(random, 100 * 3);
        float[] y = noise(random, 100);
        float[] scaled = x.clone();
        for (int row = 0; row < 100; row++) {
            scaled[row * 3] *= 1024;
            scaled[row * 3 + 2] = 5;
            x[row * 3 + 2] = -1;
        }
        Ridge plain = new Ridge(3, 1);
        plain.add(x, y, 100);
        Ridge other = new Ridge(3, 1);
        other.add(scaled, y, 100);

        LinearMap a = plain.fitStandardized(0.1);
        LinearMap b = other.fitStandardized(0.1);

        assertThat(b.weight(0, 0) * 1024).isCloseTo(a.weight(0, 0), within(1e-9));
        assertThat(a.weight(2, 0)).isZero();
        assertThat(b.weight(2, 0)).isZero();
    }

    @Example
    void what_cannot_be_fitted_is_refused() {
        Ridge ridge = new Ridge(2, 1);
        assertThatIllegalStateException().isThrownBy(() -> ridge.fit(0)).withMessageContaining("no row");
        ridge.add(new float[] {1, 2, 2, 4, 3, 6}, new float[] {1, 2, 3}, 3);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ridge.fit(0))
                .withMessageContaining("input 1 is a linear combination");
        assertThatIllegalArgumentException().isThrownBy(() -> ridge.fit(-1)).withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ridge.add(new float[] {Float.NaN, 1}, new float[1], 1))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ridge.add(new float[3], new float[2], 2))
                .withMessageContaining("2 rows of 2 inputs");
        assertThatIllegalArgumentException().isThrownBy(() -> new Ridge(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> ridge.merge(new Ridge(3, 1)));
    }

    private static Ridge sum(float[] x, float[] y) {
        Ridge ridge = new Ridge(6, 2);
        ridge.add(x, y, 100);
        return ridge;
    }

    private static float[] noise(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }
}
