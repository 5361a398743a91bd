package io.github.s2vision.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.s2vision.ChildJvm;
import io.github.s2vision.geometry.Box;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the package does when OpenCV is not there, or not wanted: each in a fresh JVM. */
class WithoutOpenCvTest {
    @TempDir
    Path folder;

    @Test
    void what_needs_no_opencv_works_without_its_jars() throws IOException, InterruptedException {
        ChildJvm.Outcome outcome =
                ChildJvm.with().without("opencv", "openblas", "javacpp").run(Light.class, folder.toString());
        assertThat(outcome.output()).contains("all done");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void what_needs_no_opencv_does_not_load_it() throws IOException, InterruptedException {
        ChildJvm.Outcome outcome = ChildJvm.with("-verbose:class").run(Light.class, folder.toString());
        assertThat(outcome.output()).contains("all done").doesNotContain("org.bytedeco.javacpp.Loader ");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void missing_natives_are_explained_each_time() throws IOException, InterruptedException {
        Path file = folder.resolve("a.png");
        Pictures.noise(4, 4, 1).write(file);
        ChildJvm.Outcome outcome = ChildJvm.with("-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("cache"))
                .without("-linux-x86_64.jar", "-linux-arm64.jar", "-macosx-arm64.jar", "-windows-x86_64.jar")
                .run(Heavy.class, file.toString());
        assertThat(outcome.output())
                .contains("1: java.lang.IllegalStateException: OpenCV's native libraries cannot be loaded")
                .contains("2: java.lang.IllegalStateException: OpenCV's native libraries cannot be loaded")
                .contains("s2vision-cpu");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void what_the_application_has_set_is_left_alone() throws IOException, InterruptedException {
        String name = "org.bytedeco.javacpp.maxphysicalbytes";
        assertThat(ChildJvm.with().run(Settings.class).output()).contains("limit 0, threads 1");
        assertThat(ChildJvm.with("-D" + name + "=8g").run(Settings.class, "3").output())
                .contains("limit 8g, threads 3");
    }

    /** Everything that must not need OpenCV. */
    static final class Light {
        private Light() {}

        public static void main(String[] arguments) throws IOException {
            Image image = Pictures.noise(40, 30, 1);
            Path png = Path.of(arguments[0], "a.png");
            image.write(png);
            image.write(Path.of(arguments[0], "a.jpg"));
            image.write(Path.of(arguments[0], "a.bmp"));
            image.write(Path.of(arguments[0], "a.tif"));
            check(Image.sizeOf(png).equals(new Size(40, 30)));
            check(Image.of(image.toBufferedImage()).hasPixelsOf(image));
            check(Image.of(new BufferedImage(3, 3, BufferedImage.TYPE_BYTE_GRAY))
                            .rgb(1, 1)
                    == 0);
            for (Interpolation interpolation : Interpolation.values()) {
                if (!interpolation.name().startsWith("OPENCV")) {
                    check(image.crop(1, 2, 20, 20)
                                    .resized(new Size(9, 50), interpolation)
                                    .width()
                            == 9);
                }
            }
            Tensor tensor = Tensor.allocate(DataType.FLOAT32, 1, 3, 30, 40);
            Normalization.IMAGENET.write(image, tensor, 0);
            Letterbox.to(new Size(40, 30)).write(image, tensor, 0, Normalization.UNIT);
            CenterCrop.bicubic(16).write(image, Tensor.allocate(DataType.FLOAT16, 1, 3, 16, 16), 0, Normalization.CLIP);
            Canvas.of(image).box(new Box(1, 1, 9, 9), "a", 1).image().close();
            System.out.println("all done");
        }

        private static void check(boolean right) {
            if (!right) {
                throw new IllegalStateException("wrong");
            }
        }
    }

    /** Reads twice. */
    static final class Heavy {
        private Heavy() {}

        public static void main(String[] arguments) throws IOException {
            for (int i = 1; i <= 2; i++) {
                try {
                    System.out.println(Image.read(Path.of(arguments[0])));
                } catch (IllegalStateException missing) {
                    System.out.println(i + ": " + missing);
                }
            }
        }
    }

    /** Uses OpenCV directly before this library does, if a number of threads is given. */
    static final class Settings {
        private Settings() {}

        public static void main(String[] arguments) {
            if (arguments.length > 0) {
                org.bytedeco.opencv.global.opencv_core.setNumThreads(Integer.parseInt(arguments[0]));
            }
            OpenCv.load();
            System.out.println("limit " + System.getProperty("org.bytedeco.javacpp.maxphysicalbytes") + ", threads "
                    + org.bytedeco.opencv.global.opencv_core.getNumThreads());
        }
    }
}
