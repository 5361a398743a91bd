package io.github.s2vision.evaluation;

import io.github.s2vision.dataset.Instances;
import io.github.s2vision.evaluation.EvaluationException.Reason;
import java.io.IOException;
import java.util.Arrays;

/**
 * Object keypoint similarity (cocoeval.py, {@code computeOks}). NumPy stretches a list of one to any length; so is done
 * here. The exponential may differ from NumPy's in the last bit.
 */
final class KeypointOverlaps extends Overlaps {
    private static final double EPSILON = Math.ulp(1.0); // numpy.spacing(1)

    private final DetectionRows found;
    private final ObjectRows truth;
    private final Instances.Shapes foundShapes;
    private final Instances.Shapes truthShapes;
    private final double[] variances;
    private final boolean pooledInStrict;

    KeypointOverlaps(Settings settings, DetectionRows found, ObjectRows truth) {
        this.found = found;
        this.truth = truth;
        foundShapes = found.rows().shapes();
        truthShapes = truth.rows().shapes();
        double[] sigmas = settings.sigmas();
        variances = new double[sigmas.length];
        for (int i = 0; i < variances.length; i++) {
            double doubled = sigmas[i] * 2;
            variances[i] = doubled * doubled;
        }
        pooledInStrict = settings.isStrict() && !settings.useCategories();
    }

    /** The reference looks for objects of category -1 when it pools categories, and finds none. */
    @Override
    boolean compares() {
        return !pooledInStrict;
    }

    @Override
    void compute(int[] detections, int from, int count, int[] objects, int objectsFrom, int objectCount)
            throws IOException {
        begin(count * objectCount);
        double[][] points = new double[count][];
        for (int d = 0; d < count; d++) {
            points[d] = found.keypoints(foundShapes, detections[from + d]);
        }
        for (int g = 0; g < objectCount; g++) {
            int row = objects[objectsFrom + g];
            Person person = new Person(row, truth.keypoints(truthShapes, row));
            for (int d = 0; d < count; d++) {
                set(d * objectCount + g, person.similarity(points[d], detections[from + d]));
            }
        }
    }

    /** One annotation. */
    private final class Person {
        private final int row;
        private final double[] x;
        private final double[] y;
        private final double[] visible;
        private final int labelled;
        private final double area;

        Person(int row, double[] points) {
            truth.checkKeypoints(row);
            this.row = row;
            x = DetectionRows.every3rd(points, 0);
            y = DetectionRows.every3rd(points, 1);
            visible = DetectionRows.every3rd(points, 2);
            labelled = (int) Arrays.stream(visible).filter(v -> v > 0).count();
            area = truth.rows().area(row);
        }

        double similarity(double[] points, int detection) {
            double[] px = DetectionRows.every3rd(points, 0);
            double[] py = DetectionRows.every3rd(points, 1);
            double[] dx = labelled > 0 ? difference(px, x, detection) : outside(px, detection, true);
            double[] dy = labelled > 0 ? difference(py, y, detection) : outside(py, detection, false);
            int length = stretched(stretched(dx.length, dy.length, detection), variances.length, detection);
            if (labelled > 0 && length != visible.length) {
                throw lengths(detection);
            }
            double[] similar = new double[length];
            int count = 0;
            for (int i = 0; i < length; i++) {
                if (labelled == 0 || visible[i] > 0) {
                    double h = at(dx, i);
                    double v = at(dy, i);
                    double e = (h * h + v * v) / at(variances, i) / (area + EPSILON) / 2;
                    similar[count++] = Math.exp(-e);
                }
            }
            return NumpySum.sum(similar, 0, count) / count;
        }

        private double[] difference(double[] a, double[] b, int detection) {
            double[] difference = new double[stretched(a.length, b.length, detection)];
            for (int i = 0; i < difference.length; i++) {
                difference[i] = at(a, i) - at(b, i);
            }
            return difference;
        }

        /** How far points lie outside the object's box, doubled to each side. */
        private double[] outside(double[] points, int detection, boolean horizontal) {
            if (points.length != variances.length) {
                throw lengths(detection);
            }
            double from = horizontal ? truth.rows().x(row) : truth.rows().y(row);
            double side = horizontal ? truth.rows().width(row) : truth.rows().height(row);
            double low = from - side;
            double high = from + side * 2;
            double[] distance = new double[points.length];
            for (int i = 0; i < distance.length; i++) {
                distance[i] = Math.max(0, low - points[i]) + Math.max(0, points[i] - high);
            }
            return distance;
        }

        private int stretched(int a, int b, int detection) {
            if (a != b && a != 1 && b != 1) {
                throw lengths(detection);
            }
            return a == 1 ? b : a;
        }

        private EvaluationException lengths(int detection) {
            return new EvaluationException(
                    Reason.BAD_VALUE,
                    found.place(detection) + " and " + truth.place(row)
                            + " do not have the same number of keypoints as there" + " are sigmas (" + variances.length
                            + "). Set CocoEvaluator.sigmas for other than COCO's people");
        }
    }

    private static double at(double[] values, int i) {
        return values[values.length == 1 ? 0 : i];
    }

    @Override
    public void close() throws IOException {
        try (foundShapes) {
            truthShapes.close();
        }
    }
}
