package io.github.s2vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.s2vision.geometry.Size;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RasterSourceTest {
    @TempDir
    Path folder;

    @Property(tries = 80)
    void a_region_of_a_scaled_raster_is_the_crop_of_the_whole_resize(
            @ForAll @IntRange(min = 1, max = 60) int width,
            @ForAll @IntRange(min = 1, max = 60) int height,
            @ForAll @IntRange(min = 1, max = 90) int toWidth,
            @ForAll @IntRange(min = 1, max = 90) int toHeight,
            @ForAll long seed)
            throws IOException {
        Image image = noise(width, height, seed);
        Size size = new Size(toWidth, toHeight);
        SplittableRandom random = new SplittableRandom(seed);
        int x = random.nextInt(toWidth);
        int y = random.nextInt(toHeight);
        int w = 1 + random.nextInt(toWidth - x);
        int h = 1 + random.nextInt(toHeight - y);

        Image region = RasterSource.of(image).scaled(size).region(x, y, w, h);

        Image whole = image.resized(size, Interpolation.PIL_BICUBIC);
        assertThat(region.hasPixelsOf(whole.crop(x, y, w, h))).isTrue();
    }

    @Test
    void a_tiled_tiff_is_read_region_by_region() throws IOException {
        Image image = noise(300, 200, 4);
        Path file = tiled(image);

        try (RasterSource raster = RasterSource.open(file)) {
            assertThat(raster.size()).isEqualTo(new Size(300, 200));
            assertThat(raster.region(70, 40, 150, 90).hasPixelsOf(image.crop(70, 40, 150, 90)))
                    .isTrue();
        }
    }

    @Test
    void a_jpeg_gives_its_reduced_decodes() throws IOException {
        Path file = folder.resolve("photo.jpg");
        smooth(203, 101).write(file, 95);

        try (RasterSource raster = RasterSource.open(file)) {
            assertThat(raster.reductions()).containsExactly(1, 2, 4, 8);
            assertThat(raster.region(3, 4, 50, 60).hasPixelsOf(Image.read(file).crop(3, 4, 50, 60)))
                    .isTrue();
            Image quarter = raster.region(0, 0, 51, 26, 4);
            Image resized = Image.read(file).resized(new Size(51, 26), Interpolation.AREA);
            for (int i = 0; i < 51 * 26; i++) {
                int found = quarter.rgb(i % 51, i / 51) >> 8 & 255;
                assertThat(found)
                        .isCloseTo(resized.rgb(i % 51, i / 51) >> 8 & 255, org.assertj.core.data.Offset.offset(12));
            }
            assertThat(raster.scaled(new Size(50, 25))).hasToString("a decode at 1/4, 51×26 px, resized");
            assertThat(raster.scaled(new Size(51, 26))).hasToString("a decode at 1/4, 51×26 px");
            assertThat(raster.scaled(new Size(203, 101))).hasToString("regions of the 203×101 px");
        }
    }

    @Test
    void rectangles_outside_and_reductions_not_given_are_refused() throws IOException {
        RasterSource raster = RasterSource.of(noise(20, 10, 1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RasterSource.of(new Size(20, 10), (x, y, w, h) -> noise(w, h, 1))
                        .region(15, 0, 6, 10))
                .withMessageContaining("6×10")
                .withMessageContaining("20×10");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> raster.region(0, 0, 5, 5, 2))
                .withMessageContaining("reduction 2");
        assertThatIllegalArgumentException().isThrownBy(() -> raster.scaled(new Size(0, 5)));
        assertThatIOException()
                .isThrownBy(() -> RasterSource.of(new Size(20, 10), (x, y, w, h) -> noise(1, 1, 1))
                        .region(0, 0, 5, 5))
                .withMessageContaining("should be 5×5")
                .withMessageContaining("1×1");
    }

    @Test
    void files_that_are_missing_damaged_or_closed_say_so() throws IOException {
        assertThatIOException().isThrownBy(() -> RasterSource.open(folder.resolve("none.tif")));
        Path garbage = Files.writeString(folder.resolve("garbage.tif"), "II*\0garbage of a header");
        assertThatIOException().isThrownBy(() -> RasterSource.open(garbage));
        Path file = tiled(noise(300, 200, 4));
        byte[] bytes = Files.readAllBytes(file);
        Path cut = Files.write(folder.resolve("cut.tif"), java.util.Arrays.copyOf(bytes, bytes.length - 60_000));
        assertThatIOException().isThrownBy(() -> {
            try (RasterSource raster = RasterSource.open(cut)) {
                raster.region(0, 0, 300, 200);
            }
        });
        RasterSource closed = RasterSource.open(file);
        closed.close();
        closed.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> closed.region(0, 0, 5, 5))
                .withMessageContaining("closed");
    }

    private Path tiled(Image image) throws IOException {
        Path file = folder.resolve("tiled.tif");
        ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
        BufferedImage picture = image.toBufferedImage();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setTilingMode(ImageWriteParam.MODE_EXPLICIT);
            param.setTiling(64, 64, 0, 0);
            writer.write(null, new IIOImage(picture, null, null), param);
        } finally {
            writer.dispose();
        }
        return file;
    }

    private static Image smooth(int width, int height) {
        byte[] pixels = new byte[width * height * 3];
        for (int i = 0; i < pixels.length; i++) {
            int x = i / 3 % width;
            int y = i / 3 / width;
            pixels[i] = (byte) (127 + 60 * Math.sin(x / 25.0 + i % 3) + 60 * Math.cos(y / 20.0));
        }
        return Image.rgb(width, height, pixels);
    }

    private static Image noise(int width, int height, long seed) {
        byte[] pixels = new byte[width * height * 3];
        new SplittableRandom(seed).nextBytes(pixels);
        return Image.rgb(width, height, pixels);
    }
}
