package io.github.s2vision.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.s2vision.geometry.Box;
import io.github.s2vision.geometry.Size;
import java.util.List;
import org.junit.jupiter.api.Test;

class DetectionsTest {
    private static final Size SIZE = new Size(810, 1080);
    private static final Category PERSON = new Category(0, "person");
    private static final Category BUS = new Category(5, "bus");

    private static Detections street() {
        return Detections.ofColumns(
                SIZE,
                List.of(PERSON, BUS),
                new float[] {0, 0, 10, 20, 5, 5, 100, 50, 7, 7, 8, 8},
                new float[] {.5f, .75f, .5f},
                new int[] {0, 1, 0});
    }

    @Test
    void they_are_best_first_and_ties_stay_in_the_order_given() {
        Detections street = street();
        assertThat(street.scores()).containsExactly(.75f, .5f, .5f);
        assertThat(street.box(1)).isEqualTo(new Box(0, 0, 10, 20));
        assertThat(street.box(2)).isEqualTo(new Box(7, 7, 8, 8));
        assertThat(street.get(0)).isEqualTo(new Detection(new Box(5, 5, 100, 50), BUS, .75));
    }

    @Test
    void negative_zero_ties_with_zero_and_negative_scores_come_last() {
        Detections odd =
                Detections.ofColumns(SIZE, List.of(PERSON), new float[16], new float[] {-1, -0f, 0f, 2}, new int[4]);
        assertThat(odd.scores()).containsExactly(2, -0f, 0f, -1);
    }

    @Test
    void choosing_keeps_the_order_and_leaves_the_original_alone() {
        Detections street = street();
        assertThat(street.minScore(.5)).isSameAs(street);
        assertThat(street.minScore(.6)).hasSize(1);
        assertThat(street.only("person").classes()).containsExactly(0, 0);
        assertThat(street.filter(d -> d.box().width() < 5)).hasSize(1);
        assertThat(street.limit(2).scores()).containsExactly(.75f, .5f);
        assertThat(street.pick(0, 2).box(1)).isEqualTo(new Box(7, 7, 8, 8));
        assertThat(street.byCategory()).containsOnlyKeys(PERSON, BUS);
        assertThat(street).hasSize(3);
    }

    @Test
    void an_unknown_name_is_refused_with_those_that_there_are() {
        assertThatThrownBy(() -> street().only("persn"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("persn", "person", "bus");
    }

    @Test
    void columns_are_copies_both_ways() {
        float[] scores = {.25f};
        Detections one = Detections.ofColumns(SIZE, List.of(BUS), new float[4], scores, new int[1]);
        scores[0] = 1;
        one.scores()[0] = 1;
        one.boxes()[0] = -5;
        assertThat(one.score(0)).isEqualTo(.25f);
        assertThat(one.box(0)).isEqualTo(new Box(0, 0, 0, 0));
    }

    @Test
    void merging_keeps_masks_and_the_order_of_scores() {
        Mask mask = Mask.ofBox(SIZE, new Box(0, 0, 9, 9));
        Detections a = Detections.of(SIZE, List.of(new Detection(new Box(0, 0, 9, 9), BUS, .5).withMask(mask)));
        Detections b = Detections.of(SIZE, List.of(new Detection(new Box(0, 0, 9, 9), PERSON, .75).withMask(mask)));
        Detections merged = a.merge(b, Detections.none(SIZE));
        assertThat(merged.scores()).containsExactly(.75f, .5f);
        assertThat(merged.masks()).containsExactly(mask, mask);
        assertThat(merged.categories()).containsExactly(BUS, PERSON);
        assertThatThrownBy(() -> merged.merge(street())).hasMessageContaining("all or none");
        assertThatThrownBy(() -> merged.merge(Detections.none(new Size(1, 1)))).hasMessageContaining("1×1");
    }

    @Test
    void keypoints_and_angles_stay_with_their_boxes() {
        Keypoints left = Keypoints.of(1, 2, .5);
        Keypoints right = Keypoints.of(8, 9, 0);
        Detections people = Detections.ofKeypoints(
                SIZE, List.of(PERSON), new float[8], new float[] {.1f, .9f}, new int[2], List.of(left, right));
        assertThat(people.keypoints()).containsExactly(right, left);
        assertThat(people.get(1).keypoints()).contains(left);
        Detections boats = Detections.ofAngles(
                SIZE, List.of(PERSON), new float[8], new float[] {.1f, .9f}, new int[2], new float[] {1, -1});
        assertThat(boats.angles()).containsExactly(-1, 1);
        assertThat(boats.get(0).angle()).hasValue(-1);
        assertThat(boats.limit(1).angles()).containsExactly(-1);
    }

    @Test
    void broken_columns_are_refused_with_place_and_value() {
        float[] nan = {0, 0, Float.NaN, 1};
        assertThatThrownBy(() -> Detections.ofColumns(SIZE, List.of(BUS), nan, new float[] {1}, new int[1]))
                .hasMessageContainingAll("detection 0", "NaN");
        assertThatThrownBy(() -> Detections.ofColumns(
                        SIZE, List.of(BUS), new float[4], new float[] {Float.POSITIVE_INFINITY}, new int[1]))
                .hasMessageContaining("Infinity");
        assertThatThrownBy(() -> Detections.ofColumns(SIZE, List.of(BUS), new float[4], new float[1], new int[] {1}))
                .hasMessageContainingAll("class 1", "1 categories");
        assertThatThrownBy(() -> Detections.ofColumns(SIZE, List.of(BUS), new float[3], new float[1], new int[1]))
                .hasMessageContaining("3 coordinates");
        assertThatThrownBy(() -> Detections.ofMasks(
                        SIZE,
                        List.of(BUS),
                        new float[4],
                        new float[1],
                        new int[1],
                        List.of(Mask.empty(new Size(2, 2)))))
                .hasMessageContaining("2×2");
        assertThatThrownBy(() -> street().minScore(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> street().pick(2, 0)).hasMessageContaining("rise");
    }

    @Test
    void they_print_short() {
        assertThat(street()).hasToString("Detections[3 in 810×1080: bus 0.75, person 0.50, person 0.50]");
        assertThat(Detections.none(SIZE)).hasToString("Detections[0 in 810×1080]");
        assertThat(street().get(0)).hasToString("bus 0.75 at (5.0, 5.0, 100.0, 50.0)");
        assertThat(Keypoints.of(1, 2, 1, 3, 4, 0)).hasToString("Keypoints[2, 1 visible]");
    }

    @Test
    void keypoints_have_bounds_and_map_to_other_coordinates() {
        Keypoints points = Keypoints.of(1, 2, 1, 3, 0, 0);
        assertThat(points.bounds()).isEqualTo(new Box(1, 0, 3, 2));
        assertThat(points.mapped(x -> 2 * x, y -> y + 1)).isEqualTo(Keypoints.of(2, 3, 1, 6, 1, 0));
        assertThatThrownBy(() -> Keypoints.of(1, 2)).hasMessageContaining("2 numbers");
        assertThatThrownBy(() -> Keypoints.of(1, 2, Double.NaN)).hasMessageContaining("NaN");
    }
}
