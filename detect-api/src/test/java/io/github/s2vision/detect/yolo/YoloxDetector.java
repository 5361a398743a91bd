package io.github.s2vision.detect.yolo;

import io.github.s2vision.backend.Session;
import io.github.s2vision.detect.Category;
import io.github.s2vision.detect.Detection;
import io.github.s2vision.detect.Detections;
import io.github.s2vision.detect.Detector;
import io.github.s2vision.geometry.Box;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.Image;
import io.github.s2vision.image.Interpolation;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A YOLOX written against public types alone: another input (picture at the upper left, blue first, 0 to 255), another
 * output (grid offsets, logarithmic sizes, objectness). That it is short shows that a detector need not be a YOLOv8.
 */
final class YoloxDetector implements Detector {
    private final Session session;
    private final List<Category> categories;
    private final double confidence;
    private final double iou;
    private final int side;

    YoloxDetector(Session session, List<Category> categories, double confidence, double iou) {
        this.session = session;
        this.categories = categories;
        this.confidence = confidence;
        this.iou = iou;
        this.side = (int) session.signature().inputs().get(0).shape().dimension(2);
    }

    /** Whether it looks like one: candidates before channels, as many as the grids have cells. */
    static boolean recognises(Session session) {
        var input = session.signature().inputs().get(0).shape();
        var output = session.signature().outputs().get(0).shape();
        long side = input.dimension(2);
        long cells = (side / 8) * (side / 8) + (side / 16) * (side / 16) + (side / 32) * (side / 32);
        return output.rank() == 3 && output.dimension(1) == cells && output.dimension(2) > 5;
    }

    @Override
    public Detections detect(Image image) {
        double ratio = Math.min((double) side / image.height(), (double) side / image.width());
        Size inside = new Size((int) (image.width() * ratio), (int) (image.height() * ratio));
        Tensor input = Tensor.allocate(DataType.FLOAT32, 1, 3, side, side);
        fill(input.floats(), image.resized(inside, Interpolation.OPENCV_LINEAR));
        String name = session.signature().inputs().get(0).name();
        Tensor output = session.run(Map.of(name, input)).values().iterator().next();
        List<Detection> found = suppress(candidates(output));
        return Detections.of(
                image.size(),
                found.stream()
                        .map(d -> new Detection(
                                new Box(
                                                d.box().x1() / ratio,
                                                d.box().y1() / ratio,
                                                d.box().x2() / ratio,
                                                d.box().y2() / ratio)
                                        .clippedTo(image.size()),
                                d.category(),
                                d.score()))
                        .toList());
    }

    private void fill(FloatBuffer to, Image image) {
        byte[] pixels = image.toByteArray();
        for (int channel = 0; channel < 3; channel++) {
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    boolean inside = x < image.width() && y < image.height();
                    to.put(inside ? pixels[(y * image.width() + x) * 3 + 2 - channel] & 0xff : 114);
                }
            }
        }
    }

    private List<Detection> candidates(Tensor output) {
        FloatBuffer values = output.floats();
        int length = (int) output.shape().dimension(2);
        List<Detection> candidates = new ArrayList<>();
        int row = 0;
        for (int stride = 8; stride <= 32; stride *= 2) {
            for (int cell = 0; cell < (side / stride) * (side / stride); cell++, row++) {
                int at = row * length;
                int best = 0;
                for (int c = 1; c < length - 5; c++) {
                    best = values.get(at + 5 + c) > values.get(at + 5 + best) ? c : best;
                }
                float score = values.get(at + 4) * values.get(at + 5 + best);
                if (score > (float) confidence) {
                    float cx = (values.get(at) + cell % (side / stride)) * stride;
                    float cy = (values.get(at + 1) + cell / (side / stride)) * stride;
                    float width = (float) Math.exp(values.get(at + 2)) * stride;
                    float height = (float) Math.exp(values.get(at + 3)) * stride;
                    candidates.add(new Detection(Box.cxcywh(cx, cy, width, height), categories.get(best), score));
                }
            }
        }
        candidates.sort(Comparator.comparingDouble(Detection::score).reversed());
        return candidates;
    }

    private List<Detection> suppress(List<Detection> candidates) {
        List<Detection> kept = new ArrayList<>();
        for (Detection candidate : candidates) {
            if (kept.stream()
                    .noneMatch(better -> better.category().equals(candidate.category())
                            && better.box().iou(candidate.box()) > iou)) {
                kept.add(candidate);
            }
        }
        return kept;
    }
}
