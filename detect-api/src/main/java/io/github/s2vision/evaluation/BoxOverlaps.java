package io.github.s2vision.evaluation;

import io.github.s2vision.dataset.Instances;
import io.github.s2vision.detect.MaskApi;

/** Intersection over union of boxes; over the detection's area with crowds. */
final class BoxOverlaps extends Overlaps {
    private final DetectionRows found;
    private final ObjectRows truth;
    private double[] boxes = new double[64]; // x, y, width, height of the objects
    private boolean[] crowd = new boolean[16];
    private final double[] own = new double[4]; // of one detection

    BoxOverlaps(DetectionRows found, ObjectRows truth) {
        this.found = found;
        this.truth = truth;
    }

    @Override
    void compute(int[] detections, int from, int count, int[] objects, int objectsFrom, int objectCount) {
        begin(count * objectCount);
        if (objectCount > crowd.length) {
            boxes = new double[8 * objectCount];
            crowd = new boolean[2 * objectCount];
        }
        Instances rows = truth.rows();
        for (int g = 0; g < objectCount; g++) {
            int row = objects[objectsFrom + g];
            boxes[4 * g] = rows.x(row);
            boxes[4 * g + 1] = rows.y(row);
            boxes[4 * g + 2] = rows.width(row);
            boxes[4 * g + 3] = rows.height(row);
            crowd[g] = truth.crowd(row);
        }
        for (int d = 0; d < count; d++) {
            found.box(detections[from + d], own);
            compare(own[0], own[1], own[2], own[3], d * objectCount, objectCount);
        }
    }

    private void compare(double x, double y, double width, double height, int at, int objectCount) {
        for (int g = 0; g < objectCount; g++) {
            int i = 4 * g;
            set(
                    at + g,
                    MaskApi.boxIou(x, y, width, height, boxes[i], boxes[i + 1], boxes[i + 2], boxes[i + 3], crowd[g]));
        }
    }

    @Override
    void checkDetections(int[] detections, int from, int count) {
        if (found.mayHaveOddBoxes()) {
            for (int d = from; d < from + count; d++) {
                found.checkBox(detections[d]);
            }
        }
    }
}
