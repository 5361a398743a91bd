package io.github.s2vision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.s2vision.backend.Backend;
import io.github.s2vision.backend.SessionOptions;
import io.github.s2vision.conformance.ConformanceKind;
import io.github.s2vision.conformance.Report;
import io.github.s2vision.feature.Features;
import io.github.s2vision.feature.Layout;
import io.github.s2vision.feature.OnnxModel;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.FloatResize;
import io.github.s2vision.tensor.Npy;
import io.github.s2vision.tensor.Shape;
import io.github.s2vision.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.StreamSupport;

/** Kind {@code s2}: what the reference's wrapper gives, and its resize kernels. The format: the golden folder's README. */
public final class S2Conformance implements ConformanceKind {
    @Override
    public String name() {
        return "s2";
    }

    @Override
    public void run(Path path, Report report) throws IOException {
        Path file = Files.isDirectory(path) ? path.resolve("cases.json") : path;
        Path folder = file.toAbsolutePath().getParent();
        JsonNode root = new ObjectMapper().readTree(file.toFile());
        for (JsonNode one : root.path("cases")) {
            wrapper(folder, one, report);
        }
        for (JsonNode one : root.path("resize")) {
            resize(folder, one, report);
        }
    }

    private static void wrapper(Path folder, JsonNode one, Report report) {
        String id = one.path("id").asText();
        boolean refused = one.hasNonNull("expect_error");
        try {
            Tensor input = Npy.read(find(folder, one.path("input").asText()));
            Features features = extract(find(folder, one.path("model").asText()), input, one);
            if (refused) {
                report.failed(
                        id,
                        "accepted, should be refused: "
                                + one.path("expect_error").asText());
                return;
            }
            Tensor expected = Npy.read(find(folder, one.path("expected").asText()));
            Layout layout = one.path("output_shape").asText().equals("bchw") ? Layout.MAP : Layout.TOKENS;
            compare(
                    id,
                    features.toTensor(layout),
                    expected,
                    one.path("tolerance").asDouble(),
                    report);
        } catch (IllegalArgumentException refusal) {
            if (refused) {
                report.passed(id, "refused: " + refusal.getMessage());
            } else {
                report.failed(id, refusal);
            }
        } catch (IOException | RuntimeException broken) {
            report.failed(id, broken);
        }
    }

    private static Features extract(Path file, Tensor input, JsonNode one) throws IOException {
        try (OnnxModel loaded = OnnxModel.load(file, Backend.cpu(), SessionOptions.DEFAULT.threads(1))) {
            OnnxModel model = one.hasNonNull("output_name")
                    ? loaded.output(one.path("output_name").asText())
                    : loaded;
            boolean map = one.path("output_shape").asText().equals("bchw");
            S2 s2 = S2.wrap(model)
                    .layout(map ? Layout.MAP : Layout.TOKENS)
                    .prefixTokens(one.path("num_prefix_token").asInt())
                    .outputScale(one.path("resize_output_to_idx").asInt());
            s2 = sizes(s2, one);
            boolean anyShape = one.path("variant").asText().equals("any_shape");
            if (anyShape) {
                boolean pad = one.path("split_mode").asText().equals("pad");
                s2 = s2.policy(pad ? S2.Policy.REFERENCE_PAD : S2.Policy.REFERENCE_RESIZE);
            }
            int most = one.path("max_split_size").asInt(0);
            if (most != 0) {
                s2 = s2.maxTile(most);
            } else if (!anyShape) {
                // null, or 0, is the side of the input there, whatever the model takes; ours would be the model's side.
                s2 = s2.maxTile(Math.toIntExact(input.shape().dimension(-2)));
            }
            return s2.microBatch(
                            one.path("split_forward").asBoolean()
                                    ? (int) input.shape().dimension(0)
                                    : 4)
                    .extract(input);
        }
    }

    /** Sizes win over scales; an empty list of sizes counts as none. */
    private static S2 sizes(S2 s2, JsonNode one) {
        JsonNode sizes = one.path("img_sizes");
        if (sizes.isArray() && !sizes.isEmpty()) {
            if (stream(sizes).map(JsonNode::isArray).distinct().count() > 1) {
                throw new IllegalArgumentException(
                        "sizes " + sizes + ": squares or rectangles, as S2.sizes takes one kind");
            }
            return s2.sizes(stream(sizes)
                    .map(size -> size.isArray()
                            ? new Size(size.get(1).asInt(), size.get(0).asInt())
                            : Size.square(size.asInt()))
                    .toArray(Size[]::new));
        }
        JsonNode scales = one.path("scales");
        return s2.scales(
                scales.isArray()
                        ? stream(scales).mapToDouble(JsonNode::asDouble).toArray()
                        : new double[0]);
    }

    private static java.util.stream.Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static void resize(Path folder, JsonNode one, Report report) {
        String id = one.path("id").asText();
        try {
            Tensor input = Npy.read(find(folder, one.path("input").asText()));
            Tensor expected = Npy.read(find(folder, one.path("expected").asText()));
            Size size = new Size(
                    one.path("size").get(1).asInt(), one.path("size").get(0).asInt());
            Tensor found = switch (one.path("mode").asText()) {
                case "bicubic" -> FloatResize.apply(FloatResize.Kernel.BICUBIC, input, size);
                case "bilinear" -> FloatResize.apply(FloatResize.Kernel.BILINEAR, input, size);
                case "area" -> area(input, size);
                default -> throw new IllegalArgumentException("mode " + one.path("mode"));
            };
            compare(id, found, expected, one.path("tolerance").asDouble(), report);
        } catch (IOException | RuntimeException broken) {
            report.failed(id, broken);
        }
    }

    private static Tensor area(Tensor map, Size size) {
        Features features = Features.ofMap(map);
        int channels = features.channels();
        float[] result = new float[features.batch() * (int) size.area() * channels];
        float[] row = new float[features.grid().width() * channels];
        for (int b = 0; b < features.batch(); b++) {
            CellPool pool = new CellPool(
                    features.grid(),
                    channels,
                    size,
                    false,
                    result,
                    b * (int) size.area() * channels,
                    channels,
                    new float[0]);
            for (int y = 0; y < features.grid().height(); y++) {
                features.copyRow(b, y, row, 0);
                pool.row(row, 0);
            }
        }
        Tensor cells = Tensor.of(result, features.batch(), size.height(), size.width(), channels);
        return Features.ofGrid(cells).toTensor(Layout.MAP);
    }

    private static void compare(String id, Tensor found, Tensor expected, double tolerance, Report report) {
        Shape shape = found.shape();
        if (!shape.equals(expected.shape())) {
            report.failed(id, "gave shape " + shape + ", expected " + expected.shape());
            return;
        }
        float[] a = found.toFloatArray();
        float[] b = expected.toFloatArray();
        double worst = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = Float.compare(a[i], b[i]) == 0 ? 0 : Math.abs((double) a[i] - b[i]);
            worst = Double.isNaN(difference) ? difference : Math.max(worst, difference);
            if (Double.isNaN(worst)) {
                break;
            }
        }
        report.compared(id + " " + Arrays.toString(shape.toArray()), worst, tolerance);
    }

    /** Beside the case, else among the development data. */
    static Path find(Path folder, String name) throws IOException {
        Path beside = folder.resolve(name);
        if (Files.exists(beside)) {
            return beside;
        }
        int data = name.indexOf("data/");
        Path development = TestData.folder().resolve(data >= 0 ? name.substring(data + 5) : name);
        if (Files.exists(development)) {
            return development;
        }
        throw new IOException(name + " is neither in " + folder + " nor in " + TestData.folder());
    }
}
