package io.github.s2vision.evaluation;

import io.github.s2vision.dataset.Dataset;
import io.github.s2vision.dataset.Id;
import io.github.s2vision.dataset.Predictions;
import io.github.s2vision.detect.Category;
import io.github.s2vision.evaluation.Settings.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Measures predictions against a data set as COCO does. Immutable, safe for concurrent use; each setting gives a changed
 * copy. By default every figure equals that of pycocotools 2.0.11 in every bit ({@link Parity#STRICT}).
 *
 * <pre>{@code
 * Evaluation result = CocoEvaluator.bbox().evaluate(dataset, predictions);
 * System.out.print(result.printed());
 * }</pre>
 */
public final class CocoEvaluator {
    private static final int MOST_AREAS = Long.SIZE;

    private final Settings settings;

    private CocoEvaluator(Settings settings) {
        this.settings = settings;
    }

    /** Compares boxes. */
    public static CocoEvaluator bbox() {
        return new CocoEvaluator(Settings.of(Kind.BBOX));
    }

    /** Compares masks; predictions without one count as their boxes. */
    public static CocoEvaluator segm() {
        return new CocoEvaluator(Settings.of(Kind.SEGM));
    }

    /** Compares keypoints. */
    public static CocoEvaluator keypoints() {
        return new CocoEvaluator(Settings.of(Kind.KEYPOINTS));
    }

    /** With other figures where the reference is odd. */
    public CocoEvaluator parity(Parity parity) {
        return new CocoEvaluator(settings.parity(parity));
    }

    /** The overlaps that a detection must reach, 0.5 to 0.95 in ten steps by default; in the order of the figures. */
    public CocoEvaluator iouThresholds(double... thresholds) {
        return new CocoEvaluator(settings.iouThresholds(thresholds));
    }

    /** The recalls at which precision is taken, 0 to 1 in hundredths by default. */
    public CocoEvaluator recallThresholds(double... recalls) {
        return new CocoEvaluator(settings.recallThresholds(recalls));
    }

    /**
     * How many detections of an image and category count, 1, 10 and 100 by default (keypoints: 20). Sorted.
     *
     * @throws IllegalArgumentException if there is none, or one is below 0
     */
    public CocoEvaluator maxDetections(int... counts) {
        if (counts.length == 0 || Arrays.stream(counts).anyMatch(count -> count < 0)) {
            throw new IllegalArgumentException(
                    "limits of detections " + Arrays.toString(counts) + ": at least one is needed, each 0 or more");
        }
        return new CocoEvaluator(settings.maxDetections(counts));
    }

    /**
     * The sizes that are told apart: all, small, medium and large by default (keypoints: without small).
     *
     * @throws IllegalArgumentException if there are more than 64
     */
    public CocoEvaluator areas(List<AreaRange> ranges) {
        if (ranges.size() > MOST_AREAS) {
            throw new IllegalArgumentException(ranges.size() + " area ranges: up to 64 are possible");
        }
        return new CocoEvaluator(settings.areas(ranges));
    }

    /** With labels that are not those of the areas, as the reference allows. */
    CocoEvaluator labels(List<String> labels) {
        return new CocoEvaluator(settings.labels(labels));
    }

    /** Only these images; all by default. */
    public CocoEvaluator images(Collection<Id> ids) {
        return new CocoEvaluator(settings.images(ids));
    }

    /** Only these categories; all by default. */
    public CocoEvaluator categories(Collection<Id> ids) {
        return new CocoEvaluator(settings.categories(ids));
    }

    /** With all categories as one: whether things are found, not what they are called ({@code useCats = 0}). */
    public CocoEvaluator ignoringCategories() {
        return new CocoEvaluator(settings.withoutCategories());
    }

    /** How precisely each keypoint can be placed, relative to the object's size; COCO's 17 of people by default. */
    public CocoEvaluator sigmas(double... sigmas) {
        return new CocoEvaluator(settings.sigmas(sigmas));
    }

    /**
     * On at most so many threads; the processors, at most 8, by default. Changes no bit of the result.
     *
     * @throws IllegalArgumentException if below 1
     */
    public CocoEvaluator threads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("threads " + count + ": 1 or more is needed");
        }
        return new CocoEvaluator(settings.threads(count));
    }

    /**
     * Evaluates predictions. Time grows with the number of detections, memory is some 60 bytes for each.
     *
     * @throws EvaluationException if the two do not fit together, or the reference fails on them; says why
     * @throws UncheckedIOException if masks must be read from a file that changed or cannot be read
     */
    public Evaluation evaluate(Dataset truth, Predictions predictions) {
        try {
            Selection selection = new Selection(settings, truth, predictions);
            Matches matches = Matching.of(selection);
            return new Evaluation(settings, Figures.of(matches), named(truth, matches.categories), List.of());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<Category> named(Dataset truth, List<Id> ids) {
        List<Category> categories = new ArrayList<>();
        for (Id id : ids) {
            categories.add(truth.findCategory(id).orElseGet(() -> new Category(-1, id.toString())));
        }
        return categories;
    }

    /** Such as {@code CocoEvaluator[BBOX, STRICT]}. */
    @Override
    public String toString() {
        return "CocoEvaluator[" + settings.kind() + ", " + settings.parity() + "]";
    }
}
