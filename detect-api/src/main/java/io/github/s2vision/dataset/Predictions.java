package io.github.s2vision.dataset;

import io.github.s2vision.dataset.Instances.Field;
import io.github.s2vision.detect.Detection;
import io.github.s2vision.detect.Detections;
import io.github.s2vision.detect.Keypoints;
import io.github.s2vision.detect.Mask;
import io.github.s2vision.geometry.Box;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a model found in the images of a data set: ours, or one whose results lie in a COCO file. Immutable, columns inside,
 * numbers as in the file. Images and categories are named by the data set's ids.
 */
public final class Predictions {
    private final String name;
    private final Instances instances;

    Predictions(String name, Instances instances) {
        this.name = name;
        this.instances = instances;
    }

    /**
     * Reads a COCO result file: a list of {@code image_id}, {@code category_id}, {@code score} and {@code bbox}, {@code
     * segmentation} or {@code keypoints}. Whether the ids exist shows when it meets a data set.
     *
     * @throws IOException if the file is missing, no JSON, or not built like a result file; says where
     */
    public static Predictions readCoco(Path json) throws IOException {
        return new Predictions(json.toString(), CocoReader.readResults(json));
    }

    /**
     * Predictions from what a detector found in each image. Categories are matched by name.
     *
     * @param found one entry per image, in the order of {@link Dataset#samples}
     * @throws IllegalArgumentException if the counts differ, or something found has a name that the data set does not
     *     know; shows both lists
     */
    public static Predictions of(Dataset dataset, List<Detections> found) {
        return of(dataset, found, Map.of());
    }

    /**
     * {@link #of(Dataset, List)} for a model that names things otherwise.
     *
     * @param names from the model's names to the data set's, such as motorbike to motorcycle; to "" to leave it out
     */
    public static Predictions of(Dataset dataset, List<Detections> found, Map<String, String> names) {
        return DatasetAssembly.predictions(dataset, found, names);
    }

    /** Where they came from: the file, or a word for those made in memory. */
    public String name() {
        return name;
    }

    /** How many there are. */
    public int size() {
        return instances.size();
    }

    /** The rows as columns, in the order of the file. */
    public Instances instances() {
        return instances;
    }

    /** The lowest score; empty without predictions. Measuring needs low ones: above .05 something cut them off. */
    public OptionalDouble lowestScore() {
        double lowest = Double.POSITIVE_INFINITY;
        for (int row = 0; row < size(); row++) {
            lowest = Math.min(lowest, instances.score(row));
        }
        return size() == 0 ? OptionalDouble.empty() : OptionalDouble.of(lowest);
    }

    /**
     * What was found in one image, as values, best first. Numbers become floats. What has no box that makes sense is left
     * out.
     */
    public Detections of(Sample sample) {
        List<Detection> values = new ArrayList<>();
        int image = instances.findImage(sample.id());
        if (image >= 0) {
            for (int row : instances.rowsOf(image)) {
                detection(row, sample).ifPresent(values::add);
            }
        }
        return Detections.of(sample.size(), values);
    }

    private Optional<Detection> detection(int row, Sample sample) {
        Optional<Mask> mask = Optional.empty();
        Optional<Keypoints> keypoints = Optional.empty();
        try (Instances.Shapes shapes = instances.shapes()) {
            if (instances.has(row, Field.SEGMENTATION)) {
                mask = Optional.of(shapes.segmentation(row).toMask(sample.size()));
            }
            if (instances.has(row, Field.KEYPOINTS)) {
                keypoints = Optional.of(Keypoints.of(shapes.keypoints(row)));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        Optional<Box> around = mask.isPresent() ? mask.map(Mask::bounds) : keypoints.map(Keypoints::bounds);
        Optional<Box> box = instances.has(row, Field.BOX) ? instances.box(row) : around;
        int category = instances.category(row);
        if (box.isEmpty() || category < 0 || !Double.isFinite(instances.score(row))) {
            return Optional.empty();
        }
        return Optional.of(new Detection(
                box.get(),
                sample.category(instances.categoryId(category)),
                instances.score(row),
                mask,
                keypoints,
                OptionalDouble.empty()));
    }

    /** Writes a COCO result file, whole or not at all; every number as exactly as it is kept. */
    public void writeCoco(Path json) throws IOException {
        CocoWriter.write(this, json);
    }

    /** Such as {@code Predictions[400505 in 5000 images]}. */
    @Override
    public String toString() {
        return "Predictions[" + size() + " in " + instances.imageCount() + " images]";
    }
}
