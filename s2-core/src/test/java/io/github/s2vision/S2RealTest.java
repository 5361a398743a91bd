package io.github.s2vision;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.s2vision.backend.Backend;
import io.github.s2vision.backend.SessionOptions;
import io.github.s2vision.feature.Features;
import io.github.s2vision.feature.OnnxModel;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.Image;
import io.github.s2vision.image.Interpolation;
import io.github.s2vision.image.Normalization;
import io.github.s2vision.progress.Progress;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Figures of S2 with a trained backbone on photographs: the stride-16 map of YOLOv8n. */
@Tag("real")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S2RealTest {
    private OnnxModel backbone;

    @BeforeAll
    void load() throws IOException {
        Path file = TestData.require("models/yolov8n-backbone-dynamic.onnx");
        backbone = OnnxModel.load(file, Backend.cpu(), SessionOptions.DEFAULT).output("p4");
    }

    @AfterAll
    void close() {
        if (backbone != null) {
            backbone.close();
        }
    }

    @Test
    void overlapping_tiles_with_context_hide_the_seam() throws IOException {
        double plain = 0;
        double seam = 0;
        double elsewhere = 0;
        List<Path> photos = photos("val").subList(0, 32);
        for (Path photo : photos) {
            Tensor pixels = pixels(photo, 448);
            Features uncut = backbone.extract(pixels);
            S2 overlap = S2.wrap(backbone).scales(1).maxTile(224).policy(S2.Policy.OVERLAP);
            plain += atSeam(uncut, overlap.extract(pixels), true) / photos.size();
            Features tiled = overlap.context(32).extract(pixels);
            seam += atSeam(uncut, tiled, true) / photos.size();
            elsewhere += atSeam(uncut, tiled, false) / photos.size();
        }
        System.out.printf(
                Locale.ROOT,
                "seams, 1 - cosine to the uncut map, 448 px in 2x2 tiles of 224: %.4f; with 32 px of context %.4f, elsewhere "
                        + "%.4f%n",
                plain,
                seam,
                elsewhere);
        assertThat(seam).isLessThanOrEqualTo(0.01);
        assertThat(plain).isGreaterThan(0.1);
    }

    @Test
    void six_of_thirteen_tiles_and_a_fitted_fill_come_close_to_all() throws IOException {
        OnnxModel small = backbone.inputSize(Size.square(160));
        S2 s2 = S2.wrap(small).scales(1, 2, 3);
        List<Image> train = new ArrayList<>();
        for (Path photo : photos("train")) {
            train.add(Image.read(photo));
        }
        TileFill fill = TileFill.fit(s2, train, 1e-3, Progress.NONE);
        double[] copied = new double[1];
        double[] cosine = new double[14];
        List<Path> photos = photos("val");
        for (Path photo : photos) {
            Image image = Image.read(photo);
            Features full = s2.extract(image);
            S2 fitted = s2.fill(fill);
            for (int tiles : new int[] {6, 7}) {
                Features some =
                        fitted.select(TileSelector.edges(), tiles / 13.0).extract(image);
                cosine[tiles] += cosine(full, some) / photos.size();
            }
            copied[0] += cosine(full, s2.select(TileSelector.edges(), 6 / 13.0).extract(image)) / photos.size();
        }
        System.out.printf(
                Locale.ROOT,
                "selection by edges, mean cosine to full S2: 6 of 13 tiles %.4f, 7: %.4f; 6 with coarse features copied %.4f%n",
                cosine[6],
                cosine[7],
                copied[0]);
        assertThat(cosine[6]).isGreaterThanOrEqualTo(0.970);
        assertThat(cosine[7]).isGreaterThanOrEqualTo(0.975);
        assertThat(copied[0]).isLessThan(cosine[6]);
    }

    @Test
    void a_photo_of_any_size_gives_features_at_sizes_that_the_network_takes() throws IOException {
        Image bus = Image.read(TestData.require("photos/bus.jpg"));

        Features features = S2.wrap(backbone).scales(1, 2, 3).extract(bus);
        Features upright = S2.wrap(backbone)
                .scales(1, 2)
                .policy(S2.Policy.OVERLAP)
                .outputScale(-1)
                .extract(bus);

        assertThat(features).hasToString("Features[14×14 grid, 384 channels, 1 image]");
        assertThat(upright.grid().height()).isGreaterThan(upright.grid().width());
    }

    private static List<Path> photos(String split) throws IOException {
        Path annotations = TestData.require("coco-mini/annotations/instances_" + split + ".json");
        List<Path> photos = new ArrayList<>();
        new com.fasterxml.jackson.databind.ObjectMapper()
                .readTree(annotations.toFile())
                .path("images")
                .forEach(image -> photos.add(TestData.require(
                        "coco-mini/images/" + image.path("file_name").asText())));
        return photos;
    }

    private static Tensor pixels(Path photo, int side) throws IOException {
        Image image = Image.read(photo).resized(Size.square(side), Interpolation.PIL_BICUBIC);
        Tensor pixels = Tensor.allocate(DataType.FLOAT32, 1, 3, side, side);
        Normalization.UNIT.write(image, pixels, 0);
        return pixels;
    }

    /** The mean of 1 - cosine over the cells of the two rows and columns at the seam, or over all others. */
    private static double atSeam(Features a, Features b, boolean seam) {
        double sum = 0;
        int count = 0;
        int middle = a.grid().width() / 2;
        for (int y = 0; y < a.grid().height(); y++) {
            for (int x = 0; x < a.grid().width(); x++) {
                boolean at = y == middle || y == middle - 1 || x == middle || x == middle - 1;
                if (at == seam) {
                    sum += 1 - cosine(a, b, y, x);
                    count++;
                }
            }
        }
        return sum / count;
    }

    private static double cosine(Features a, Features b) {
        double sum = 0;
        for (int y = 0; y < a.grid().height(); y++) {
            for (int x = 0; x < a.grid().width(); x++) {
                sum += cosine(a, b, y, x);
            }
        }
        return sum / a.grid().area();
    }

    private static double cosine(Features a, Features b, int y, int x) {
        float[] p = new float[a.channels()];
        float[] q = new float[a.channels()];
        a.copyCell(0, y, x, p, 0);
        b.copyCell(0, y, x, q, 0);
        double pq = 0;
        double pp = 0;
        double qq = 0;
        for (int i = 0; i < p.length; i++) {
            pq += p[i] * q[i];
            pp += p[i] * p[i];
            qq += q[i] * q[i];
        }
        return pq / Math.sqrt(pp * qq);
    }
}
