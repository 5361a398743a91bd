package io.github.s2vision.evaluation;

import io.github.s2vision.dataset.Id;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What an evaluation is asked for. Immutable; its arrays are not to be changed. */
final class Settings {
    /** What is compared. */
    enum Kind {
        BBOX,
        SEGM,
        KEYPOINTS
    }

    /** Whose rules. */
    enum Rules {
        COCO,
        LVIS
    }

    /** Of COCO's people: nose, eyes, ears, shoulders, elbows, wrists, hips, knees, ankles (cocoeval.py, Params). */
    private static final double[] PEOPLE =
            tenths(.26, .25, .25, .35, .35, .79, .79, .72, .72, .62, .62, 1.07, 1.07, .87, .87, .89, .89);

    // Written only by of and copy, before anybody else sees the object.
    private Kind kind;
    private Rules rules = Rules.COCO;
    private Parity parity = Parity.STRICT;
    private double[] iouThresholds = linspace(0.5, 0.95, 10);
    private double[] recallThresholds = linspace(0, 1, 101);
    private List<AreaRange> areas = List.of(AreaRange.ALL, AreaRange.SMALL, AreaRange.MEDIUM, AreaRange.LARGE);
    private List<String> labels = labelsOf(areas); // of the areas, by place; the reference lets the two go apart
    private int[] maxDetections = {1, 10, 100}; // rising
    private boolean useCategories = true;
    private Optional<List<Id>> images = Optional.empty();
    private Optional<List<Id>> categories = Optional.empty();
    private double[] sigmas = PEOPLE;
    private int threads = Math.min(8, Runtime.getRuntime().availableProcessors());

    private Settings(Kind kind) {
        this.kind = kind;
    }

    private Settings copy() {
        Settings copy = new Settings(kind);
        copy.rules = rules;
        copy.parity = parity;
        copy.iouThresholds = iouThresholds;
        copy.recallThresholds = recallThresholds;
        copy.areas = areas;
        copy.labels = labels;
        copy.maxDetections = maxDetections;
        copy.useCategories = useCategories;
        copy.images = images;
        copy.categories = categories;
        copy.sigmas = sigmas;
        copy.threads = threads;
        return copy;
    }

    static Settings of(Kind kind) {
        Settings settings = new Settings(kind);
        if (kind == Kind.KEYPOINTS) {
            settings.areas = List.of(AreaRange.ALL, AreaRange.MEDIUM, AreaRange.LARGE);
            settings.labels = labelsOf(settings.areas);
            settings.maxDetections = new int[] {20};
        }
        return settings;
    }

    private static List<String> labelsOf(List<AreaRange> ranges) {
        return ranges.stream().map(AreaRange::label).toList();
    }

    private static double[] tenths(double... values) {
        double[] tenths = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            tenths[i] = values[i] / 10;
        }
        return tenths;
    }

    /** As numpy.linspace: start + i * step with the step rounded once, and the last value as given. */
    static double[] linspace(double start, double stop, int count) {
        double[] values = new double[count];
        double step = (stop - start) / (count - 1);
        for (int i = 0; i < count; i++) {
            values[i] = i * step + start;
        }
        values[count - 1] = stop;
        return values;
    }

    Settings lvis() {
        Settings copy = copy();
        copy.rules = Rules.LVIS;
        copy.maxDetections = new int[] {300};
        return copy;
    }

    Settings parity(Parity other) {
        Settings copy = copy();
        copy.parity = other;
        return copy;
    }

    Settings iouThresholds(double[] thresholds) {
        Settings copy = copy();
        copy.iouThresholds = thresholds.clone();
        return copy;
    }

    Settings recallThresholds(double[] thresholds) {
        Settings copy = copy();
        copy.recallThresholds = thresholds.clone();
        return copy;
    }

    Settings areas(List<AreaRange> ranges) {
        Settings copy = copy();
        copy.areas = List.copyOf(ranges);
        copy.labels = labelsOf(ranges);
        return copy;
    }

    Settings labels(List<String> others) {
        Settings copy = copy();
        copy.labels = List.copyOf(others);
        return copy;
    }

    Settings maxDetections(int[] counts) {
        Settings copy = copy();
        copy.maxDetections = counts.clone();
        Arrays.sort(copy.maxDetections);
        return copy;
    }

    Settings withoutCategories() {
        Settings copy = copy();
        copy.useCategories = false;
        return copy;
    }

    Settings images(Collection<Id> ids) {
        Settings copy = copy();
        copy.images = Optional.of(List.copyOf(ids));
        return copy;
    }

    Settings categories(Collection<Id> ids) {
        Settings copy = copy();
        copy.categories = Optional.of(List.copyOf(ids));
        return copy;
    }

    Settings sigmas(double[] values) {
        Settings copy = copy();
        copy.sigmas = values.clone();
        return copy;
    }

    Settings threads(int count) {
        Settings copy = copy();
        copy.threads = count;
        return copy;
    }

    Kind kind() {
        return kind;
    }

    Parity parity() {
        return parity;
    }

    double[] iouThresholds() {
        return iouThresholds;
    }

    double[] recallThresholds() {
        return recallThresholds;
    }

    List<AreaRange> areas() {
        return areas;
    }

    List<String> labels() {
        return labels;
    }

    int[] maxDetections() {
        return maxDetections;
    }

    boolean useCategories() {
        return useCategories;
    }

    Optional<List<Id>> images() {
        return images;
    }

    Optional<List<Id>> categories() {
        return categories;
    }

    double[] sigmas() {
        return sigmas;
    }

    int threads() {
        return threads;
    }

    boolean isStrict() {
        return parity == Parity.STRICT;
    }

    boolean isLvis() {
        return rules == Rules.LVIS;
    }

    int mostDetections() {
        return maxDetections[maxDetections.length - 1];
    }

    /** Whether figures under both settings can be merged: everything but threads and subsets is the same. */
    boolean sameFigures(Settings that) {
        return kind == that.kind
                && rules == that.rules
                && parity == that.parity
                && useCategories == that.useCategories
                && Arrays.equals(iouThresholds, that.iouThresholds)
                && Arrays.equals(recallThresholds, that.recallThresholds)
                && areas.equals(that.areas)
                && Arrays.equals(maxDetections, that.maxDetections)
                && Arrays.equals(sigmas, that.sigmas);
    }
}
