package io.github.s2vision.detect.track;

import io.github.s2vision.detect.Category;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** A detection as the tracker takes it, in float32 as Ultralytics does: near a threshold or a tie the last bit decides. */
final class Sighting {
    private final int index;
    private final Category category;
    private final float score;
    private final float[] corners; // x1, y1, x2, y2 as overlaps are computed
    private final float[] measured; // centre x, centre y, aspect, height as the filter takes them

    private Sighting(int index, Category category, float score, float[] corners, float[] measured) {
        this.index = index;
        this.category = category;
        this.score = score;
        this.corners = corners;
        this.measured = measured;
    }

    /**
     * The detections of a frame that can be followed, in order: those that have an area.
     *
     * @param boxes corners x1, y1, x2, y2 in turn
     * @param category of each place
     */
    static List<Sighting> of(float[] boxes, float[] scores, IntFunction<Category> category) {
        List<Sighting> sightings = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            Sighting sighting = of(i, category.apply(i), scores[i], boxes);
            if (sighting.isUsable()) {
                sightings.add(sighting);
            }
        }
        return sightings;
    }

    private static Sighting of(int index, Category category, float score, float[] boxes) {
        int at = 4 * index;
        double centerX = (boxes[at] + boxes[at + 2]) / 2;
        double centerY = (boxes[at + 1] + boxes[at + 3]) / 2;
        float width = boxes[at + 2] - boxes[at];
        float height = boxes[at + 3] - boxes[at + 1];
        float left = (float) (centerX - (double) width / 2);
        float top = (float) (centerY - (double) height / 2);
        float[] corners = {left, top, width + left, height + top};
        float[] measured = {left + width / 2, top + height / 2, width / height, height};
        return new Sighting(index, category, score, corners, measured);
    }

    /** A box without an area, or one so flat that its aspect is no number, would break the filter. */
    private boolean isUsable() {
        float aspect = measured[2];
        return aspect > 0 && measured[3] > 0 && Float.isFinite(aspect) && Float.isFinite(measured[0] + measured[1]);
    }

    /** The place in the frame's detections. */
    int index() {
        return index;
    }

    Category category() {
        return category;
    }

    float score() {
        return score;
    }

    float[] corners() {
        return corners;
    }

    float[] measured() {
        return measured;
    }
}
