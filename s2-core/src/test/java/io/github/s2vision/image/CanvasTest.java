package io.github.s2vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.s2vision.ChildJvm;
import io.github.s2vision.geometry.Box;
import io.github.s2vision.geometry.Size;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanvasTest {
    private static final int GROUND = 0x727272;

    @TempDir
    Path folder;

    private static Image ground(int width, int height) {
        return Pictures.grey(width, height, 0x72);
    }

    @Test
    void a_box_lies_on_its_edges_in_the_colour_of_its_category() {
        Image photo = ground(200, 100);
        Image drawn = Canvas.of(photo).box(new Box(50, 20, 150, 80), "", 1).image();
        for (int[] onEdge : new int[][] {{50, 50}, {149, 50}, {100, 20}, {100, 79}}) {
            assertThat(near(drawn, onEdge[0], onEdge[1], Canvas.colourOf(1))).isTrue();
        }
        assertThat(drawn.rgb(100, 50)).isEqualTo(GROUND);
        assertThat(drawn.rgb(10, 10)).isEqualTo(GROUND);
        assertThat(photo.hasPixelsOf(ground(200, 100))).isTrue();
    }

    private static boolean near(Image image, int x, int y, int colour) {
        for (int dy = -1; dy <= 1; dy++) {
            for (int dx = -1; dx <= 1; dx++) {
                if (image.rgb(x + dx, y + dy) == colour) {
                    return true;
                }
            }
        }
        return false;
    }

    @ParameterizedTest
    @ValueSource(strings = {"1x1", "16x9", "100x75", "640x480", "4000x3000", "3000x20"})
    void everything_can_be_drawn_on_an_image_of_any_size(String size) {
        int width = Integer.parseInt(size.split("x")[0]);
        int height = Integer.parseInt(size.split("x")[1]);
        Image drawn = Canvas.of(ground(width, height))
                .mask(brush -> brush.rectangle(0, 0, width / 2 + 1, height / 2 + 1), 2)
                .box(new Box(0, 0, width, height), "a long label with a number 0.99", 0)
                .box(new Box(-50, -50, 2.0 * width, 2.0 * height), "outside", 1)
                .box(new Box(0.2 * width, 0.2 * height, 0.2 * width, 0.2 * height), "", 3)
                .polygon(new double[] {0, width, width / 2.0}, new double[] {0, 0, height}, 4)
                .line(-10, -10, width + 10, height + 10, 5)
                .point(width / 2.0, height / 2.0, 6)
                .text("corner", width, height, 7)
                .image();
        assertThat(drawn.size()).isEqualTo(new Size(width, height));
        assertThat(drawn.hasPixelsOf(ground(width, height))).isFalse();
    }

    @Test
    void a_label_is_as_large_as_the_image_asks_for() {
        for (int side : new int[] {300, 600, 2400}) {
            Image drawn = Canvas.of(ground(side, side)).text("H", 0, 0, 4).image();
            int rows = 0;
            while (drawn.rgb(0, rows) != GROUND) {
                rows++;
            }
            assertThat(rows).isBetween(Math.max(10, side / 45), Math.max(26, side / 18));
        }
    }

    @Test
    void a_label_stays_inside_the_image() {
        int width = 300;
        for (double x : new double[] {-100, 0, 290}) {
            for (double y : new double[] {-100, 0, 190}) {
                Image drawn = Canvas.of(ground(width, 200))
                        .box(Box.xywh(x, y, 30, 30), "label", 3)
                        .image();
                int coloured = 0;
                for (int i = 0; i < width * 200; i++) {
                    coloured += drawn.rgb(i % width, i / width) == Canvas.colourOf(3) ? 1 : 0;
                }
                assertThat(coloured).isGreaterThan(200);
            }
        }
    }

    @Test
    void a_mask_tints_its_pixels_and_no_other() {
        Image drawn = Canvas.of(ground(100, 80))
                .mask(
                        brush -> {
                            brush.rectangle(20, 10, 40, 30);
                            brush.rectangle(30, 20, 40, 30); // overlaps: tinted once
                            brush.rectangle(-5, -5, 3, 3);
                            brush.rectangle(99, 79, 1000, Integer.MAX_VALUE);
                        },
                        5)
                .image();
        int inner = drawn.rgb(40, 30);
        assertThat(drawn.rgb(25, 15)).isEqualTo(inner).isNotEqualTo(GROUND).isNotEqualTo(Canvas.colourOf(5));
        assertThat(drawn.rgb(65, 45)).isEqualTo(inner);
        assertThat(drawn.rgb(20, 10)).isEqualTo(Canvas.colourOf(5)); // the edge
        assertThat(drawn.rgb(19, 10)).isEqualTo(GROUND);
        assertThat(drawn.rgb(25, 45)).isEqualTo(GROUND);
        assertThat(drawn.rgb(99, 79)).isNotEqualTo(GROUND);
    }

    @Test
    void an_enlarged_canvas_keeps_the_coordinates_of_the_image() {
        Image small = Pictures.noise(10, 6, 1);
        Canvas canvas = Canvas.enlarged(small, 8);
        assertThat(canvas).hasToString("Canvas[80×48]");
        Image drawn = canvas.mask(brush -> brush.rectangle(2, 1, 3, 2), 0).image();
        assertThat(drawn.rgb(79, 47)).isEqualTo(small.rgb(9, 5));
        assertThat(drawn.rgb(15, 8)).isEqualTo(small.rgb(1, 1));
        assertThat(drawn.rgb(16, 8)).isNotEqualTo(small.rgb(2, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Canvas.enlarged(small, 0))
                .withMessageContaining("enlarged by 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Canvas.enlarged(ground(9000, 9000), 64));
    }

    @Test
    void wrong_polygons_are_refused() {
        Canvas canvas = Canvas.of(ground(10, 10));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> canvas.polygon(new double[1], new double[1], 0))
                .withMessageContaining("1 x and 1 y");
        assertThatIllegalArgumentException().isThrownBy(() -> canvas.polygon(new double[3], new double[2], 0));
    }

    @Test
    void neighbouring_categories_have_different_colours() {
        Set<Integer> colours = new HashSet<>();
        for (int category = 0; category < 7; category++) {
            colours.add(Canvas.colourOf(category));
        }
        assertThat(colours).hasSize(7);
        assertThat(Canvas.colourOf(-7)).isEqualTo(Canvas.colourOf(0)).isEqualTo(Canvas.colourOf(70));
    }

    @Test
    void our_own_letters_are_all_there_and_all_different() {
        PixelFont font = new PixelFont(10);
        Set<String> shapes = new HashSet<>();
        for (char letter = ' '; letter <= '~'; letter++) {
            shapes.add(shape(font, String.valueOf(letter)));
        }
        assertThat(shapes).hasSize(95);
        assertThat(shape(font, "é")).isEqualTo(shape(font, "e"));
        assertThat(shapes).doesNotContain(shape(font, "車"));
        assertThat(font.width("ab")).isEqualTo(11);
        assertThat(font.width("")).isZero();
    }

    private static String shape(PixelFont font, String letter) {
        BufferedImage picture = new BufferedImage(6, 8, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.WHITE);
        font.draw(graphics, letter, 0, 0);
        graphics.dispose();
        StringBuilder squares = new StringBuilder();
        for (int i = 0; i < 48; i++) {
            squares.append((picture.getRGB(i % 6, i / 6) & 1) == 1 ? '#' : '.');
        }
        return squares.toString();
    }

    @Test
    void labels_are_written_where_the_runtime_has_no_working_fonts() throws IOException, InterruptedException {
        // A library that cannot be loaded in the place of FreeType: what a container without it looks like.
        Files.writeString(folder.resolve("libfreetype.so.6"), "no library");
        ChildJvm.Outcome outcome = ChildJvm.with()
                .environment("LD_LIBRARY_PATH", folder.toString())
                .run(WithoutFonts.class);
        assertThat(outcome.output()).contains("written");
        assertThat(outcome.exitCode()).isZero();
    }

    /** Draws a label, and says with which letters. A JDK that brings its own FreeType has fonts here too. */
    static final class WithoutFonts {
        private WithoutFonts() {}

        public static void main(String[] arguments) {
            Image drawn = Canvas.of(ground(200, 100)).text("label", 20, 20, 3).image();
            boolean letters = false;
            for (int i = 0; i < 200 * 100; i++) {
                letters |= drawn.rgb(i % 200, i / 200) == 0;
            }
            System.out.println(letters ? "written with " + Lettering.of(12).getClass() : "not a letter");
        }
    }
}
