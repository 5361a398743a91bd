package io.github.s2vision.detect.track;

/**
 * When a detection continues a track, and when it starts one.
 *
 * @param high detections of this score and above are sure: they are assigned first, and only they start tracks
 * @param low detections above this and below {@code high} are doubtful: they continue tracks that found no sure one. Ask
 *     the detector for a confidence as low as this, or they never arrive
 * @param birth a sure detection starts a track from this score on
 * @param buffer for how many frames a lost thing can be found again under its id
 * @param match the largest cost at which a track takes a sure detection, 1 - IoU × score (or 1 - IoU if scores are not
 *     fused): 0 takes only the perfect, 1 everything that overlaps
 * @param scoresFused whether the cost of a sure detection counts its score
 * @param categoriesApart whether a track takes only detections of the category that it had last; by default a thing may
 *     change its category on the way, as detectors confuse them
 */
public record TrackerOptions(
        double high, double low, double birth, int buffer, double match, boolean scoresFused, boolean categoriesApart) {
    /** The values of Ultralytics 8.4.190: .25, .1, .25, 30 frames, .8, scores fused, categories ignored. */
    public static final TrackerOptions DEFAULT = new TrackerOptions(0.25, 0.1, 0.25, 30, 0.8, true, false);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a threshold is outside [0, 1], {@code low} is above {@code high}, or
     *     {@code buffer} is below 0
     */
    public TrackerOptions {
        requireShare("high", high);
        requireShare("low", low);
        requireShare("birth", birth);
        requireShare("match", match);
        if (low > high) {
            throw new IllegalArgumentException("low " + low + " above high " + high
                    + ": doubtful detections have scores between the two. Lower low, or raise high");
        }
        if (buffer < 0) {
            throw new IllegalArgumentException(
                    "buffer " + buffer + ": 0 or more frames are needed, such as one second of the video");
        }
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " " + value + " is outside [0, 1]");
        }
    }

    /** These with another {@link #high}. */
    public TrackerOptions high(double score) {
        return new TrackerOptions(score, low, birth, buffer, match, scoresFused, categoriesApart);
    }

    /** These with another {@link #low}. */
    public TrackerOptions low(double score) {
        return new TrackerOptions(high, score, birth, buffer, match, scoresFused, categoriesApart);
    }

    /** These with another {@link #birth}. */
    public TrackerOptions birth(double score) {
        return new TrackerOptions(high, low, score, buffer, match, scoresFused, categoriesApart);
    }

    /** These with another {@link #buffer}. */
    public TrackerOptions buffer(int frames) {
        return new TrackerOptions(high, low, birth, frames, match, scoresFused, categoriesApart);
    }

    /** These with another {@link #match}. */
    public TrackerOptions match(double cost) {
        return new TrackerOptions(high, low, birth, buffer, cost, scoresFused, categoriesApart);
    }

    /** These with costs by overlap alone. */
    public TrackerOptions withoutScores() {
        return new TrackerOptions(high, low, birth, buffer, match, false, categoriesApart);
    }

    /** These with tracks that keep their category. */
    public TrackerOptions perCategory() {
        return new TrackerOptions(high, low, birth, buffer, match, scoresFused, true);
    }
}
