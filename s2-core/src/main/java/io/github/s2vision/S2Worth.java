package io.github.s2vision;

import io.github.s2vision.feature.FeatureExtractor;
import io.github.s2vision.feature.Features;
import io.github.s2vision.geometry.Box;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.Image;
import io.github.s2vision.probe.CellLabels;
import io.github.s2vision.probe.Interval;
import io.github.s2vision.probe.LinearMap;
import io.github.s2vision.probe.Logistic;
import io.github.s2vision.probe.ProbeScores;
import io.github.s2vision.probe.Ridge;
import io.github.s2vision.progress.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * "Is S2 worth it for my labels?": a linear probe on a model's features tells objects from their surroundings, at one scale
 * and at several, on images that it was not fitted on, by the size of the objects, with the cost beside it. {@link #of}
 * answers in one call. {@link #toString} is made to be read.
 */
public final class S2Worth {
    /** How the probe is fitted. */
    public enum Probe {
        /** Least squares in closed form: a fraction of a second; dominated by large and frequent objects. */
        RIDGE,
        /** Logistic regression by L-BFGS: seconds; better for small and rare objects. Keeps all features in memory. */
        LOGISTIC
    }

    /** An image and where its objects are. */
    public record Labelled(Image image, Function<Size, CellLabels> labels) {
        /** Boxes in pixels of the image. */
        public static Labelled of(Image image, List<Box> boxes) {
            List<Box> own = List.copyOf(boxes);
            return new Labelled(image, grid -> CellLabels.of(own, image.size(), grid));
        }
    }

    private static final double RIDGE_LAMBDA = 0.01; // the same was best for every set of scales in a search
    private static final double L2 = 1e-4;
    private static final int ITERATIONS = 60;
    private static final int DRAWS = 300;
    private static final double[] SIZES = {8, 16, 32, 64, 128, 256};

    private final List<Row> rows;
    private final int trainImages;

    private S2Worth(List<Row> rows, int trainImages) {
        this.rows = List.copyOf(rows);
        this.trainImages = trainImages;
    }

    /**
     * One set of scales.
     *
     * @param scales the scales
     * @param tiles model runs for an image
     * @param millis time for an image, in milliseconds of this machine
     * @param scores of the test images, by size of object
     * @param gains average precision above that of the first set, for each size, with its 95 % range over images
     * @param probe the fitted probe, from the channels of this set to one score
     */
    public record Row(
            List<Double> scales, int tiles, double millis, ProbeScores scores, List<Interval> gains, LinearMap probe) {
        /** Copies the lists. */
        public Row {
            scales = List.copyOf(scales);
            gains = List.copyOf(gains);
        }
    }

    /**
     * The scales {1}, {1, 2} and {1, 2, 3}, a ridge probe, sizes from 8 to 256 pixels.
     *
     * @throws IllegalArgumentException if the training images hold cells of one kind only
     */
    public static S2Worth of(FeatureExtractor model, List<Labelled> train, List<Labelled> test) {
        List<double[]> sets = List.of(new double[] {1}, new double[] {1, 2}, new double[] {1, 2, 3});
        return of(S2.wrap(model), sets, Probe.RIDGE, SIZES, train, test, Progress.NONE);
    }

    /**
     * Any sets of scales, probe and size ranges.
     *
     * @param s2 the model with whatever options; its scales are left aside
     * @param scaleSets each begins with the scale of the first, whose grid the labels are taken on
     * @param sizes edges of the size ranges, in pixels of the images
     * @param train read once, one after the other
     * @param test read once, one after the other
     * @throws IllegalArgumentException if there is no set, no image, or the training images hold cells of one kind only
     */
    public static S2Worth of(
            S2 s2,
            List<double[]> scaleSets,
            Probe probe,
            double[] sizes,
            Iterable<Labelled> train,
            Iterable<Labelled> test,
            Progress progress) {
        ScaleSets sets = ScaleSets.of(scaleSets);
        S2 all = s2.withoutSelection().scales(sets.union());
        Rows rows = new Rows();
        List<Double> times = new ArrayList<>();
        Optional<S2Plan> plan = Optional.empty();
        int trainImages = 0;
        for (Labelled one : train) {
            rows.add(extract(all, one, times, progress), one);
            plan = Optional.of(all.plan(one.image().size()));
            progress.step(++trainImages, -1, "images to fit on");
        }
        S2Plan planned = plan.orElseThrow(() -> new IllegalArgumentException("no image to fit on"));
        int[] blocks = all.blocks();
        List<LinearMap> maps = new ArrayList<>();
        List<ProbeScores> scores = new ArrayList<>();
        for (int s = 0; s < scaleSets.size(); s++) {
            maps.add(rows.fit(probe, sets.columns(s, blocks, rows.channels)));
            scores.add(new ProbeScores(sizes));
        }
        int tested = 0;
        for (Labelled one : test) {
            Features features = extract(all, one, times, progress);
            for (int s = 0; s < maps.size(); s++) {
                float[] found = scores(features, maps.get(s), sets.columns(s, blocks, rows.channels));
                scores.get(s).add(found, one.labels().apply(features.grid()));
            }
            progress.step(++tested, -1, "images to test on");
        }
        double millis =
                times.stream().sorted().skip(times.size() / 2).findFirst().orElse(0.0);
        return new S2Worth(rows(scaleSets, sets, planned, millis, scores, maps), trainImages);
    }

    private static List<Row> rows(
            List<double[]> scaleSets,
            ScaleSets sets,
            S2Plan plan,
            double millis,
            List<ProbeScores> scores,
            List<LinearMap> maps) {
        List<Row> rows = new ArrayList<>();
        for (int s = 0; s < scaleSets.size(); s++) {
            int tiles = Arrays.stream(sets.members(s))
                    .map(k -> plan.scales().get(k).tiles())
                    .sum();
            List<Interval> gains = new ArrayList<>();
            for (int range = 0; range < scores.get(s).ranges(); range++) {
                gains.add(scores.get(s).gainOver(scores.get(0), range, DRAWS, 1));
            }
            rows.add(new Row(
                    Arrays.stream(scaleSets.get(s)).boxed().toList(),
                    tiles,
                    millis * tiles / plan.tiles(),
                    scores.get(s),
                    gains,
                    maps.get(s)));
        }
        return rows;
    }

    private static Features extract(S2 s2, Labelled one, List<Double> times, Progress progress) {
        long start = System.nanoTime();
        Features features = s2.extract(one.image(), Progress.NONE.cancelledBy(progress.cancellation()))
                .withoutPrefix();
        times.add((System.nanoTime() - start) / 1e6);
        return features;
    }

    private static float[] scores(Features features, LinearMap map, int[] columns) {
        float[] scores = new float[(int) features.grid().area()];
        float[] cell = new float[features.channels()];
        float[] x = new float[columns.length];
        double[] y = new double[1];
        for (int i = 0; i < scores.length; i++) {
            features.copyCell(
                    0, i / features.grid().width(), i % features.grid().width(), cell, 0);
            pick(cell, columns, x);
            map.apply(x, 0, y);
            scores[i] = (float) y[0];
        }
        return scores;
    }

    private static void pick(float[] from, int[] columns, float[] into) {
        for (int i = 0; i < columns.length; i++) {
            into[i] = from[columns[i]];
        }
    }

    /** Training cells: sums for a ridge, and the features themselves for a logistic probe. */
    private static final class Rows {
        int channels;
        private Optional<Ridge> ridge = Optional.empty();
        private final List<float[]> features = new ArrayList<>();
        private final List<float[]> labels = new ArrayList<>();

        void add(Features image, Labelled one) {
            channels = image.channels();
            CellLabels truth = one.labels().apply(image.grid());
            int cells = (int) image.grid().area();
            float[] x = new float[cells * channels];
            float[] y = new float[cells];
            for (int cell = 0; cell < cells; cell++) {
                int row = cell / image.grid().width();
                int column = cell % image.grid().width();
                image.copyCell(0, row, column, x, cell * channels);
                y[cell] = truth.label(row, column);
            }
            if (ridge.isEmpty()) {
                ridge = Optional.of(new Ridge(channels, 1));
            }
            ridge.get().add(x, y, cells);
            features.add(x);
            labels.add(y);
        }

        LinearMap fit(Probe probe, int[] columns) {
            Ridge sums = ridge.orElseThrow();
            if (sums.loss(sums.constant()) == 0) {
                throw new IllegalArgumentException("all " + sums.rows() + " cells to fit on have the label "
                        + sums.mean(0) + ": a probe needs cells with and without objects");
            }
            if (probe == Probe.RIDGE) {
                return sums.only(columns).fitStandardized(RIDGE_LAMBDA);
            }
            int rows = Math.toIntExact(sums.rows());
            float[] x = new float[Math.multiplyExact(rows, columns.length)];
            float[] y = new float[rows];
            float[] cell = new float[channels];
            float[] picked = new float[columns.length];
            int at = 0;
            for (int i = 0; i < features.size(); i++) {
                for (int c = 0; c < labels.get(i).length; c++, at++) {
                    System.arraycopy(features.get(i), c * channels, cell, 0, channels);
                    pick(cell, columns, picked);
                    System.arraycopy(picked, 0, x, at * columns.length, columns.length);
                    y[at] = labels.get(i)[c];
                }
            }
            return Logistic.fit(x, y, rows, columns.length, 1, L2, ITERATIONS);
        }
    }

    /** One row for each set of scales, in the order given. */
    public List<Row> rows() {
        return rows;
    }

    /** What follows, in one sentence. */
    public String advice() {
        Row first = rows.get(0);
        for (int s = rows.size() - 1; s > 0; s--) {
            Row row = rows.get(s);
            List<String> better = new ArrayList<>();
            for (int range = 0; range < row.gains().size(); range++) {
                if (row.gains().get(range).low() > 0) {
                    better.add(row.scores().range(range));
                }
            }
            if (!better.isEmpty()) {
                return String.format(
                        Locale.ROOT,
                        "Yes: the scales %s find objects of %s better than scale %s, for %d tiles (%.1f ms) instead of %d "
                                + "(%.1f ms).",
                        text(row.scales()),
                        String.join(", ", better),
                        text(first.scales()),
                        row.tiles(),
                        row.millis(),
                        first.tiles(),
                        first.millis());
            }
        }
        return "No: on these images no size of object is found better at several scales; scale " + text(first.scales())
                + " is enough, or more test images are needed.";
    }

    private static String text(List<Double> scales) {
        return scales.stream().map(S2Plan::number).toList().toString();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(
                        "S2Worth[average precision of a linear probe, object against surroundings, ")
                .append(trainImages)
                .append(" images to fit, ")
                .append(rows.get(0).scores().images())
                .append(" to test]")
                .append(System.lineSeparator())
                .append(String.format(Locale.ROOT, "%-12s %5s %8s", "scales", "tiles", "ms"));
        ProbeScores first = rows.get(0).scores();
        for (int range = 0; range < first.ranges(); range++) {
            text.append(String.format(Locale.ROOT, " %11s", first.range(range)));
        }
        for (Row row : rows) {
            text.append(String.format(Locale.ROOT, "%n%-12s %5d %8.1f", text(row.scales()), row.tiles(), row.millis()));
            for (int range = 0; range < first.ranges(); range++) {
                text.append(String.format(Locale.ROOT, " %11.3f", row.scores().ap(range)));
            }
        }
        return text.append(System.lineSeparator()).append(advice()).toString();
    }
}
