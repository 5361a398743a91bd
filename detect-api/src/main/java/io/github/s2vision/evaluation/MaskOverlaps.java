package io.github.s2vision.evaluation;

import io.github.s2vision.dataset.Instances;
import java.io.IOException;

/** Intersection over union of masks; over the detection's area with crowds. */
final class MaskOverlaps extends Overlaps {
    private final DetectionRows found;
    private final ObjectRows truth;
    private final Instances.Shapes foundShapes;
    private final Instances.Shapes truthShapes;

    MaskOverlaps(DetectionRows found, ObjectRows truth) {
        this.found = found;
        this.truth = truth;
        foundShapes = found.rows().shapes();
        truthShapes = truth.rows().shapes();
    }

    @Override
    void compute(int[] detections, int from, int count, int[] objects, int objectsFrom, int objectCount)
            throws IOException {
        begin(count * objectCount);
        Region[] regions = new Region[objectCount];
        boolean[] crowd = new boolean[objectCount];
        for (int g = 0; g < objectCount; g++) {
            regions[g] = truth.region(truthShapes, objects[objectsFrom + g]);
            crowd[g] = truth.crowd(objects[objectsFrom + g]);
        }
        for (int d = 0; d < count; d++) {
            Region region = found.region(foundShapes, detections[from + d]);
            for (int g = 0; g < objectCount; g++) {
                set(d * objectCount + g, region.overlap(regions[g], crowd[g]));
            }
        }
    }

    @Override
    void checkAlone(int[] detections, int from, int count, int[] objects, int objectsFrom, int objectCount)
            throws IOException {
        for (int g = 0; g < objectCount; g++) {
            truth.region(truthShapes, objects[objectsFrom + g]);
        }
        for (int d = 0; d < count; d++) {
            if (found.hasMaskFromBox(detections[from + d])) {
                found.checkImage(detections[from + d]);
            } else {
                found.region(foundShapes, detections[from + d]);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (foundShapes) {
            truthShapes.close();
        }
    }
}
