package io.github.s2vision.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class GeometryTest {
    @Example
    void a_box_that_crosses_the_border_is_cut_not_moved() {
        Box crossing = Box.cxcywh(10, 50, 40, 20);

        assertThat(crossing.clippedTo(new Size(100, 100))).isEqualTo(new Box(0, 40, 30, 60));
        assertThat(new Box(-9, -9, -5, 3).clippedTo(new Size(100, 100))).isEqualTo(new Box(0, 0, 0, 3));
    }

    @Example
    void boxes_shifted_by_half_overlap_by_a_third() {
        assertThat(Box.xywh(0, 0, 0.2, 0.2).iou(Box.xywh(0.1, 0, 0.2, 0.2))).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(Box.xywh(0, 0, 4, 4).ios(Box.xywh(0, 0, 2, 2))).isEqualTo(1);
        assertThat(Box.xywh(0, 0, 0, 0).iou(Box.xywh(0, 0, 0, 0))).isZero();
    }

    @Example
    void corners_in_the_wrong_order_and_nan_are_refused_with_their_values() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Box(5, 0, 1, 9))
                .withMessageContaining("(5.0, 0.0, 1.0, 9.0)")
                .withMessageContaining("Box.xywh");
        assertThatIllegalArgumentException().isThrownBy(() -> new Box(0, 0, Double.NaN, 9));
        assertThatIllegalArgumentException().isThrownBy(() -> new Box(0, 0, Double.POSITIVE_INFINITY, 9));
        assertThatIllegalArgumentException().isThrownBy(() -> new Size(-1, 4)).withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Placement(0, 1, 0, 0, new Size(1, 1), new Size(1, 1)));
    }

    @Property
    void iou_is_symmetric_and_in_0_to_1(@ForAll("boxes") Box a, @ForAll("boxes") Box b) {
        assertThat(a.iou(b)).isEqualTo(b.iou(a)).isBetween(0.0, 1.0);
        assertThat(a.iou(b)).isLessThanOrEqualTo(a.ios(b) + 1e-12);
        assertThat(a.union(b).intersection(a)).isCloseTo(a.area(), within(1e-6));
    }

    @Property
    void a_placement_is_exact_both_ways(
            @ForAll("boxes") Box box, @ForAll("scales") double sx, @ForAll("scales") double sy) {
        Placement placement = new Placement(sx, sy, 12, 80, new Size(810, 1080), new Size(640, 640));

        Box back = placement.toOriginal(placement.toNetwork(box));

        assertThat(back.x1()).isCloseTo(box.x1(), within(1e-9));
        assertThat(back.y1()).isCloseTo(box.y1(), within(1e-9));
        assertThat(back.x2()).isCloseTo(box.x2(), within(1e-9));
        assertThat(back.y2()).isCloseTo(box.y2(), within(1e-9));
    }

    @Provide
    Arbitrary<Box> boxes() {
        Arbitrary<Double> start =
                Arbitraries.doubles().between(-50, 700).ofScale(3).edgeCases(edges -> edges.add(0.0, 640.0));
        Arbitrary<Double> side =
                Arbitraries.doubles().between(0, 700).ofScale(3).edgeCases(edges -> edges.add(0.0, 1.0));
        return Combinators.combine(start, start, side, side).as(Box::xywh);
    }

    @Provide
    Arbitrary<Double> scales() {
        return Arbitraries.doubles().between(0.01, 8).ofScale(4);
    }
}
