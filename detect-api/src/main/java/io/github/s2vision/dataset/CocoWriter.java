package io.github.s2vision.dataset;

import io.github.s2vision.dataset.Instances.Field;
import io.github.s2vision.detect.Keypoints;
import io.github.s2vision.detect.Mask;
import io.github.s2vision.files.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Writes COCO's JSON as a stream, compact, one row per line. Numbers come back as the same doubles. */
final class CocoWriter {
    private static final int FLUSH = 1 << 15;

    private final OutputStream out;
    private final StringBuilder text = new StringBuilder(FLUSH + 4096);
    private final Bytes raw = new Bytes(1024);

    private CocoWriter(OutputStream out) {
        this.out = out;
    }

    static void write(Predictions predictions, Path file) throws IOException {
        AtomicFile.write(file, out -> {
            CocoWriter writer = new CocoWriter(out);
            writer.text.append('[');
            writer.rows(predictions.instances(), false);
            writer.text.append("]\n");
            writer.flush();
        });
    }

    static void write(Dataset dataset, Path file) throws IOException {
        AtomicFile.write(file, out -> new CocoWriter(out).dataset(dataset));
    }

    private void dataset(Dataset dataset) throws IOException {
        text.append("{\"images\":[");
        for (int i = 0; i < dataset.size(); i++) {
            image(dataset, i);
        }
        text.append("],\n\"categories\":[");
        for (int i = 0; i < dataset.categories().size(); i++) {
            text.append(i == 0 ? "\n{\"id\":" : ",\n{\"id\":");
            id(dataset.categoryId(i));
            text.append(",\"name\":");
            string(dataset.categories().get(i).name());
            if (!dataset.frequency(i).isEmpty()) {
                text.append(",\"frequency\":");
                string(dataset.frequency(i));
            }
            text.append('}');
        }
        text.append("],\n\"annotations\":[");
        rows(dataset.annotations(), true);
        text.append("]}\n");
        flush();
    }

    private void image(Dataset dataset, int index) throws IOException {
        text.append(index == 0 ? "\n{\"id\":" : ",\n{\"id\":");
        id(dataset.sampleId(index));
        side("width", dataset.width(index));
        side("height", dataset.height(index));
        text.append(",\"file_name\":");
        string(dataset.columns().fileName(index));
        ids("neg_category_ids", dataset.absentCategories(index), dataset);
        ids("not_exhaustive_category_ids", dataset.incompleteCategories(index), dataset);
        text.append('}');
        flushIfFull();
    }

    private void side(String key, long side) {
        if (side >= 0) {
            text.append(",\"").append(key).append("\":").append(side);
        }
    }

    private void ids(String key, int[] categories, Dataset dataset) {
        if (categories.length > 0) {
            text.append(",\"").append(key).append("\":");
            char separator = '[';
            for (int ordinal : categories) {
                text.append(separator);
                id(dataset.annotations().categoryId(ordinal));
                separator = ',';
            }
            text.append(']');
        }
    }

    private void rows(Instances rows, boolean annotations) throws IOException {
        try (RawValues.Reader reader = rows.columns().raw.reader()) {
            for (int row = 0; row < rows.size(); row++) {
                text.append(row == 0 ? "\n{" : ",\n{");
                int start = text.length();
                row(rows, row, annotations, reader);
                text.deleteCharAt(start); // the comma before the first field
                text.append('}');
                flushIfFull();
            }
        }
    }

    private void row(Instances rows, int row, boolean annotation, RawValues.Reader reader) throws IOException {
        if (annotation && rows.id(row).isPresent()) {
            field("id");
            id(rows.id(row).get());
        }
        if (rows.image(row) >= 0) {
            field("image_id");
            id(rows.imageId(rows.image(row)));
        }
        if (rows.category(row) >= 0) {
            field("category_id");
            id(rows.categoryId(rows.category(row)));
        }
        if (rows.has(row, Field.BOX)) {
            field("bbox");
            text.append('[');
            number(rows.x(row));
            text.append(',');
            number(rows.y(row));
            text.append(',');
            number(rows.width(row));
            text.append(',');
            number(rows.height(row));
            text.append(']');
        }
        if (rows.has(row, Field.AREA)) {
            field("area");
            number(rows.area(row));
        }
        if (rows.has(row, Field.CROWD)) {
            field("iscrowd");
            text.append(rows.crowd(row) ? 1 : 0);
        }
        if (rows.ignored(row)) {
            field("ignore");
            text.append(1);
        }
        if (rows.has(row, Field.SCORE)) {
            field("score");
            number(rows.score(row));
        }
        if (rows.has(row, Field.SEGMENTATION)) {
            field("segmentation");
            raw(reader.at(rows.columns().segmentation.get(row)));
        }
        keypoints(rows, row, reader);
    }

    private void keypoints(Instances rows, int row, RawValues.Reader reader) throws IOException {
        if (rows.has(row, Field.KEYPOINT_COUNT)) {
            field("num_keypoints");
            text.append(rows.withoutKeypoints(row) ? 0 : Math.max(1, labelled(rows, row)));
        }
        if (rows.has(row, Field.KEYPOINTS)) {
            field("keypoints");
            raw(reader.at(rows.columns().keypoints.get(row)));
        }
    }

    private static int labelled(Instances rows, int row) throws IOException {
        if (!rows.has(row, Field.KEYPOINTS)) {
            return 1;
        }
        int count = 0;
        try (Instances.Shapes shapes = rows.shapes()) {
            double[] points = shapes.keypoints(row);
            for (int i = 2; i < points.length; i += 3) {
                count += points[i] > 0 ? 1 : 0;
            }
        }
        return count;
    }

    private void field(String key) {
        text.append(",\"").append(key).append("\":");
    }

    private void raw(JsonScanner value) throws IOException {
        raw.clear();
        value.capture(raw);
        text.append(raw);
    }

    private void id(Id id) {
        if (id.isNumber() || id.equals(Id.NULL)) {
            text.append(id);
        } else {
            string(id.toString());
        }
    }

    private void number(double value) {
        number(text, value);
    }

    /** Short decimals where they are the same double, else all digits that Java needs. */
    private static void number(StringBuilder text, double value) {
        double scale = 1;
        for (int decimals = 0; decimals <= 4; decimals++) {
            long whole = Math.round(value * scale);
            boolean same = Double.doubleToRawLongBits(whole / scale) == Double.doubleToRawLongBits(value);
            if (same && Math.abs(whole) < 1L << 53) {
                decimal(text, whole, decimals);
                return;
            }
            scale *= 10;
        }
        text.append(value); // also NaN and Infinity, as Python writes them
    }

    private static void decimal(StringBuilder text, long whole, int decimals) {
        if (whole < 0) {
            text.append('-');
        }
        String digits = Long.toString(Math.abs(whole));
        String padded = "0".repeat(Math.max(0, decimals + 1 - digits.length())) + digits;
        text.append(padded, 0, padded.length() - decimals);
        if (decimals > 0) {
            text.append('.').append(padded, padded.length() - decimals, padded.length());
        }
    }

    private void string(String value) {
        string(text, value);
    }

    /** In ASCII, as Python's default. */
    private static void string(StringBuilder text, String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c >= ' ' && c < 0x7f) {
                text.append(c);
            } else {
                String hex = Integer.toHexString(c);
                text.append("\\u").append("0".repeat(4 - hex.length())).append(hex);
            }
        }
        text.append('"');
    }

    /** A mask as compressed run lengths. */
    static String json(Mask mask) {
        StringBuilder json = new StringBuilder("{\"size\":[")
                .append(mask.size().height())
                .append(',')
                .append(mask.size().width())
                .append("],\"counts\":");
        string(json, mask.counts());
        return json.append('}').toString();
    }

    /** Keypoints as a flat list. */
    static String json(Keypoints keypoints) {
        StringBuilder json = new StringBuilder();
        char separator = '[';
        for (double value : keypoints.toArray()) {
            json.append(separator);
            number(json, value);
            separator = ',';
        }
        return (json.isEmpty() ? json.append('[') : json).append(']').toString();
    }

    private void flushIfFull() throws IOException {
        if (text.length() >= FLUSH) {
            flush();
        }
    }

    private void flush() throws IOException {
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        text.setLength(0);
    }
}
