package io.github.s2vision.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.s2vision.TestData;
import io.github.s2vision.geometry.Placement;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResizeTest {
    @ParameterizedTest
    @EnumSource(Interpolation.class)
    void the_same_size_keeps_every_pixel(Interpolation interpolation) {
        Image image = Pictures.noise(23, 17, 1);
        Image same = image.resized(image.size(), interpolation);
        assertThat(same.hasPixelsOf(image)).isTrue();
        assertThat(same).isNotSameAs(image);
    }

    @ParameterizedTest
    @EnumSource(Interpolation.class)
    void a_flat_image_stays_flat(Interpolation interpolation) {
        for (int level : new int[] {0, 1, 127, 254, 255}) {
            Image image = Pictures.grey(37, 19, level);
            for (Size size : new Size[] {new Size(1, 1), new Size(74, 38), new Size(5, 50), new Size(300, 2)}) {
                assertThat(image.resized(size, interpolation)
                                .hasPixelsOf(Pictures.grey(size.width(), size.height(), level)))
                        .as(level + " to " + size)
                        .isTrue();
            }
        }
    }

    /** NumPy's arange(15) × 17 as [1, 5, 3], resized by Pillow 13.0.0 and torch 2.15. */
    @Test
    void a_row_of_five_pixels_resizes_as_the_reference_tools_do() {
        byte[] pixels = new byte[15];
        for (int i = 0; i < 15; i++) {
            pixels[i] = (byte) (i * 17);
        }
        Image row = Image.rgb(5, 1, pixels);
        Size three = new Size(3, 1);
        assertThat(red(row.resized(three, Interpolation.PIL_BILINEAR))).containsExactly(REDS[0]);
        assertThat(red(row.resized(three, Interpolation.PIL_BICUBIC))).containsExactly(REDS[1]);
        assertThat(red(row.resized(three, Interpolation.TORCH_BILINEAR))).containsExactly(REDS[2]);
        assertThat(red(row.resized(three, Interpolation.TORCH_BICUBIC))).containsExactly(REDS[3]);
        assertThat(red(row.resized(three, Interpolation.AREA))).containsExactly(REDS[4]);
        assertThat(red(row.resized(three, Interpolation.NEAREST))).containsExactly(REDS[5]);
        assertThat(red(row.resized(new Size(8, 1), Interpolation.PIL_BICUBIC))).containsExactly(REDS[6]);
    }

    private static final int[][] REDS = {
        {22, 102, 182},
        {18, 102, 186},
        {17, 102, 187},
        {13, 102, 191},
        {26, 102, 178},
        {0, 51, 153},
        {0, 18, 54, 86, 118, 150, 186, 208}
    };

    private static int[] red(Image row) {
        int[] values = new int[row.width()];
        for (int x = 0; x < values.length; x++) {
            values[x] = row.rgb(x, 0) >> 16;
        }
        return values;
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void a_window_of_pillows_resize_is_the_crop_of_the_whole(
            @ForAll @IntRange(min = 1, max = 40) int width,
            @ForAll @IntRange(min = 1, max = 40) int height,
            @ForAll @IntRange(min = 1, max = 60) int toWidth,
            @ForAll @IntRange(min = 1, max = 60) int toHeight,
            @ForAll long seed) {
        Image image = Pictures.noise(width, height, seed);
        Size size = new Size(toWidth, toHeight);
        int x = Math.floorMod(seed, toWidth);
        int y = Math.floorMod(seed >> 8, toHeight);
        for (PillowResize.Filter filter : PillowResize.Filter.values()) {
            Pixels window = PillowResize.window(image.pixels(), size, filter, x, y, toWidth - x, toHeight - y);
            Image whole = new Image(PillowResize.resize(image.pixels(), size, filter));
            assertThat(whole.crop(x, y, toWidth - x, toHeight - y).hasPixelsOf(new Image(window)))
                    .isTrue();
        }
    }

    @Test
    void the_crop_of_a_classifier_is_the_middle_of_the_resized_image() {
        Image image = Pictures.noise(300, 97, 1);
        CenterCrop crop = CenterCrop.bicubic(32).shortSide(40);
        Placement placement = crop.placementOf(image.size());
        assertThat(placement.network()).isEqualTo(Size.square(32));
        assertThat(placement.scaleX()).isEqualTo(123 / 300.0); // 40 · 300 / 97 = 123.7, truncated
        assertThat(placement.offsetX()).isEqualTo(-46); // (123 - 32) / 2 = 45.5, half to even
        assertThat(placement.offsetY()).isEqualTo(-4);
        Image wanted =
                image.resized(new Size(123, 40), Interpolation.PIL_BICUBIC).crop(46, 4, 32, 32);
        assertThat(crop.apply(image).hasPixelsOf(wanted)).isTrue();
        assertThat(crop.interpolation(Interpolation.OPENCV_AREA).apply(image).size())
                .isEqualTo(Size.square(32));

        Tensor tensor = Tensor.allocate(DataType.FLOAT32, 1, 3, 32, 32);
        assertThat(crop.write(image, tensor, 0, Normalization.CLIP)).isEqualTo(placement);
        Tensor same = Tensor.allocate(DataType.FLOAT32, 1, 3, 32, 32);
        Normalization.CLIP.write(wanted, same, 0);
        assertThat(tensor.toFloatArray()).isEqualTo(same.toFloatArray());
    }

    @Test
    void a_panorama_is_cropped_without_making_all_of_it() {
        // The resized picture alone would take 45 GB.
        assertThat(CenterCrop.bicubic(224).apply(Pictures.noise(300_000, 1, 1)).size())
                .isEqualTo(Size.square(224));
    }

    @Test
    @Tag("real")
    void golden_resizes_pass() throws IOException {
        Path golden = TestData.requireGolden("resize");
        assertThat(ReadingTest.passes(report -> new ResizeConformance().run(golden, report)))
                .isTrue();
    }
}
