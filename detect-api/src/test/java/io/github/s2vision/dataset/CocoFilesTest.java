package io.github.s2vision.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.s2vision.dataset.DatasetIssue.Kind;
import io.github.s2vision.dataset.Instances.Field;
import io.github.s2vision.detect.Category;
import io.github.s2vision.detect.Detection;
import io.github.s2vision.detect.Detections;
import io.github.s2vision.detect.Keypoints;
import io.github.s2vision.detect.Mask;
import io.github.s2vision.geometry.Box;
import io.github.s2vision.geometry.Size;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CocoFilesTest {
    private static final String SMALL = """
            {"info": {"year": 2026},
             "annotations": [
              {"id": 5, "image_id": 2, "category_id": 7, "bbox": [1.5, 2, 30.25, 4], "area": 99.5, "iscrowd": 0,
               "segmentation": [[1, 1, 1, 8, 8, 8, 8, 1]], "keypoints": [1, 2, 2, 3, 4, 0], "num_keypoints": 1},
              {"id": 6, "image_id": 1, "category_id": 7, "bbox": [0, 0, 5, 5], "area": 25, "iscrowd": 1,
               "segmentation": {"size": [10, 12], "counts": [5, 5, 110]}}],
             "images": [{"id": 1, "file_name": "caf\\u00e9 \\ud83d\\ude80.jpg", "height": 10, "width": 12},
                        {"id": 2, "file_name": "b.jpg", "width": 40, "height": 30}],
             "categories": [{"id": 7, "name": "bus", "supercategory": "vehicle"}]}
            """;

    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("file.json"), text);
    }

    @Test
    void images_annotations_and_categories_come_in_any_order() throws IOException {
        Dataset dataset = Dataset.read(file(SMALL));
        assertThat(dataset).hasToString("Dataset[2 images, 2 annotations, 1 categories]");
        assertThat(dataset.categories()).containsExactly(new Category(7, "bus"));
        assertThat(dataset.issues()).isEmpty();
        Sample second = dataset.sample(1);
        assertThat(second.id()).isEqualTo(Id.of(2));
        assertThat(second.size()).isEqualTo(new Size(40, 30));
        Annotation annotation = second.annotations().get(0);
        assertThat(annotation.box()).isEqualTo(Box.xywh(1.5, 2, 30.25, 4));
        assertThat(annotation.area()).isEqualTo(99.5);
        assertThat(annotation.mask().orElseThrow().area()).isEqualTo(49);
        assertThat(annotation.keypoints()).contains(Keypoints.of(1, 2, 2, 3, 4, 0));
        assertThat(annotation.id()).contains(Id.of(5));
        Sample first = dataset.sample(0);
        assertThat(first.fileName()).isEqualTo("café 🚀.jpg");
        assertThat(first.annotations().get(0).crowd()).isTrue();
        assertThat(first.annotations().get(0).mask()).contains(Mask.ofRuns(new Size(12, 10), 5, 5, 110));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void encodings_are_told_with_and_without_a_byte_order_mark(String encoding) throws IOException {
        Dataset expected = Dataset.read(file(SMALL));
        String raw = SMALL.replace("\\u00e9 \\ud83d\\ude80", "é 🚀");
        for (String mark : List.of("", "\ufeff")) {
            Path file = Files.write(folder.resolve("encoded.json"), (mark + raw).getBytes(Charset.forName(encoding)));
            assertThat(Dataset.read(file).samples().toList())
                    .isEqualTo(expected.samples().toList());
        }
    }

    @Test
    void packed_files_are_read_as_they_are() throws IOException {
        Path packed = folder.resolve("packed.json.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(SMALL.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(Dataset.read(packed).samples().toList())
                .isEqualTo(Dataset.read(file(SMALL)).samples().toList());
    }

    @Test
    void writing_and_reading_gives_the_same_data_set() throws IOException {
        Dataset dataset = Dataset.read(file(SMALL));
        Path copy = folder.resolve("copy.json");
        dataset.writeCoco(copy);
        Dataset again = Dataset.read(copy);
        assertThat(again.samples().toList()).isEqualTo(dataset.samples().toList());
        assertThat(again.categories()).isEqualTo(dataset.categories());
        again.writeCoco(folder.resolve("third.json"));
        assertThat(folder.resolve("third.json")).hasSameTextualContentAs(copy);
    }

    @Test
    void ids_stay_what_they_are_texts_and_64_bits() throws IOException {
        Path file = file("""
                {"images": [{"id": "im-1", "file_name": "a"}, {"id": 9007199254740993, "file_name": "b"}, {"id": "7"}],
                 "annotations": [{"id": "x", "image_id": "im-1", "category_id": "bus", "bbox": [0, 0, 1, 1]},
                                 {"id": -9223372036854775808, "image_id": 9007199254740993, "category_id": "bus",
                                  "bbox": [0, 0, 1, 1]}],
                 "categories": [{"id": "bus", "name": "bus"}]}
                """);
        Dataset dataset = Dataset.read(file);
        assertThat(dataset.samples().map(Sample::id))
                .containsExactly(Id.of("im-1"), Id.of(9007199254740993L), Id.of("7"));
        assertThat(dataset.find(Id.of(7))).isEmpty();
        assertThat(dataset.find(Id.of("7"))).isPresent();
        assertThat(dataset.categories()).containsExactly(new Category(0, "bus"));
        assertThat(dataset.sample(1).annotations().get(0).id()).contains(Id.of(Long.MIN_VALUE));
        dataset.writeCoco(folder.resolve("copy.json"));
        assertThat(Dataset.read(folder.resolve("copy.json")).samples().toList())
                .isEqualTo(dataset.samples().toList());
    }

    @Test
    void what_is_wrong_is_listed_and_left_out_of_the_values() throws IOException {
        Path file = file("""
                {"images": [{"id": 1}, {"id": 1, "file_name": "second"}, {"file_name": "nameless"}],
                 "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, -3, 8]},
                                 {"id": 2, "image_id": 9, "category_id": 1, "bbox": [0, 0, 1, 1]},
                                 {"id": 3, "image_id": 1, "category_id": 2, "bbox": [0, 0, 1, 1]},
                                 {"id": 4, "category_id": 1, "bbox": [0, 0, 1, 1]},
                                 {"id": 5, "image_id": 1, "category_id": 1, "bbox": [0, 0, 1]},
                                 {"id": 6, "image_id": 1, "category_id": 1, "bbox": [0, 0, 1, NaN], "iscrowd": "no"},
                                 {"id": 7, "image_id": 1, "category_id": 1, "bbox": [0, 0, 1, 1], "area": null}],
                 "categories": [{"id": 1, "name": "one"}]}
                """);
        Dataset dataset = Dataset.read(file);
        assertThat(dataset.sample(0).fileName()).isEqualTo("second");
        assertThat(dataset.sample(0).annotations())
                .extracting(a -> a.id().orElseThrow().number())
                .containsExactly(7L);
        assertThat(dataset.issues())
                .extracting(DatasetIssue::kind)
                .containsExactlyInAnyOrder(
                        Kind.MISSING_FIELD,
                        Kind.DUPLICATE_ID,
                        Kind.BAD_BOX,
                        Kind.UNKNOWN_IMAGE,
                        Kind.UNKNOWN_CATEGORY,
                        Kind.MISSING_FIELD,
                        Kind.BAD_VALUE,
                        Kind.BAD_BOX,
                        Kind.BAD_VALUE,
                        Kind.BAD_VALUE);
        assertThat(dataset.issues())
                .anySatisfy(issue ->
                        assertThat(issue.toString()).contains("annotation 5", "bbox has 3 numbers instead of 4"));
    }

    @Test
    void masks_that_are_none_say_what_is_wrong_with_them() throws IOException {
        String begin =
                "{\"images\": [{\"id\": 1, \"width\": 12, \"height\": 10}], \"categories\": [{\"id\": 1, \"name\": "
                        + "\"one\"}], \"annotations\": [{\"id\": 4, \"image_id\": 1, \"category_id\": 1, \"bbox\": [0, 0, 1, 1], "
                        + "\"segmentation\": ";
        Map<String, String> wrong = Map.of(
                "[1, 2, 3, 4, 5, 6]", "not of polygons",
                "{\"size\": [12, 10], \"counts\": [120]}", "exchanged",
                "{\"size\": [10, 12], \"counts\": [119]}", "add up to 119",
                "{\"size\": [10, 12]}", "no \"counts\"",
                "{\"counts\": [120]}", "no \"size\"",
                "\"text\"", "no list and no dictionary",
                "[[1, 2, \"a\", 3, 4, 5]]", "the text \"a\"",
                "{\"size\": [10, 12], \"counts\": \"~\"}", "'~'");
        for (Map.Entry<String, String> entry : wrong.entrySet()) {
            Annotation annotation = Dataset.read(file(begin + entry.getKey() + "}]}"))
                    .sample(0)
                    .annotations()
                    .get(0);
            assertThatThrownBy(annotation::mask)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("annotation 4", entry.getValue());
        }
        Annotation python = Dataset.read(file(begin + "{\"size\": [10, 12], \"counts\": \"b'h3'\"}}]}"))
                .sample(0)
                .annotations()
                .get(0);
        assertThat(python.mask()).contains(Mask.empty(new Size(12, 10)));
        Annotation none =
                Dataset.read(file(begin + "[]}]}")).sample(0).annotations().get(0);
        assertThat(none.mask()).contains(Mask.empty(new Size(12, 10)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"images\": 3}",
                "{\"annotations\": [1]}",
                "{\"annotations\": null}",
                "{\"images\": [}",
                "{\"images\": []} x",
                "",
                "{\"annotations\": [{\"id\": 1"
            })
    void what_is_no_annotation_file_is_an_io_exception_that_names_it(String text) throws IOException {
        Path file = file(text);
        assertThatThrownBy(() -> Dataset.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("file.json");
    }

    @Test
    void a_missing_file_and_a_folder_are_told() {
        assertThatThrownBy(() -> Dataset.read(folder.resolve("none.json"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Dataset.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("folder");
        assertThatThrownBy(() -> Predictions.readCoco(file("{}")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Dataset.read");
    }

    @Test
    void results_keep_every_digit_through_reading_and_writing() throws IOException {
        Path file = file("""
                [{"image_id": 2, "category_id": 7, "bbox": [0.1, 258.15, 348.47, 0.30000000000000004], "score": 1e-7},
                 {"score": NaN, "image_id": "a", "category_id": 7, "segmentation": {"size": [9, 9], "counts": "a\\\\2"}},
                 {"image_id": 2, "category_id": 7, "keypoints": [1, 2.5, 0], "score": -0.0, "caption": "x"}]
                """);
        Predictions predictions = Predictions.readCoco(file);
        predictions.writeCoco(folder.resolve("copy.json"));
        Predictions copy = Predictions.readCoco(folder.resolve("copy.json"));
        Instances a = predictions.instances();
        Instances b = copy.instances();
        assertThat(b.size()).isEqualTo(3);
        for (int row = 0; row < 3; row++) {
            assertThat(b.imageId(b.image(row))).isEqualTo(a.imageId(a.image(row)));
            assertThat(Double.doubleToRawLongBits(b.score(row))).isEqualTo(Double.doubleToRawLongBits(a.score(row)));
            assertThat(b.height(row)).isEqualTo(a.height(row));
            assertThat(b.x(row)).isEqualTo(a.x(row));
            for (Field field : List.of(Field.BOX, Field.SCORE, Field.SEGMENTATION, Field.KEYPOINTS)) {
                assertThat(b.has(row, field)).isEqualTo(a.has(row, field));
            }
        }
        assertThat(a.height(0)).isEqualTo(0.30000000000000004);
        try (Instances.Shapes shapes = b.shapes()) {
            assertThat(shapes.keypoints(2)).containsExactly(1, 2.5, 0);
        }
    }

    @Test
    void detections_become_predictions_by_the_names_of_their_categories() throws IOException {
        Dataset dataset = Dataset.read(file(SMALL));
        Category coach = new Category(5, "coach");
        Detections found = Detections.of(
                new Size(12, 10),
                List.of(
                        new Detection(new Box(1, 1, 5, 5), coach, 0.5),
                        new Detection(new Box(2, 2, 5, 5), new Category(0, "person"), 0.25)));
        List<Detections> all = List.of(found, Detections.none(new Size(40, 30)));
        assertThatThrownBy(() -> Predictions.of(dataset, all))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("coach", "person", "bus");
        Predictions predictions = Predictions.of(dataset, all, Map.of("coach", "bus", "person", ""));
        assertThat(predictions.size()).isEqualTo(1);
        Detections back = predictions.of(dataset.sample(0));
        assertThat(back.get(0).category()).isEqualTo(new Category(7, "bus"));
        assertThat(predictions.of(dataset.sample(1))).isEmpty();
        assertThat(predictions.lowestScore()).hasValue(0.5);
        assertThatThrownBy(() -> Predictions.of(dataset, List.of(found)))
                .hasMessageContaining("1 detections for 2 images");
    }

    @Test
    void a_data_set_is_made_from_values_too() throws IOException {
        Category cat = new Category(3, "cat");
        Mask mask = Mask.ofBox(new Size(20, 20), new Box(2, 2, 9, 9));
        Sample sample = Sample.of(
                Id.of(1),
                "a.jpg",
                new Size(20, 20),
                List.of(
                        Annotation.of(cat, new Box(2, 2, 9, 9)).withMask(mask),
                        Annotation.of(cat, new Box(0, 0, 5, 5))
                                .asCrowd()
                                .asIgnored()
                                .withKeypoints(Keypoints.of(1, 1, 0))));
        Dataset dataset = Dataset.of(List.of(cat), List.of(sample));
        dataset.writeCoco(folder.resolve("made.json"));
        Dataset read = Dataset.read(folder.resolve("made.json"));
        assertThat(read.samples().toList()).isEqualTo(dataset.samples().toList());
        List<Annotation> annotations = read.sample(0).annotations();
        assertThat(annotations.get(0).mask()).contains(mask);
        assertThat(annotations.get(0).area()).isEqualTo(49);
        assertThat(annotations.get(1).crowd() && annotations.get(1).ignored()).isTrue();
        assertThat(read.annotations().withoutKeypoints(1)).isTrue();
        assertThatThrownBy(() -> Dataset.of(List.of(), List.of(sample))).hasMessageContaining("not one of");
        assertThatThrownBy(() -> Dataset.of(List.of(cat), List.of(sample, sample)))
                .hasMessageContaining("comes twice");
    }

    @Test
    void masks_beyond_what_memory_keeps_are_read_from_the_file_and_a_changed_file_is_noticed() throws IOException {
        Path file = folder.resolve("large.json");
        int images = 900;
        String blanks = " ".repeat(80_000); // 72 MB of segmentations, without the time to parse numbers
        try (var out = Files.newBufferedWriter(file)) {
            out.write("{\"categories\":[{\"id\":1,\"name\":\"one\"}],\"annotations\":[");
            for (int i = 0; i < images; i++) {
                out.write((i == 0 ? "" : ",") + "{\"id\":" + (i + 1) + ",\"image_id\":" + i
                        + ",\"category_id\":1,\"bbox\":[0,0,9,9],\"segmentation\":[" + blanks + "[0,0," + i % 20
                        + ",0,20,20,0,20]]}");
            }
            out.write("],\"images\":[");
            for (int i = 0; i < images; i++) {
                out.write((i == 0 ? "" : ",") + "{\"id\":" + i + ",\"width\":20,\"height\":20}");
            }
            out.write("]}");
        }
        Dataset dataset = Dataset.read(file);
        Annotation last = dataset.sample(images - 1).annotations().get(0);
        Annotation early = dataset.sample(19).annotations().get(0);
        assertThat(last.mask()).isEqualTo(early.mask());
        Annotation another = dataset.sample(images - 2).annotations().get(0);
        Files.writeString(file, "changed");
        assertThatThrownBy(another::mask).hasMessageContaining("changed after it was read");
    }
}
