package io.github.s2vision.evaluation;

import io.github.s2vision.evaluation.EvaluationException.Reason;
import io.github.s2vision.evaluation.Settings.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The twelve (keypoints: ten) figures and lines of pycocotools (cocoeval.py, {@code summarize}). */
final class Summary {
    private final Settings settings;
    private final Figures figures;
    private final List<Double> values = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    private Summary(Settings settings, Figures figures) {
        this.settings = settings;
        this.figures = figures;
    }

    /**
     * Computes them.
     *
     * @throws EvaluationException if the parameters are not fit for it, as in the reference
     */
    static Summary of(Settings settings, Figures figures) {
        Summary summary = new Summary(settings, figures);
        if (settings.iouThresholds().length == 0) {
            throw new EvaluationException(Reason.NO_SUMMARY, "no IoU thresholds: there is nothing to sum up");
        }
        if (settings.kind() == Kind.KEYPOINTS) {
            summary.keypoints();
        } else {
            summary.boxes();
        }
        return summary;
    }

    double[] values() {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Each as the reference prints it. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    private void boxes() {
        int[] limits = settings.maxDetections();
        if (limits.length < 3) {
            if (settings.isStrict()) {
                throw new EvaluationException(
                        Reason.NO_SUMMARY,
                        "a summary of " + limits.length + " limits of detections " + Arrays.toString(limits)
                                + ": pycocotools needs three. Set maxDetections(1, 10, 100), or take Parity.CORRECTED");
            }
            limits = new int[] {limits[0], limits[limits.length / 2], limits[limits.length - 1]};
        }
        // The reference asks for 100 by number here, and for the third everywhere else.
        add(true, -1, "all", settings.isStrict() ? 100 : limits[limits.length - 1]);
        int last = settings.isStrict() ? limits[2] : limits[limits.length - 1];
        add(true, .5, "all", last);
        add(true, .75, "all", last);
        add(true, -1, "small", last);
        add(true, -1, "medium", last);
        add(true, -1, "large", last);
        add(false, -1, "all", limits[0]);
        add(false, -1, "all", limits[1]);
        add(false, -1, "all", last);
        add(false, -1, "small", last);
        add(false, -1, "medium", last);
        add(false, -1, "large", last);
    }

    private void keypoints() {
        int[] limits = settings.maxDetections();
        int limit = settings.isStrict() ? 20 : limits[limits.length - 1];
        for (boolean precision : new boolean[] {true, false}) {
            add(precision, -1, "all", limit);
            add(precision, .5, "all", limit);
            add(precision, .75, "all", limit);
            add(precision, -1, "medium", limit);
            add(precision, -1, "large", limit);
        }
    }

    private void add(boolean precision, double threshold, String area, int limit) {
        double value = mean(precision, threshold, area, limit);
        values.add(value);
        double[] ious = settings.iouThresholds();
        String iou = threshold < 0 ? fixed(ious[0], 2) + ":" + fixed(ious[ious.length - 1], 2) : fixed(threshold, 2);
        lines.add(
                " " + left(precision ? "Average Precision" : "Average Recall", 18) + " " + (precision ? "(AP)" : "(AR)")
                        + " @[ IoU=" + left(iou, 9) + " | area=" + right(area, 6) + " | maxDets=" + right("" + limit, 3)
                        + " ] = "
                        + fixed(value, 3));
    }

    /** The mean of all figures above -1 in this slice; -1 if there is none. */
    private double mean(boolean precision, double threshold, String area, int limit) {
        int[] chosenAreas = places(settings.labels().stream().map(area::equals).toList());
        if (Arrays.stream(chosenAreas).anyMatch(a -> a >= figures.areas)) {
            throw new EvaluationException(Reason.NO_SUMMARY, "the label " + area + " has no area range");
        }
        int[] chosenLimits = places(Arrays.stream(settings.maxDetections())
                .mapToObj(m -> m == limit)
                .toList());
        int pairs = paired(chosenAreas, chosenLimits, area, limit);
        double[] slice = new double[figures.thresholds * figures.recalls * figures.categories * Math.max(pairs, 1)];
        int count = 0;
        for (int t = 0; t < figures.thresholds; t++) {
            if (threshold >= 0 && settings.iouThresholds()[t] != threshold) {
                continue;
            }
            for (int r = 0; r < (precision ? figures.recalls : 1); r++) {
                for (int k = 0; k < figures.categories; k++) {
                    for (int i = 0; i < pairs; i++) {
                        int a = chosenAreas[chosenAreas.length == 1 ? 0 : i];
                        int m = chosenLimits[chosenLimits.length == 1 ? 0 : i];
                        double value = precision ? figures.precision(t, r, k, a, m) : figures.recall(t, k, a, m);
                        if (value > -1) {
                            slice[count++] = value;
                        }
                    }
                }
            }
        }
        return count == 0 ? -1 : NumpySum.mean(slice, count);
    }

    private static int[] places(List<Boolean> chosen) {
        int[] places = new int[chosen.size()];
        int count = 0;
        for (int i = 0; i < chosen.size(); i++) {
            if (chosen.get(i)) {
                places[count++] = i;
            }
        }
        return Arrays.copyOf(places, count);
    }

    /** A label or limit that is there twice: NumPy pairs them up, or stretches the one. */
    private static int paired(int[] areas, int[] limits, String area, int limit) {
        if (areas.length == limits.length || areas.length == 1) {
            return limits.length;
        } else if (limits.length == 1) {
            return areas.length;
        }
        throw new EvaluationException(
                Reason.NO_SUMMARY,
                areas.length + " areas are labelled " + area + " and " + limits.length + " limits are " + limit
                        + ": each must be there once");
    }

    /** As Python formats: rounded half to even from the exact value. */
    private static String fixed(double value, int digits) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }
        return new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
    }

    private static String left(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
