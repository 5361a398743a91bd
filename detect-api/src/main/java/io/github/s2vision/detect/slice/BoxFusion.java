package io.github.s2vision.detect.slice;

import io.github.s2vision.detect.Category;
import io.github.s2vision.detect.Detection;
import io.github.s2vision.detect.Detections;
import io.github.s2vision.geometry.Box;
import io.github.s2vision.geometry.Size;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Weighted boxes fusion (Solovyev et al., Image and Vision Computing 2021): what several models say of one image becomes one
 * answer, in which a thing that all of them found is placed by all of them and ranks above one that only one found. Gives
 * the numbers of ensemble-boxes 1.0.9.
 *
 * <p>For several views by one model see {@link MergeStrategy.Fusion}, which knows what a view could not see.
 *
 * @param threshold boxes of one category join if their overlap (IoU) with the box that a group has so far is more than this;
 *     in [0, 1]
 * @param skipBelow detections with a score below this take no part
 * @param confidence how the score of a group is reckoned
 * @param overflowAllowed whether, with {@link Confidence#AVERAGE}, a group with more boxes than models may have a score above
 *     the best one's
 * @param weights how much each model counts, in the order in which they are given to {@link #fuse}; empty: all the same
 */
public record BoxFusion(
        double threshold, double skipBelow, Confidence confidence, boolean overflowAllowed, List<Double> weights) {
    /** How the score of a group is reckoned from its boxes; names in brackets are the reference's. */
    public enum Confidence {
        /** The mean of the boxes' weighted scores, times the share of the models that have a box in the group (avg). */
        AVERAGE,
        /** The largest weighted score, over the largest weight (max). */
        MAX,
        /** The mean by weights of boxes, times the share of the models, by weight, in the group (box_and_model_avg). */
        BOX_AND_MODEL_AVERAGE,
        /** The mean by weights of boxes and of the models that have none in the group (absent_model_aware_avg). */
        ABSENT_MODEL_AWARE_AVERAGE
    }

    /** The defaults of the reference: an IoU above .55, nothing skipped, averages, equal weights. */
    public static final BoxFusion DEFAULT = new BoxFusion(0.55, 0, Confidence.AVERAGE, false, List.of());

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the threshold is outside [0, 1], {@code skipBelow} is NaN, or a weight is not above 0
     *     and finite
     */
    public BoxFusion {
        Objects.requireNonNull(confidence, "confidence");
        weights = List.copyOf(weights);
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException(
                    "threshold " + threshold + " is outside [0, 1]: boxes join above this overlap, such as 0.55");
        }
        if (Double.isNaN(skipBelow)) {
            throw new IllegalArgumentException("skipBelow NaN: a number is needed, 0 to skip nothing");
        }
        for (double weight : weights) {
            if (!(weight > 0) || !Double.isFinite(weight)) {
                throw new IllegalArgumentException("weight " + weight + " in " + weights
                        + ": numbers above 0 are needed; leave a model out that is not to count");
            }
        }
    }

    /** This with another {@link #threshold}. */
    public BoxFusion threshold(double iou) {
        return new BoxFusion(iou, skipBelow, confidence, overflowAllowed, weights);
    }

    /** This with another {@link #skipBelow}. */
    public BoxFusion skipBelow(double score) {
        return new BoxFusion(threshold, score, confidence, overflowAllowed, weights);
    }

    /** This with another {@link #confidence}. */
    public BoxFusion confidence(Confidence confidence) {
        return new BoxFusion(threshold, skipBelow, confidence, overflowAllowed, weights);
    }

    /** This with {@link #overflowAllowed}. */
    public BoxFusion allowingOverflow() {
        return new BoxFusion(threshold, skipBelow, confidence, true, weights);
    }

    /** This with {@link #weights} for the models in turn. */
    public BoxFusion weights(double... weights) {
        List<Double> own = new ArrayList<>();
        for (double weight : weights) {
            own.add(weight);
        }
        return new BoxFusion(threshold, skipBelow, confidence, overflowAllowed, own);
    }

    /** {@link #fuse(List)} of what each model found. */
    public Detections fuse(Detections... models) {
        return fuse(List.of(models));
    }

    /**
     * What the models say together. Categories are matched by name; of equal names the first model's category stays. Masks and
     * keypoints are those of the surest box of a group, which is not moved with the box. Boxes are cut to the image, those
     * without area are left out. Takes time by detections times things, of one category.
     *
     * @param models what each model found in the same image
     * @throws IllegalArgumentException if there is none, image sizes differ, boxes are oriented, or the number of weights is
     *     neither 0 nor that of the models
     */
    public Detections fuse(List<Detections> models) {
        if (models.isEmpty()) {
            throw new IllegalArgumentException("no detections to fuse: one or more models are needed");
        }
        Size size = models.get(0).imageSize();
        WeightedBoxes fusion = new WeightedBoxes(this, models.size());
        Map<String, Integer> labels = new LinkedHashMap<>();
        List<Category> categories = new ArrayList<>();
        List<Detection> all = new ArrayList<>();
        for (int m = 0; m < models.size(); m++) {
            Detections detections = models.get(m);
            if (!detections.imageSize().equals(size)) {
                throw new IllegalArgumentException("model " + m + " saw an image of " + detections.imageSize()
                        + ", model 0 one of " + size + ": only detections of one image can be fused");
            }
            for (Detection detection : detections) {
                if (detection.angle().isPresent()) {
                    throw new IllegalArgumentException(detection
                            + ": oriented boxes have no mean box. Use MergeStrategy.nms() on merged detections");
                }
                int label = labels.computeIfAbsent(detection.category().name(), name -> {
                    categories.add(detection.category());
                    return labels.size();
                });
                Box box = detection.box();
                fusion.add(
                        m,
                        label,
                        detection.score(),
                        box.x1() / size.width(),
                        box.y1() / size.height(),
                        box.x2() / size.width(),
                        box.y2() / size.height(),
                        all.size());
                all.add(detection);
            }
        }
        List<Detection> fused = new ArrayList<>();
        for (WeightedBoxes.Fused one : fusion.fuse()) {
            Detection best = all.get(one.best());
            Box box = new Box(
                    one.x1() * size.width(),
                    one.y1() * size.height(),
                    one.x2() * size.width(),
                    one.y2() * size.height());
            fused.add(new Detection(
                    box, categories.get(one.label()), one.score(), best.mask(), best.keypoints(), best.angle()));
        }
        return Detections.of(size, fused);
    }
}
