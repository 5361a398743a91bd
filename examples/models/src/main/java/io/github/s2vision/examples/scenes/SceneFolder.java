package io.github.s2vision.examples.scenes;

import io.github.s2vision.examples.scenes.SceneObject.Role;
import io.github.s2vision.files.AtomicFile;
import io.github.s2vision.geometry.Box;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * A folder of scenes for training scripts and data-set readers:
 *
 * <pre>
 * images/NAME.jpg     at the scene's own quality
 * ids/NAME.png        8-bit grey, the id map
 * annotations.json    COCO: boxes of labelled objects; written last, so that it tells a whole folder from a part
 * shapes.csv          a line per shape that is seen, clutter and ignored objects too
 * recipe.json         what the numbers in the id maps mean, and what the scenes were drawn from
 * </pre>
 */
final class SceneFolder {
    private static final String SHAPES_HEADER =
            "scene,id,kind,colour,role,x1,y1,x2,y2,longer_side,drawn_pixels,visible_pixels\n";

    private final Path folder;

    SceneFolder(Path folder) {
        this.folder = folder;
    }

    /** Draws and writes scenes 0 to {@code count - 1} on {@code threads} threads. */
    void write(SceneGenerator generator, int count, int threads) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("images"));
        Files.createDirectories(folder.resolve("ids"));
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        List<Map<String, Object>> images = new ArrayList<>();
        List<Map<String, Object>> annotations = new ArrayList<>();
        StringBuilder shapes = new StringBuilder(SHAPES_HEADER);
        try {
            List<Future<Labels>> written = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int index = i;
                written.add(workers.submit(() -> writeScene(generator.scene(index))));
            }
            for (Future<Labels> scene : written) {
                addTo(images, annotations, shapes, get(scene), generator.recipe());
            }
        } finally {
            workers.shutdownNow();
        }
        AtomicFile.writeString(folder.resolve("shapes.csv"), shapes.toString());
        AtomicFile.writeString(folder.resolve("recipe.json"), Json.of(recipe(generator, count)));
        AtomicFile.writeString(folder.resolve("annotations.json"), Json.of(coco(generator, images, annotations)));
    }

    /** What is kept of a scene once its pictures are written. */
    private record Labels(String name, List<SceneObject> objects) {}

    private static Labels get(Future<Labels> scene) throws IOException, InterruptedException {
        try {
            return scene.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof UncheckedIOException io) {
                throw new IOException("cannot write a scene", io);
            }
            throw new IllegalStateException("cannot draw a scene", failed);
        }
    }

    private Labels writeScene(Scene scene) {
        try {
            byte[] jpeg = jpeg(scene);
            AtomicFile.write(folder.resolve("images").resolve(scene.name() + ".jpg"), out -> out.write(jpeg));
            BufferedImage map = idMap(scene);
            AtomicFile.write(folder.resolve("ids").resolve(scene.name() + ".png"), out -> {
                if (!ImageIO.write(map, "png", out)) {
                    throw new IOException("this JDK has no PNG writer");
                }
            });
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return new Labels(scene.name(), scene.objects());
    }

    static byte[] jpeg(Scene scene) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 17);
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality(scene.quality() / 100f);
            try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
                writer.setOutput(out);
                writer.write(null, new IIOImage(scene.picture(), null, null), how);
            }
            return bytes.toByteArray();
        } finally {
            writer.dispose();
        }
    }

    private static BufferedImage idMap(Scene scene) {
        BufferedImage map = new BufferedImage(Scene.SIDE, Scene.SIDE, BufferedImage.TYPE_BYTE_GRAY);
        byte[] ids = scene.ids();
        System.arraycopy(ids, 0, ((DataBufferByte) map.getRaster().getDataBuffer()).getData(), 0, ids.length);
        return map;
    }

    private static void addTo(
            List<Map<String, Object>> images,
            List<Map<String, Object>> annotations,
            StringBuilder shapes,
            Labels scene,
            Recipe recipe) {
        int imageId = images.size() + 1;
        images.add(record(
                "id",
                imageId,
                "file_name",
                scene.name + ".jpg",
                "width",
                Scene.SIDE,
                "height",
                Scene.SIDE,
                "license",
                1));
        for (SceneObject object : scene.objects) {
            Box box = object.box();
            if (object.role() == Role.LABELLED) {
                annotations.add(record(
                        "id",
                        annotations.size() + 1,
                        "image_id",
                        imageId,
                        "category_id",
                        recipe.kinds().indexOf(object.kind()) + 1,
                        "bbox",
                        List.of(box.x1(), box.y1(), box.width(), box.height()),
                        "area",
                        box.area(),
                        "iscrowd",
                        0,
                        "attributes",
                        Map.of("colour", object.colour().word())));
            }
            shapes.append(scene.name).append(',').append(object.id());
            shapes.append(',').append(object.kind().word());
            shapes.append(',').append(object.colour().word());
            shapes.append(',').append(object.role().name().toLowerCase(Locale.ROOT));
            for (double corner : new double[] {box.x1(), box.y1(), box.x2(), box.y2()}) {
                shapes.append(',').append((long) corner);
            }
            shapes.append(',').append(Math.round(object.longerSide() * 100) / 100.0);
            shapes.append(',').append(object.drawn()).append(',').append(object.visible());
            shapes.append('\n');
        }
    }

    private static Map<String, Object> coco(
            SceneGenerator generator, List<Map<String, Object>> images, List<Map<String, Object>> annotations) {
        List<Map<String, Object>> categories = new ArrayList<>();
        for (Kind kind : generator.recipe().kinds()) {
            categories.add(record("id", categories.size() + 1, "name", kind.word(), "supercategory", "object"));
        }
        return record(
                "info",
                record("description", generator.toString(), "contributor", "S2Vision", "version", "1"),
                "licenses",
                List.of(record(
                        "id", 1, "name", "Apache-2.0", "url", "https://www.apache.org/licenses/LICENSE-2.0.txt")),
                "images",
                images,
                "annotations",
                annotations,
                "categories",
                categories);
    }

    private static Map<String, Object> recipe(SceneGenerator generator, int count) {
        Map<String, Object> surfaces = new LinkedHashMap<>();
        for (Surface surface : Surface.values()) {
            surfaces.put(surface.word(), surface.id());
        }
        return record(
                "recipe",
                generator.recipe().word(),
                "split",
                generator.split().word(),
                "seed",
                generator.seed(),
                "scenes",
                count,
                "kinds",
                generator.recipe().kinds().stream().map(Kind::word).toList(),
                "colours",
                List.of(Colour.values()).stream().map(Colour::word).toList(),
                "surfaces",
                surfaces,
                "first_shape_id",
                SceneObject.FIRST_ID,
                "held_out_pairs",
                Recipe.HELD_OUT.stream().map(Recipe.Pair::phrase).toList());
    }

    private static Map<String, Object> record(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
