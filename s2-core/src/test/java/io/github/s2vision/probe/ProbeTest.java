package io.github.s2vision.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.s2vision.geometry.Box;
import io.github.s2vision.geometry.Size;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ProbeTest {
    @Example
    void a_logistic_probe_finds_the_minimum_of_its_loss() {
        // One input of mean 0 and deviation 1, where the minimum of the penalised loss has a closed condition:
        // mean((p - y) x) + l2 w = 0 and mean(p - y) = 0.
        float[] x = {-1, -1, 1, 1};
        float[] y = {0, 0.5f, 1, 1};

        LinearMap map = Logistic.fit(x, y, 4, 1, 1, 0.1, 100);

        double w = map.weight(0, 0);
        double slope = 0.1 * w;
        double offset = 0;
        for (int i = 0; i < 4; i++) {
            double error = 1 / (1 + Math.exp(-(w * x[i] + map.bias(0)))) - y[i];
            slope += error * x[i] / 4;
            offset += error / 4;
        }
        assertThat(slope).isCloseTo(0, within(1e-5));
        assertThat(offset).isCloseTo(0, within(1e-5));
    }

    @Property(tries = 20)
    void a_logistic_probe_tells_apart_what_a_line_can_tell_apart(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] x = new float[200 * 3];
        float[] y = new float[200];
        for (int row = 0; row < 200; row++) {
            for (int i = 0; i < 3; i++) {
                x[row * 3 + i] = (float) random.nextDouble(-1, 1) * 100;
            }
            boolean positive = x[row * 3] + 2 * x[row * 3 + 1] > 30;
            x[row * 3] += positive ? 5 : -5;
            y[row] = positive ? 1 : 0;
        }

        LinearMap map = Logistic.fit(x, y, 200, 3, 1, 1e-6, 200);

        double[] logit = new double[1];
        for (int row = 0; row < 200; row++) {
            map.apply(x, row * 3, logit);
            assertThat(logit[0] > 0).isEqualTo(y[row] == 1);
        }
    }

    @Example
    void labels_of_one_kind_or_outside_the_range_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Logistic.fit(new float[2], new float[] {1, 1}, 2, 1, 1, 0, 10))
                .withMessageContaining("all labels of output 0 are 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Logistic.fit(new float[2], new float[] {0, 1.5f}, 2, 1, 1, 0, 10))
                .withMessageContaining("1.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Logistic.fit(new float[] {0, Float.NaN}, new float[] {0, 1}, 2, 1, 1, 0, 10))
                .withMessageContaining("NaN");
    }

    @Example
    void cells_are_labelled_by_what_boxes_take_of_them() {
        CellLabels labels =
                CellLabels.of(List.of(new Box(0, 0, 10, 10), new Box(18, 0, 38, 40)), new Size(40, 40), new Size(2, 2));

        assertThat(labels.label(0, 0)).isEqualTo(1);
        assertThat(labels.objectSize(0, 0)).isEqualTo(10);
        assertThat(labels.label(0, 1)).isEqualTo(1);
        assertThat(labels.objectSize(0, 1)).isEqualTo(40);
        // 2 × 20 of the 400 px of the cell, and of the box's 800: a bit, not yet one
        assertThat(labels.label(1, 0)).isCloseTo(40f / (0.15f * 400), within(1e-6f));
        assertThat(labels.objectSize(1, 0)).isZero();
        assertThat(CellLabels.of(List.of(), new Size(40, 40), new Size(2, 2)).label(1, 1))
                .isZero();
    }

    @Property(tries = 50)
    void average_precision_equals_the_plain_definition(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ProbeScores scores = new ProbeScores(8, 16, 32);
        int cells = 60;
        float[] values = new float[cells];
        float[] labels = new float[cells];
        float[] sizes = new float[cells];
        for (int i = 0; i < cells; i++) {
            values[i] = random.nextInt(20);
            int kind = random.nextInt(4);
            labels[i] = kind == 0 ? 0.5f : kind == 1 ? 1 : 0;
            sizes[i] = kind == 1 ? 8 + random.nextInt(24) : 0;
        }
        labels[0] = 1;
        sizes[0] = 10;
        scores.add(values, new CellLabels(new Size(10, 6), labels, sizes));

        double sum = 0;
        int positives = 0;
        for (int i = 0; i < cells; i++) {
            if (labels[i] == 1 && sizes[i] < 16) {
                int truePositives = 0;
                int seen = 0;
                for (int j = 0; j < cells; j++) {
                    boolean positive = labels[j] == 1 && sizes[j] < 16;
                    if (values[j] >= values[i] && (positive || labels[j] == 0)) {
                        seen++;
                        truePositives += positive ? 1 : 0;
                    }
                }
                sum += (double) truePositives / seen;
                positives++;
            }
        }
        assertThat(scores.ap(0)).isCloseTo(sum / positives, within(1e-12));
    }

    @Example
    void a_gain_that_is_there_has_an_interval_above_zero() {
        SplittableRandom random = new SplittableRandom(5);
        ProbeScores good = new ProbeScores(8, 16);
        ProbeScores bad = new ProbeScores(8, 16);
        for (int image = 0; image < 60; image++) {
            float[] labels = new float[16];
            float[] sizes = new float[16];
            float[] sharp = new float[16];
            float[] dull = new float[16];
            for (int i = 0; i < 16; i++) {
                labels[i] = i < 2 ? 1 : 0;
                sizes[i] = i < 2 ? 10 : 0;
                sharp[i] = (float) (labels[i] + random.nextDouble(1.2));
                dull[i] = (float) (labels[i] * 0.3 + random.nextDouble(1.2));
            }
            good.add(sharp, new CellLabels(new Size(4, 4), labels, sizes));
            bad.add(dull, new CellLabels(new Size(4, 4), labels, sizes));
        }

        assertThat(good.gainOver(bad, 0, 200, 1).low()).isPositive();
        assertThat(good.gainOver(good, 0, 200, 1).excludesZero()).isFalse();
        assertThat(good.recallAtOnePercent(0)).isGreaterThan(bad.recallAtOnePercent(0));
    }
}
