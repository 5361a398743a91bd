package io.github.s2vision.examples.quickstart;

import io.github.s2vision.backend.Backend;
import io.github.s2vision.examples.scenes.Recipe;
import io.github.s2vision.examples.scenes.SceneGenerator;
import io.github.s2vision.examples.scenes.Split;
import io.github.s2vision.feature.OnnxModel;
import io.github.s2vision.image.Image;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * What a model sees at one scale and at three. System properties: {@code model} (an ONNX backbone), {@code image} (a picture
 * of one's own), {@code out} (where the picture goes), {@code models} (the folder of the bundled models); empty or missing
 * ones stand for the bundled model and a drawn scene.
 */
public final class Quickstart {
    private static final long SCENE = 12;

    private Quickstart() {}

    /** See the class. */
    public static void main(String[] arguments) throws IOException {
        Path models = Path.of(property("models", "examples/models"));
        Path model = Path.of(property("model", models.resolve("tiny-vit.onnx").toString()));
        String picture = property("image", "");
        Path out = Path.of(property("out", "quickstart.png"));
        Image image = picture.isEmpty() ? scene() : Image.read(Path.of(picture));
        String name = picture.isEmpty()
                ? "a drawn scene"
                : String.valueOf(Path.of(picture).getFileName());
        boolean own = !property("model", "").isEmpty();
        run(System.out, models, model, own, image, name, out);
    }

    static Image scene() {
        return Image.of(
                SceneGenerator.of(Recipe.TOWN, Split.TEST, 1).scene((int) SCENE).picture());
    }

    static void run(PrintStream print, Path models, Path file, boolean ownModel, Image image, String name, Path out)
            throws IOException {
        Console console = new Console(print);
        try (OnnxModel loaded = OnnxModel.load(file, Backend.cpu());
                OnnxModel large = OnnxModel.load(models.resolve("tiny-vit-large.onnx"), Backend.cpu())) {
            OnnxModel model = chosen(loaded);
            List<Step> steps = ownModel
                    ? List.of(new LookCloser(model, image, name), new ShowFeatures(model, image, out))
                    : List.of(
                            new LookCloser(model, image, name),
                            new FindObjects(model, large),
                            new CompareModels(model, large),
                            new ShowFeatures(model, image, out));
            for (Step step : steps) {
                step.run(console);
            }
        }
        console.say(
                "These models were trained on drawn scenes, and these figures are of drawn scenes: they show that several "
                        + "scales help, they say nothing about photographs.");
    }

    /** Of a network with several outputs, the one in the middle: neither mere edges nor mere meaning. */
    private static OnnxModel chosen(OnnxModel model) {
        List<String> outputs =
                model.signature().outputs().stream().map(port -> port.name()).toList();
        return outputs.size() == 1 ? model : model.output(outputs.get(outputs.size() / 2));
    }

    private static String property(String name, String otherwise) {
        String value = System.getProperty(name, "");
        return value.isBlank() ? otherwise : value;
    }
}
