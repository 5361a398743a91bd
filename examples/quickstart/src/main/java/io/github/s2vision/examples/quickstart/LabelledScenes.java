package io.github.s2vision.examples.quickstart;

import io.github.s2vision.S2Worth;
import io.github.s2vision.examples.scenes.CellLabels;
import io.github.s2vision.examples.scenes.Recipe;
import io.github.s2vision.examples.scenes.Scene;
import io.github.s2vision.examples.scenes.SceneGenerator;
import io.github.s2vision.examples.scenes.Split;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.Image;
import java.util.List;

/** Drawn scenes with exact labels: whether a cell holds an object, of any kind. */
final class LabelledScenes {
    private LabelledScenes() {}

    static List<S2Worth.Labelled> of(Split split, int count) {
        return SceneGenerator.of(Recipe.TOWN, split, 1)
                .scenes(count)
                .map(scene -> new S2Worth.Labelled(Image.of(scene.picture()), grid -> labels(scene, grid)))
                .toList();
    }

    private static io.github.s2vision.probe.CellLabels labels(Scene scene, Size grid) {
        CellLabels exact = CellLabels.of(scene, Recipe.TOWN.kinds(), grid.width());
        float[] sizes = new float[(int) grid.area()];
        for (int cell = 0; cell < sizes.length; cell++) {
            int sizeClass = exact.sizeClass(cell);
            sizes[cell] = sizeClass == CellLabels.NO_CLASS ? 0 : CellLabels.SIZE_CLASSES.get(sizeClass);
        }
        return new io.github.s2vision.probe.CellLabels(grid, exact.any(), sizes);
    }
}
