package io.github.s2vision.detect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.s2vision.conformance.ConformanceKind;
import io.github.s2vision.conformance.Report;
import io.github.s2vision.geometry.Size;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Masks against pycocotools: {@code scripts/conformance rle ../shared/golden/coco/rle.json}. All bits must be equal. */
public final class RleConformance implements ConformanceKind {
    @Override
    public String name() {
        return "rle";
    }

    @Override
    public void run(Path path, Report report) throws Exception {
        JsonNode root = new ObjectMapper().readTree(path.toFile());
        each(root, "polygons", report, this::polygon);
        each(root, "boxes", report, this::box);
        each(root, "masks", report, this::mask);
        each(root, "strings", report, this::string);
        each(root, "merge", report, this::merge);
        each(root, "iou", report, this::iou);
        each(root, "bbox_iou", report, this::boxIou);
    }

    private interface Check {
        /** What is wrong, or nothing. */
        List<String> of(JsonNode entry);
    }

    private static void each(JsonNode root, String kind, Report report, Check check) {
        int index = 0;
        for (JsonNode entry : root.path(kind)) {
            String name = kind + "[" + index++ + "]";
            try {
                List<String> wrong = check.of(entry);
                if (wrong.isEmpty()) {
                    report.passed(name, "equal");
                } else {
                    report.failed(name, String.join("; ", wrong));
                }
            } catch (RuntimeException thrown) {
                report.failed(name, thrown);
            }
        }
    }

    private List<String> polygon(JsonNode entry) {
        double[] corners = doubles(entry.get("polygon"));
        int height = entry.get("h").asInt();
        int width = entry.get("w").asInt();
        return runs(MaskApi.fromPolygon(corners, height, width), entry, height, width);
    }

    private List<String> box(JsonNode entry) {
        double[] box = doubles(entry.get("box"));
        int height = entry.get("h").asInt();
        int width = entry.get("w").asInt();
        return runs(MaskApi.fromBox(box[0], box[1], box[2], box[3], height, width), entry, height, width);
    }

    private List<String> mask(JsonNode entry) {
        int height = entry.get("h").asInt();
        int width = entry.get("w").asInt();
        byte[] bitmap = new byte[height * width];
        for (int y = 0; y < height; y++) {
            String row = entry.get("rows").get(y).asText();
            for (int x = 0; x < width; x++) {
                bitmap[y * width + x] = (byte) (row.charAt(x) - '0');
            }
        }
        int[] found = MaskApi.encode(bitmap, height, width);
        List<String> wrong = runs(found, entry, height, width);
        if (!Arrays.equals(MaskApi.decode(found, height, width), bitmap)) {
            wrong.add("decoding does not give the bitmap back");
        }
        return wrong;
    }

    private List<String> string(JsonNode entry) {
        int[] listed = ints(entry.get("counts_list"));
        int height = entry.get("size").get(0).asInt();
        int width = entry.get("size").get(1).asInt();
        List<String> wrong = runs(listed, entry, height, width);
        expect(wrong, "runs", MaskApi.fromString(entry.get("counts").asText()), listed);
        return wrong;
    }

    private List<String> merge(JsonNode entry) {
        List<int[]> masks = new ArrayList<>();
        entry.get("counts").forEach(counts -> masks.add(MaskApi.fromString(counts.asText())));
        List<String> wrong = new ArrayList<>();
        expect(wrong, "union", MaskApi.toString(MaskApi.union(masks)), text(entry, "union"));
        expect(wrong, "intersection", MaskApi.toString(MaskApi.intersection(masks)), text(entry, "intersection"));
        return wrong;
    }

    /** Both the bare arithmetic behind a test of the boxes, as evaluation does it, and, where runs are proper, masks. */
    private List<String> iou(JsonNode entry) {
        int height = entry.get("size").get(0).asInt();
        int width = entry.get("size").get(1).asInt();
        Size size = new Size(width, height);
        List<String> wrong = new ArrayList<>();
        for (int d = 0; d < entry.get("dt").size(); d++) {
            for (int g = 0; g < entry.get("gt").size(); g++) {
                boolean crowd = entry.get("iscrowd").get(g).asInt() != 0;
                String counts = entry.get("dt").get(d).asText();
                String others = entry.get("gt").get(g).asText();
                int[] a = MaskApi.fromString(counts);
                int[] b = MaskApi.fromString(others);
                double[] boxA = MaskApi.box(a, height, width);
                double[] boxB = MaskApi.box(b, height, width);
                double expected = entry.get("iou").get(d).get(g).asDouble();
                double found = boxIou(boxA, boxB, crowd) > 0 ? MaskApi.iou(a, b, crowd) : 0;
                expect(wrong, "iou[" + d + "][" + g + "]", found, expected);
                Mask maskA = Mask.ofRle(size, counts);
                Mask maskB = Mask.ofRle(size, others);
                expect(
                        wrong,
                        "Mask iou[" + d + "][" + g + "]",
                        crowd ? maskA.shareInside(maskB) : maskA.iou(maskB),
                        expected);
            }
        }
        return wrong;
    }

    private List<String> boxIou(JsonNode entry) {
        List<String> wrong = new ArrayList<>();
        for (int d = 0; d < entry.get("dt").size(); d++) {
            for (int g = 0; g < entry.get("gt").size(); g++) {
                expect(
                        wrong,
                        "iou[" + d + "][" + g + "]",
                        boxIou(
                                doubles(entry.get("dt").get(d)),
                                doubles(entry.get("gt").get(g)),
                                entry.get("iscrowd").get(g).asInt() != 0),
                        entry.get("iou").get(d).get(g).asDouble());
            }
        }
        return wrong;
    }

    private static double boxIou(double[] a, double[] b, boolean crowd) {
        return MaskApi.boxIou(a[0], a[1], a[2], a[3], b[0], b[1], b[2], b[3], crowd);
    }

    /** The fields that most entries have: string, list, area, box; and the same through {@link Mask}. */
    private static List<String> runs(int[] found, JsonNode entry, int height, int width) {
        List<String> wrong = new ArrayList<>();
        if (entry.has("counts_list")) {
            expect(wrong, "counts_list", found, ints(entry.get("counts_list")));
        }
        expect(wrong, "counts", MaskApi.toString(found), text(entry, "counts"));
        expect(wrong, "area", MaskApi.area(found), entry.get("area").asLong());
        expect(wrong, "bbox", MaskApi.box(found, height, width), doubles(entry.get("bbox")));
        Mask mask = Mask.ofRle(new Size(width, height), text(entry, "counts"));
        expect(wrong, "Mask area", mask.area(), entry.get("area").asLong());
        if (!mask.isEmpty()) {
            var bounds = mask.bounds();
            expect(
                    wrong,
                    "Mask bounds",
                    new double[] {bounds.x1(), bounds.y1(), bounds.width(), bounds.height()},
                    doubles(entry.get("bbox")));
        }
        return wrong;
    }

    private static void expect(List<String> wrong, String what, Object found, Object expected) {
        if (!Arrays.deepEquals(new Object[] {found}, new Object[] {expected})) {
            wrong.add(what + " is " + Arrays.deepToString(new Object[] {found}) + ", expected "
                    + Arrays.deepToString(new Object[] {expected}));
        }
    }

    private static String text(JsonNode entry, String field) {
        JsonNode node = entry.get(field);
        return node.isTextual() ? node.asText() : node.get("counts").asText();
    }

    private static double[] doubles(JsonNode array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asDouble();
        }
        return values;
    }

    private static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
    }
}
