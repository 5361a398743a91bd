package io.github.s2vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.github.s2vision.TestData;
import io.github.s2vision.geometry.Box;
import io.github.s2vision.geometry.Placement;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LetterboxTest {
    @Provide
    Arbitrary<Size> sizes() {
        Arbitrary<Integer> side = Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.of(1, 2, 640, 641)),
                Tuple.of(4, Arbitraries.integers().between(1, 40_000)));
        return Combinators.combine(side, side).as(Size::new);
    }

    @Provide
    Arbitrary<Letterbox> letterboxes() {
        Arbitrary<Integer> side = Arbitraries.integers().between(1, 1500);
        return Combinators.combine(
                        side,
                        side,
                        Arbitraries.of(Letterbox.Scaling.values()),
                        Arbitraries.of(Letterbox.Anchor.values()),
                        Arbitraries.of(0, 32, 14))
                .as((width, height, scaling, anchor, stride) -> new Letterbox(
                        new Size(width, height),
                        scaling,
                        anchor,
                        scaling == Letterbox.Scaling.STRETCH ? 0 : stride,
                        114));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void the_image_lies_inside_and_boxes_come_back(
            @ForAll("sizes") Size image, @ForAll("letterboxes") Letterbox letterbox) {
        Placement placement = letterbox.placementOf(image);
        Size network = placement.network();
        Box inNetwork = placement.toNetwork(Box.of(image));
        assertThat(inNetwork.x1()).isBetween(0.0, inNetwork.x2());
        assertThat(inNetwork.x2()).isBetween(1 - 1e-9, network.width() + 1e-9);
        assertThat(inNetwork.y1()).isBetween(0.0, inNetwork.y2());
        assertThat(inNetwork.y2()).isBetween(1 - 1e-9, network.height() + 1e-9);
        assertThat(network.width()).isLessThanOrEqualTo(letterbox.target().width());
        assertThat(network.height()).isLessThanOrEqualTo(letterbox.target().height());
        Box box = new Box(0.25 * image.width(), 0, 0.75 * image.width(), image.height());
        Box back = placement.toOriginal(placement.toNetwork(box));
        assertThat(back.x1()).isCloseTo(box.x1(), within(1e-9 * image.width()));
        assertThat(back.x2()).isCloseTo(box.x2(), within(1e-9 * image.width()));
        assertThat(back.y2()).isCloseTo(box.y2(), within(1e-9 * image.height()));
    }

    @Property
    void what_is_padded_is_less_than_a_stride(@ForAll("sizes") Size image) {
        Placement placement = Letterbox.to(640).stride(32).placementOf(image);
        double free = placement.network().width() - placement.scaleX() * image.width();
        assertThat(free).isLessThan(32);
        assertThat(placement.network().width() % 32 == 0
                        || placement.network().width() == placement.scaleX() * image.width())
                .isTrue();
    }

    @Test
    void it_places_as_ultralytics_does() {
        assertThat(Letterbox.to(640).placementOf(new Size(810, 1080)))
                .isEqualTo(new Placement(480 / 810.0, 640 / 1080.0, 80, 0, new Size(810, 1080), Size.square(640)));
        assertThat(Letterbox.to(640).stride(32).placementOf(new Size(1280, 720)).network())
                .isEqualTo(new Size(640, 384));
        assertThat(Letterbox.to(640).placementOf(new Size(1, 3000)).offsetX()).isEqualTo(319); // of an odd 639
        assertThat(Letterbox.to(1280)
                        .shrinkOnly()
                        .placementOf(new Size(500, 375))
                        .scaleX())
                .isEqualTo(1);
        assertThat(Letterbox.to(416)
                        .at(Letterbox.Anchor.TOP_LEFT)
                        .placementOf(new Size(810, 1080))
                        .offsetX())
                .isZero();
    }

    @Test
    void pixels_are_resized_and_padded_in_every_kind_of_placement() {
        List<Letterbox> letterboxes = List.of(
                Letterbox.to(64),
                Letterbox.to(new Size(50, 20)).stride(8),
                Letterbox.to(64).shrinkOnly().grey(0),
                Letterbox.to(64).stretched(),
                Letterbox.to(33).at(Letterbox.Anchor.TOP_LEFT).grey(255));
        List<Size> sizes = List.of(
                new Size(64, 64),
                new Size(64, 30),
                new Size(20, 64),
                new Size(100, 37),
                new Size(7, 9),
                new Size(1, 300));
        for (Letterbox letterbox : letterboxes) {
            for (Size size : sizes) {
                Image image = Pictures.noise(size.width(), size.height(), size.hashCode());
                Size network = letterbox.placementOf(size).network();
                for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT16)) {
                    Tensor found = Tensor.allocate(type, 2, 3, network.height(), network.width());
                    Placement placement = letterbox.write(image, found, 1, Normalization.IMAGENET);
                    Tensor wanted = Tensor.allocate(type, 1, 3, network.height(), network.width());
                    Normalization.IMAGENET.write(padded(image, letterbox, placement), wanted, 0);
                    assertThat(found.slice(1, 2).toFloatArray())
                            .as(letterbox + " of " + size)
                            .isEqualTo(wanted.toFloatArray());
                    assertThat(found.slice(0, 1).toFloatArray()).containsOnly(0);
                }
                assertThat(letterbox.apply(image).hasPixelsOf(padded(image, letterbox, letterbox.placementOf(size))))
                        .isTrue();
            }
        }
    }

    /** The same with plain means: resize, then copy pixel by pixel onto grey. */
    private static Image padded(Image image, Letterbox letterbox, Placement placement) {
        Box content = placement.toNetwork(Box.of(image.size()));
        Size size = new Size((int) Math.round(content.width()), (int) Math.round(content.height()));
        Image resized = image.resized(size, Interpolation.OPENCV_LINEAR);
        Size network = placement.network();
        byte[] pixels = new byte[network.width() * network.height() * 3];
        java.util.Arrays.fill(pixels, (byte) letterbox.grey());
        byte[] from = resized.toByteArray();
        for (int y = 0; y < size.height(); y++) {
            int to = ((y + (int) placement.offsetY()) * network.width() + (int) placement.offsetX()) * 3;
            System.arraycopy(from, y * size.width() * 3, pixels, to, size.width() * 3);
        }
        return Image.rgb(network.width(), network.height(), pixels);
    }

    @Test
    void nothing_is_allocated_once_warm() {
        Image image = Pictures.noise(320, 240, 1);
        Tensor batch = Tensor.allocate(DataType.FLOAT32, 2, 3, 96, 96);
        Tensor tile = Tensor.allocate(DataType.FLOAT32, 2, 3, 32, 32);
        Letterbox letterbox = Letterbox.to(96);
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int turn = 0; turn < 20; turn++) {
            long before = memory.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 50; i++) {
                letterbox.write(image, batch, i % 2, Normalization.UNIT);
                Normalization.IMAGENET.write(image, i, i, 32, 32, tile, i % 2);
            }
            least = Math.min(least, memory.getCurrentThreadAllocatedBytes() - before);
        }
        // Two sizes and two normalisations in turns on one scratch are the worst case: planes are made anew each time.
        assertThat(least / 50).isLessThan(4_000);

        long leastAlone = Long.MAX_VALUE;
        for (int turn = 0; turn < 20; turn++) {
            long before = memory.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 50; i++) {
                letterbox.write(image, batch, i % 2, Normalization.UNIT);
            }
            leastAlone = Math.min(leastAlone, memory.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(leastAlone).isZero();
    }

    @Test
    void many_threads_share_one_letterbox() throws InterruptedException, ExecutionException {
        Letterbox letterbox = Letterbox.to(96);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Boolean>> runs = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                Image image = Pictures.noise(100 + 30 * t, 200 - 10 * t, t);
                Tensor alone = Tensor.allocate(DataType.FLOAT32, 1, 3, 96, 96);
                letterbox.write(image, alone, 0, Normalization.UNIT);
                float[] wanted = alone.toFloatArray();
                runs.add(threads.submit(() -> {
                    Tensor own = Tensor.allocate(DataType.FLOAT32, 1, 3, 96, 96);
                    boolean same = true;
                    for (int i = 0; i < 50; i++) {
                        letterbox.write(image, own, 0, Normalization.UNIT);
                        same &= java.util.Arrays.equals(wanted, own.toFloatArray());
                    }
                    return same;
                }));
            }
            for (Future<Boolean> run : runs) {
                assertThat(run.get()).isTrue();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void a_wrong_tensor_or_setting_is_refused_with_the_values() {
        Image image = Pictures.noise(100, 50, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Letterbox.to(64)
                        .write(image, Tensor.allocate(DataType.FLOAT32, 1, 3, 32, 64), 0, Normalization.UNIT))
                .withMessageContaining("[B, 3, 64, 64]");
        assertThatIllegalArgumentException().isThrownBy(() -> Letterbox.to(0)).withMessageContaining("0×0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Letterbox.to(64).grey(256))
                .withMessageContaining("256");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Letterbox.to(64).stride(-1))
                .withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Letterbox.to(64).stretched().stride(32))
                .withMessageContaining("stride(32)");
        assertThatIllegalArgumentException().isThrownBy(() -> Letterbox.to(64).placementOf(new Size(0, 5)));
    }

    @Test
    @Tag("real")
    void golden_letterboxes_pass() throws IOException {
        Path golden = TestData.requireGolden("letterbox.json");
        assertThat(ReadingTest.passes(report -> new LetterboxConformance().run(golden, report)))
                .isTrue();
    }
}
