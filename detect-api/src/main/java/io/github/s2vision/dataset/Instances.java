package io.github.s2vision.dataset;

import io.github.s2vision.geometry.Box;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows behind a {@link Dataset} or {@link Predictions} as columns: what people annotated, or what a model found, in
 * the order of the file. For those who walk millions of rows; others take {@link Sample#annotations} and {@link
 * Predictions#of}. Immutable and safe for concurrent use.
 *
 * <p>Numbers are those of the file, unchecked: a box may be inside out, outside its image, or NaN. What a row lacks is told
 * by {@link #has}, what it has in a form that cannot be used by {@link #fault}. Images and categories are ordinals into the
 * ids that the file mentions, also of images that it does not list.
 */
public final class Instances {
    /** What a row may have. */
    public enum Field {
        /** The row's own id. */
        ID("id", "Give a number or a text"),
        /** The id of its image. */
        IMAGE("image_id", "Give the id of a listed image"),
        /** The id of its category. */
        CATEGORY("category_id", "Give the id of a listed category"),
        /** A box of four numbers. */
        BOX("bbox", "Give x, y, width and height in pixels"),
        /** The area. */
        AREA("area", "Give square pixels"),
        /** Whether it is a crowd. */
        CROWD("iscrowd", "Give 0 or 1"),
        /** A mask. */
        SEGMENTATION("segmentation", "Give polygons or run lengths"),
        /** Keypoints. */
        KEYPOINTS("keypoints", "Give x, y and visibility of each"),
        /** How many keypoints are labelled. */
        KEYPOINT_COUNT("num_keypoints", "Give a number"),
        /** How sure a model is. */
        SCORE("score", "Give a number");

        private final String key;
        private final String remedy;

        Field(String key, String remedy) {
            this.key = key;
            this.remedy = remedy;
        }

        /** Its name in a COCO file. */
        public String key() {
            return key;
        }

        /** What it should be. */
        public String remedy() {
            return remedy;
        }
    }

    private final InstanceColumns columns;
    private volatile @Nullable RowsByImage rowsByImage;

    Instances(InstanceColumns columns) {
        this.columns = columns;
    }

    InstanceColumns columns() {
        return columns;
    }

    /** How many rows there are. */
    public int size() {
        return columns.flags.size();
    }

    /** How many different images the rows, or the data set's list of images, mention. */
    public int imageCount() {
        return columns.images.size();
    }

    /** The id of the image with this ordinal. */
    public Id imageId(int ordinal) {
        return columns.images.get(ordinal);
    }

    /** The ordinal of the image with this id, or -1 if it was never mentioned. */
    public int findImage(Id id) {
        return columns.images.find(id);
    }

    /** How many different categories the rows, or the data set's list of categories, mention. */
    public int categoryCount() {
        return columns.categories.size();
    }

    /** The id of the category with this ordinal. */
    public Id categoryId(int ordinal) {
        return columns.categories.get(ordinal);
    }

    /** The ordinal of the category with this id, or -1 if it was never mentioned. */
    public int findCategory(Id id) {
        return columns.categories.find(id);
    }

    /** The rows of an image in the order of the file. The first call sorts all rows by image. */
    public int[] rowsOf(int imageOrdinal) {
        RowsByImage index = rowsByImage;
        if (index == null) {
            index = new RowsByImage(this);
            rowsByImage = index; // two threads may both sort, to the same result
        }
        return index.rows(imageOrdinal);
    }

    private static final class RowsByImage {
        private final int[] starts;
        private final int[] rows;

        RowsByImage(Instances instances) {
            starts = new int[instances.imageCount() + 1];
            int size = instances.size();
            for (int row = 0; row < size; row++) {
                int image = instances.image(row);
                if (image >= 0) {
                    starts[image + 1]++;
                }
            }
            for (int i = 1; i < starts.length; i++) {
                starts[i] += starts[i - 1];
            }
            int[] next = starts.clone();
            rows = new int[starts[starts.length - 1]];
            for (int row = 0; row < size; row++) {
                int image = instances.image(row);
                if (image >= 0) {
                    rows[next[image]++] = row;
                }
            }
        }

        int[] rows(int image) {
            return Arrays.copyOfRange(rows, starts[image], starts[image + 1]);
        }
    }

    /** The ordinal of the row's image; -1 if it names none. */
    public int image(int row) {
        return columns.image.getInt(row);
    }

    /** The ordinal of the row's category; -1 if it names none. */
    public int category(int row) {
        return columns.category.getInt(row);
    }

    /** By row, {@link #image}: a new array, faster than row by row. */
    public int[] images() {
        return columns.image.toIntArray();
    }

    /** By row, {@link #category}. */
    public int[] categories() {
        return columns.category.toIntArray();
    }

    /** By row, {@link #score}. */
    public double[] scores() {
        return Arrays.copyOf(columns.score.toArray(), size());
    }

    /** By row, the width times the height of its box. */
    public double[] boxAreas() {
        return columns.box.products();
    }

    /** The row's own id; empty if it has none. Rows of result files have none that counts. */
    public Optional<Id> id(int row) {
        Id other = columns.otherIds.get(row);
        if (other != null) {
            return Optional.of(other);
        }
        return has(row, Field.ID) ? Optional.of(Id.of(columns.id.get(row))) : Optional.empty();
    }

    /**
     * By row, the last row with the same id; empty if no id comes twice. Costs nothing where ids are whole numbers that
     * rise from row to row.
     */
    public int[] lastWithSameId() {
        if (columns.idsRise) {
            return new int[0];
        }
        IdTable ids = new IdTable();
        int[] ordinals = new int[size()];
        int[] last = new int[size()];
        for (int row = 0; row < ordinals.length; row++) {
            Id other = columns.otherIds.get(row);
            ordinals[row] = other == null ? ids.add(columns.id.get(row)) : ids.add(other);
            last[ordinals[row]] = row;
        }
        if (ids.size() == ordinals.length) {
            return new int[0];
        }
        for (int row = 0; row < ordinals.length; row++) {
            ordinals[row] = last[ordinals[row]];
        }
        return ordinals;
    }

    /** How many rows name no image or no category. */
    public int withoutImageOrCategory() {
        return columns.withoutImageOrCategory;
    }

    /** How many rows have no id of their own. */
    public int withoutId() {
        return columns.withoutId;
    }

    /** How many rows have no score that is a number. */
    public int withoutScore() {
        return columns.withoutScore;
    }

    /** The left border of the row's box, in pixels. */
    public double x(int row) {
        return columns.box.get(4 * row);
    }

    /** The upper border of the row's box. */
    public double y(int row) {
        return columns.box.get(4 * row + 1);
    }

    /** The width of the row's box. */
    public double width(int row) {
        return columns.box.get(4 * row + 2);
    }

    /** The height of the row's box. */
    public double height(int row) {
        return columns.box.get(4 * row + 3);
    }

    /** The row's box, if it has four finite numbers and is not inside out. */
    public Optional<Box> box(int row) {
        double x = x(row);
        double y = y(row);
        double width = width(row);
        double height = height(row);
        boolean usable = has(row, Field.BOX) && width >= 0 && height >= 0 && Double.isFinite(x + y + width + height);
        return usable ? Optional.of(Box.xywh(x, y, width, height)) : Optional.empty();
    }

    /** The area as the file gives it, of the mask in COCO; 0 without one. */
    public double area(int row) {
        return row < columns.area.size() ? columns.area.get(row) : 0;
    }

    /** The score; 0 without one. */
    public double score(int row) {
        return row < columns.score.size() ? columns.score.get(row) : 0;
    }

    /** Whether the row stands for a crowd of objects; false if the file does not say. */
    public boolean crowd(int row) {
        return isSet(row, InstanceColumns.CROWD_WHOLE);
    }

    /** Whether {@code iscrowd} is anything but 0, false or empty, as Python takes it: 0.5 is. */
    public boolean crowdTrue(int row) {
        return isSet(row, InstanceColumns.CROWD_TRUE);
    }

    /** Whether the row is marked to be ignored ({@code ignore}), which COCO's own tools overlook and LVIS honours. */
    public boolean ignored(int row) {
        return isSet(row, InstanceColumns.IGNORE);
    }

    /** Whether the row says that no keypoint of it is labelled ({@code num_keypoints} is 0). */
    public boolean withoutKeypoints(int row) {
        return isSet(row, InstanceColumns.NO_KEYPOINTS);
    }

    /** How many rows have no box, or one that is not a list of four numbers. */
    public int oddBoxes() {
        return columns.oddBoxes;
    }

    /** Whether the row has a box of more than four numbers; {@link #x} and so on give the first four. */
    public boolean hasLongBox(int row) {
        return isSet(row, InstanceColumns.BOX_LONG);
    }

    /** Whether the row has the field of a box, whatever is in it but an empty list. */
    public boolean saysBox(int row) {
        return isSet(row, InstanceColumns.BOX_PRESENT) && !isSet(row, InstanceColumns.BOX_EMPTY);
    }

    /** Whether the row has the field of an image's caption. */
    public boolean saysCaption(int row) {
        return isSet(row, InstanceColumns.LABELLED);
    }

    /** Whether the row has this field in a form that can be used. */
    public boolean has(int row, Field field) {
        return switch (field) {
            case ID -> isSet(row, InstanceColumns.ID);
            case IMAGE -> image(row) >= 0;
            case CATEGORY -> category(row) >= 0;
            case BOX -> isSet(row, InstanceColumns.BOX);
            case AREA -> isSet(row, InstanceColumns.AREA);
            case CROWD -> isSet(row, InstanceColumns.CROWD);
            case SEGMENTATION -> isSet(row, InstanceColumns.SEGMENTATION);
            case KEYPOINTS -> isSet(row, InstanceColumns.KEYPOINTS);
            case KEYPOINT_COUNT -> isSet(row, InstanceColumns.KEYPOINT_COUNT);
            case SCORE -> isSet(row, InstanceColumns.SCORE);
        };
    }

    private boolean isSet(int row, int flag) {
        return (columns.flags.getInt(row) & flag) != 0;
    }

    /** What is wrong with a field of the row that it has, but not in a form that can be used: "is the text \"abc\"". */
    public Optional<String> fault(int row, Field field) {
        return columns.faults.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(columns.faults.get(new InstanceColumns.Place(row, field)));
    }

    /** A way to the masks and keypoints, which are kept as text, or in the file, until they are asked for. */
    public Shapes shapes() {
        return new Shapes();
    }

    /** Reads masks and keypoints of rows. Belongs to one thread; closing it closes the file that it may have opened. */
    public final class Shapes implements Closeable {
        private final RawValues.Reader reader = columns.raw.reader();

        private Shapes() {}

        /**
         * The row's mask as the file writes it.
         *
         * @throws IllegalArgumentException if the row has none
         * @throws IOException if the file that holds it changed or cannot be read
         */
        public Segmentation segmentation(int row) throws IOException {
            if (!has(row, Field.SEGMENTATION)) {
                throw new IllegalArgumentException("row " + row + " has no segmentation");
            }
            return Segmentation.read(reader.at(columns.segmentation.get(row)));
        }

        /**
         * The row's keypoints: x, y, visibility in turn, whatever their number.
         *
         * @throws IllegalArgumentException if the row has none, or something else than numbers
         * @throws IOException if the file that holds it changed or cannot be read
         */
        public double[] keypoints(int row) throws IOException {
            if (!has(row, Field.KEYPOINTS)) {
                throw new IllegalArgumentException("row " + row + " has no keypoints");
            }
            JsonScanner in = reader.at(columns.keypoints.get(row));
            if (in.peek() != '[') {
                throw new IllegalArgumentException("row " + row + ": keypoints are no list");
            }
            return Segmentation.numbers(in);
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }

    /** Such as {@code Instances[36395 rows, 5000 images, 80 categories]}. */
    @Override
    public String toString() {
        return "Instances[" + size() + " rows, " + imageCount() + " images, " + categoryCount() + " categories]";
    }
}
