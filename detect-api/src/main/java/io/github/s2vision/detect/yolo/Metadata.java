package io.github.s2vision.detect.yolo;

import io.github.s2vision.backend.BackendException;
import io.github.s2vision.geometry.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A file's metadata, as Ultralytics writes it, with what the user says instead; every value is checked when asked for. */
final class Metadata {
    private static final int MOST_CLASSES = 1 << 20;

    private final String model;
    private final Map<String, String> entries;
    private final Map<String, String> said;

    Metadata(String model, Map<String, String> file, Map<String, String> said) {
        this.model = model;
        this.entries = new LinkedHashMap<>(file);
        this.entries.putAll(said);
        this.said = said;
    }

    Optional<YoloV8.Task> task() {
        return entry("task")
                .map(text -> Arrays.stream(YoloV8.Task.values())
                        .filter(task -> task.key().equals(text.strip()))
                        .findFirst()
                        .orElseThrow(() -> wrong("task", "one of detect, segment, pose, obb, classify", null)));
    }

    /** The names by class index, from a dict whose keys may come in any order, or a list. */
    Optional<List<String>> names() {
        return literal("names").map(value -> {
            if (value instanceof List<?> list && !list.isEmpty()) {
                return list.stream().map(this::name).toList();
            }
            if (value instanceof Map<?, ?> map && !map.isEmpty() && map.size() <= MOST_CLASSES) {
                return names(map);
            }
            throw wrong("names", "a dict {0: 'person', …} or a list of names", null);
        });
    }

    private List<String> names(Map<?, ?> map) {
        List<String> names = new ArrayList<>(java.util.Collections.nCopies(map.size(), ""));
        boolean[] given = new boolean[map.size()];
        map.forEach((key, name) -> {
            long index = key instanceof Long number ? number : key instanceof String text ? index(text) : -1;
            if (index < 0 || index >= given.length || given[(int) index]) {
                throw wrong("names", "the keys 0 to " + (given.length - 1) + ", each once, not " + key, null);
            }
            given[(int) index] = true;
            names.set((int) index, name(name));
        });
        return List.copyOf(names);
    }

    private static long index(String text) {
        return text.matches("\\d{1,9}") ? Long.parseLong(text) : -1;
    }

    private String name(Object value) {
        if (value instanceof String || value instanceof Number) {
            return value.toString();
        }
        throw wrong("names", "texts as names, not " + value, null);
    }

    /** Points and numbers per point of a pose. */
    Optional<List<Integer>> keypointShape() {
        return literal("kpt_shape").map(value -> {
            List<Integer> shape = integers("kpt_shape", value);
            if (shape.size() != 2 || shape.get(0) > 1 << 16 || shape.get(1) < 2 || shape.get(1) > 3) {
                throw wrong("kpt_shape", "[points, 2] or [points, 3], such as [17, 3]", null);
            }
            return shape;
        });
    }

    Optional<Integer> stride() {
        return literal("stride")
                .map(value ->
                        integers("stride", value).stream().max(Integer::compare).orElseThrow());
    }

    /** Written as [height, width], or one side of a square. */
    Optional<Size> size() {
        return literal("imgsz").map(value -> {
            List<Integer> sides = integers("imgsz", value);
            if (sides.size() > 2) {
                throw wrong("imgsz", "[height, width] or one side", null);
            }
            return new Size(sides.get(sides.size() - 1), sides.get(0));
        });
    }

    /** Whether the output holds final rows; empty if nothing says so. */
    Optional<Boolean> isEndToEnd() {
        boolean suppressed = literal("args")
                .map(value -> value instanceof Map<?, ?> args && Boolean.TRUE.equals(args.get("nms")))
                .orElse(false);
        Optional<Boolean> endToEnd = literal("end2end").map(value -> {
            if (value instanceof Boolean flag) {
                return flag;
            }
            throw wrong("end2end", "True or False", null);
        });
        // A file with suppression inside says end2end False; and an older one with an end-to-end head says nothing.
        return suppressed ? Optional.of(true) : endToEnd;
    }

    /** How the output lies, if the user says so: no exporter writes it. */
    Optional<YoloFile.Layout> layout() {
        return Optional.ofNullable(said.get("layout"))
                .map(text -> Arrays.stream(YoloFile.Layout.values())
                        .filter(layout -> layout.key.equals(text) && layout != YoloFile.Layout.PROBABILITIES)
                        .findFirst()
                        .orElseThrow(() -> wrong("layout", "channels_first, transposed or rows", null)));
    }

    private List<Integer> integers(String key, Object value) {
        List<Integer> numbers = new ArrayList<>();
        for (Object one : value instanceof List<?> list ? list : List.of(value)) {
            if (!(one instanceof Long number) || number < 1 || number > 1 << 20) {
                throw wrong(key, "whole numbers of 1 or more", null);
            }
            numbers.add((int) (long) number);
        }
        if (numbers.isEmpty()) {
            throw wrong(key, "a number", null);
        }
        return numbers;
    }

    /** An entry that says something: exporters write None where they have nothing to say. */
    private Optional<Object> literal(String key) {
        return entry(key)
                .map(text -> {
                    try {
                        return PythonLiteral.parse(text);
                    } catch (IllegalArgumentException garbage) {
                        throw wrong(key, "a Python literal (" + garbage.getMessage() + ")", garbage);
                    }
                })
                .filter(value -> value != PythonLiteral.NONE);
    }

    private Optional<String> entry(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    private BackendException wrong(
            String key, String wanted, @org.jspecify.annotations.Nullable IllegalArgumentException cause) {
        String text = entries.getOrDefault(key, "");
        String shown = text.length() > 200 ? text.substring(0, 200) + "…" : text;
        return new BackendException(
                model + ": metadata " + key + " = " + shown + " should be " + wanted
                        + ". Say it right with YoloV8.load(path, backend, options, Map.of(\"" + key + "\", …))",
                cause);
    }
}
