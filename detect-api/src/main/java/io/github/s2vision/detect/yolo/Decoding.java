package io.github.s2vision.detect.yolo;

import io.github.s2vision.backend.BackendException;
import io.github.s2vision.detect.Detections;
import io.github.s2vision.detect.Keypoints;
import io.github.s2vision.detect.Mask;
import io.github.s2vision.geometry.Placement;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Shape;
import io.github.s2vision.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * From the outputs of a run to detections in the pixels of the image. Keeps its columns from run to run; for one thread at a
 * time.
 */
final class Decoding {
    /** Boxes that end before this network pixel are normalised ones: the first anchor's centre lies at 4. */
    private static final float NORMALISED = 2;

    private final YoloFile file;
    private final ScoreCheck check;
    private final Candidates candidates = new Candidates();
    private final Nms nms = new Nms();
    private final RotatedNms rotated = new RotatedNms();
    private float[] angles = {};

    Decoding(YoloFile file, ScoreCheck check) {
        this.file = file;
        this.check = check;
    }

    /**
     * The detections of picture {@code index} of a batch.
     *
     * @param head FLOAT32
     * @param prototypes FLOAT32, of a model that segments
     * @throws BackendException if numbers are NaN or infinite, or cannot be what the file said
     */
    Detections detections(
            Tensor head, Optional<Tensor> prototypes, int index, Placement placement, Settings settings) {
        RawHead raw = raw(head, index);
        try {
            int[] kept = kept(raw, settings);
            return switch (file.task()) {
                case SEGMENT -> masked(raw, kept, painter(prototypes.orElseThrow(), index, placement), settings);
                case POSE -> posed(raw, kept, placement, settings);
                case OBB -> oriented(raw, kept, placement, settings);
                case DETECT, CLASSIFY -> {
                    Columns columns = columns(kept, placement);
                    yield Detections.ofColumns(
                            placement.original(),
                            settings.categories(),
                            columns.boxes,
                            columns.scores,
                            columns.classes);
                }
            };
        } catch (Candidates.NumericException broken) {
            throw new BackendException(file.name() + ": " + broken.getMessage(), broken);
        }
    }

    /** FLOAT32 of what a model gave. */
    static Tensor floats(Tensor output) {
        if (output.type() == DataType.FLOAT32) {
            return output;
        }
        Tensor floats = Tensor.allocate(DataType.FLOAT32, output.shape());
        floats.copyFrom(output);
        return floats;
    }

    private RawHead raw(Tensor head, int index) {
        Shape shape = head.shape();
        int second = (int) shape.dimension(1);
        int third = (int) shape.dimension(2);
        boolean isChannelsFirst = file.layout() == YoloFile.Layout.CHANNELS_FIRST;
        int channels = isChannelsFirst ? second : third;
        int needed = (file.layout() == YoloFile.Layout.ROWS ? 6 : 4 + file.classes()) + file.extra();
        if (channels != needed) {
            throw new BackendException(file.name() + ": output " + head + " has " + channels + " channels, "
                    + needed + " were expected of " + file.head());
        }
        return new RawHead(
                head.floats(), index * second * third, channels, isChannelsFirst ? third : second, isChannelsFirst);
    }

    /** The places of the candidates that are reported, best first. */
    private int[] kept(RawHead raw, Settings settings) {
        YoloOptions options = settings.options();
        boolean isRows = file.layout() == YoloFile.Layout.ROWS;
        float confidence = (float) options.confidence();
        if (isRows) {
            candidates.collectRows(raw, file.classes(), confidence, settings.wanted(), options.maxDetections());
            check.look(candidates.highest(), new float[0], 0);
            if (file.task() == YoloV8.Task.OBB) {
                candidates.centresToCorners();
            }
        } else {
            candidates.collect(
                    raw,
                    file.classes(),
                    confidence,
                    options.labels() == YoloOptions.Labels.ALL,
                    settings.wanted(),
                    options.maxCandidates());
            if (!file.isSelfDescribed()) {
                candidates.requireProbabilities(raw, file.classes());
            }
            check.look(candidates.highest(), candidates.best(), raw.candidates());
        }
        requirePixels();
        if (isRows) {
            int[] all = new int[candidates.count];
            Arrays.setAll(all, i -> i);
            return all;
        }
        if (file.task() == YoloV8.Task.OBB) {
            gatherAngles(raw);
            int count = rotated.suppress(
                    candidates, angles, options.iou(), options.maxDetections(), options.suppression());
            return Arrays.copyOf(rotated.kept(), count);
        }
        int count = nms.suppress(
                candidates, file.classes(), options.iou(), options.maxDetections(), options.suppression());
        return Arrays.copyOf(nms.kept(), count);
    }

    private void gatherAngles(RawHead raw) {
        if (angles.length < candidates.count) {
            angles = new float[candidates.count];
        }
        for (int i = 0; i < candidates.count; i++) {
            angles[i] = raw.at(raw.channels() - 1, candidates.anchor[i]);
            if (!Float.isFinite(angles[i])) {
                throw Candidates.NumericException.broken(
                        "candidate " + candidates.anchor[i] + " has the angle " + angles[i]);
            }
        }
    }

    private void requirePixels() {
        float most = 0;
        float area = 0;
        for (int i = 0; i < candidates.count; i++) {
            most = Math.max(most, Math.max(candidates.x2[i], candidates.y2[i]));
            area = Math.max(
                    area, (candidates.x2[i] - candidates.x1[i]) * (candidates.y2[i] - candidates.y1[i]));
        }
        if (area > 0 && most <= NORMALISED) {
            throw new BackendException(file.name() + ": its " + candidates.count + " boxes end at " + most
                    + ", so they are shares of the picture, not pixels (TensorFlow and RKNN exports normalise them)."
                    + " Export it to ONNX directly");
        }
    }

    /** The columns of detections under construction. */
    private static final class Columns {
        final float[] boxes;
        final float[] scores;
        final int[] classes;
        final int[] places; // among the candidates
        int count;

        Columns(int most) {
            boxes = new float[4 * most];
            scores = new float[most];
            classes = new int[most];
            places = new int[most];
        }

        Columns trimmed() {
            if (count == scores.length) {
                return this;
            }
            Columns less = new Columns(count);
            System.arraycopy(boxes, 0, less.boxes, 0, 4 * count);
            System.arraycopy(scores, 0, less.scores, 0, count);
            System.arraycopy(classes, 0, less.classes, 0, count);
            System.arraycopy(places, 0, less.places, 0, count);
            less.count = count;
            return less;
        }
    }

    private void add(Columns columns, int place, double x1, double y1, double x2, double y2) {
        int at = columns.count++;
        columns.boxes[4 * at] = (float) x1;
        columns.boxes[4 * at + 1] = (float) y1;
        columns.boxes[4 * at + 2] = (float) x2;
        columns.boxes[4 * at + 3] = (float) y2;
        columns.scores[at] = candidates.score[place];
        columns.classes[at] = candidates.category[place];
        columns.places[at] = place;
    }

    /** A box whose right edge is left of its left one is none; heads of the family give no such boxes, broken ones do. */
    private boolean isBox(int place) {
        return candidates.x1[place] <= candidates.x2[place] && candidates.y1[place] <= candidates.y2[place];
    }

    /** Boxes in the image, cut at its border. */
    private Columns columns(int[] kept, Placement placement) {
        Size size = placement.original();
        Columns columns = new Columns(kept.length);
        for (int place : kept) {
            if (isBox(place)) {
                add(
                        columns,
                        place,
                        cut(placement.toOriginalX(candidates.x1[place]), size.width()),
                        cut(placement.toOriginalY(candidates.y1[place]), size.height()),
                        cut(placement.toOriginalX(candidates.x2[place]), size.width()),
                        cut(placement.toOriginalY(candidates.y2[place]), size.height()));
            }
        }
        return columns.trimmed();
    }

    private static double cut(double edge, int length) {
        return Math.min(Math.max(edge, 0), length);
    }

    private int firstExtra() {
        return file.layout() == YoloFile.Layout.ROWS ? 6 : 4 + file.classes();
    }

    private MaskPainter painter(Tensor prototypes, int index, Placement placement) {
        Shape shape = prototypes.shape();
        int maps = (int) shape.dimension(1);
        int height = (int) shape.dimension(2);
        int width = (int) shape.dimension(3);
        return new MaskPainter(
                prototypes.floats(), index * maps * height * width, maps, width, height, placement);
    }

    private Detections masked(RawHead raw, int[] kept, MaskPainter painter, Settings settings) {
        Placement placement = painter.placement();
        Columns all = columns(kept, placement);
        Columns columns = new Columns(all.count);
        List<Mask> masks = new ArrayList<>();
        float[] coefficients = new float[file.extra()];
        for (int i = 0; i < all.count; i++) {
            int place = all.places[i];
            for (int k = 0; k < coefficients.length; k++) {
                coefficients[k] = raw.at(firstExtra() + k, candidates.anchor[place]);
            }
            Optional<Mask> mask = settings.options().masks() == YoloOptions.Masks.IMAGE
                    ? painter.imageMask(
                            coefficients,
                            all.boxes[4 * i],
                            all.boxes[4 * i + 1],
                            all.boxes[4 * i + 2],
                            all.boxes[4 * i + 3])
                    : networkMask(painter, coefficients, place).map(painter::onImage);
            if (mask.isPresent()) { // without a pixel there is nothing to see: dropped, as the reference does
                masks.add(mask.get());
                add(
                        columns,
                        place,
                        all.boxes[4 * i],
                        all.boxes[4 * i + 1],
                        all.boxes[4 * i + 2],
                        all.boxes[4 * i + 3]);
            }
        }
        Columns found = columns.trimmed();
        return Detections.ofMasks(
                placement.original(), settings.categories(), found.boxes, found.scores, found.classes, masks);
    }

    private Optional<MaskPainter.Window> networkMask(MaskPainter painter, float[] coefficients, int place) {
        return Optional.of(painter.networkMask(
                        coefficients,
                        candidates.x1[place],
                        candidates.y1[place],
                        candidates.x2[place],
                        candidates.y2[place]))
                .filter(window -> !window.isEmpty());
    }

    private Detections posed(RawHead raw, int[] kept, Placement placement, Settings settings) {
        Columns columns = columns(kept, placement);
        Size size = placement.original();
        List<Keypoints> poses = new ArrayList<>();
        int each = file.keypointValues();
        double[] values = new double[3 * file.keypoints()];
        for (int place : columns.places) {
            int anchor = candidates.anchor[place];
            for (int k = 0; k < file.keypoints(); k++) {
                int channel = firstExtra() + k * each;
                values[3 * k] = cut(placement.toOriginalX(raw.at(channel, anchor)), size.width());
                values[3 * k + 1] = cut(placement.toOriginalY(raw.at(channel + 1, anchor)), size.height());
                values[3 * k + 2] = each == 3 ? raw.at(channel + 2, anchor) : 1;
            }
            if (!Double.isFinite(Arrays.stream(values).sum())) {
                throw Candidates.NumericException.broken("a keypoint of candidate " + anchor + " is no number");
            }
            poses.add(Keypoints.of(values));
        }
        return Detections.ofKeypoints(
                size, settings.categories(), columns.boxes, columns.scores, columns.classes, poses);
    }

    /** Not cut at the border, since the part inside is no rectangle; each side by the scale of its axis, as the reference. */
    private Detections oriented(RawHead raw, int[] kept, Placement placement, Settings settings) {
        Columns columns = new Columns(kept.length);
        for (int place : kept) {
            if (isBox(place)) {
                double halfWidth = (candidates.x2[place] - candidates.x1[place]) / 2 / placement.scaleX();
                double halfHeight = (candidates.y2[place] - candidates.y1[place]) / 2 / placement.scaleY();
                double x = placement.toOriginalX((candidates.x1[place] + candidates.x2[place]) / 2);
                double y = placement.toOriginalY((candidates.y1[place] + candidates.y2[place]) / 2);
                add(columns, place, x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight);
            }
        }
        Columns found = columns.trimmed();
        float[] turned = new float[found.count];
        for (int i = 0; i < turned.length; i++) {
            turned[i] = raw.at(raw.channels() - 1, candidates.anchor[found.places[i]]);
        }
        return Detections.ofAngles(
                placement.original(), settings.categories(), found.boxes, found.scores, found.classes, turned);
    }
}
