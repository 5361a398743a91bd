package io.github.s2vision.evaluation;

import io.github.s2vision.detect.Category;
import java.util.List;
import java.util.Locale;

/**
 * How well predictions fit a data set: COCO's figures, overall and by category. Immutable. A figure is -1 where no object
 * counts, as the reference has it.
 */
public final class Evaluation {
    private final Settings settings;
    private final Figures figures;
    private final List<Category> categories;
    private final List<String> warnings;

    Evaluation(Settings settings, Figures figures, List<Category> categories, List<String> warnings) {
        this.settings = settings;
        this.figures = figures;
        this.categories = List.copyOf(categories);
        this.warnings = List.copyOf(warnings);
    }

    /** AP over all IoU thresholds, the first figure of {@link #summary}. */
    public double ap() {
        return summary()[0];
    }

    /** AP at IoU 0.5. */
    public double ap50() {
        return summary()[1];
    }

    /** AP at IoU 0.75. */
    public double ap75() {
        return summary()[2];
    }

    /**
     * AP of one category over all IoU thresholds and sizes, at the most detections.
     *
     * @throws IllegalArgumentException if no category that was evaluated has this name
     */
    public double ap(String category) {
        for (int k = 0; k < categories.size(); k++) {
            if (categories.get(k).name().equals(category)) {
                return ap(k);
            }
        }
        throw new IllegalArgumentException("no category \"" + category + "\" was evaluated; there are "
                + categories.stream().map(Category::name).toList());
    }

    /** AP of category {@code index} of {@link #categories}. */
    public double ap(int index) {
        double[] slice = new double[figures.thresholds * figures.recalls];
        int count = 0;
        for (int t = 0; t < figures.thresholds; t++) {
            for (int r = 0; r < figures.recalls; r++) {
                double value = figures.precision(t, r, index, 0, figures.limits - 1);
                if (value > -1) {
                    slice[count++] = value;
                }
            }
        }
        return count == 0 ? -1 : NumpySum.mean(slice, count);
    }

    /** The categories that were told apart, in the order of the figures; empty where they were pooled. */
    public List<Category> categories() {
        return categories;
    }

    /**
     * The figures of pycocotools in its order: of boxes and masks twelve, AP, AP50, AP75, AP of small, medium and large
     * objects, AR at the three limits of detections, AR of small, medium and large objects; of keypoints ten, AP, AP50,
     * AP75, AP of medium and large, and AR likewise.
     *
     * @throws EvaluationException if the parameters are not fit for it
     */
    public double[] summary() {
        return Summary.of(settings, figures).values();
    }

    /** The lines that pycocotools prints, byte by byte, each with a line feed. */
    public String printed() {
        return String.join("\n", Summary.of(settings, figures).lines()) + "\n";
    }

    /** [T, R, K, A, M]: precision by IoU threshold, recall, category, area range and limit of detections. A copy. */
    public double[] precision() {
        return figures.precision();
    }

    /** [T, K, A, M]: the largest recall. A copy. */
    public double[] recall() {
        return figures.recall();
    }

    /** [T, R, K, A, M]: the score at which a recall is reached. A copy. */
    public double[] scores() {
        return figures.scores();
    }

    /** The sizes of these arrays: T, R, K, A, M. */
    public int[] counts() {
        return new int[] {figures.thresholds, figures.recalls, figures.categories, figures.areas, figures.limits};
    }

    /** What a user should know before trusting the figures; often empty. */
    public List<String> warnings() {
        return warnings;
    }

    /** Such as {@code Evaluation[AP 0.291, AP50 0.462, AP75 0.315, 80 categories]}. */
    @Override
    public String toString() {
        try {
            double[] s = summary();
            return String.format(
                    Locale.ROOT,
                    "Evaluation[AP %.3f, AP50 %.3f, AP75 %.3f, %d categories]",
                    s[0],
                    s[1],
                    s[2],
                    categories.size());
        } catch (EvaluationException none) {
            return "Evaluation[" + figures.categories + " categories, no summary: " + none.getMessage() + "]";
        }
    }
}
