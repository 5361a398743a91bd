package io.github.s2vision.dataset;

import static io.github.s2vision.dataset.InstanceColumns.AREA;
import static io.github.s2vision.dataset.InstanceColumns.AREA_SLOT;
import static io.github.s2vision.dataset.InstanceColumns.BOX;
import static io.github.s2vision.dataset.InstanceColumns.BOX_EMPTY;
import static io.github.s2vision.dataset.InstanceColumns.BOX_LONG;
import static io.github.s2vision.dataset.InstanceColumns.BOX_PRESENT;
import static io.github.s2vision.dataset.InstanceColumns.CROWD;
import static io.github.s2vision.dataset.InstanceColumns.CROWD_TRUE;
import static io.github.s2vision.dataset.InstanceColumns.CROWD_WHOLE;
import static io.github.s2vision.dataset.InstanceColumns.IGNORE;
import static io.github.s2vision.dataset.InstanceColumns.KEYPOINT_COUNT;
import static io.github.s2vision.dataset.InstanceColumns.LABELLED;
import static io.github.s2vision.dataset.InstanceColumns.NO_KEYPOINTS;
import static io.github.s2vision.dataset.InstanceColumns.SCORE;
import static io.github.s2vision.dataset.InstanceColumns.SCORE_SLOT;

import io.github.s2vision.dataset.Instances.Field;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads COCO's JSON: annotation files and result files, as they occur. Fields that are missing or of a wrong kind are kept
 * as such ({@link Instances#fault}); only a file that is no JSON, or has a wrong shape, is an error here.
 */
final class CocoReader {
    private final JsonScanner in;
    private final InstanceColumns rows;
    private final Bytes text = new Bytes(1024);
    private final JsonScanner.Keys rowKeys = new JsonScanner.Keys(
            "image_id",
            "category_id",
            "bbox",
            "score",
            "id",
            "area",
            "iscrowd",
            "segmentation",
            "keypoints",
            "num_keypoints",
            "ignore",
            "caption");

    private CocoReader(JsonScanner in, RawValues raw) {
        this.in = in;
        rows = new InstanceColumns(raw);
    }

    /** The rows of a result file: a list of dictionaries. */
    static Instances readResults(Path file) throws IOException {
        JsonFiles.Source source = JsonFiles.open(file);
        try (JsonScanner in = source.in()) {
            CocoReader reader = new CocoReader(in, source.raw());
            if (in.peek() != '[') {
                throw in.malformed("results must be a list; an annotation file is read by Dataset.read");
            }
            reader.rows();
            in.end();
            return new Instances(reader.rows);
        }
    }

    /** A data set. */
    static Dataset read(Path file) throws IOException {
        JsonFiles.Source source = JsonFiles.open(file);
        try (JsonScanner in = source.in()) {
            CocoReader reader = new CocoReader(in, source.raw());
            if (in.peek() != '{') {
                throw in.malformed("an annotation file must be a dictionary; results are read by Predictions.readCoco");
            }
            DatasetColumns columns = reader.dictionary();
            in.end();
            return new Dataset(file.toString(), columns, new Instances(reader.rows));
        }
    }

    private DatasetColumns dictionary() throws IOException {
        DatasetColumns columns = new DatasetColumns(rows.images, rows.categories);
        JsonScanner.Keys keys = new JsonScanner.Keys("images", "annotations", "categories");
        for (int key = in.firstKey(keys); key != JsonScanner.END; key = in.nextKey(keys, key)) {
            switch (key) {
                case 0 -> {
                    columns.hasImages = true;
                    images(columns);
                }
                case 1 -> rows();
                case 2 -> {
                    columns.hasCategories = true;
                    categories(columns);
                }
                default -> in.skip();
            }
        }
        return columns;
    }

    private void images(DatasetColumns columns) throws IOException {
        JsonScanner.Keys keys = new JsonScanner.Keys(
                "id", "width", "height", "file_name", "neg_category_ids", "not_exhaustive_category_ids");
        for (boolean more = firstDictionary("images"); more; more = nextDictionary("images")) {
            DatasetColumns.Image image = new DatasetColumns.Image();
            for (int key = in.firstKey(keys); key != JsonScanner.END; key = in.nextKey(keys, key)) {
                switch (key) {
                    case 0 -> image.ordinal = ordinal(rows.images);
                    case 1 -> image.width = side();
                    case 2 -> image.height = side();
                    case 3 -> image.fileName = in.peek() == '"' ? in.string() : skipped();
                    case 4 -> image.negative = categoryOrdinals();
                    case 5 -> image.notExhaustive = categoryOrdinals();
                    default -> in.skip();
                }
            }
            columns.add(image);
        }
    }

    private String skipped() throws IOException {
        in.skip();
        return "";
    }

    private long side() throws IOException {
        long side = Segmentation.wholeNumber(in);
        return side >= 0 ? side : Segmentation.UNUSABLE_SIDE;
    }

    private int[] categoryOrdinals() throws IOException {
        if (in.peek() != '[') {
            in.skip();
            return new int[0];
        }
        int[] ordinals = new int[8];
        int count = 0;
        for (boolean more = in.firstElement(); more; more = in.nextElement()) {
            if (count == ordinals.length) {
                ordinals = Arrays.copyOf(ordinals, 2 * count);
            }
            ordinals[count++] = ordinal(rows.categories);
        }
        return Arrays.copyOf(ordinals, count);
    }

    private void categories(DatasetColumns columns) throws IOException {
        JsonScanner.Keys keys = new JsonScanner.Keys("id", "name", "frequency");
        for (boolean more = firstDictionary("categories"); more; more = nextDictionary("categories")) {
            int ordinal = -1;
            String title = "";
            String frequency = "";
            for (int key = in.firstKey(keys); key != JsonScanner.END; key = in.nextKey(keys, key)) {
                switch (key) {
                    case 0 -> ordinal = ordinal(rows.categories);
                    case 1 -> title = in.peek() == '"' ? in.string() : skipped();
                    case 2 -> frequency = in.peek() == '"' ? in.string() : skipped();
                    default -> in.skip();
                }
            }
            columns.addCategory(ordinal, title, frequency);
        }
    }

    private boolean firstDictionary(String where) throws IOException {
        if (in.peek() != '[') {
            throw in.malformed("\"" + where + "\" must be a list");
        }
        return in.firstElement() && isDictionary(where);
    }

    private boolean nextDictionary(String where) throws IOException {
        return in.nextElement() && isDictionary(where);
    }

    private boolean isDictionary(String where) throws IOException {
        if (in.peek() != '{') {
            throw in.malformed("every element of " + where + " must be a dictionary");
        }
        return true;
    }

    // Rows

    private void rows() throws IOException {
        for (boolean more = firstDictionary("annotations"); more; more = nextDictionary("annotations")) {
            row();
        }
    }

    private void row() throws IOException {
        for (int key = in.firstKey(rowKeys); key != JsonScanner.END; key = in.nextKey(rowKeys, key)) {
            switch (key) {
                case 0 -> rows.image(ordinal(rows.images));
                case 1 -> rows.category(ordinal(rows.categories));
                case 2 -> box();
                case 3 -> number(Field.SCORE, SCORE, SCORE_SLOT);
                case 4 -> id();
                case 5 -> number(Field.AREA, AREA, AREA_SLOT);
                case 6 -> crowd();
                case 7 -> rows.segmentation(raw());
                case 8 -> rows.keypoints(raw());
                case 9 -> keypointCount();
                case 10 -> flag(IGNORE, isTrue());
                case 11 -> {
                    rows.set(LABELLED);
                    in.skip();
                }
                default -> in.skip();
            }
        }
        rows.endRow();
    }

    /** The ordinal of the id that comes next; -1 if it is none. */
    private int ordinal(IdTable table) throws IOException {
        if (in.isNumber()) {
            in.number();
            return in.isLong() ? table.add(in.mantissa()) : table.add(InstanceColumns.id(in));
        }
        return switch (in.peek()) {
            case '"' -> table.add(Id.of(in.string()));
            case 't', 'f' -> table.add(in.word() == 't' ? 1 : 0); // Python: True == 1
            case 'n' -> {
                in.word();
                yield table.add(Id.NULL);
            }
            default -> {
                in.skip();
                yield -1;
            }
        };
    }

    private void id() throws IOException {
        rows.noFault(Field.ID);
        if (in.isNumber()) {
            in.number();
            if (in.isLong()) {
                rows.id(in.mantissa());
            } else {
                rows.id(InstanceColumns.id(in));
            }
        } else if (in.peek() == '"') {
            rows.id(Id.of(in.string()));
        } else if (in.peek() == 't' || in.peek() == 'f') {
            rows.id(in.word() == 't' ? 1 : 0);
        } else if (in.peek() == 'n') {
            in.word();
            rows.id(Id.NULL);
        } else {
            fault(Field.ID);
        }
    }

    private void box() throws IOException {
        rows.noFault(Field.BOX);
        rows.clear(BOX | BOX_EMPTY | BOX_LONG);
        rows.set(BOX_PRESENT);
        if (in.peek() != '[') {
            fault(Field.BOX);
            return;
        }
        int count = 0;
        boolean usable = true;
        for (boolean more = in.firstElement(); more; more = in.nextElement()) {
            usable &= side(count);
            count++;
        }
        if (count == 0) {
            rows.set(BOX_EMPTY);
        }
        if (count != 4) {
            rows.fault(Field.BOX, "has " + count + " numbers instead of 4");
            flag(BOX_LONG, usable && count > 4);
        } else if (usable) {
            rows.set(BOX);
        }
    }

    /** Side {@code i} of a box; false if it is not a number. */
    private boolean side(int i) throws IOException {
        int kind = in.peek();
        double value;
        if (in.isNumber()) {
            in.number();
            if (i < 4) {
                rows.number(i, in);
            }
            return true;
        } else if (kind == 't' || kind == 'f') {
            value = in.word() == 't' ? 1 : 0;
        } else if (kind == 'n') {
            in.word();
            rows.fault(Field.BOX, "holds null");
            value = Double.NaN;
        } else if (kind == '"') {
            String said = in.string();
            rows.fault(Field.BOX, "holds the text \"" + said + "\"");
            try {
                value = Segmentation.pythonFloat(said);
            } catch (IllegalArgumentException text) {
                return false;
            }
        } else {
            fault(Field.BOX);
            return false;
        }
        if (i < 4) {
            rows.number(i, value);
        }
        return true;
    }

    private void number(Field field, int flag, int slot) throws IOException {
        rows.noFault(field);
        rows.clear(flag);
        if (in.isNumber()) {
            in.number();
            rows.number(slot, in);
            rows.set(flag);
        } else if (in.peek() == 't' || in.peek() == 'f') {
            rows.number(slot, in.word() == 't' ? 1.0 : 0.0);
            rows.set(flag);
        } else {
            fault(field);
        }
    }

    /** Python takes {@code iscrowd} twice: as truth, and as a whole number from 0 to 255. */
    private void crowd() throws IOException {
        rows.noFault(Field.CROWD);
        rows.clear(CROWD | CROWD_TRUE | CROWD_WHOLE);
        if (in.isNumber()) {
            in.number();
            crowd(in.value());
        } else if (in.peek() == 't' || in.peek() == 'f') {
            crowd(in.word() == 't' ? 1 : 0);
        } else if (in.peek() == '"') {
            String said = in.string();
            flag(CROWD_TRUE, !said.isEmpty());
            if (said.strip().matches("[+-]?\\d{1,9}")) {
                crowd(Integer.parseInt(said.strip()));
                flag(CROWD_TRUE, !said.isEmpty());
            } else {
                rows.fault(Field.CROWD, "is the text \"" + said + "\"");
            }
        } else {
            fault(Field.CROWD);
        }
    }

    private void crowd(double value) {
        flag(CROWD_TRUE, value != 0);
        double whole = value < 0 ? Math.ceil(value) : Math.floor(value);
        if (Double.isFinite(whole)) {
            rows.set(CROWD);
            flag(CROWD_WHOLE, whole != 0);
        }
        if (!(whole >= 0 && whole <= 255)) {
            rows.fault(Field.CROWD, "is " + value + ", where 0 or 1 is meant");
        }
    }

    private void keypointCount() throws IOException {
        rows.set(KEYPOINT_COUNT);
        boolean zero = false;
        if (in.isNumber()) {
            in.number();
            zero = in.value() == 0;
        } else if (in.peek() == 'f') {
            zero = in.word() == 'f';
        } else {
            in.skip();
        }
        flag(NO_KEYPOINTS, zero);
    }

    /** Whether the next value is true for Python. */
    private boolean isTrue() throws IOException {
        if (in.isNumber()) {
            in.number();
            return in.value() != 0;
        }
        return switch (in.peek()) {
            case '"' -> !in.string().isEmpty();
            case 't', 'f', 'n' -> in.word() == 't';
            case '[' -> anyElement();
            default -> {
                in.skip();
                yield true;
            }
        };
    }

    private boolean anyElement() throws IOException {
        boolean any = false;
        for (boolean more = in.firstElement(); more; more = in.nextElement()) {
            any = true;
            in.skip();
        }
        return any;
    }

    private void flag(int flag, boolean on) {
        if (on) {
            rows.set(flag);
        } else {
            rows.clear(flag);
        }
    }

    private long raw() throws IOException {
        if (rows.raw.inFile()) {
            in.peek();
            long place = RawValues.place(in.offset());
            in.skip();
            return place;
        }
        text.clear();
        in.capture(text);
        return rows.raw.add(text);
    }

    /** Skips a value of a kind that the field cannot have, and says so. */
    private void fault(Field field) throws IOException {
        String what = switch (in.peek()) {
            case 'n' -> "is null";
            case '"' -> "is a text";
            case '[' -> "is a list";
            case '{' -> "is a dictionary";
            default -> "is no number";
        };
        in.skip();
        rows.fault(field, what);
    }
}
