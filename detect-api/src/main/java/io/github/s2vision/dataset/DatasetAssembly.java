package io.github.s2vision.dataset;

import io.github.s2vision.detect.Category;
import io.github.s2vision.detect.Detection;
import io.github.s2vision.detect.Detections;
import io.github.s2vision.detect.Keypoints;
import io.github.s2vision.detect.Mask;
import io.github.s2vision.geometry.Box;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts values into columns. */
final class DatasetAssembly {
    private static final String IN_MEMORY = "in memory";

    private DatasetAssembly() {}

    static Dataset of(List<Category> categories, List<Sample> samples) {
        InstanceColumns rows = new InstanceColumns(new RawValues(IN_MEMORY));
        DatasetColumns columns = new DatasetColumns(rows.images, rows.categories);
        columns.hasImages = true;
        columns.hasCategories = true;
        Map<Category, Integer> ordinals = new HashMap<>();
        for (Category category : categories) {
            int ordinal = rows.categories.add(category.id());
            if (ordinal < columns.listedCategories.size()) {
                throw new IllegalArgumentException("category id " + category.id() + " comes twice: each needs its own");
            }
            ordinals.put(category, ordinal);
            columns.addCategory(ordinal, category.name(), "");
        }
        Set<Id> taken = new HashSet<>();
        long next = 1;
        for (Sample sample : samples) {
            addImage(columns, sample);
            for (Annotation annotation : sample.annotations()) {
                Integer ordinal = ordinals.get(annotation.category());
                if (ordinal == null) {
                    throw new IllegalArgumentException(sample + " has an annotation of category "
                            + annotation.category() + ", which is not one of " + categories);
                }
                Id id = annotation.id().orElse(Id.of(next));
                if (!taken.add(id)) {
                    throw new IllegalArgumentException(
                            "annotation id " + id + " comes twice: give each its own, or none");
                }
                next = Math.max(next, id.isLong() ? id.number() : 0) + 1;
                addRow(rows, sample, ordinal, id, annotation);
            }
        }
        return new Dataset(IN_MEMORY, columns, new Instances(rows));
    }

    private static void addImage(DatasetColumns columns, Sample sample) {
        DatasetColumns.Image image = new DatasetColumns.Image();
        image.ordinal = columns.imageIds.add(sample.id());
        if (columns.sample(image.ordinal) >= 0) {
            throw new IllegalArgumentException("image id " + sample.id() + " comes twice: each needs its own");
        }
        image.width = sample.size().width();
        image.height = sample.size().height();
        image.fileName = sample.fileName();
        columns.add(image);
    }

    private static void addRow(InstanceColumns rows, Sample sample, int category, Id id, Annotation annotation) {
        rows.image(rows.images.find(sample.id()));
        rows.category(category);
        rows.id(id);
        setBox(rows, annotation.box());
        rows.number(InstanceColumns.AREA_SLOT, annotation.area());
        rows.set(InstanceColumns.AREA | InstanceColumns.CROWD);
        if (annotation.crowd()) {
            rows.set(InstanceColumns.CROWD_TRUE | InstanceColumns.CROWD_WHOLE);
        }
        if (annotation.ignored()) {
            rows.set(InstanceColumns.IGNORE);
        }
        setShapes(rows, annotation.mask(), annotation.keypoints());
        annotation.keypoints().ifPresent(points -> {
            rows.set(InstanceColumns.KEYPOINT_COUNT);
            if (points.visible() == 0) {
                rows.set(InstanceColumns.NO_KEYPOINTS);
            }
        });
        rows.endRow();
    }

    private static void setBox(InstanceColumns rows, Box box) {
        rows.number(0, box.x1());
        rows.number(1, box.y1());
        rows.number(2, box.width());
        rows.number(3, box.height());
        rows.set(InstanceColumns.BOX | InstanceColumns.BOX_PRESENT);
    }

    private static void setShapes(InstanceColumns rows, Optional<Mask> mask, Optional<Keypoints> keypoints) {
        mask.ifPresent(m -> rows.segmentation(rows.raw.add(text(CocoWriter.json(m)))));
        keypoints.ifPresent(k -> rows.keypoints(rows.raw.add(text(CocoWriter.json(k)))));
    }

    private static Bytes text(String json) {
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        Bytes bytes = new Bytes(utf8.length);
        bytes.add(utf8, 0, utf8.length);
        return bytes;
    }

    static Predictions predictions(Dataset dataset, List<Detections> found, Map<String, String> names) {
        if (found.size() != dataset.size()) {
            throw new IllegalArgumentException(found.size() + " detections for " + dataset.size()
                    + " images: one entry per image is needed, also where nothing was found");
        }
        InstanceColumns rows = new InstanceColumns(new RawValues(IN_MEMORY));
        Map<String, Id> ids = new HashMap<>();
        List<Category> categories = dataset.categories();
        for (int i = 0; i < categories.size(); i++) {
            ids.put(categories.get(i).name(), dataset.categoryId(i));
        }
        for (int i = 0; i < found.size(); i++) {
            for (Detection detection : found.get(i)) {
                String own = detection.category().name();
                String name = names.getOrDefault(own, own);
                Id category = ids.get(name);
                if (category == null && !(name.isEmpty() && names.containsKey(own))) {
                    throw unmatched(name, categories, found);
                }
                if (category != null) {
                    addRow(rows, dataset.sampleId(i), category, detection);
                }
            }
        }
        return new Predictions(IN_MEMORY, new Instances(rows));
    }

    private static IllegalArgumentException unmatched(String name, List<Category> known, List<Detections> found) {
        List<String> said = found.stream()
                .flatMap(Detections::stream)
                .map(detection -> detection.category().name())
                .distinct()
                .sorted()
                .toList();
        return new IllegalArgumentException("the data set has no category \"" + name + "\". The model found " + said
                + ", the data set has " + known.stream().map(Category::name).toList()
                + ". Map the names that differ, such as motorbike to motorcycle, or to \"\" to leave one out");
    }

    private static void addRow(InstanceColumns rows, Id image, Id category, Detection detection) {
        rows.image(rows.images.add(image));
        rows.category(rows.categories.add(category));
        rows.id(rows.row() + 1L);
        setBox(rows, detection.box());
        rows.number(InstanceColumns.SCORE_SLOT, detection.score());
        rows.set(InstanceColumns.SCORE);
        setShapes(rows, detection.mask(), detection.keypoints());
        rows.endRow();
    }
}
