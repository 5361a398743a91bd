package io.github.s2vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.s2vision.ChildJvm;
import io.github.s2vision.TestData;
import io.github.s2vision.conformance.Report;
import io.github.s2vision.geometry.Size;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingTest {
    @TempDir
    Path folder;

    @Test
    void a_file_is_read_the_same_from_path_stream_and_bytes() throws IOException {
        Image image = Pictures.noise(31, 17, 1);
        byte[] file = image.encodePng();
        Path path = ImageFiles.write(folder, "no suffix needed", file);
        assertThat(Image.read(path).hasPixelsOf(image)).isTrue();
        assertThat(Image.read(new ByteArrayInputStream(file)).hasPixelsOf(image))
                .isTrue();
        assertThat(Image.read(file).hasPixelsOf(image)).isTrue();
    }

    @Test
    void a_stream_stays_open() throws IOException {
        boolean[] closed = {false};
        InputStream stream = new ByteArrayInputStream(Pictures.noise(3, 3, 1).encodePng()) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        assertThat(Image.read(stream).size()).isEqualTo(new Size(3, 3));
        assertThat(closed[0]).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void every_orientation_of_every_format_that_has_one_is_applied(int orientation) throws IOException {
        Image stored = Pictures.smooth(24, 10);
        Image upright = Pictures.upright(stored, orientation);
        assertThat(read(ImageFiles.png(stored, orientation, false), upright)).isZero();
        assertThat(read(ImageFiles.png(stored, orientation, true), upright)).isZero();
        assertThat(read(ImageFiles.webp(stored, orientation), upright)).isZero();
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            assertThat(read(ImageFiles.tiff(stored, orientation, order, false), upright))
                    .isZero();
            assertThat(read(ImageFiles.tiff(stored, orientation, order, true), upright))
                    .isZero();
            assertThat(read(ImageFiles.jpeg(stored, orientation, order), upright))
                    .isLessThan(16);
        }
    }

    private int read(byte[] file, Image wanted) throws IOException {
        Path path = ImageFiles.write(folder, "file", file);
        assertThat(Image.sizeOf(path)).isEqualTo(wanted.size());
        return Pictures.largestDifference(Image.read(path), wanted);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 65535})
    void an_orientation_that_does_not_exist_is_none(int orientation) throws IOException {
        Image stored = Pictures.smooth(24, 10);
        assertThat(read(ImageFiles.png(stored, orientation, false), stored)).isZero();
        assertThat(read(ImageFiles.tiff(stored, orientation, ByteOrder.BIG_ENDIAN, false), stored))
                .isZero();
        assertThat(read(ImageFiles.jpeg(stored, orientation, ByteOrder.BIG_ENDIAN), stored))
                .isLessThan(16);
    }

    @Test
    void a_damaged_exif_block_does_not_hide_the_picture() throws IOException {
        Image image = Pictures.smooth(20, 12);
        byte[] file = ImageFiles.jpeg(image, 6, ByteOrder.LITTLE_ENDIAN);
        Arrays.fill(file, 18, 22, (byte) 0xff); // where the directory is said to be
        assertThat(Image.read(file).size()).isEqualTo(image.size());
    }

    @Test
    void grey_palette_alpha_and_16_bit_become_rgb_as_documented() throws IOException {
        BufferedImage grey = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSample(1, 0, 0, 100);
        assertThat(Image.read(png(grey)).rgb(1, 0)).isEqualTo(0x646464);

        BufferedImage deep = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setSample(1, 0, 0, 0x64ff);
        assertThat(Image.read(png(deep)).rgb(1, 0)).isEqualTo(0x646464);

        byte[] two = {0, 7};
        IndexColorModel colours = new IndexColorModel(1, 2, two, new byte[] {0, 8}, new byte[] {0, 9});
        BufferedImage palette = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY, colours);
        palette.getRaster().setSample(1, 0, 0, 1);
        assertThat(Image.read(png(palette)).rgb(1, 0)).isEqualTo(0x070809);

        BufferedImage alpha = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
        alpha.setRGB(1, 0, 0x40123456);
        assertThat(Image.read(png(alpha)).rgb(1, 0)).isEqualTo(0x123456);
    }

    private static byte[] png(BufferedImage image) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(image, "png", file);
        return file.toByteArray();
    }

    @Test
    void a_file_cut_short_anywhere_is_refused_in_every_format() throws IOException {
        for (Map.Entry<String, byte[]> file :
                ImageFiles.oneOfEach(Pictures.noise(40, 30, 1)).entrySet()) {
            byte[] whole = file.getValue();
            assertThat(Image.read(whole)).as(file.getKey()).isNotNull();
            for (int length = whole.length - 1; length >= 0; length -= 1 + length / 40) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatIOException()
                        .as(file.getKey() + " cut to " + length + " of " + whole.length)
                        .isThrownBy(() -> Image.read(cut))
                        .withMessageContaining("image of " + length + " bytes");
            }
        }
    }

    @Test
    void what_follows_a_whole_jpeg_or_png_is_ignored() throws IOException {
        Image image = Pictures.noise(20, 20, 1);
        byte[] png = image.encodePng();
        assertThat(Image.read(Arrays.copyOf(png, png.length + 100)).hasPixelsOf(image))
                .isTrue();
        byte[] jpeg = image.encodeJpeg(90);
        assertThat(Image.read(Arrays.copyOf(jpeg, jpeg.length + 100)).size()).isEqualTo(image.size());
    }

    @Test
    void a_jpeg_cut_short_is_read_as_far_as_it_goes_if_asked_for() throws IOException {
        Image image = Pictures.smooth(160, 160);
        byte[] whole = image.encodeJpeg(95);
        byte[] half = Arrays.copyOf(whole, whole.length / 2);
        assertThatIOException().isThrownBy(() -> Image.read(half)).withMessageContaining("damagedToo");
        Image read = Image.read(half, ReadOptions.DEFAULT.damagedToo());
        assertThat(read.size()).isEqualTo(image.size());
        assertThat(Pictures.largestDifference(read.crop(0, 0, 160, 32), image.crop(0, 0, 160, 32)))
                .isLessThan(16);
        assertThat(read.rgb(80, 159)).isEqualTo(read.rgb(150, 159)); // grey below
    }

    @Test
    void damaged_files_of_other_formats_stay_refused() throws IOException {
        byte[] whole = Pictures.smooth(160, 160).encodePng();
        assertThatIOException()
                .isThrownBy(() -> Image.read(Arrays.copyOf(whole, whole.length / 2), ReadOptions.DEFAULT.damagedToo()))
                .withMessageContaining("truncated");
    }

    @Test
    void too_many_pixels_are_refused_before_they_are_decoded() throws IOException {
        byte[] file = Pictures.grey(100, 100, 0).encodePng();
        assertThatIOException()
                .isThrownBy(() -> Image.read(file, ReadOptions.DEFAULT.maxPixels(9_999)))
                .withMessageContaining("100×100")
                .withMessageContaining("10000")
                .withMessageContaining("9999")
                .withMessageContaining("maxPixels(10000)");
        assertThat(Image.read(file, ReadOptions.DEFAULT.maxPixels(10_000)).width())
                .isEqualTo(100);
        Path path = ImageFiles.write(folder, "a.png", file);
        assertThatIOException()
                .isThrownBy(() -> Image.read(path, ReadOptions.DEFAULT.maxPixels(1)))
                .withMessageContaining(path.toString());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReadOptions.DEFAULT.maxPixels(0))
                .withMessageContaining("0 pixels");
        assertThatIllegalArgumentException().isThrownBy(() -> ReadOptions.DEFAULT.maxPixels(Long.MAX_VALUE));
    }

    @Test
    void a_header_that_promises_more_than_its_file_can_hold_is_refused() throws IOException {
        byte[] png = Pictures.noise(16, 16, 1).encodePng();
        putInt(png, 16, 14_000);
        putInt(png, 20, 14_000);
        assertThatIOException().isThrownBy(() -> Image.read(png)).withMessageContaining("588000000");

        byte[] jpeg = Pictures.noise(16, 16, 1).encodeJpeg(90);
        int frame = indexOf(jpeg, 0xff, 0xc0);
        jpeg[frame + 5] = 0x36; // 14,000 each
        jpeg[frame + 6] = (byte) 0xb0;
        jpeg[frame + 7] = 0x36;
        jpeg[frame + 8] = (byte) 0xb0;
        assertThatIOException().isThrownBy(() -> Image.read(jpeg)).withMessageContaining("14000×14000");
    }

    @Test
    void a_picture_without_pixels_is_refused() throws IOException {
        byte[] png = Pictures.noise(16, 16, 1).encodePng();
        putInt(png, 16, 0);
        assertThatIOException().isThrownBy(() -> Image.read(png)).withMessageContaining("0×16");
        byte[] bmp = Encoder.encode(Pictures.noise(16, 16, 1).pixels(), Encoder.Format.BMP, 0);
        bmp[18] = 0;
        assertThatIOException().isThrownBy(() -> Image.read(bmp)).withMessageContaining("0×16");
        byte[] gif = ImageFiles.gif(Pictures.noise(16, 16, 1));
        gif[8] = 0;
        assertThatIOException().isThrownBy(() -> Image.read(gif)).withMessageContaining("16×0");
    }

    @Test
    void extreme_shapes_are_read() throws IOException {
        for (Size size : new Size[] {new Size(30_000, 1), new Size(1, 30_000), new Size(1, 1)}) {
            Image image = Pictures.noise(size.width(), size.height(), 2);
            assertThat(Image.read(image.encodePng()).hasPixelsOf(image)).isTrue();
            assertThat(Image.read(image.encodeJpeg(90)).size()).isEqualTo(size);
        }
    }

    @Test
    void files_that_are_no_image_or_not_there_are_named() throws IOException {
        Path missing = folder.resolve("missing.jpg");
        assertThatIOException().isThrownBy(() -> Image.read(missing)).isInstanceOf(NoSuchFileException.class);
        assertThatIOException().isThrownBy(() -> Image.sizeOf(missing)).withMessageContaining("missing.jpg");
        assertThatIOException().isThrownBy(() -> Image.read(folder)).withMessageContaining("folder");
        assertThatIOException().isThrownBy(() -> Image.sizeOf(folder)).withMessageContaining("folder");
        Path empty = ImageFiles.write(folder, "empty.jpg", new byte[0]);
        assertThatIOException()
                .isThrownBy(() -> Image.read(empty))
                .withMessageContaining("empty.jpg")
                .withMessageContaining("0 bytes");
        assertThatIOException().isThrownBy(() -> Image.sizeOf(empty)).withMessageContaining("0 bytes");
        assertThatIOException()
                .isThrownBy(() -> Image.read(new byte[] {1, 2, 3, 4}))
                .withMessageContaining("01 02 03 04")
                .withMessageContaining("JPEG, PNG, WebP, TIFF, BMP and GIF are read");
        assertThatNullPointerException().isThrownBy(() -> Image.read(new byte[10], null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0\0\0\u001cftypavif|AVIF",
                "\0\0\0\u001cftypheic|HEIC",
                "\0\0\0\u001cftypisom|MP4",
                "\0\0\0\u001cftypqt  |QuickTime",
                "\u00ff\n\u0001|JPEG XL",
                "\0\0\0\u000cJXL \r\n|JPEG XL",
                "\0\0\0\u000cjP  \r\n|JPEG 2000",
                "RIFF1234AVI LIST|AVI",
                "\u001aE\u00df\u00a3|WebM",
                "8BPS\0\u0001|Photoshop",
                "v/1\u0001|OpenEXR",
                "%PDF-1.7|PDF",
                "<!DOCTYPE html><html>|HTML",
                "<svg xmlns=|SVG",
                "version https://git-lfs.github.com/spec/v1|git lfs pull"
            })
    void what_is_not_read_is_refused_by_its_name_with_a_remedy(String example) {
        String[] parts = example.split("\\|");
        byte[] start = Arrays.copyOf(ImageFiles.latin(parts[0]), 200);
        assertThatIOException().isThrownBy(() -> Image.read(start)).withMessageContaining(parts[1]);
    }

    @Test
    void an_endless_stream_is_given_up() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] to, int from, int length) {
                return length;
            }
        };
        assertThatIOException()
                .isThrownBy(() -> Image.read(endless, ReadOptions.DEFAULT.maxPixels(1000)))
                .withMessageContaining("1000 pixels");
    }

    @Test
    void pixels_that_do_not_fit_in_direct_memory_are_an_exception_not_an_error() throws Exception {
        Path file = folder.resolve("large.png");
        Pictures.grey(6000, 6000, 7).write(file);
        ChildJvm.Outcome outcome =
                ChildJvm.with("-Xmx256m", "-XX:MaxDirectMemorySize=64m").run(ReadOne.class, file.toString());
        assertThat(outcome.output())
                .contains("IOException")
                .contains("6000×6000")
                .contains("108000000")
                .contains("MaxDirectMemorySize");
        assertThat(outcome.exitCode()).isZero();
    }

    /** Reads a file and says what came of it. */
    static final class ReadOne {
        private ReadOne() {}

        public static void main(String[] arguments) {
            try {
                System.out.println(Image.read(Path.of(arguments[0])));
            } catch (IOException refused) {
                System.out.println(refused);
            }
        }
    }

    @Test
    @Tag("real")
    void photos_are_decoded_as_opencv_decodes_them() throws IOException {
        Path golden = TestData.requireGolden("images.json");
        assertThat(passes(report -> new ImagesConformance().run(golden, report)))
                .isTrue();
    }

    /** Runs golden cases; whether there were some and all passed. */
    static boolean passes(Golden golden) throws IOException {
        Report report = new Report(new PrintStream(OutputStream.nullOutputStream()));
        golden.run(report);
        return report.finish();
    }

    interface Golden {
        void run(Report report) throws IOException;
    }

    static int indexOf(byte[] bytes, int first, int second) {
        for (int i = 0; i + 1 < bytes.length; i++) {
            if ((bytes[i] & 0xff) == first && (bytes[i + 1] & 0xff) == second) {
                return i;
            }
        }
        return -1;
    }

    static void putInt(byte[] bytes, int at, int value) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >> (24 - 8 * i));
        }
    }
}
