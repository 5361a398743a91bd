package io.github.s2vision.examples.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EaselTest {
    private static final int SIDE = 24;

    @Property(tries = 300)
    void the_id_map_holds_the_pixels_whose_centres_lie_inside(
            @ForAll("polygons") double[] first, @ForAll("polygons") double[] second) {
        Easel easel = new Easel(SIDE);
        easel.begin(42);
        easel.fill(0xff0000, first, second);
        int count = 0;
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                boolean inside = isInside(x + 0.5, y + 0.5, first) != isInside(x + 0.5, y + 0.5, second);
                assertThat(easel.ids()[y * SIDE + x]).as("pixel %d, %d", x, y).isEqualTo((byte) (inside ? 42 : 0));
                if (inside) {
                    count++;
                    assertThat(x).isBetween(easel.left(), easel.right() - 1);
                    assertThat(y).isBetween(easel.top(), easel.bottom() - 1);
                }
            }
        }
        assertThat(easel.pixels()).isEqualTo(count);
    }

    /** A ray to the left crosses the outline an odd number of times. */
    private static boolean isInside(double x, double y, double[] polygon) {
        boolean inside = false;
        for (int i = 0, j = polygon.length - 2; i < polygon.length; j = i, i += 2) {
            boolean crosses = (polygon[i + 1] <= y) != (polygon[j + 1] <= y);
            if (crosses) {
                double at = polygon[j]
                        + (y - polygon[j + 1]) / (polygon[i + 1] - polygon[j + 1]) * (polygon[i] - polygon[j]);
                inside ^= at <= x;
            }
        }
        return inside;
    }

    @Provide
    Arbitrary<double[]> polygons() {
        return Arbitraries.doubles()
                .between(-8, SIDE + 8)
                .ofScale(3)
                .array(double[].class)
                .ofMinSize(6)
                .ofMaxSize(16)
                .filter(xy -> xy.length % 2 == 0);
    }
}
