package io.github.s2vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WritingTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"a.png", "a.webp", "a.bmp", "a.tif", "a.TIFF", "a.b.PNG"})
    void lossless_formats_come_back_pixel_for_pixel(String name) throws IOException {
        for (int side : new int[] {1, 2, 7, 64}) {
            Image image = Pictures.noise(side, 2 * side - 1, side);
            image.write(folder.resolve(name));
            assertThat(Image.read(folder.resolve(name)).hasPixelsOf(image)).isTrue();
            assertThat(Image.sizeOf(folder.resolve(name))).isEqualTo(image.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.jpg", "a.jpeg", "a.webp"})
    void a_better_quality_is_nearer_and_larger(String name) throws IOException {
        Image image = Pictures.smooth(80, 60);
        image.write(folder.resolve(name), 30);
        long small = Files.size(folder.resolve(name));
        int far = Pictures.largestDifference(Image.read(folder.resolve(name)), image);
        image.write(folder.resolve(name), 95);
        assertThat(Files.size(folder.resolve(name))).isGreaterThan(small);
        assertThat(Pictures.largestDifference(Image.read(folder.resolve(name)), image))
                .isLessThanOrEqualTo(far)
                .isLessThan(12);
    }

    @Test
    void a_jpeg_has_quality_95_unless_told_otherwise() throws IOException {
        Image image = Pictures.smooth(80, 60);
        image.write(folder.resolve("a.jpg"));
        assertThat(Files.readAllBytes(folder.resolve("a.jpg"))).isEqualTo(image.encodeJpeg(95));
    }

    @Test
    void our_png_is_read_by_others() throws IOException {
        Image image = Pictures.noise(33, 21, 5);
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(image.encodePng()));
        assertThat(Image.of(read).hasPixelsOf(image)).isTrue();
    }

    @Test
    void a_flat_picture_makes_a_small_png() {
        assertThat(Pictures.grey(1000, 1000, 114).encodePng().length).isLessThan(30_000);
    }

    @Test
    void a_name_that_says_no_format_is_refused_with_those_that_do() {
        Image image = Pictures.noise(2, 2, 1);
        for (String name : new String[] {"a", "a.gif", "a.avif", ".", "png", ""}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> image.write(Path.of(name)))
                    .withMessageContaining(".webp");
        }
    }

    @Test
    void a_quality_outside_or_where_there_is_none_is_refused() {
        Image image = Pictures.noise(2, 2, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> image.write(folder.resolve("a.jpg"), 0))
                .withMessageContaining("quality 0");
        assertThatIllegalArgumentException().isThrownBy(() -> image.encodeJpeg(101));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> image.write(folder.resolve("a.png"), 90))
                .withMessageContaining("a.png");
    }

    @Test
    void a_failed_write_leaves_the_old_file_and_nothing_else() throws IOException {
        Path file = folder.resolve("a.webp");
        Pictures.noise(2, 2, 1).write(file);
        byte[] before = Files.readAllBytes(file);
        Image tooLarge = Pictures.grey(16_384, 1, 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tooLarge.write(file))
                .withMessageContaining("16383");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        assertThatIOException().isThrownBy(() -> tooLarge.write(folder.resolve("missing/a.png")));
    }
}
