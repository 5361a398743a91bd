package io.github.s2vision.detect.yolo;

/**
 * Suppression of oriented boxes as Ultralytics 8.4.190 has it ({@code TorchNMS.fast_nms} with {@code batch_probiou}): each
 * box is a Gaussian, two overlap by one minus their Hellinger distance (Llerena et al. 2021, "Gaussian Bounding Boxes and
 * Probabilistic Intersection-over-Union", formulas 8 to 10), and a box falls if any better one overlaps it by more than
 * the threshold, fallen ones included. Float32. Memory is reused. For one thread.
 */
final class RotatedNms {
    private static final float EPS = 1e-7f;
    private static final float OFFSET = 7680;

    private float[] x = {};
    private float[] y = {};
    private float[] a = {}; // covariance: a c, c b
    private float[] b = {};
    private float[] c = {};
    private float[] reach = {}; // the larger variance, 0 where the box is too thin for a bound
    private int[] kept = {};

    /** Where the kept ones of the last call stand, in their order. */
    int[] kept() {
        return kept;
    }

    /**
     * Suppresses.
     *
     * @param candidates best first; corners of the boxes before they are turned
     * @param angles of each candidate, in radians
     * @param most ends after so many kept ones
     * @return how many were kept
     */
    int suppress(Candidates candidates, float[] angles, double iou, int most, YoloOptions.Suppression rule) {
        int count = candidates.count;
        reserve(count);
        boolean isOffset = rule == YoloOptions.Suppression.PER_CLASS_FLOAT32_OFFSET;
        for (int i = 0; i < count; i++) {
            float width = candidates.x2[i] - candidates.x1[i];
            float height = candidates.y2[i] - candidates.y1[i];
            set(
                    i,
                    (candidates.x1[i] + candidates.x2[i]) / 2 + (isOffset ? candidates.category[i] * OFFSET : 0),
                    (candidates.y1[i] + candidates.y2[i]) / 2 + (isOffset ? candidates.category[i] * OFFSET : 0),
                    width,
                    height,
                    angles[i]);
        }
        int[] classes = rule == YoloOptions.Suppression.PER_CLASS ? candidates.category : new int[0];
        double bound = distanceBound(iou);
        int found = 0;
        for (int i = 0; i < count && found < most; i++) {
            if (!falls(i, classes, iou, bound)) {
                kept[found++] = i;
            }
        }
        return found;
    }

    private boolean falls(int i, int[] classes, double iou, double bound) {
        for (int j = 0; j < i; j++) {
            if ((classes.length == 0 || classes[i] == classes[j]) && isNear(i, j, bound) && overlap(j, i) > iou) {
                return true;
            }
        }
        return false;
    }

    /**
     * The squared distance of centres, in units of the sum of both larger variances, beyond which two boxes overlap by no
     * more than {@code iou}: the Bhattacharyya distance is at least a quarter of it. A hundredth more for rounding.
     */
    private static double distanceBound(double iou) {
        double distance = -Math.log(1 - (1 - iou) * (1 - iou));
        return 4.04 * distance;
    }

    private boolean isNear(int i, int j, double bound) {
        if (reach[i] == 0 || reach[j] == 0) {
            return true;
        }
        double dx = x[i] - x[j];
        double dy = y[i] - y[j];
        return !(dx * dx + dy * dy > bound * (reach[i] + reach[j]));
    }

    void set(int i, float centerX, float centerY, float width, float height, float angle) {
        float alongWidth = width * width / 12;
        float alongHeight = height * height / 12;
        float cos = (float) Math.cos(angle);
        float sin = (float) Math.sin(angle);
        x[i] = centerX;
        y[i] = centerY;
        a[i] = alongWidth * cos * cos + alongHeight * sin * sin;
        b[i] = alongWidth * sin * sin + alongHeight * cos * cos;
        c[i] = (alongWidth - alongHeight) * cos * sin;
        // Below half a pixel the constants against division by zero count, and the bound does not hold.
        reach[i] = Math.min(width, height) >= 0.5f ? Math.max(alongWidth, alongHeight) : 0;
    }

    /** One minus the Hellinger distance, in about [0, 1]. */
    float overlap(int i, int j) {
        float sumA = a[i] + a[j];
        float sumB = b[i] + b[j];
        float sumC = c[i] + c[j];
        float dx = x[i] - x[j];
        float dy = y[i] - y[j];
        float determinant = sumA * sumB - sumC * sumC;
        float t1 = (sumA * (dy * dy) + sumB * (dx * dx)) / (determinant + EPS) * 0.25f;
        float t2 = sumC * (x[j] - x[i]) * (y[i] - y[j]) / (determinant + EPS) * 0.5f;
        float volumes = Math.max(a[i] * b[i] - c[i] * c[i], 0) * Math.max(a[j] * b[j] - c[j] * c[j], 0);
        float t3 = 0.5f * (float) Math.log(determinant / (4 * (float) Math.sqrt(volumes) + EPS) + EPS);
        float distance = Math.min(Math.max(t1 + t2 + t3, EPS), 100);
        return 1 - (float) Math.sqrt(1 - (float) Math.exp(-distance) + EPS);
    }

    void reserve(int count) {
        if (x.length < count) {
            x = new float[count];
            y = new float[count];
            a = new float[count];
            b = new float[count];
            c = new float[count];
            reach = new float[count];
            kept = new int[count];
        }
    }
}
