package io.github.s2vision;

import io.github.s2vision.feature.FeatureExtractor;
import io.github.s2vision.feature.Features;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.Image;
import io.github.s2vision.probe.Interval;
import io.github.s2vision.probe.LinearMap;
import io.github.s2vision.probe.Ridge;
import io.github.s2vision.progress.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * "Can S2 on the small model replace the larger one?": how much of the larger model's features is a linear function of the
 * small model's, at one scale and at several (S2 paper, section 3.2), with the cost beside it. {@link #compare} answers in
 * one call. Nothing is stored: images are read one after the other. {@link #toString} is made to be read.
 *
 * <p>Information is in bits per dimension of the larger model: {@code -log2(mean squared error / that of the mean)}. It
 * measures likeness, not quality: for that ask {@link S2Worth} with labels.
 */
public final class S2Diagnosis {
    /** Fewer images make wider sources look worse than they are. */
    static final int FEW_IMAGES = 100;

    private static final int DRAWS = 1000;

    private final List<Row> rows;
    private final String small;
    private final String big;
    private final double bigMillis;
    private final int trainImages;
    private final int testImages;

    private S2Diagnosis(List<Row> rows, String small, String big, double bigMillis, int trainImages, int testImages) {
        this.rows = List.copyOf(rows);
        this.small = small;
        this.big = big;
        this.bigMillis = bigMillis;
        this.trainImages = trainImages;
        this.testImages = testImages;
    }

    /**
     * One set of scales.
     *
     * @param scales the scales of the small model
     * @param tiles its runs for an image
     * @param millis its time for an image, in milliseconds of this machine
     * @param trainBits information about the larger model's features on the images that the map was fitted on
     * @param testBits information on other images
     * @param gain how many bits more than the first set on those, with its 95 % range over images
     */
    public record Row(
            List<Double> scales, int tiles, double millis, double trainBits, double testBits, Interval gain) {}

    /**
     * The scales {1}, {1, 2} and {1, 2, 3} of the small model against the larger one at its native size; every fifth image
     * is kept for the test.
     *
     * @throws IllegalArgumentException if there are fewer than 10 images
     */
    public static S2Diagnosis compare(FeatureExtractor small, FeatureExtractor big, List<Image> images) {
        List<Image> train = new ArrayList<>();
        List<Image> test = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            (i % 5 == 4 ? test : train).add(images.get(i));
        }
        if (images.size() < 10) {
            throw new IllegalArgumentException(images.size() + " images: at least 10 are needed, 100 to say something");
        }
        List<double[]> sets = List.of(new double[] {1}, new double[] {1, 2}, new double[] {1, 2, 3});
        return compare(S2.wrap(small), big, sets, 1e-6, train, test, Progress.NONE);
    }

    /**
     * Any sets of scales, with images of one's own choice for fitting and testing.
     *
     * @param small the small model with whatever options; its scales are left aside
     * @param big the larger model, at its native size
     * @param scaleSets each begins with the scale of the first; the first is what gains are counted from
     * @param lambda the ridge's penalty on standardised features, 0 or more; 1e-6 leaves well-conditioned fits alone
     * @param train read once, one after the other
     * @param test read once, one after the other
     * @param progress told after each image
     * @throws IllegalArgumentException if there is no set, or no image
     */
    public static S2Diagnosis compare(
            S2 small,
            FeatureExtractor big,
            List<double[]> scaleSets,
            double lambda,
            Iterable<Image> train,
            Iterable<Image> test,
            Progress progress) {
        ScaleSets sets = ScaleSets.of(scaleSets);
        Pair pair = new Pair(
                small.withoutSelection().scales(sets.union()), S2.wrap(big).scales(1));
        Optional<Ridge> sums = Optional.empty();
        int trainImages = 0;
        for (Image image : train) {
            Cells cells = pair.extract(image, progress);
            if (sums.isEmpty()) {
                sums = Optional.of(new Ridge(cells.inputs, cells.outputs));
            }
            sums.get().add(cells.source, cells.target, cells.rows);
            progress.step(++trainImages, -1, "images to fit on");
        }
        Ridge all = sums.orElseThrow(() -> new IllegalArgumentException("no image to fit on"));
        int[] blocks = pair.small.blocks();
        List<Ridge> parts = new ArrayList<>();
        List<LinearMap> maps = new ArrayList<>();
        for (int s = 0; s < scaleSets.size(); s++) {
            parts.add(all.only(sets.columns(s, blocks, all.inputs())));
            maps.add(parts.get(s).fitStandardized(lambda));
        }
        List<double[]> losses = new ArrayList<>(); // for each test image: of each set, then of the mean
        for (Image image : test) {
            Cells cells = pair.extract(image, progress);
            losses.add(losses(cells, sets, maps, parts.get(0).constant(), blocks));
            progress.step(losses.size(), -1, "images to test on");
        }
        if (losses.isEmpty()) {
            throw new IllegalArgumentException("no image to test on");
        }
        List<Row> rows = new ArrayList<>();
        int[] once = new int[losses.size()];
        Arrays.fill(once, 1);
        for (int s = 0; s < scaleSets.size(); s++) {
            int set = s;
            double constant = all.loss(all.constant());
            double fitted = parts.get(s).loss(maps.get(s));
            double share = (double) pair.tiles(sets, s) / pair.tiles;
            rows.add(new Row(
                    Arrays.stream(scaleSets.get(s)).boxed().toList(),
                    pair.tiles(sets, s),
                    pair.smallMillis() * share,
                    bits(fitted, constant),
                    bits(losses, once, s),
                    Interval.bootstrap(
                            losses.size(), times -> bits(losses, times, set) - bits(losses, times, 0), DRAWS, 1)));
        }
        return new S2Diagnosis(rows, small.toString(), big.toString(), pair.bigMillis(), trainImages, losses.size());
    }

    private static double bits(double loss, double constant) {
        return -Math.log(Math.max(loss, Double.MIN_NORMAL) / constant) / Math.log(2);
    }

    private static double bits(List<double[]> losses, int[] times, int set) {
        double loss = 0;
        double constant = 0;
        for (int i = 0; i < times.length; i++) {
            loss += times[i] * losses.get(i)[set];
            constant += times[i] * losses.get(i)[losses.get(i).length - 1];
        }
        return bits(loss, constant);
    }

    private static double[] losses(Cells cells, ScaleSets sets, List<LinearMap> maps, LinearMap mean, int[] blocks) {
        double[] sums = new double[maps.size() + 1];
        double[] y = new double[cells.outputs];
        for (int s = 0; s <= maps.size(); s++) {
            LinearMap map = s < maps.size() ? maps.get(s) : mean;
            int[] columns = sets.columns(s < maps.size() ? s : 0, blocks, cells.inputs);
            float[] x = new float[columns.length];
            for (int row = 0; row < cells.rows; row++) {
                for (int i = 0; i < columns.length; i++) {
                    x[i] = cells.source[row * cells.inputs + columns[i]];
                }
                map.apply(x, 0, y);
                for (int o = 0; o < y.length; o++) {
                    double error = cells.target[row * cells.outputs + o] - y[o];
                    sums[s] += error * error;
                }
            }
        }
        return sums;
    }

    /** Both models' features of one image, on the larger model's grid. */
    private static final class Cells {
        final float[] source;
        final float[] target;
        final int rows;
        final int inputs;
        final int outputs;

        Cells(Features source, Features target) {
            this.source = rows(source);
            this.target = rows(target);
            this.rows = (int) target.grid().area();
            this.inputs = source.channels();
            this.outputs = target.channels();
        }

        private static float[] rows(Features features) {
            Size grid = features.grid();
            float[] rows = new float[(int) grid.area() * features.channels()];
            for (int y = 0; y < grid.height(); y++) {
                features.copyRow(0, y, rows, y * grid.width() * features.channels());
            }
            return rows;
        }
    }

    private static final class Pair {
        private final S2 small;
        private final S2 big;
        private final List<Double> smallTimes = new ArrayList<>();
        private final List<Double> bigTimes = new ArrayList<>();
        private int tiles;
        private List<Integer> tilesOfScales = List.of();

        Pair(S2 small, S2 big) {
            this.small = small;
            this.big = big;
        }

        Cells extract(Image image, Progress progress) {
            Progress quiet = Progress.NONE.cancelledBy(progress.cancellation());
            long start = System.nanoTime();
            Features target = big.extract(image, quiet).withoutPrefix();
            long middle = System.nanoTime();
            Features source =
                    small.outputGrid(target.grid()).extract(image, quiet).withoutPrefix();
            smallTimes.add((System.nanoTime() - middle) / 1e6);
            bigTimes.add((middle - start) / 1e6);
            if (tiles == 0) {
                S2Plan plan = small.outputGrid(target.grid()).plan(image.size());
                tiles = plan.tiles();
                tilesOfScales = plan.scales().stream().map(S2Plan.Scale::tiles).toList();
            }
            return new Cells(source, target);
        }

        int tiles(ScaleSets sets, int set) {
            int sum = 0;
            for (int k : sets.members(set)) {
                sum += tilesOfScales.get(k);
            }
            return sum;
        }

        double smallMillis() {
            return median(smallTimes);
        }

        double bigMillis() {
            return median(bigTimes);
        }

        private static double median(List<Double> values) {
            return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(0.0);
        }
    }

    /** One row for each set of scales, in the order given. */
    public List<Row> rows() {
        return rows;
    }

    /** The larger model's time for an image, in milliseconds of this machine. */
    public double bigMillis() {
        return bigMillis;
    }

    /** What follows, in one sentence. */
    public String advice() {
        int choice = 0;
        for (int s = 1; s < rows.size(); s++) {
            Row row = rows.get(s);
            if (row.gain().excludesZero() && row.testBits() > rows.get(choice).testBits()) {
                choice = s;
            }
        }
        Row best = rows.get(choice);
        if (choice == 0) {
            return String.format(
                    Locale.ROOT,
                    "Further scales of the small model say nothing more about the larger one's features than scale %s alone "
                            + "(%.2f bits): if the larger model is better for you, S2 will not replace it.",
                    text(best.scales()),
                    best.testBits());
        }
        return String.format(
                Locale.ROOT,
                "S2 at the scales %s says %.2f bits about the larger model's features, %.2f more than scale %s alone, and takes "
                        + "%.1f ms where the larger model takes %.1f: try it in the larger one's place.",
                text(best.scales()),
                best.testBits(),
                best.gain().estimate(),
                text(rows.get(0).scales()),
                best.millis(),
                bigMillis);
    }

    /** What to beware of; empty if nothing. */
    public Optional<String> warning() {
        return trainImages >= FEW_IMAGES
                ? Optional.empty()
                : Optional.of("only " + trainImages + " images to fit on: below about " + FEW_IMAGES
                        + " the wider source over-fits and looks worse than it is");
    }

    private static String text(List<Double> scales) {
        return scales.stream().map(S2Plan::number).toList().toString();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "S2Diagnosis[%s against %s, %d images to fit, %d to test]%n%-14s %6s %9s %11s %11s  %s",
                small,
                big,
                trainImages,
                testImages,
                "scales",
                "tiles",
                "ms",
                "bits train",
                "bits test",
                "more than the first, 95 % range"));
        for (int s = 0; s < rows.size(); s++) {
            Row row = rows.get(s);
            text.append(String.format(
                    Locale.ROOT,
                    "%n%-14s %6d %9.1f %11.3f %11.3f  %s",
                    text(row.scales()),
                    row.tiles(),
                    row.millis(),
                    row.trainBits(),
                    row.testBits(),
                    s == 0 ? "" : row.gain()));
        }
        text.append(String.format(Locale.ROOT, "%n%-14s %6d %9.1f%n%s", "larger model", 1, bigMillis, advice()));
        warning()
                .ifPresent(warning -> text.append(System.lineSeparator())
                        .append("Beware: ")
                        .append(warning)
                        .append('.'));
        return text.toString();
    }
}
