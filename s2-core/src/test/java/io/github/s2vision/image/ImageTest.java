package io.github.s2vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.s2vision.geometry.Size;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageTest {
    @Test
    void pixels_come_back_as_they_were_given() {
        Image image = Image.rgb(2, 1, new byte[] {1, 2, 3, (byte) 0xff, (byte) 0x80, 0});
        assertThat(image.size()).isEqualTo(new Size(2, 1));
        assertThat(image.rgb(0, 0)).isEqualTo(0x010203);
        assertThat(image.rgb(1, 0)).isEqualTo(0xff8000);
        assertThat(image.toByteArray()).containsExactly(1, 2, 3, 0xff, 0x80, 0);
        assertThat(image).hasToString("Image[2×1]");
    }

    @Test
    void an_image_does_not_follow_the_array_it_was_made_from_nor_hand_out_its_own() {
        byte[] given = {1, 2, 3};
        Image image = Image.rgb(1, 1, given);
        given[0] = 9;
        image.toByteArray()[0] = 9;
        image.toBufferedImage().setRGB(0, 0, -1);
        assertThat(image.rgb(0, 0)).isEqualTo(0x010203);
    }

    @Test
    void a_crop_is_a_copy_of_the_rectangle() {
        Image image = Pictures.noise(13, 11, 1);
        Image crop = image.crop(4, 3, 9, 8);
        assertThat(crop.size()).isEqualTo(new Size(9, 8));
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 9; x++) {
                assertThat(crop.rgb(x, y)).isEqualTo(image.rgb(x + 4, y + 3));
            }
        }
    }

    @Test
    void sizes_that_cannot_be_are_refused_with_the_values() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Image.rgb(0, 5, new byte[0]))
                .withMessageContaining("0×5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Image.rgb(2, 2, new byte[11]))
                .withMessageContaining("12")
                .withMessageContaining("11");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Image.rgb(1 << 20, 1 << 20, new byte[0]))
                .withMessageContaining("2 GiB");
        Image image = Pictures.noise(5, 5, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> image.resized(new Size(0, 4), Interpolation.NEAREST))
                .withMessageContaining("0×4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> image.resized(new Size(1 << 16, 1 << 16), Interpolation.NEAREST));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1 0 2 2",
                "0 -1 2 2",
                "0 0 0 2",
                "0 0 2 0",
                "4 0 2 2",
                "0 4 2 2",
                "0 0 6 1",
                "2147483647 0 2 2",
                "1 1 2147483647 1"
            })
    void a_crop_that_is_empty_or_reaches_outside_is_refused(String rectangle) {
        int[] values = IntStream.of(0, 1, 2, 3)
                .map(i -> Integer.parseInt(rectangle.split(" ")[i]))
                .toArray();
        Image image = Pictures.noise(5, 5, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> image.crop(values[0], values[1], values[2], values[3]))
                .withMessageContaining("5×5")
                .withMessageContaining("(" + values[0] + ", " + values[1] + ")");
    }

    @Test
    void a_pixel_outside_is_refused() {
        Image image = Pictures.noise(5, 4, 1);
        assertThatThrownBy(() -> image.rgb(5, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> image.rgb(0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void a_closed_image_says_so_and_keeps_its_size() {
        Image image = Pictures.noise(5, 4, 1);
        image.close();
        image.close();
        assertThat(image.size()).isEqualTo(new Size(5, 4));
        assertThat(image).hasToString("Image[5×4, closed]");
        assertThatIllegalStateException().isThrownBy(() -> image.rgb(0, 0)).withMessageContaining("5×4");
        assertThatIllegalStateException().isThrownBy(() -> image.crop(0, 0, 1, 1));
        assertThatIllegalStateException().isThrownBy(image::toByteArray);
        assertThatIllegalStateException().isThrownBy(image::encodePng);
        assertThatIllegalStateException().isThrownBy(() -> image.resized(new Size(2, 2), Interpolation.AREA));
        assertThatIllegalStateException().isThrownBy(() -> Canvas.of(image));
    }

    @Test
    void copies_outlive_the_image_they_were_made_of() {
        Image image = Pictures.noise(8, 8, 1);
        int pixel = image.rgb(2, 3);
        Image crop = image.crop(2, 3, 1, 1);
        image.close();
        assertThat(crop.rgb(0, 0)).isEqualTo(pixel);
    }

    @Test
    void images_are_equal_by_identity_and_compared_by_their_pixels() {
        Image image = Pictures.noise(8, 4, 1);
        Image same = Pictures.noise(8, 4, 1);
        assertThat(image).isNotEqualTo(same);
        assertThat(image.hasPixelsOf(same)).isTrue();
        assertThat(image.hasPixelsOf(Pictures.noise(8, 4, 2))).isFalse();
        assertThat(image.hasPixelsOf(Pictures.noise(4, 8, 1))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_INT_ARGB_PRE,
                BufferedImage.TYPE_INT_BGR,
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_4BYTE_ABGR
            })
    void every_rgb_type_of_java2d_gives_the_same_pixels(int type) {
        Image image = Pictures.noise(7, 5, 3);
        BufferedImage other = new BufferedImage(9, 9, type);
        Graphics2D graphics = other.createGraphics();
        graphics.drawImage(image.toBufferedImage(), 1, 2, null);
        graphics.dispose();
        assertThat(Image.of(other).crop(1, 2, 7, 5).hasPixelsOf(image)).isTrue();
        assertThat(Image.of(other.getSubimage(1, 2, 7, 5)).hasPixelsOf(image)).isTrue();
    }

    @Test
    void alpha_is_dropped_without_blending() {
        BufferedImage clear = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
        clear.setRGB(0, 0, 0x00123456);
        assertThat(Image.of(clear).rgb(0, 0)).isEqualTo(0x123456);
    }

    @Test
    void grey_of_java2d_keeps_its_values() {
        BufferedImage grey = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSample(0, 0, 0, 100);
        assertThat(new Color(grey.getRGB(0, 0)).getRed()).isNotEqualTo(100); // Java's own reading brightens it
        assertThat(Image.of(grey).rgb(0, 0)).isEqualTo(0x646464);

        BufferedImage deep = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setSample(0, 0, 0, 0x64ff);
        assertThat(Image.of(deep).rgb(0, 0)).isEqualTo(0x646464);

        ComponentColorModel withAlpha = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_GRAY), true, false, 3, DataBuffer.TYPE_BYTE);
        BufferedImage clear = new BufferedImage(withAlpha, withAlpha.createCompatibleWritableRaster(1, 1), false, null);
        clear.getRaster().setSample(0, 0, 0, 100);
        assertThat(Image.of(clear).rgb(0, 0)).isEqualTo(0x646464);
    }

    @Test
    void a_palette_of_java2d_is_looked_up() {
        BufferedImage palette = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
        palette.setRGB(1, 0, -1);
        assertThat(Image.of(palette).rgb(0, 0)).isZero();
        assertThat(Image.of(palette).rgb(1, 0)).isEqualTo(0xffffff);
    }

    @Test
    void many_images_that_nobody_closes_do_not_fill_the_memory() {
        Image image = Pictures.grey(2000, 2000, 9); // 12 MB
        for (int i = 0; i < 150; i++) { // 1.8 GB in all, of the 1 GB that there is
            assertThat(image.crop(0, 0, 2000, 2000).rgb(1999, 1999)).isEqualTo(0x090909);
        }
    }
}
