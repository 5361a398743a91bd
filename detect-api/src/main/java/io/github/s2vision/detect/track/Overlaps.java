package io.github.s2vision.detect.track;

import java.util.List;

/** How far boxes are apart, 1 - IoU, in float32 and in the order of operations of Ultralytics: ties depend on it. */
final class Overlaps {
    /** Keeps areas of 0 from dividing 0 by 0. */
    private static final float EPSILON = 1e-7f;

    private Overlaps() {}

    /** [tracks, boxes] costs, row by row, of where the tracks are now and boxes of four corners each. */
    static float[] costs(List<Tracklet> tracks, float[] boxes) {
        float[] own = corners(tracks);
        int columns = boxes.length / 4;
        float[] costs = new float[tracks.size() * columns];
        for (int row = 0; row < tracks.size(); row++) {
            for (int column = 0; column < columns; column++) {
                costs[row * columns + column] = 1 - iou(own, 4 * row, boxes, 4 * column);
            }
        }
        return costs;
    }

    static float[] corners(List<Tracklet> tracks) {
        float[] corners = new float[4 * tracks.size()];
        for (int i = 0; i < tracks.size(); i++) {
            tracks.get(i).motion().corners(corners, 4 * i);
        }
        return corners;
    }

    static float[] cornersOf(List<Sighting> sightings) {
        float[] corners = new float[4 * sightings.size()];
        for (int i = 0; i < sightings.size(); i++) {
            System.arraycopy(sightings.get(i).corners(), 0, corners, 4 * i, 4);
        }
        return corners;
    }

    private static float iou(float[] a, int i, float[] b, int j) {
        float width = Math.max(0, Math.min(a[i + 2], b[j + 2]) - Math.max(a[i], b[j]));
        float height = Math.max(0, Math.min(a[i + 3], b[j + 3]) - Math.max(a[i + 1], b[j + 1]));
        float both = width * height;
        float areas = (b[j + 2] - b[j]) * (b[j + 3] - b[j + 1]) + (a[i + 2] - a[i]) * (a[i + 3] - a[i + 1]);
        float iou = both / (areas - both + EPSILON);
        return Float.isNaN(iou) ? 0 : iou; // infinite areas of absurd coordinates
    }
}
