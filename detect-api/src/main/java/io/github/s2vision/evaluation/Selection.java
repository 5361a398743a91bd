package io.github.s2vision.evaluation;

import io.github.s2vision.dataset.Dataset;
import io.github.s2vision.dataset.Id;
import io.github.s2vision.dataset.Instances;
import io.github.s2vision.dataset.Instances.Field;
import io.github.s2vision.dataset.Predictions;
import io.github.s2vision.evaluation.EvaluationException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which annotations and predictions an evaluation compares, in the order that the reference walks them: images by id,
 * categories by id, detections best first. Refuses what the reference stumbles over while it loads files. Immutable.
 */
final class Selection {
    final Settings settings;
    final Dataset dataset;
    final ObjectRows truth;
    final DetectionRows found;
    /** The images, rising and each once. */
    final Id[] images;
    /** The categories, rising and each once; as given, also twice, where they are pooled. */
    final Id[] categories;

    final Grouping objects;
    final Grouping.Ranked detections;
    /** Rows that the reference loads and does not compare: of other categories, or too many. Masks must be readable. */
    final int[] strayObjects;

    final int[] strayDetections;

    private final int[] rankOfImage; // by image ordinal of the data set; -1 if it does not take part

    Selection(Settings settings, Dataset dataset, Predictions predictions) throws IOException {
        this.settings = settings;
        this.dataset = dataset;
        checkFiles(predictions);
        Instances annotations = dataset.annotations();
        Instances results = predictions.instances();

        images = images();
        rankOfImage = new int[annotations.imageCount()];
        int[] rankOfResultImage = new int[results.imageCount()];
        Arrays.fill(rankOfImage, -1);
        Arrays.fill(rankOfResultImage, -1);
        for (int rank = 0; rank < images.length; rank++) {
            mark(rankOfImage, annotations.findImage(images[rank]), rank);
            mark(rankOfResultImage, results.findImage(images[rank]), rank);
        }

        categories = categories();
        truth = new ObjectRows(settings, dataset);
        found = new DetectionRows(settings, dataset, predictions, samplesOf(results));

        Side left = new Side(annotations, rankOfImage);
        int[] lastSame = settings.isStrict() || settings.isLvis() ? annotations.lastWithSameId() : new int[0];
        objects = left.group(lastSame);
        strayObjects = left.strays;
        Side right = new Side(results, rankOfResultImage);
        Grouping all = right.group(new int[0], results.scores(), found.areas());
        checkScores(all);
        detections = Grouping.ranked(all, settings.mostDetections());
        strayDetections = IntStream.concat(Arrays.stream(right.strays), Arrays.stream(detections.left))
                .toArray();
    }

    private static void mark(int[] ranks, int ordinal, int rank) {
        if (ordinal >= 0) {
            ranks[ordinal] = rank;
        }
    }

    // Files

    private void checkFiles(Predictions predictions) {
        if (!dataset.saysImages() || !dataset.saysCategories()) {
            throw new EvaluationException(
                    Reason.MISSING_FIELD,
                    dataset.name() + " has no list of " + (dataset.saysImages() ? "categories" : "images")
                            + ": without it nothing can be evaluated");
        }
        if (dataset.unidentified() > 0) {
            throw new EvaluationException(
                    Reason.MISSING_FIELD, dataset.name() + ": an image or category has no id. See Dataset.issues()");
        }
        Instances annotations = dataset.annotations();
        boolean whole = annotations.withoutImageOrCategory() == 0 && annotations.withoutId() == 0;
        for (int row = 0; !whole && row < annotations.size(); row++) {
            for (Field field : List.of(Field.IMAGE, Field.CATEGORY, Field.ID)) {
                if (!annotations.has(row, field)) {
                    throw new EvaluationException(
                            Reason.MISSING_FIELD,
                            dataset.name() + ", annotation number " + row + ": " + field.key() + " "
                                    + annotations.fault(row, field).orElse("is missing") + ". " + field.remedy());
                }
            }
        }
        Instances results = predictions.instances();
        if (results.size() == 0 && settings.isStrict()) {
            throw new EvaluationException(
                    Reason.NO_PREDICTIONS,
                    predictions.name()
                            + " holds no predictions, on which pycocotools fails. With Parity.CORRECTED that is an "
                            + "AP of 0 where there are objects");
        }
        for (int row = 0; results.withoutImageOrCategory() > 0 && row < results.size(); row++) {
            if (!results.has(row, Field.IMAGE) || !results.has(row, Field.CATEGORY)) {
                throw new EvaluationException(
                        Reason.MISSING_FIELD,
                        predictions.name() + ", result " + row + ": image_id and category_id are needed");
            }
        }
        List<Id> unknown = new ArrayList<>();
        for (int image = 0; image < results.imageCount(); image++) {
            if (dataset.find(results.imageId(image)).isEmpty()) {
                unknown.add(results.imageId(image));
            }
        }
        if (!unknown.isEmpty()) {
            throw new EvaluationException(
                    Reason.UNKNOWN_IMAGE,
                    predictions.name() + " has results for " + unknown.size() + " images that " + dataset.name()
                            + " does not list, such as " + unknown.get(0)
                            + ". Evaluate results against the data set that they were made on");
        }
    }

    // Images and categories

    private Id[] images() {
        Set<Id> chosen = new LinkedHashSet<>();
        for (int i = 0; i < dataset.size(); i++) {
            chosen.add(dataset.sampleId(i));
        }
        checkSortable("image", chosen);
        return rising(settings.images().isPresent() ? settings.images().get() : List.copyOf(chosen));
    }

    private Id[] categories() {
        Instances annotations = dataset.annotations();
        List<Id> ids = new ArrayList<>();
        for (int ordinal : dataset.listedCategories()) {
            ids.add(annotations.categoryId(ordinal));
        }
        checkSortable("category", ids);
        ids.sort(null);
        List<Id> chosen = settings.categories().orElse(ids);
        return settings.useCategories() ? rising(chosen) : chosen.toArray(Id[]::new);
    }

    /** How many things are told apart: the categories, or one pool. */
    int categoryCount() {
        return settings.useCategories() ? categories.length : 1;
    }

    private void checkSortable(String what, Iterable<Id> ids) {
        boolean numbers = false;
        boolean texts = false;
        for (Id id : ids) {
            numbers |= id.isNumber();
            texts |= !id.isNumber();
        }
        if (numbers && texts && settings.isStrict()) {
            throw new EvaluationException(
                    Reason.BAD_VALUE,
                    dataset.name() + " has " + what
                            + " ids that are numbers and some that are texts, which Python cannot "
                            + "sort. Use one kind, or Parity.CORRECTED");
        }
    }

    private static Id[] rising(List<Id> ids) {
        Id[] sorted = ids.toArray(Id[]::new);
        boolean rises = true;
        for (int i = 1; i < sorted.length && rises; i++) {
            rises = sorted[i - 1].compareTo(sorted[i]) < 0;
        }
        return rises ? sorted : Arrays.stream(sorted).sorted().distinct().toArray(Id[]::new);
    }

    /** By image ordinal of the results: the sample. */
    private int[] samplesOf(Instances results) {
        int[] samples = new int[results.imageCount()];
        for (int image = 0; image < samples.length; image++) {
            int ordinal = dataset.annotations().findImage(results.imageId(image));
            samples[image] = ordinal < 0 ? -1 : dataset.sampleOf(ordinal);
        }
        return samples;
    }

    private void checkScores(Grouping all) {
        if (found.rows().withoutScore() > 0 || !settings.isStrict()) {
            for (int row : all.rows) {
                found.check(row);
            }
        }
    }

    /** Annotations or predictions on their way into groups. */
    private final class Side {
        private final Instances rows;
        private final int[] rankOfImage; // by image ordinal
        private final int[] placeOfCategory; // by category ordinal: -1 if it is not evaluated
        private final int[] imageOfRow;
        private final int[] categoryOfRow;
        private int[] strays = new int[0];

        Side(Instances rows, int[] rankOfImage) {
            this.rows = rows;
            this.rankOfImage = rankOfImage;
            imageOfRow = rows.images();
            categoryOfRow = rows.categories();
            placeOfCategory = new int[rows.categoryCount()];
            Arrays.fill(placeOfCategory, -1);
            for (int k = 0; k < categories.length; k++) {
                int ordinal = rows.findCategory(categories[k]);
                if (ordinal >= 0) {
                    placeOfCategory[ordinal] = settings.useCategories() ? k : 0;
                }
            }
        }

        Grouping group(int[] lastSame, double[]... columns) {
            int[] list = inScope();
            if (lastSame.length > 0) {
                // The reference walks ids by image, and takes the last annotation of an id each time.
                list = byImage(list);
                for (int i = 0; i < list.length; i++) {
                    list[i] = lastSame[list[i]];
                }
            }
            if (lastSame.length > 0 || !settings.useCategories()) {
                strays = Arrays.stream(list).filter(row -> !isKept(row)).toArray();
                list = Arrays.stream(list).filter(this::isKept).toArray();
            }
            if (!settings.useCategories()) {
                list = pool(list);
            }
            int[] images = new int[list.length];
            int[] places = new int[list.length];
            for (int i = 0; i < list.length; i++) {
                images[i] = rankOfImage[imageOfRow[list[i]]];
                places[i] = placeOfCategory[categoryOfRow[list[i]]];
            }
            return Grouping.of(list, images, Selection.this.images.length, places, categoryCount(), columns);
        }

        private boolean isKept(int row) {
            int image = imageOfRow[row];
            int category = categoryOfRow[row];
            return image >= 0 && category >= 0 && rankOfImage[image] >= 0 && placeOfCategory[category] >= 0;
        }

        /** Rows of the images, and with categories of the categories, that are evaluated. */
        private int[] inScope() {
            int[] list = new int[rows.size()];
            int count = 0;
            for (int row = 0; row < list.length; row++) {
                int image = imageOfRow[row];
                int category = categoryOfRow[row];
                if (image >= 0
                        && category >= 0
                        && rankOfImage[image] >= 0
                        && (!settings.useCategories() || placeOfCategory[category] >= 0)) {
                    list[count++] = row;
                }
            }
            return count == list.length ? list : Arrays.copyOf(list, count);
        }

        private int[] byImage(int[] list) {
            int[] ranks =
                    Arrays.stream(list).map(row -> rankOfImage[imageOfRow[row]]).toArray();
            int[] order = Grouping.stableOrder(ranks, images.length);
            return order.length == 0
                    ? list
                    : Arrays.stream(order).map(i -> list[i]).toArray();
        }

        /** Rows category by category as these are listed: of one listed twice, twice. */
        private int[] pool(int[] list) {
            int[] ordinals = Arrays.stream(list).map(row -> categoryOfRow[row]).toArray();
            int[] order = Grouping.stableOrder(ordinals, rows.categoryCount());
            int[] sorted = order.length == 0
                    ? list
                    : Arrays.stream(order).map(i -> list[i]).toArray();
            int[] starts = new int[rows.categoryCount() + 1];
            for (int ordinal : ordinals) {
                starts[ordinal + 1]++;
            }
            for (int i = 1; i < starts.length; i++) {
                starts[i] += starts[i - 1];
            }
            return Arrays.stream(categories)
                    .mapToInt(rows::findCategory)
                    .filter(ordinal -> ordinal >= 0)
                    .flatMap(ordinal -> Arrays.stream(sorted, starts[ordinal], starts[ordinal + 1]))
                    .toArray();
        }
    }
}
