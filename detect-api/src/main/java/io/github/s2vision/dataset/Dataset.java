package io.github.s2vision.dataset;

import io.github.s2vision.dataset.DatasetIssue.Kind;
import io.github.s2vision.dataset.Instances.Field;
import io.github.s2vision.detect.Category;
import io.github.s2vision.detect.Keypoints;
import io.github.s2vision.detect.Mask;
import io.github.s2vision.geometry.Box;
import io.github.s2vision.geometry.Size;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Images and what people marked in them. Immutable, safe for concurrent use; kept as columns (some 20 bytes per box), so
 * that a file of a gigabyte fits a small heap. Masks stay text until asked for.
 *
 * <p>Reading is tolerant: files of the wild have boxes inside out and annotations without a category. What is wrong is
 * listed by {@link #issues}; evaluation sees the numbers as they are.
 */
public final class Dataset {
    private static final int MOST_ISSUES = 1000;

    private final String name;
    private final DatasetColumns columns;
    private final Instances annotations;
    private final List<Category> categories;
    private final Map<Integer, Category> categoryOfOrdinal = new HashMap<>();
    private final List<DatasetIssue> issues;

    Dataset(String name, DatasetColumns columns, Instances annotations) {
        this.name = name;
        this.columns = columns;
        this.annotations = annotations;
        this.categories = categories(columns);
        for (int i = 0; i < categories.size(); i++) {
            categoryOfOrdinal.put(columns.categories.get(i).ordinal(), categories.get(i));
        }
        this.issues = List.copyOf(new Issues().find());
    }

    /**
     * Reads a data set: COCO's JSON, also packed by gzip, in UTF-8 or UTF-16.
     *
     * @throws IOException if the file is missing, no JSON, or not built like an annotation file; says where
     */
    public static Dataset read(Path path) throws IOException {
        return CocoReader.read(path);
    }

    /**
     * A data set from values. Annotations without an id are numbered from 1.
     *
     * @throws IllegalArgumentException if an id comes twice, or an annotation has a category that is not listed
     */
    public static Dataset of(List<Category> categories, List<Sample> samples) {
        return DatasetAssembly.of(categories, samples);
    }

    /** Ids as they are where all are whole numbers of 32 bits, else places in the list. */
    private static List<Category> categories(DatasetColumns columns) {
        boolean small = columns.categories.stream().allMatch(row -> {
            Id id = columns.categoryIds.get(row.ordinal());
            return id.isLong() && id.number() == (int) id.number();
        });
        List<Category> categories = new ArrayList<>();
        for (DatasetColumns.CategoryRow row : columns.categories) {
            int id = small ? (int) columns.categoryIds.get(row.ordinal()).number() : categories.size();
            categories.add(new Category(id, row.name()));
        }
        return List.copyOf(categories);
    }

    /** Where it came from: the file, or a word for a data set made in memory. */
    public String name() {
        return name;
    }

    /**
     * The categories in the order of the file. Their ids are the file's where all of them are whole numbers that fit an
     * int, else their places in this list; {@link #categoryId} has the file's in any case.
     */
    public List<Category> categories() {
        return categories;
    }

    /** The id in the file of category {@code index} of {@link #categories}. */
    public Id categoryId(int index) {
        return columns.categoryIds.get(categoryOrdinal(index));
    }

    /** How many images there are. */
    public int size() {
        return columns.size();
    }

    /**
     * Image {@code index}, counted from 0 in the order of the file.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public Sample sample(int index) {
        Objects.checkIndex(index, size());
        return Sample.in(this, index, sampleId(index), columns.fileName(index), imageSize(index));
    }

    /** All images in the order of the file. */
    public Stream<Sample> samples() {
        return IntStream.range(0, size()).mapToObj(this::sample);
    }

    /** The image with this id. */
    public Optional<Sample> find(Id id) {
        int ordinal = annotations.findImage(id);
        int sample = ordinal < 0 ? -1 : columns.sample(ordinal);
        return sample < 0 ? Optional.empty() : Optional.of(sample(sample));
    }

    /** The category with this id of the file. */
    public Optional<Category> findCategory(Id id) {
        return Optional.ofNullable(categoryOfOrdinal.get(annotations.findCategory(id)));
    }

    /** What reading found to be wrong; the first 1,000 things. */
    public List<DatasetIssue> issues() {
        return issues;
    }

    /** The annotations as columns, in the order of the file. */
    public Instances annotations() {
        return annotations;
    }

    // For walking columns

    /** The id of image {@code index}. */
    public Id sampleId(int index) {
        return columns.imageIds.get(imageOrdinal(index));
    }

    /** The ordinal in {@link #annotations} of image {@code index}. */
    public int imageOrdinal(int index) {
        return columns.ordinals.getInt(index);
    }

    /** The image with this ordinal of {@link #annotations}, counted as in {@link #sample}; -1 if it is not listed. */
    public int sampleOf(int imageOrdinal) {
        return columns.sample(imageOrdinal);
    }

    /** The ordinal in {@link #annotations} of category {@code index} of {@link #categories}. */
    public int categoryOrdinal(int index) {
        return columns.categories.get(index).ordinal();
    }

    /** How the file groups category {@code index} by frequency: {@code r}, {@code c}, {@code f} in LVIS, else "". */
    public String frequency(int index) {
        return columns.categories.get(index).frequency();
    }

    /** The width of image {@code index} as the file has it: -1 if missing, {@link Segmentation#UNUSABLE_SIDE} if odd. */
    public long width(int index) {
        return columns.width(index);
    }

    /** The height of image {@code index}, likewise. */
    public long height(int index) {
        return columns.height(index);
    }

    /** Ordinals of the categories that image {@code index} is known not to show ({@code neg_category_ids} of LVIS). */
    public int[] absentCategories(int index) {
        return columns.negative.getOrDefault(index, new int[0]).clone();
    }

    /** Ordinals of those of which not every object is marked ({@code not_exhaustive_category_ids} of LVIS). */
    public int[] incompleteCategories(int index) {
        return columns.notExhaustive.getOrDefault(index, new int[0]).clone();
    }

    /** Whether the file has a list of images at all. */
    public boolean saysImages() {
        return columns.hasImages;
    }

    /** Whether the file has a list of categories at all. */
    public boolean saysCategories() {
        return columns.hasCategories;
    }

    /** Ordinals of the categories as often as the file lists them, in its order. */
    public int[] listedCategories() {
        return columns.listedCategories.stream().mapToInt(Integer::intValue).toArray();
    }

    /** How many images and categories the file lists without an id. */
    public int unidentified() {
        return columns.missingIds.size();
    }

    DatasetColumns columns() {
        return columns;
    }

    private Size imageSize(int index) {
        long width = columns.width(index);
        long height = columns.height(index);
        boolean usable = width >= 0 && height >= 0 && width <= Integer.MAX_VALUE && height <= Integer.MAX_VALUE;
        return usable ? new Size((int) width, (int) height) : new Size(0, 0);
    }

    // Values

    List<Annotation> annotationsOf(int index) {
        List<Annotation> values = new ArrayList<>();
        for (int row : annotations.rowsOf(imageOrdinal(index))) {
            annotation(row, imageSize(index)).ifPresent(values::add);
        }
        return values;
    }

    private Optional<Annotation> annotation(int row, Size image) {
        Category category = categoryOfOrdinal.get(annotations.category(row));
        Optional<Box> box = box(row, image);
        if (category == null || box.isEmpty()) {
            return Optional.empty();
        }
        boolean masked = annotations.has(row, Field.SEGMENTATION);
        double area = annotations.has(row, Field.AREA)
                ? annotations.area(row)
                : box.get().area();
        return Optional.of(new Annotation(
                annotations.id(row),
                category,
                box.get(),
                area,
                annotations.crowd(row),
                annotations.ignored(row),
                keypoints(row),
                masked ? () -> Optional.of(mask(row, image)) : Optional::empty));
    }

    /** The row's box, or else that around its mask or keypoints, if it is finite and not inside out. */
    private Optional<Box> box(int row, Size image) {
        if (annotations.has(row, Field.BOX)) {
            return annotations.box(row);
        }
        if (annotations.has(row, Field.SEGMENTATION)) {
            return Optional.of(mask(row, image).bounds());
        }
        return keypoints(row).map(Keypoints::bounds);
    }

    private Mask mask(int row, Size image) {
        try (Instances.Shapes shapes = annotations.shapes()) {
            return shapes.segmentation(row).toMask(image);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (IllegalArgumentException improper) {
            throw new IllegalArgumentException(place(row) + ": " + improper.getMessage(), improper);
        }
    }

    private Optional<Keypoints> keypoints(int row) {
        if (!annotations.has(row, Field.KEYPOINTS)) {
            return Optional.empty();
        }
        try (Instances.Shapes shapes = annotations.shapes()) {
            double[] points = shapes.keypoints(row);
            return points.length == 0 ? Optional.empty() : Optional.of(Keypoints.of(points));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private String place(int row) {
        return name + ", annotation " + annotations.id(row).map(Id::toString).orElse("number " + row);
    }

    /** Walks over what was read. */
    private final class Issues {
        private final List<DatasetIssue> found = new ArrayList<>();

        List<DatasetIssue> find() {
            columns.missingIds.forEach(what -> add(Kind.MISSING_FIELD, name + ", " + what, "has no id", "Give it one"));
            for (int sample : columns.repeatedImages) {
                add(
                        Kind.DUPLICATE_ID,
                        name,
                        "image id " + sampleId(sample) + " is there more than once",
                        "The last one counts; give each its own id");
            }
            for (int row = 0; row < annotations.size() && found.size() < MOST_ISSUES; row++) {
                references(row);
                box(row);
            }
            annotations.columns().faults.forEach((place, what) -> {
                Field field = place.field();
                add(Kind.BAD_VALUE, place(place.row()), field.key() + " " + what, field.remedy());
            });
            return found;
        }

        private void references(int row) {
            int image = annotations.image(row);
            if (columns.sample(image) < 0) {
                add(
                        image < 0 ? Kind.MISSING_FIELD : Kind.UNKNOWN_IMAGE,
                        place(row),
                        image < 0 ? "image_id is missing" : "image_id " + annotations.imageId(image) + " is not listed",
                        "It is left out: list the image under \"images\"");
            }
            int category = annotations.category(row);
            if (!categoryOfOrdinal.containsKey(category)) {
                add(
                        category < 0 ? Kind.MISSING_FIELD : Kind.UNKNOWN_CATEGORY,
                        place(row),
                        category < 0
                                ? "category_id is missing"
                                : "category_id " + annotations.categoryId(category) + " is not listed",
                        "It is left out: list the category under \"categories\"");
            }
        }

        private void box(int row) {
            if (!annotations.has(row, Field.BOX)) {
                return;
            }
            double width = annotations.width(row);
            double height = annotations.height(row);
            if (!(width > 0 && height > 0)
                    || !Double.isFinite(annotations.x(row) + annotations.y(row) + width + height)) {
                add(
                        Kind.BAD_BOX,
                        place(row),
                        "bbox [" + annotations.x(row) + ", " + annotations.y(row) + ", " + width + ", " + height
                                + "] is no area",
                        "Give x, y, width and height in pixels, sides above 0");
            }
        }

        private void add(Kind kind, String where, String what, String remedy) {
            if (found.size() < MOST_ISSUES) {
                found.add(new DatasetIssue(kind, where, what, remedy));
            }
        }
    }

    /**
     * Writes COCO's annotation file, whole or not at all. Numbers, ids and masks stay as they were read, bit by bit; fields
     * that this library does not know are not kept.
     */
    public void writeCoco(Path json) throws IOException {
        CocoWriter.write(this, json);
    }

    /** Such as {@code Dataset[5000 images, 36395 annotations, 80 categories]}. */
    @Override
    public String toString() {
        return "Dataset[" + size() + " images, " + annotations.size() + " annotations, " + categories.size()
                + " categories]";
    }
}
