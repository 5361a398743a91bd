package io.github.s2vision.detect;

import io.github.s2vision.geometry.Box;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One thing that a model found in an image.
 *
 * @param box where, in pixels of the image, cut to it
 * @param category what
 * @param score how sure the model is, after activation; finite, in [0, 1] unless the model is broken (a badly quantised one
 *     exceeds 1)
 * @param mask its pixels, where the model segments
 * @param keypoints its points, where the model estimates poses
 * @param angle of an oriented box, in radians, clockwise on the screen: the thing fills {@code box} turned about its
 *     centre
 */
public record Detection(
        Box box,
        Category category,
        double score,
        Optional<Mask> mask,
        Optional<Keypoints> keypoints,
        OptionalDouble angle) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the score or the angle is not finite
     */
    public Detection {
        Objects.requireNonNull(box, "box");
        Objects.requireNonNull(category, "category");
        Objects.requireNonNull(mask, "mask");
        Objects.requireNonNull(keypoints, "keypoints");
        if (!Double.isFinite(score) || !Double.isFinite(angle.orElse(0))) {
            throw new IllegalArgumentException(
                    "detection of " + category.name() + " with score " + score + " and " + angle + ": both are finite");
        }
    }

    /** A detection with a box alone. */
    public Detection(Box box, Category category, double score) {
        this(box, category, score, Optional.empty(), Optional.empty(), OptionalDouble.empty());
    }

    /** This detection with {@code mask}. */
    public Detection withMask(Mask mask) {
        return new Detection(box, category, score, Optional.of(mask), keypoints, angle);
    }

    /** This detection with {@code keypoints}. */
    public Detection withKeypoints(Keypoints keypoints) {
        return new Detection(box, category, score, mask, Optional.of(keypoints), angle);
    }

    /** This detection as an oriented one. */
    public Detection withAngle(double radians) {
        return new Detection(box, category, score, mask, keypoints, OptionalDouble.of(radians));
    }

    /** Such as {@code bus 0.87 at (22.9, 231.3, 805.0, 756.8)}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s %.2f at (%.1f, %.1f, %.1f, %.1f)%s%s%s",
                category.name(),
                score,
                box.x1(),
                box.y1(),
                box.x2(),
                box.y2(),
                angle.isPresent() ? String.format(Locale.ROOT, " turned %.2f rad", angle.getAsDouble()) : "",
                mask.isPresent() ? " with mask" : "",
                keypoints.isPresent() ? " with keypoints" : "");
    }
}
