package io.github.s2vision.detect;

import io.github.s2vision.geometry.Box;
import io.github.s2vision.image.Canvas;
import io.github.s2vision.image.Image;
import java.util.Locale;

/** Draws detections: masks, then boxes from the least to the most certain, then points. */
final class Drawing {
    private Drawing() {}

    static Image draw(Detections detections, Image image) {
        if (!detections.imageSize().equals(image.size())) {
            throw new IllegalArgumentException(
                    "detections of an image of " + detections.imageSize() + " do not belong on one of " + image.size());
        }
        Canvas canvas = Canvas.of(image);
        for (int i = detections.masks().size() - 1; i >= 0; i--) {
            Mask mask = detections.masks().get(i);
            canvas.mask(brush -> paint(mask, brush), colour(detections, i));
        }
        float[] angles = detections.angles();
        for (int i = detections.size() - 1; i >= 0; i--) {
            String label =
                    String.format(Locale.ROOT, "%s %.2f", detections.category(i).name(), detections.score(i));
            if (angles.length == 0) {
                canvas.box(detections.box(i), label, colour(detections, i));
            } else {
                turned(canvas, detections.box(i), angles[i], label, colour(detections, i));
            }
        }
        for (int i = detections.keypoints().size() - 1; i >= 0; i--) {
            points(canvas, detections.keypoints().get(i), colour(detections, i));
        }
        return canvas.image();
    }

    private static int colour(Detections detections, int i) {
        return detections.category(i).id();
    }

    private static void paint(Mask mask, Canvas.Brush brush) {
        int height = mask.size().height();
        int[] runs = mask.runs();
        int position = 0;
        for (int i = 0; i < runs.length; i++) {
            int end = position + runs[i];
            while (i % 2 == 1 && position < end) {
                int x = position / height;
                int stop = Math.min(end, (x + 1) * height);
                brush.rectangle(x, position - x * height, 1, stop - position);
                position = stop;
            }
            position = end;
        }
    }

    private static void turned(Canvas canvas, Box box, double angle, String label, int colour) {
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        double[] alongX = {-.5, .5, .5, -.5};
        double[] alongY = {-.5, -.5, .5, .5};
        double[] xs = new double[4];
        double[] ys = new double[4];
        for (int i = 0; i < 4; i++) {
            double dx = alongX[i] * box.width();
            double dy = alongY[i] * box.height();
            xs[i] = box.centerX() + dx * cos - dy * sin;
            ys[i] = box.centerY() + dx * sin + dy * cos;
        }
        canvas.polygon(xs, ys, colour);
        canvas.text(label, xs[0], ys[0], colour);
    }

    private static void points(Canvas canvas, Keypoints points, int colour) {
        for (int k = 0; k < points.size(); k++) {
            if (points.visibility(k) > 0) {
                canvas.point(points.x(k), points.y(k), colour);
            }
        }
    }
}
