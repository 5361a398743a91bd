package io.github.s2vision.evaluation;

import io.github.s2vision.dataset.Dataset;
import io.github.s2vision.dataset.Id;
import io.github.s2vision.dataset.Instances;
import io.github.s2vision.dataset.Instances.Field;
import io.github.s2vision.dataset.Segmentation;
import io.github.s2vision.evaluation.EvaluationException.Reason;
import io.github.s2vision.evaluation.Settings.Kind;
import io.github.s2vision.geometry.Size;
import java.io.IOException;
import java.util.Optional;

/** The annotations of a data set as the rules of an evaluation see them. Immutable. */
final class ObjectRows {
    private final Settings settings;
    private final Dataset dataset;
    private final Instances rows;
    private final boolean strict;

    ObjectRows(Settings settings, Dataset dataset) {
        this.settings = settings;
        this.dataset = dataset;
        this.rows = dataset.annotations();
        this.strict = settings.isStrict();
    }

    Instances rows() {
        return rows;
    }

    /** Whether any number of detections may match it. LVIS has no crowds. */
    boolean crowd(int row) {
        return !settings.isLvis() && rows.crowd(row);
    }

    /** Whether it is ignored whatever its area. */
    boolean ignored(int row) {
        if (settings.isLvis()) {
            return rows.ignored(row);
        }
        boolean pointless = settings.kind() == Kind.KEYPOINTS && withoutKeypoints(row);
        return rows.crowdTrue(row) || pointless || (!strict && rows.ignored(row));
    }

    private boolean withoutKeypoints(int row) {
        return rows.has(row, Field.KEYPOINT_COUNT) ? rows.withoutKeypoints(row) : !rows.has(row, Field.KEYPOINTS);
    }

    double area(int row) {
        return rows.has(row, Field.AREA) ? rows.area(row) : rows.width(row) * rows.height(row);
    }

    /** How the reference takes the id of an annotation that is matched. */
    byte oddId(int row) {
        if (!strict) {
            return 0;
        }
        Optional<Id> id = rows.id(row);
        if (id.isPresent() && id.get().isLong()) {
            return id.get().number() == 0 ? GroupMatcher.Truth.zeroId() : 0;
        }
        if (id.isPresent() && !id.get().isDouble()) {
            return GroupMatcher.Truth.unusableId();
        }
        return id.isPresent() && id.get().asDouble() == 0 ? GroupMatcher.Truth.zeroId() : 0;
    }

    /** What an evaluation reads of every annotation in its scope: refuses what the reference stumbles over. */
    void check(int row) {
        if (settings.isLvis()) {
            require(row, Field.AREA);
        } else if (strict) {
            require(row, Field.CROWD);
            if (settings.kind() != Kind.KEYPOINTS) {
                refuse(row, Field.CROWD, rows.fault(row, Field.CROWD)); // a number that is no byte
            }
            if (!ignored(row)) {
                require(row, Field.AREA);
            }
            if (settings.kind() == Kind.KEYPOINTS) {
                require(row, Field.KEYPOINT_COUNT);
            }
        } else if (rows.fault(row, Field.CROWD).isPresent()
                || rows.fault(row, Field.AREA).isPresent()) {
            require(row, rows.fault(row, Field.CROWD).isPresent() ? Field.CROWD : Field.AREA);
        }
        if (settings.kind() == Kind.BBOX) {
            require(row, Field.BOX);
        }
        if (!strict
                && settings.kind() != Kind.SEGM
                && rows.has(row, Field.BOX)
                && rows.box(row).isEmpty()) {
            throw new EvaluationException(
                    Reason.BAD_VALUE,
                    place(row) + " has a box that is inside out or not finite: " + rows.x(row) + ", " + rows.y(row)
                            + ", " + rows.width(row) + ", " + rows.height(row)
                            + ". Correct it, or use Parity.STRICT, which takes it");
        }
    }

    private void require(int row, Field field) {
        if (!rows.has(row, field)) {
            refuse(row, field, rows.fault(row, field));
            throw new EvaluationException(
                    Reason.MISSING_FIELD, place(row) + ": " + field.key() + " is missing. " + field.remedy());
        }
    }

    private void refuse(int row, Field field, Optional<String> fault) {
        if (fault.isPresent()) {
            throw new EvaluationException(
                    Reason.BAD_VALUE, place(row) + ": " + field.key() + " " + fault.get() + ". " + field.remedy());
        }
    }

    /** The row's mask in its image. */
    Region region(Instances.Shapes shapes, int row) throws IOException {
        require(row, Field.SEGMENTATION);
        int sample = dataset.sampleOf(rows.image(row));
        long height = height(dataset, sample);
        long width = width(dataset, sample);
        try {
            Segmentation segmentation = shapes.segmentation(row);
            return strict || settings.isLvis()
                    ? Region.of(segmentation.toRuns(height, width))
                    : Region.of(segmentation.toMask(new Size((int) width, (int) height)));
        } catch (IllegalArgumentException improper) {
            throw new EvaluationException(Reason.BAD_MASK, place(row) + ": " + improper.getMessage(), improper);
        }
    }

    /** The height of an image, which masks cannot do without. */
    static long height(Dataset dataset, int sample) {
        return side(dataset, sample, sample < 0 ? -1 : dataset.height(sample));
    }

    /** The width of an image, likewise. */
    static long width(Dataset dataset, int sample) {
        return side(dataset, sample, sample < 0 ? -1 : dataset.width(sample));
    }

    private static long side(Dataset dataset, int sample, long side) {
        if (side == -1) {
            throw new EvaluationException(
                    Reason.MISSING_FIELD,
                    dataset.name() + ": an image " + (sample < 0 ? "" : dataset.sampleId(sample) + " ")
                            + "without height and width, which masks need. Add them under \"images\"");
        }
        return side;
    }

    double[] keypoints(Instances.Shapes shapes, int row) throws IOException {
        require(row, Field.KEYPOINTS);
        try {
            return shapes.keypoints(row);
        } catch (IllegalArgumentException improper) {
            throw new EvaluationException(
                    Reason.BAD_VALUE, place(row) + ": keypoints " + improper.getMessage(), improper);
        }
    }

    /** What only the comparison of keypoints needs. */
    void checkKeypoints(int row) {
        require(row, Field.AREA);
        if (!rows.hasLongBox(row)) {
            require(row, Field.BOX);
            refuse(row, Field.BOX, rows.fault(row, Field.BOX));
        }
    }

    String place(int row) {
        return dataset.name() + ", annotation " + rows.id(row).map(Id::toString).orElse("number " + row);
    }
}
