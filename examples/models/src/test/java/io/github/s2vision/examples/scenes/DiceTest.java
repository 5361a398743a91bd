package io.github.s2vision.examples.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiceTest {
    @Test
    void numbers_have_the_distribution_that_their_name_says() {
        Dice dice = new Dice(7);
        double sum = 0;
        double squares = 0;
        int inRange = 0;
        int[] faces = new int[7];
        int n = 100_000;
        for (int i = 0; i < n; i++) {
            double gaussian = dice.gaussian();
            sum += gaussian;
            squares += gaussian * gaussian;
            inRange += dice.logUniform(8, 128) < 32 ? 1 : 0;
            faces[dice.between(1, 6)]++;
        }
        assertThat(sum / n).isBetween(-0.015, 0.015);
        assertThat(squares / n).isBetween(0.98, 1.02);
        assertThat(inRange / (double) n).isBetween(0.49, 0.51);
        assertThat(faces[0]).isZero();
        for (int face = 1; face <= 6; face++) {
            assertThat(faces[face] * 6.0 / n).isBetween(0.96, 1.04);
        }
    }

    @Test
    void weights_are_shares() {
        Dice dice = new Dice(1, 2);
        int[] counts = new int[3];
        for (int i = 0; i < 30_000; i++) {
            counts[dice.weighted(1, 0, 2)]++;
        }
        assertThat(counts[1]).isZero();
        assertThat(counts[0]).isBetween(9_500, 10_500);
    }

    @Test
    void neighbouring_seeds_share_no_number() {
        Set<Long> seen = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            for (int index = 0; index < 50; index++) {
                Dice dice = new Dice(1, seed, index);
                assertThat(seen.add(dice.nextLong())).isTrue();
                assertThat(seen.add(dice.nextLong())).isTrue();
            }
        }
    }
}
