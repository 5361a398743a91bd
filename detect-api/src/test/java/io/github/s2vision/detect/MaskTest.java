package io.github.s2vision.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.s2vision.geometry.Box;
import io.github.s2vision.geometry.Size;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaskTest {
    private static final Size TEN = new Size(10, 10);

    @Test
    void the_compressed_string_is_that_of_pycocotools() {
        // pycocotools 2.0.11: mask.frPyObjects({'size': [h, w], 'counts': […]}, h, w)['counts']
        assertThat(Mask.ofRuns(new Size(64, 48), 0, 96, 2976).counts()).isEqualTo("0P3Pm2");
        assertThat(Mask.ofRle(new Size(1, 1_000_000), "0Pb`n0").runs()).containsExactly(0, 1_000_000);
        assertThat(Mask.ofRle(TEN, ";7300000000000c0").bounds()).isEqualTo(new Box(1, 1, 8, 8));
    }

    @Test
    void runs_of_length_0_inside_do_not_change_what_a_mask_is() {
        Mask plain = Mask.ofRuns(TEN, 5, 5, 90);
        Mask split = Mask.ofRuns(TEN, 5, 0, 0, 5, 90);
        assertThat(split).isEqualTo(plain).hasSameHashCodeAs(plain);
        assertThat(split.iou(split)).isEqualTo(1);
        assertThat(split.union(split).area()).isEqualTo(5);
    }

    @Test
    void the_oddity_of_the_reference_with_such_runs_stays_in_the_mask_api() {
        int[] split = {5, 0, 0, 5, 90};
        assertThat(MaskApi.area(MaskApi.union(List.of(split, split)))).isZero();
        assertThat(MaskApi.iou(split, split, false)).isZero();
    }

    @Test
    void runs_that_do_not_fill_the_image_are_refused_with_a_hint_at_exchanged_sides() {
        assertThatThrownBy(() -> Mask.ofRuns(TEN, 5, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("10", "100", "[height, width]");
        assertThatThrownBy(() -> Mask.ofRuns(TEN, 105, -5)).hasMessageContaining("-5");
        assertThatThrownBy(() -> Mask.ofRle(TEN, "5\u0000")).hasMessageContaining("'0' to 'o'");
        assertThatThrownBy(() -> Mask.ofRle(TEN, "o")).hasMessageContaining("cut off");
    }

    @Test
    void runs_of_different_totals_end_with_an_error_where_the_reference_never_ends() {
        int[] shorter = {5, 5};
        int[] longer = {5, 5, 90};
        assertThatThrownBy(() -> MaskApi.union(List.of(shorter, longer)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("same number of pixels");
        assertThatThrownBy(() -> MaskApi.iou(longer, shorter, false)).hasMessageContaining("same number of pixels");
    }

    @Test
    void polygons_far_outside_cost_nothing_and_impossible_ones_are_refused() {
        Mask all = Mask.ofPolygons(TEN, List.of(new double[] {-9e7, -9e7, 9e7, -9e7, 9e7, 9e7, -9e7, 9e7}));
        assertThat(all.area()).isEqualTo(100);
        assertThatThrownBy(() -> Mask.ofPolygons(TEN, List.of(new double[] {0, 0, 5, Double.NaN, 5, 5})))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> Mask.ofPolygons(TEN, List.of(new double[] {0, 0, 5, 5, 3e9, 5})))
                .hasMessageContaining("1e8");
        assertThatThrownBy(() -> Mask.ofPolygons(TEN, List.of(new double[] {0, 0, 5, 5})))
                .hasMessageContaining("at least 3 corners");
        assertThatThrownBy(() -> Mask.ofPolygons(new Size(1 << 16, 1 << 15), List.of()))
                .hasMessageContaining("2^31 - 1");
    }

    @Test
    void a_window_is_cut_at_the_border_of_the_image() {
        Mask mask = Mask.ofBitmap(TEN, 8, -1, new Size(3, 3), new byte[] {1, 1, 1, 1, 1, 1, 1, 0, 1});
        assertThat(mask.area()).isEqualTo(3);
        assertThat(mask.contains(8, 0)).isTrue();
        assertThat(mask.contains(9, 0)).isTrue();
        assertThat(mask.contains(8, 1)).isTrue();
        assertThat(mask.contains(9, 1)).isFalse();
        assertThat(mask.contains(10, 0)).isFalse();
    }

    @Test
    void the_share_inside_a_crowd_counts_the_own_area_only() {
        Mask small = Mask.ofBox(TEN, new Box(2, 2, 4, 4));
        Mask crowd = Mask.ofBox(TEN, new Box(3, 0, 10, 10));
        assertThat(small.shareInside(crowd)).isEqualTo(0.5);
        assertThat(small.iou(crowd)).isEqualTo(2.0 / 72);
    }

    @Test
    void an_outline_goes_along_the_edges_of_pixels() {
        Mask mask = Mask.ofBox(TEN, new Box(2, 3, 6, 5));
        assertThat(mask.polygons(0)).hasSize(1);
        assertThat(mask.polygons(0).get(0)).containsExactly(6, 3, 6, 5, 2, 5, 2, 3);
    }

    @Test
    void a_hole_is_told_apart_from_an_outline() {
        byte[] ring = new byte[25];
        Arrays.fill(ring, (byte) 1);
        ring[12] = 0;
        Mask mask = Mask.ofBitmap(new Size(5, 5), ring);
        assertThat(mask.polygons(0)).hasSize(1);
        assertThat(mask.holes(0)).hasSize(1);
        assertThat(Mask.ofPolygons(mask.size(), mask.holes(0)).area()).isEqualTo(1);
    }

    @Test
    void simplifying_drops_corners_within_the_tolerance_but_keeps_a_polygon() {
        byte[] stairs = new byte[400];
        for (int y = 0; y < 20; y++) {
            for (int x = 0; x <= y; x++) {
                stairs[y * 20 + x] = 1;
            }
        }
        Mask mask = Mask.ofBitmap(new Size(20, 20), stairs);
        assertThat(mask.polygons(0).get(0)).hasSizeGreaterThan(70);
        assertThat(mask.polygons(1).get(0)).hasSizeLessThanOrEqualTo(10);
        assertThat(Mask.ofPolygons(mask.size(), mask.polygons(1)).iou(mask)).isGreaterThan(0.85);
        assertThat(Mask.ofBox(TEN, new Box(0, 0, 1, 1)).polygons(5).get(0)).hasSizeGreaterThanOrEqualTo(6);
        assertThatThrownBy(() -> mask.polygons(Double.NaN)).hasMessageContaining("NaN");
    }

    @Test
    void an_empty_mask_has_no_outline_and_an_empty_box() {
        Mask empty = Mask.empty(TEN);
        assertThat(empty.bounds()).isEqualTo(new Box(0, 0, 0, 0));
        assertThat(empty.polygons(0)).isEmpty();
        assertThat(Mask.empty(new Size(0, 0)).counts()).isEqualTo("0");
        assertThat(empty).hasToString("Mask[10×10, 0 pixels set]");
    }

    @Test
    void masks_of_different_images_are_not_compared() {
        assertThatThrownBy(() -> Mask.empty(TEN).iou(Mask.empty(new Size(10, 11))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("10×10", "10×11", "moved");
    }
}
