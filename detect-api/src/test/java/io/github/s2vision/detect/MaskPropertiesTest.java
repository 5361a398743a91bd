package io.github.s2vision.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.s2vision.geometry.Size;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Run lengths against bitmaps that anyone can follow. */
class MaskPropertiesTest {
    /** A bitmap row by row. */
    record Bitmap(int width, int height, List<Boolean> pixels) {
        byte[] bytes() {
            byte[] bytes = new byte[pixels.size()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (pixels.get(i) ? 1 : 0);
            }
            return bytes;
        }

        Mask mask() {
            return Mask.ofBitmap(new Size(width, height), bytes());
        }
    }

    record Pair(Bitmap a, Bitmap b) {}

    @Property
    void encoding_and_decoding_give_the_bitmap_back(@ForAll("bitmaps") Bitmap bitmap) {
        Mask mask = bitmap.mask();
        assertThat(mask.toBitmap()).isEqualTo(bitmap.bytes());
        assertThat(Mask.ofRle(mask.size(), mask.counts())).isEqualTo(mask);
        assertThat(Mask.ofRuns(mask.size(), mask.runs())).isEqualTo(mask);
        assertThat(MaskApi.encode(bitmap.bytes(), bitmap.height(), bitmap.width()))
                .isEqualTo(mask.runs());
    }

    @Property
    void area_bounds_and_single_pixels_are_those_of_the_bitmap(@ForAll("bitmaps") Bitmap bitmap) {
        Mask mask = bitmap.mask();
        byte[] bytes = bitmap.bytes();
        int area = 0;
        for (int y = 0; y < bitmap.height(); y++) {
            for (int x = 0; x < bitmap.width(); x++) {
                boolean set = bytes[y * bitmap.width() + x] == 1;
                area += set ? 1 : 0;
                assertThat(mask.contains(x, y)).isEqualTo(set);
                if (set && area > 0) {
                    assertThat(mask.bounds().x1()).isLessThanOrEqualTo(x);
                    assertThat(mask.bounds().x2()).isGreaterThan(x);
                }
            }
        }
        assertThat(mask.area()).isEqualTo(area);
    }

    @Property
    void union_intersection_and_iou_are_those_of_the_bitmaps(@ForAll("pairs") Pair pair) {
        byte[] a = pair.a().bytes();
        byte[] b = pair.b().bytes();
        byte[] either = new byte[a.length];
        byte[] both = new byte[a.length];
        double shared = 0;
        double all = 0;
        for (int i = 0; i < a.length; i++) {
            either[i] = (byte) (a[i] | b[i]);
            both[i] = (byte) (a[i] & b[i]);
            shared += both[i];
            all += either[i];
        }
        Mask maskA = pair.a().mask();
        Mask maskB = pair.b().mask();
        assertThat(maskA.union(maskB).toBitmap()).isEqualTo(either);
        assertThat(maskA.intersection(maskB).toBitmap()).isEqualTo(both);
        assertThat(maskA.iou(maskB)).isEqualTo(shared == 0 ? 0 : shared / all).isEqualTo(maskB.iou(maskA));
        assertThat(maskA.shareInside(maskB)).isEqualTo(shared == 0 ? 0 : shared / maskA.area());
    }

    @Property
    void outlines_fill_to_the_mask_with_its_holes_filled(@ForAll("bitmaps") Bitmap bitmap) {
        Mask mask = bitmap.mask();
        List<double[]> outlines = mask.polygons(0);
        Mask filled = outlines.isEmpty() ? Mask.empty(mask.size()) : Mask.ofPolygons(mask.size(), outlines);
        assertThat(filled.union(mask)).isEqualTo(filled);
        Mask holes = mask.holes(0).isEmpty() ? Mask.empty(mask.size()) : Mask.ofPolygons(mask.size(), mask.holes(0));
        assertThat(filled.area() - mask.area()).isLessThanOrEqualTo(holes.area());
        if (holes.isEmpty()) {
            assertThat(filled).isEqualTo(mask);
        }
    }

    @Property
    void moving_there_and_back_keeps_what_did_not_fall_off(
            @ForAll("bitmaps") Bitmap bitmap,
            @ForAll @IntRange(min = -9, max = 9) int dx,
            @ForAll @IntRange(max = 9) int dy) {
        Mask mask = bitmap.mask();
        Size large = new Size(bitmap.width() + 9, bitmap.height() + 9);
        Mask moved = mask.moved(dx, dy, large);
        byte[] expected = new byte[(int) large.area()];
        for (int y = 0; y < bitmap.height(); y++) {
            for (int x = 0; x < bitmap.width(); x++) {
                if (x + dx >= 0 && x + dx < large.width()) {
                    expected[(y + dy) * large.width() + x + dx] = (byte) (mask.contains(x, y) ? 1 : 0);
                }
            }
        }
        assertThat(moved.toBitmap()).isEqualTo(expected);
        if (dx >= 0) {
            assertThat(moved.moved(-dx, -dy, mask.size())).isEqualTo(mask);
        }
    }

    @Provide
    Arbitrary<Bitmap> bitmaps() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 9),
                        Arbitraries.integers().between(1, 9))
                .flatAs(MaskPropertiesTest::bitmaps);
    }

    @Provide
    Arbitrary<Pair> pairs() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 9),
                        Arbitraries.integers().between(1, 9))
                .flatAs((width, height) -> Combinators.combine(bitmaps(width, height), bitmaps(width, height))
                        .as(Pair::new));
    }

    private static Arbitrary<Bitmap> bitmaps(int width, int height) {
        return Arbitraries.of(true, false)
                .list()
                .ofSize(width * height)
                .map(pixels -> new Bitmap(width, height, new ArrayList<>(pixels)));
    }
}
