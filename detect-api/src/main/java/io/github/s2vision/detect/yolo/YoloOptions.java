package io.github.s2vision.detect.yolo;

import io.github.s2vision.geometry.Size;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a {@link YoloV8} reports, and how it runs. Immutable; each method gives a changed copy.
 *
 * <p>Thresholds are half-open: a candidate needs a score <em>above</em> the confidence, and falls when it overlaps a better
 * one by <em>more</em> than the IoU. In files with suppression inside, IoU, suppression and labels are frozen, and a
 * confidence below the frozen one adds nothing.
 *
 * @param confidence candidates of this score or less are left out; in [0, 1]
 * @param iou a candidate that overlaps a better one by more than this falls; in [0, 1], 1 keeps all
 * @param maxDetections at most so many of the best, 1 or more
 * @param maxCandidates at most so many of the best enter suppression, 1 or more
 * @param suppression which candidates compete
 * @param labels how many categories one candidate can have
 * @param classes names of the categories to report; empty for all
 * @param masks at which size masks are decided
 * @param rectangular whether a model that takes any size gets the smallest rectangle of whole strides, not a square: less
 *     to compute, and what the exporter's own prediction does. Without effect for models of a fixed size
 * @param imageSize what pictures are made to fit in, for models that take any size; empty for the size of the metadata
 * @param batch at most so many pictures in one run, for models that take any number, 1 or more; empty for one on a CPU, where
 *     more gain nothing, and 8 elsewhere
 * @param timeLimit a run of the network is stopped after this long; empty for no limit
 */
public record YoloOptions(
        double confidence,
        double iou,
        int maxDetections,
        int maxCandidates,
        Suppression suppression,
        Labels labels,
        Set<String> classes,
        Masks masks,
        boolean rectangular,
        Optional<Size> imageSize,
        OptionalInt batch,
        Optional<Duration> timeLimit) {
    /** Which candidates compete for a place. */
    public enum Suppression {
        /** Those of one class. */
        PER_CLASS,
        /** All of them. */
        AGNOSTIC,
        /**
         * Those of one class, in the arithmetic of Ultralytics: boxes moved by 7680 pixels per class in float32, which
         * rounds those of class 79 to 1/16 pixel. Differs from {@link #PER_CLASS} only where an IoU lies within about .008
         * of the threshold, and above 7680 pixels.
         */
        PER_CLASS_FLOAT32_OFFSET
    }

    /** How many categories one candidate can have. */
    public enum Labels {
        /** The best one, of equal ones the first: for use. */
        BEST,
        /** Each one above the confidence: for measuring, as mAP counts the doubtful ones too. */
        ALL
    }

    /** At which size masks are decided, before they are laid on the image. */
    public enum Masks {
        /** The network's input: what Ultralytics gives by default. Edges follow its pixels. */
        NETWORK,
        /** The image ("retina masks"): finer edges, more time where the image is large. */
        IMAGE
    }

    /** For use, as the exporter predicts: confidence .25, IoU .7, 300 detections, per class, the best label. */
    public static final YoloOptions DEFAULT = new YoloOptions(
            0.25,
            0.7,
            300,
            30_000,
            Suppression.PER_CLASS,
            Labels.BEST,
            Set.of(),
            Masks.NETWORK,
            true,
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty());

    /** For measuring: as the default with confidence .001 and all labels. */
    public static final YoloOptions EVALUATION = DEFAULT.confidence(0.001).labels(Labels.ALL);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is outside its range
     */
    public YoloOptions {
        requireShare("confidence", confidence);
        requireShare("IoU", iou);
        requirePositive("maxDetections", maxDetections);
        requirePositive("maxCandidates", maxCandidates);
        requirePositive("batch", batch.orElse(1));
        Objects.requireNonNull(suppression, "suppression");
        Objects.requireNonNull(labels, "labels");
        Objects.requireNonNull(masks, "masks");
        classes = Collections.unmodifiableSet(new LinkedHashSet<>(classes));
        if (imageSize.isPresent() && imageSize.get().area() == 0) {
            throw new IllegalArgumentException("image size " + imageSize.get() + ": sides are 1 or more");
        }
        if (timeLimit.isPresent()
                && (timeLimit.get().isZero() || timeLimit.get().isNegative())) {
            throw new IllegalArgumentException("time limit " + timeLimit.get() + ": it must be above zero");
        }
    }

    private static void requireShare(String what, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(what + " " + value + " is outside 0 to 1; usual are .25 and .7");
        }
    }

    private static void requirePositive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " " + value + ": it must be 1 or more");
        }
    }

    /** These options with another confidence. */
    public YoloOptions confidence(double threshold) {
        return new YoloOptions(
                threshold,
                iou,
                maxDetections,
                maxCandidates,
                suppression,
                labels,
                classes,
                masks,
                rectangular,
                imageSize,
                batch,
                timeLimit);
    }

    /** These options with another IoU. */
    public YoloOptions iou(double threshold) {
        return new YoloOptions(
                confidence,
                threshold,
                maxDetections,
                maxCandidates,
                suppression,
                labels,
                classes,
                masks,
                rectangular,
                imageSize,
                batch,
                timeLimit);
    }

    /** These options with another number of detections. */
    public YoloOptions maxDetections(int count) {
        return new YoloOptions(
                confidence,
                iou,
                count,
                maxCandidates,
                suppression,
                labels,
                classes,
                masks,
                rectangular,
                imageSize,
                batch,
                timeLimit);
    }

    /** These options with another number of candidates that enter suppression. */
    public YoloOptions maxCandidates(int count) {
        return new YoloOptions(
                confidence,
                iou,
                maxDetections,
                count,
                suppression,
                labels,
                classes,
                masks,
                rectangular,
                imageSize,
                batch,
                timeLimit);
    }

    /** These options with other competitors. */
    public YoloOptions suppression(Suppression rule) {
        return new YoloOptions(
                confidence,
                iou,
                maxDetections,
                maxCandidates,
                rule,
                labels,
                classes,
                masks,
                rectangular,
                imageSize,
                batch,
                timeLimit);
    }

    /** These options with another number of labels. */
    public YoloOptions labels(Labels rule) {
        return new YoloOptions(
                confidence,
                iou,
                maxDetections,
                maxCandidates,
                suppression,
                rule,
                classes,
                masks,
                rectangular,
                imageSize,
                batch,
                timeLimit);
    }

    /** These options for the named categories only; none for all. */
    public YoloOptions classes(String... names) {
        return new YoloOptions(
                confidence,
                iou,
                maxDetections,
                maxCandidates,
                suppression,
                labels,
                new LinkedHashSet<>(java.util.List.of(names)),
                masks,
                rectangular,
                imageSize,
                batch,
                timeLimit);
    }

    /** These options with masks decided at another size. */
    public YoloOptions masks(Masks size) {
        return new YoloOptions(
                confidence,
                iou,
                maxDetections,
                maxCandidates,
                suppression,
                labels,
                classes,
                size,
                rectangular,
                imageSize,
                batch,
                timeLimit);
    }

    /** These options with rectangles on or off, for models that take any size. */
    public YoloOptions rectangular(boolean on) {
        return new YoloOptions(
                confidence,
                iou,
                maxDetections,
                maxCandidates,
                suppression,
                labels,
                classes,
                masks,
                on,
                imageSize,
                batch,
                timeLimit);
    }

    /** These options with another size of pictures, for models that take any; sides go up to whole strides. */
    public YoloOptions imageSize(Size size) {
        return new YoloOptions(
                confidence,
                iou,
                maxDetections,
                maxCandidates,
                suppression,
                labels,
                classes,
                masks,
                rectangular,
                Optional.of(size),
                batch,
                timeLimit);
    }

    /** These options with another largest number of pictures in a run. */
    public YoloOptions batch(int pictures) {
        return new YoloOptions(
                confidence,
                iou,
                maxDetections,
                maxCandidates,
                suppression,
                labels,
                classes,
                masks,
                rectangular,
                imageSize,
                OptionalInt.of(pictures),
                timeLimit);
    }

    /** These options with a time limit for each run of the network. */
    public YoloOptions timeLimit(Duration limit) {
        return new YoloOptions(
                confidence,
                iou,
                maxDetections,
                maxCandidates,
                suppression,
                labels,
                classes,
                masks,
                rectangular,
                imageSize,
                batch,
                Optional.of(limit));
    }
}
