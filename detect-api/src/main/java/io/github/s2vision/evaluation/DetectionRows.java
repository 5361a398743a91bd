package io.github.s2vision.evaluation;

import io.github.s2vision.dataset.Dataset;
import io.github.s2vision.dataset.Instances;
import io.github.s2vision.dataset.Instances.Field;
import io.github.s2vision.dataset.Predictions;
import io.github.s2vision.dataset.Segmentation;
import io.github.s2vision.detect.MaskApi;
import io.github.s2vision.evaluation.EvaluationException.Reason;
import io.github.s2vision.geometry.Size;
import java.io.IOException;
import java.util.Optional;

/**
 * Predictions as pycocotools loads them (coco.py, {@code loadRes}): the first one decides whether they are boxes, masks or
 * keypoints, and so where box and area of all come from. Immutable.
 */
final class DetectionRows {
    private enum Form {
        BOXES,
        MASKS,
        KEYPOINTS
    }

    private final Settings settings;
    private final Dataset dataset;
    private final Predictions predictions;
    private final Instances rows;
    private final Form form;
    private final int[] samples; // by image ordinal of the predictions
    private final double[] areas; // by row
    private final double[] boxes; // by row, four each; empty where the file has them

    DetectionRows(Settings settings, Dataset dataset, Predictions predictions, int[] samples) throws IOException {
        this.settings = settings;
        this.dataset = dataset;
        this.predictions = predictions;
        this.rows = predictions.instances();
        this.samples = samples;
        this.form = rows.size() == 0 ? Form.BOXES : form();
        if (form == Form.BOXES) {
            checkBoxes();
            boxes = new double[0];
            areas = rows.boxAreas();
            if (settings.kind() == Settings.Kind.SEGM && !settings.isStrict() && !settings.isLvis()) {
                measureMasks();
            }
        } else {
            areas = new double[rows.size()];
            boxes = new double[4 * rows.size()];
            try (Instances.Shapes shapes = rows.shapes()) {
                for (int row = 0; row < areas.length; row++) {
                    if (form == Form.MASKS) {
                        measureMask(shapes, row);
                    } else {
                        measureKeypoints(shapes, row);
                    }
                }
            }
        }
    }

    private Form form() {
        if (rows.saysCaption(0)) {
            throw new EvaluationException(
                    Reason.BAD_VALUE,
                    predictions.name() + " begins with a result that has a caption: captions are not evaluated here");
        } else if (rows.saysBox(0)) {
            return Form.BOXES;
        } else if (rows.has(0, Field.SEGMENTATION)) {
            return Form.MASKS;
        } else if (rows.has(0, Field.KEYPOINTS)) {
            return Form.KEYPOINTS;
        }
        throw new EvaluationException(
                Reason.MISSING_FIELD,
                predictions.name() + " begins with a result that has neither bbox nor segmentation nor keypoints");
    }

    Instances rows() {
        return rows;
    }

    private void checkBoxes() {
        if (rows.oddBoxes() == 0) {
            return;
        }
        for (int row = 0; row < rows.size(); row++) {
            Optional<String> fault = rows.fault(row, Field.BOX);
            boolean usable = rows.hasLongBox(row) || (rows.has(row, Field.BOX) && fault.isEmpty());
            if (!usable) {
                throw new EvaluationException(
                        fault.isPresent() ? Reason.BAD_VALUE : Reason.MISSING_FIELD,
                        place(row) + ": bbox " + fault.orElse("is missing")
                                + ". The first result has a box, so all must");
            }
        }
    }

    /** Where a result has box and mask, the reference takes the box's area also for masks. */
    private void measureMasks() throws IOException {
        try (Instances.Shapes shapes = rows.shapes()) {
            for (int row = 0; row < areas.length; row++) {
                if (rows.has(row, Field.SEGMENTATION) && samples[rows.image(row)] >= 0) {
                    areas[row] = MaskApi.area(region(shapes, row).counts);
                }
            }
        }
    }

    private void measureMask(Instances.Shapes shapes, int row) throws IOException {
        if (!rows.has(row, Field.SEGMENTATION)) {
            throw new EvaluationException(
                    Reason.MISSING_FIELD,
                    place(row) + " has no segmentation, but the first result has one, so all must");
        }
        try {
            Segmentation.Runs runs = shapes.segmentation(row).compressedRuns();
            areas[row] = MaskApi.area(runs.counts());
            double[] box = rows.has(row, Field.BOX)
                    ? new double[] {rows.x(row), rows.y(row), rows.width(row), rows.height(row)}
                    : MaskApi.box(runs.counts(), runs.height(), runs.width());
            System.arraycopy(box, 0, boxes, 4 * row, 4);
        } catch (IllegalArgumentException improper) {
            throw new EvaluationException(Reason.BAD_MASK, place(row) + ": " + improper.getMessage(), improper);
        }
    }

    private void measureKeypoints(Instances.Shapes shapes, int row) throws IOException {
        double[] points = keypoints(shapes, row);
        if (points.length < 2) {
            throw new EvaluationException(Reason.BAD_VALUE, place(row) + " has keypoints without a number pair");
        }
        double[] xs = every3rd(points, 0);
        double[] ys = every3rd(points, 1);
        double x = numpyMin(xs);
        double y = numpyMin(ys);
        double width = numpyMax(xs) - x;
        double height = numpyMax(ys) - y;
        areas[row] = width * height;
        System.arraycopy(new double[] {x, y, width, height}, 0, boxes, 4 * row, 4);
    }

    static double[] every3rd(double[] points, int from) {
        double[] values = new double[(points.length - from + 2) / 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = points[from + 3 * i];
        }
        return values;
    }

    private static double numpyMin(double[] values) {
        double min = values[0];
        for (double value : values) {
            min = Math.min(min, value); // NaN stays, as in NumPy
        }
        return min;
    }

    private static double numpyMax(double[] values) {
        double max = values[0];
        for (double value : values) {
            max = Math.max(max, value);
        }
        return max;
    }

    /** By row, the area that decides whether an unmatched detection counts in a range; not to be changed. */
    double[] areas() {
        return areas;
    }

    /** Writes x, y, width and height to the begin of {@code to}. */
    void box(int row, double[] to) {
        if (form == Form.BOXES) {
            to[0] = rows.x(row);
            to[1] = rows.y(row);
            to[2] = rows.width(row);
            to[3] = rows.height(row);
        } else {
            System.arraycopy(boxes, 4 * row, to, 0, 4);
        }
    }

    /** What an evaluation reads of every prediction in its scope. */
    void check(int row) {
        if (!rows.has(row, Field.SCORE)) {
            Optional<String> fault = rows.fault(row, Field.SCORE);
            throw new EvaluationException(
                    fault.isPresent() ? Reason.BAD_VALUE : Reason.MISSING_FIELD,
                    place(row) + ": score " + fault.orElse("is missing") + ". Give a number");
        }
        if (!settings.isStrict() && !settings.isLvis() && Double.isNaN(rows.score(row))) {
            throw new EvaluationException(Reason.BAD_VALUE, place(row) + ": score is NaN. Give a number");
        }
    }

    /** Whether {@link #checkBox} may refuse one. */
    boolean mayHaveOddBoxes() {
        return rows.oddBoxes() > 0 || !settings.isStrict();
    }

    /** What comparing boxes reads beyond. */
    void checkBox(int row) {
        boolean fromFile = form == Form.BOXES || rows.saysBox(row);
        if (fromFile && rows.oddBoxes() > 0 && !rows.has(row, Field.BOX)) {
            throw new EvaluationException(
                    Reason.BAD_VALUE,
                    place(row) + ": bbox " + rows.fault(row, Field.BOX).orElse("is empty") + ". Give four numbers");
        }
        if (!settings.isStrict()
                && !settings.isLvis()
                && form == Form.BOXES
                && rows.box(row).isEmpty()) {
            throw new EvaluationException(
                    Reason.BAD_VALUE,
                    place(row) + " has a box that is inside out or not finite. Correct it, or use Parity.STRICT");
        }
    }

    /** Whether the mask of a row is its box, so that there is no text of a mask that might be wrong. */
    boolean hasMaskFromBox(int row) {
        return form == Form.BOXES && !rows.has(row, Field.SEGMENTATION);
    }

    /** Refuses an image whose size no mask could have. */
    void checkImage(int row) {
        int sample = samples[rows.image(row)];
        long height = ObjectRows.height(dataset, sample);
        long width = ObjectRows.width(dataset, sample);
        if (height < 0 || width < 0 || height > Integer.MAX_VALUE || width > Integer.MAX_VALUE) {
            throw new EvaluationException(
                    Reason.BAD_VALUE,
                    dataset.name() + ", image " + dataset.sampleId(sample)
                            + ": height and width must be whole numbers of 0 or more");
        }
    }

    /** The row's mask in its image. */
    Region region(Instances.Shapes shapes, int row) throws IOException {
        int sample = samples[rows.image(row)];
        long height = ObjectRows.height(dataset, sample);
        long width = ObjectRows.width(dataset, sample);
        if (hasMaskFromBox(row)) {
            checkImage(row);
            return Region.ofBox(rows.x(row), rows.y(row), rows.width(row), rows.height(row), (int) height, (int) width);
        }
        if (!rows.has(row, Field.SEGMENTATION)) {
            throw new EvaluationException(Reason.MISSING_FIELD, place(row) + ": segmentation is missing");
        }
        try {
            Segmentation segmentation = shapes.segmentation(row);
            return settings.isStrict() || settings.isLvis()
                    ? Region.of(segmentation.toRuns(height, width))
                    : Region.of(segmentation.toMask(new Size((int) width, (int) height)));
        } catch (IllegalArgumentException improper) {
            throw new EvaluationException(Reason.BAD_MASK, place(row) + ": " + improper.getMessage(), improper);
        }
    }

    double[] keypoints(Instances.Shapes shapes, int row) throws IOException {
        if (!rows.has(row, Field.KEYPOINTS)) {
            throw new EvaluationException(Reason.MISSING_FIELD, place(row) + " has no keypoints");
        }
        try {
            return shapes.keypoints(row);
        } catch (IllegalArgumentException improper) {
            throw new EvaluationException(
                    Reason.BAD_VALUE, place(row) + ": keypoints " + improper.getMessage(), improper);
        }
    }

    String place(int row) {
        return predictions.name() + ", result " + row;
    }
}
