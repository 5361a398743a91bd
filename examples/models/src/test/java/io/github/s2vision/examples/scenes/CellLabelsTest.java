package io.github.s2vision.examples.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.s2vision.examples.scenes.SceneObject.Role;
import io.github.s2vision.geometry.Box;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cells of 64 px: 4096 pixels, of which 15 % are 614.4. */
class CellLabelsTest {
    private static final int GRID = 10;
    private static final List<Kind> KINDS = List.of(Kind.CAR, Kind.SIGN);

    private final byte[] ids = new byte[Scene.SIDE * Scene.SIDE];
    private final List<SceneObject> objects = new ArrayList<>();

    @Test
    void a_cell_with_a_quarter_of_an_object_is_positive_and_one_with_less_is_between() {
        // 40 pixels: 10 left of x = 64, 30 right of it
        add(Kind.CAR, 54, 0, 94, 1);
        CellLabels labels = labels();
        assertThat(labels.of(Kind.CAR)[0]).isEqualTo(1);
        assertThat(labels.of(Kind.CAR)[1]).isEqualTo(1);
        assertThat(labels.of(Kind.SIGN)[0]).isZero();
        assertThat(labels.any()[2]).isZero();
        assertThat(labels.sizeClass(0)).isEqualTo(2);
        assertThat(labels.sizeClass(2)).isEqualTo(CellLabels.NO_CLASS);
    }

    @Test
    void a_mere_touch_is_neither_positive_nor_negative() {
        // 40 pixels: 4 left of x = 64, and 4 are 16 % of a quarter of 100
        add(Kind.CAR, 60, 0, 100, 1);
        CellLabels labels = labels();
        assertThat(labels.any()[0]).isEqualTo(0.4f);
        assertThat(labels.sizeClass(0)).isEqualTo(CellLabels.NO_CLASS);
    }

    @Test
    void a_cell_covered_to_15_percent_is_positive_whatever_the_share_of_the_object() {
        // 640 x 10 = 6400 pixels, 640 per cell
        add(Kind.CAR, 0, 0, 640, 10);
        assertThat(labels().any())
                .startsWith(new float[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1})
                .endsWith(0);
        assertThat(labels().sizeClass(9)).isEqualTo(4);
    }

    @Test
    void the_largest_object_gives_a_cell_its_size() {
        add(Kind.SIGN, 0, 0, 9, 9);
        add(Kind.CAR, 10, 10, 50, 50);
        add(Kind.SIGN, 52, 52, 61, 61);
        assertThat(labels().sizeClass(0)).isEqualTo(2);
        assertThat(labels().of(Kind.SIGN)[0]).isEqualTo(1);
    }

    @Test
    void an_object_of_fewer_than_ten_pixels_leaves_its_cell_open() {
        add(Kind.CAR, 0, 0, 3, 3);
        assertThat(labels().any()[0]).isEqualTo(0.5f);
        assertThat(labels().sizeClass(0)).isEqualTo(CellLabels.NO_CLASS);
    }

    @Test
    void clutter_counts_as_surroundings() {
        add(Kind.CRATE, 0, 0, 60, 60);
        assertThat(labels().any()[0]).isZero();
        assertThatThrownBy(() -> labels().of(Kind.CRATE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CRATE")
                .hasMessageContaining("CAR");
    }

    @Test
    void size_classes_begin_at_their_lower_end() {
        assertThat(CellLabels.sizeClassOf(7.5)).isZero();
        assertThat(CellLabels.sizeClassOf(15.99)).isZero();
        assertThat(CellLabels.sizeClassOf(16)).isEqualTo(1);
        assertThat(CellLabels.sizeClassOf(128)).isEqualTo(4);
        assertThat(CellLabels.sizeClassOf(300)).isEqualTo(4);
    }

    @Test
    void a_grid_finer_than_the_picture_is_refused() {
        Scene scene = scene();
        assertThatThrownBy(() -> CellLabels.of(scene, KINDS, 641))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("641");
        assertThatThrownBy(() -> CellLabels.of(scene, KINDS, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private void add(Kind kind, int x1, int y1, int x2, int y2) {
        int id = SceneObject.FIRST_ID + objects.size();
        for (int y = y1; y < y2; y++) {
            for (int x = x1; x < x2; x++) {
                ids[y * Scene.SIDE + x] = (byte) id;
            }
        }
        int pixels = (x2 - x1) * (y2 - y1);
        objects.add(new SceneObject(
                id,
                kind,
                Colour.RED,
                Role.LABELLED,
                new Box(x1, y1, x2, y2),
                Math.max(x2 - x1, y2 - y1),
                pixels,
                pixels));
    }

    private Scene scene() {
        BufferedImage picture = new BufferedImage(Scene.SIDE, Scene.SIDE, BufferedImage.TYPE_INT_RGB);
        return new Scene("by hand", picture, ids, objects, 90);
    }

    private CellLabels labels() {
        return CellLabels.of(scene(), KINDS, GRID);
    }
}
