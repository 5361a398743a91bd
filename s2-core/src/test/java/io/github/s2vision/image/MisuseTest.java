package io.github.s2vision.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.s2vision.ChildJvm;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What kills a JVM with bare OpenCV, first shown to do so, then the same through {@link Image}: the documented exception or
 * a right result, many times, in a JVM of its own.
 */
class MisuseTest {
    private static final int SIDE = 4096; // 48 MB: memory that is given back to the system when it is freed

    @ParameterizedTest
    @ValueSource(strings = {"view of a closed Mat", "view of a collected Mat", "header over a collected buffer"})
    void bare_opencv_kills_the_jvm(String how) throws IOException, InterruptedException {
        assertThat(ChildJvm.with("-Xmx256m").run(Bare.class, how).output())
                .contains("A fatal error has been detected by the Java Runtime Environment");
    }

    @Test
    void pixels_of_a_closed_image_cannot_be_read() throws IOException, InterruptedException {
        assertRight("use after close");
    }

    @Test
    void an_image_may_be_closed_while_others_use_it() throws IOException, InterruptedException {
        assertRight("close during use");
    }

    @Test
    void images_may_be_collected_while_opencv_still_reads_them() throws IOException, InterruptedException {
        assertRight("collected during use");
    }

    @Test
    void what_was_made_of_an_image_outlives_it() throws IOException, InterruptedException {
        assertRight("copies outlive");
    }

    private static void assertRight(String how) throws IOException, InterruptedException {
        ChildJvm.Outcome outcome =
                ChildJvm.with("-Xmx256m", "-XX:MaxDirectMemorySize=1g").run(Guarded.class, how);
        assertThat(outcome.output()).contains("right");
        assertThat(outcome.exitCode()).isZero();
    }

    /** The same mistakes without a guard. */
    static final class Bare {
        private Bare() {}

        public static void main(String[] arguments) {
            OpenCv.load();
            List<ByteBuffer> views = new ArrayList<>();
            List<Mat> headers = new ArrayList<>();
            long sum = 0;
            // What is not freed by one collection is by one of the next: all that came before is read again each time.
            for (int i = 0; i < 20; i++) {
                switch (arguments[0]) {
                    case "view of a closed Mat" -> {
                        Mat mat = mat();
                        views.add(mat.createBuffer());
                        mat.close();
                    }
                    case "view of a collected Mat" -> views.add(mat().createBuffer());
                    default -> headers.add(new Mat(SIDE, SIDE, opencv_core.CV_8UC3, new At(address()), 3L * SIDE));
                }
                System.gc();
                sum += views.stream().mapToLong(Bare::sum).sum()
                        + headers.stream().mapToLong(Bare::resize).sum();
            }
            System.out.println("survived " + sum);
        }

        private static long resize(Mat header) {
            try (Mat small = new Mat();
                    var size = new org.bytedeco.opencv.opencv_core.Size(32, 32)) {
                opencv_imgproc.resize(header, small, size, 0, 0, opencv_imgproc.INTER_AREA);
                return small.rows();
            }
        }

        /** The address of a buffer that nobody holds any more. */
        private static long address() {
            return new BytePointer(ByteBuffer.allocateDirect(3 * SIDE * SIDE)).address();
        }

        private static Mat mat() {
            return new Mat(SIDE, SIDE, opencv_core.CV_8UC3);
        }

        private static long sum(ByteBuffer view) {
            long sum = 0;
            for (int i = 0; i < view.capacity(); i += 512) {
                sum += view.get(i);
            }
            return sum;
        }

        /** A pointer to nothing that it keeps. */
        static final class At extends BytePointer {
            At(long address) {
                super((org.bytedeco.javacpp.Pointer) null);
                this.address = address;
            }
        }
    }

    /** The same through our own types. */
    static final class Guarded {
        private Guarded() {}

        public static void main(String[] arguments) throws InterruptedException {
            switch (arguments[0]) {
                case "use after close" -> useAfterClose();
                case "close during use" -> closeDuringUse();
                case "collected during use" -> collectedDuringUse();
                default -> copiesOutlive();
            }
            System.out.println("right");
        }

        private static void useAfterClose() {
            Tensor tensor = Tensor.allocate(DataType.FLOAT32, 1, 3, 32, 32);
            for (int i = 0; i < 80; i++) {
                Image image = Pictures.grey(1000, 1000, i & 0xff);
                Letterbox.to(32).write(image, tensor, 0, Normalization.NONE);
                image.close();
                require(refused(() -> Letterbox.to(32).write(image, tensor, 0, Normalization.NONE)));
                require(refused(() -> Normalization.NONE.write(image, 0, 0, 32, 32, tensor, 0)));
                require(refused(() -> image.resized(new Size(3, 3), Interpolation.OPENCV_AREA)));
                require(refused(() -> image.rgb(0, 0)));
            }
        }

        private static boolean refused(Runnable use) {
            try {
                use.run();
                return false;
            } catch (IllegalStateException closed) {
                return closed.getMessage().contains("closed");
            }
        }

        /** A use that began finishes with the right pixels, one that comes later is refused; nothing in between. */
        private static void closeDuringUse() throws InterruptedException {
            for (int i = 0; i < 25; i++) {
                Image image = Pictures.grey(2000, 1000, 200);
                AtomicBoolean wrong = new AtomicBoolean();
                Thread[] users = new Thread[3];
                for (int t = 0; t < users.length; t++) {
                    users[t] = new Thread(() -> {
                        Tensor tensor = Tensor.allocate(DataType.FLOAT32, 1, 3, 64, 64);
                        try {
                            while (true) {
                                Letterbox.to(64).write(image, tensor, 0, Normalization.NONE);
                                if (tensor.floats().get(64 * 32) != 200) {
                                    wrong.set(true);
                                }
                            }
                        } catch (IllegalStateException closed) {
                            if (!closed.getMessage().contains("closed")) {
                                wrong.set(true);
                            }
                        }
                    });
                    users[t].start();
                }
                image.close();
                byte[] other = new byte[6_000_000]; // what might take the place of freed pixels
                Image.rgb(2000, 1000, other).close();
                System.gc();
                for (Thread user : users) {
                    user.join();
                }
                require(!wrong.get());
            }
        }

        /** The image is a temporary value: the compiler may see that nothing needs it once its pixels have been taken. */
        private static void collectedDuringUse() throws InterruptedException {
            AtomicBoolean done = new AtomicBoolean();
            Thread collector = new Thread(() -> {
                while (!done.get()) {
                    System.gc();
                }
            });
            collector.start();
            Tensor tensor = Tensor.allocate(DataType.FLOAT32, 1, 3, 64, 64);
            for (int i = 0; i < 20; i++) {
                int level = i & 0xff;
                Letterbox.to(64).write(Pictures.grey(1500, 1500, level), tensor, 0, Normalization.NONE);
                require(tensor.floats().get(3 * 64 * 64 - 1) == level);
                Image area = Pictures.grey(1500, 1500, level).resized(new Size(9, 9), Interpolation.OPENCV_AREA);
                require(area.rgb(8, 8) == level * 0x010101);
            }
            done.set(true);
            collector.join();
        }

        private static void copiesOutlive() {
            for (int i = 0; i < 40; i++) {
                Image image = Pictures.grey(1000, 1000, i);
                Image crop = image.crop(10, 10, 500, 500);
                Image small = image.resized(new Size(500, 500), Interpolation.OPENCV_LINEAR);
                image.close();
                System.gc();
                require(crop.rgb(499, 499) == i * 0x010101 && small.rgb(499, 499) == i * 0x010101);
            }
        }

        private static void require(boolean right) {
            if (!right) {
                throw new AssertionError("wrong");
            }
        }
    }
}
