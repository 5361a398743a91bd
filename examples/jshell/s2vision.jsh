import io.github.s2vision.*
import io.github.s2vision.backend.*
import io.github.s2vision.examples.scenes.*
import io.github.s2vision.feature.*
import io.github.s2vision.geometry.*
import io.github.s2vision.image.*
import io.github.s2vision.probe.*
import io.github.s2vision.progress.*
import io.github.s2vision.tensor.*
import java.nio.file.Path

/** A picture file. */
Image image(String file) {
    try { return Image.read(Path.of(file)); } catch (java.io.IOException e) { throw new java.io.UncheckedIOException(e); }
}

/** A drawn scene: 640×640 pixels, another one for each number. */
Image drawn(int number) { return Image.of(SceneGenerator.of(Recipe.TOWN, Split.TEST, 1).scene(number).picture()); }
Image scene(int number) { return drawn(number); }
Image scene() { return drawn(12); }

/** A backbone in an ONNX file; without a file the bundled tiny-vit. */
OnnxModel load(String file) {
    try { return OnnxModel.load(Path.of(file)); } catch (java.io.IOException e) { throw new java.io.UncheckedIOException(e); }
}
OnnxModel model(String file) { return load(file); }
OnnxModel model() { return load(System.getProperty("s2vision.models") + "/tiny-vit.onnx"); }

/** A model at the scales 1, 2 and 3. */
S2 s2(FeatureExtractor model) { return S2.wrap(model).scales(1, 2, 3); }

/** A window with the picture; without a display a file, whose path is printed. */
void show(Image picture) {
    if (java.awt.GraphicsEnvironment.isHeadless()) {
        try {
            Path file = java.nio.file.Files.createTempFile("s2vision-", ".png");
            picture.write(file);
            System.out.println(file);
        } catch (java.io.IOException e) { throw new java.io.UncheckedIOException(e); }
        return;
    }
    var frame = new javax.swing.JFrame(picture.toString());
    frame.add(new javax.swing.JLabel(new javax.swing.ImageIcon(picture.toBufferedImage())));
    frame.pack();
    frame.setVisible(true);
}
