package io.github.s2vision.detect.slice;

/** Oriented boxes: an axis-aligned box turned about its centre by an angle in radians, clockwise on the screen. */
final class TurnedBox {
    /** Two rectangles have at most 8 corners in common. */
    private static final int MOST_CORNERS = 8;

    private TurnedBox() {}

    /** The area that two turned boxes share: one cut by the four sides of the other (Sutherland and Hodgman 1974). */
    static double intersection(float[] boxes, int first, double firstAngle, int second, double secondAngle) {
        double[] polygon = new double[2 * MOST_CORNERS + 2];
        double[] cut = new double[2 * MOST_CORNERS + 2];
        double[] sides = corners(boxes, second, secondAngle);
        System.arraycopy(corners(boxes, first, firstAngle), 0, polygon, 0, 8);
        int count = 4;
        for (int side = 0; side < 4 && count > 0; side++) {
            double x = sides[2 * side];
            double y = sides[2 * side + 1];
            double dx = sides[2 * ((side + 1) % 4)] - x;
            double dy = sides[2 * ((side + 1) % 4) + 1] - y;
            int kept = 0;
            for (int i = 0; i < count; i++) {
                int j = (i + 1) % count;
                double here = dx * (polygon[2 * i + 1] - y) - dy * (polygon[2 * i] - x);
                double there = dx * (polygon[2 * j + 1] - y) - dy * (polygon[2 * j] - x);
                if (here >= 0) {
                    cut[2 * kept] = polygon[2 * i];
                    cut[2 * kept++ + 1] = polygon[2 * i + 1];
                }
                if (here >= 0 != there >= 0) {
                    double share = here / (here - there);
                    cut[2 * kept] = polygon[2 * i] + share * (polygon[2 * j] - polygon[2 * i]);
                    cut[2 * kept++ + 1] = polygon[2 * i + 1] + share * (polygon[2 * j + 1] - polygon[2 * i + 1]);
                }
            }
            double[] swap = polygon;
            polygon = cut;
            cut = swap;
            count = kept;
        }
        double twice = 0;
        for (int i = 0; i < count; i++) {
            int j = (i + 1) % count;
            twice += polygon[2 * i] * polygon[2 * j + 1] - polygon[2 * j] * polygon[2 * i + 1];
        }
        return Math.abs(twice) / 2;
    }

    /** Four corners x, y in turn, clockwise on the screen. */
    private static double[] corners(float[] boxes, int at, double angle) {
        double x = ((double) boxes[at] + boxes[at + 2]) / 2;
        double y = ((double) boxes[at + 1] + boxes[at + 3]) / 2;
        double halfWidth = ((double) boxes[at + 2] - boxes[at]) / 2;
        double halfHeight = ((double) boxes[at + 3] - boxes[at + 1]) / 2;
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        double[] corners = new double[8];
        for (int i = 0; i < 4; i++) {
            double dx = i == 0 || i == 3 ? -halfWidth : halfWidth;
            double dy = i < 2 ? -halfHeight : halfHeight;
            corners[2 * i] = x + dx * cos - dy * sin;
            corners[2 * i + 1] = y + dx * sin + dy * cos;
        }
        return corners;
    }

    /** The smallest axis-aligned boxes around turned ones, four corners each. */
    static float[] bounds(float[] boxes, float[] angles) {
        float[] bounds = new float[boxes.length];
        for (int i = 0; i < angles.length; i++) {
            double[] corners = corners(boxes, 4 * i, angles[i]);
            double x1 = Double.POSITIVE_INFINITY;
            double y1 = Double.POSITIVE_INFINITY;
            double x2 = Double.NEGATIVE_INFINITY;
            double y2 = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < 8; k += 2) {
                x1 = Math.min(x1, corners[k]);
                x2 = Math.max(x2, corners[k]);
                y1 = Math.min(y1, corners[k + 1]);
                y2 = Math.max(y2, corners[k + 1]);
            }
            bounds[4 * i] = Math.nextDown((float) x1);
            bounds[4 * i + 1] = Math.nextDown((float) y1);
            bounds[4 * i + 2] = Math.nextUp((float) x2);
            bounds[4 * i + 3] = Math.nextUp((float) y2);
        }
        return bounds;
    }
}
