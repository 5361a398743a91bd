package io.github.s2vision.examples.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.s2vision.examples.scenes.SceneObject.Role;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SceneFolderTest {
    @TempDir
    Path folder;

    private final SceneGenerator generator = SceneGenerator.of(Recipe.PLAZA, Split.TEST, 3);

    @Test
    void annotations_are_coco_and_name_every_labelled_object() throws Exception {
        new SceneFolder(folder).write(generator, 4, 2);
        JsonNode coco =
                new ObjectMapper().readTree(folder.resolve("annotations.json").toFile());
        assertThat(coco.get("images")).hasSize(4);
        assertThat(coco.get("categories")).hasSize(8);
        int index = 0;
        for (int i = 0; i < 4; i++) {
            Scene scene = generator.scene(i);
            assertThat(coco.at("/images/" + i + "/file_name").asText()).isEqualTo(scene.name() + ".jpg");
            for (SceneObject object : scene.objects()) {
                if (object.role() == Role.LABELLED) {
                    JsonNode annotation = coco.get("annotations").get(index++);
                    assertThat(annotation.get("image_id").asInt()).isEqualTo(i + 1);
                    assertThat(annotation.at("/bbox/0").asDouble())
                            .isEqualTo(object.box().x1());
                    assertThat(annotation.at("/bbox/3").asDouble())
                            .isEqualTo(object.box().height());
                    int category = annotation.get("category_id").asInt();
                    assertThat(coco.at("/categories/" + (category - 1) + "/name")
                                    .asText())
                            .isEqualTo(object.kind().word());
                    assertThat(annotation.at("/attributes/colour").asText())
                            .isEqualTo(object.colour().word());
                }
            }
        }
        assertThat(coco.get("annotations")).hasSize(index);
    }

    @Test
    void id_maps_come_back_as_drawn_and_pictures_nearly_so() throws Exception {
        new SceneFolder(folder).write(generator, 1, 1);
        Scene scene = generator.scene(0);
        BufferedImage map =
                ImageIO.read(folder.resolve("ids/" + scene.name() + ".png").toFile());
        BufferedImage picture =
                ImageIO.read(folder.resolve("images/" + scene.name() + ".jpg").toFile());
        long difference = 0;
        int wrong = 0;
        for (int y = 0; y < Scene.SIDE; y++) {
            for (int x = 0; x < Scene.SIDE; x++) {
                wrong += map.getRaster().getSample(x, y, 0) == scene.id(x, y) ? 0 : 1;
                difference += Math.abs(
                        ((picture.getRGB(x, y) >> 8) & 255) - ((scene.picture().getRGB(x, y) >> 8) & 255));
            }
        }
        assertThat(wrong).isZero();
        assertThat(difference / (double) (Scene.SIDE * Scene.SIDE)).isBetween(0.01, 6.0);
    }

    @Test
    void the_table_of_shapes_has_a_line_for_each_shape_that_is_seen() throws Exception {
        new SceneFolder(folder).write(SceneGenerator.of(Recipe.STREET, Split.TRAIN, 1), 3, 1);
        List<String> lines = Files.readAllLines(folder.resolve("shapes.csv"));
        long shapes = SceneGenerator.of(Recipe.STREET, Split.TRAIN, 1)
                .scenes(3)
                .mapToLong(scene -> scene.objects().size())
                .sum();
        assertThat(lines).hasSize((int) shapes + 1);
        assertThat(lines).allSatisfy(line -> assertThat(line.split(",")).hasSize(12));
        assertThat(lines).anyMatch(line -> line.contains(",clutter,"));
    }

    @Test
    void a_folder_that_cannot_be_written_is_an_io_exception() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");
        assertThatThrownBy(() -> new SceneFolder(file).write(generator, 1, 1)).isInstanceOf(IOException.class);
    }

    @Test
    void the_command_draws_counts_and_refuses_what_it_does_not_know() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        Path sheet = folder.resolve("sheet.png");
        ScenesCommand.run(
                new String[] {"sheet", "--recipe", "town", "--scenes", "3", "--boxes", "yes", "--out", sheet.toString()
                },
                out);
        assertThat(ImageIO.read(sheet.toFile()).getWidth()).isEqualTo(1600);
        ScenesCommand.run(new String[] {"statistics", "--recipe", "plaza", "--scenes", "2"}, out);
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("labelled objects per scene: ");
        assertRefused("no recipe 'moon'", "statistics", "--recipe", "moon");
        assertRefused("--colour", "statistics", "--colour", "red");
        assertRefused("--scenes many", "statistics", "--scenes", "many");
        assertRefused("--out is missing", "write");
        assertRefused("'dance'", "dance");
        assertRefused("no command");
    }

    private static void assertRefused(String fact, String... args) {
        assertThatThrownBy(() -> ScenesCommand.run(args, System.out))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(fact);
    }

    @Test
    void json_escapes_what_it_must() throws Exception {
        String text = "a \"quote\" \\ \n \u0001 ü";
        JsonNode read = new ObjectMapper().readTree(Json.of(Map.of("key", List.of(text, 1.5, 2.0, true, List.of()))));
        assertThat(read.at("/key/0").asText()).isEqualTo(text);
        assertThat(read.at("/key/1").asDouble()).isEqualTo(1.5);
        assertThat(read.at("/key/2").isIntegralNumber()).isTrue();
        assertThat(read.at("/key/4")).isEmpty();
    }
}
