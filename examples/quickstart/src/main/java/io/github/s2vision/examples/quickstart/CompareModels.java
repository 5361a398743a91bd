package io.github.s2vision.examples.quickstart;

import io.github.s2vision.S2;
import io.github.s2vision.S2Diagnosis;
import io.github.s2vision.S2Selection;
import io.github.s2vision.S2Worth;
import io.github.s2vision.TileFill;
import io.github.s2vision.TileSelector;
import io.github.s2vision.examples.scenes.Split;
import io.github.s2vision.feature.OnnxModel;
import io.github.s2vision.image.Image;
import io.github.s2vision.progress.Progress;
import java.util.List;

/** Whether the small model at several scales replaces the larger one, and what is saved where only some tiles are computed. */
final class CompareModels implements Step {
    private static final int FIT = 110;
    private static final int TEST = 30;

    private final OnnxModel model;
    private final OnnxModel large;

    CompareModels(OnnxModel model, OnnxModel large) {
        this.model = model;
        this.large = large;
    }

    @Override
    public void run(Console console) {
        console.heading("Do I need the larger model? And do I need every tile?");
        List<Image> fit = images(LabelledScenes.of(Split.PROBE, FIT));
        List<S2Worth.Labelled> labelled = LabelledScenes.of(Split.TEST, TEST);
        List<Image> test = images(labelled);
        S2Diagnosis diagnosis = S2Diagnosis.compare(
                S2.wrap(model),
                large,
                List.of(new double[] {1}, new double[] {1, 2}, new double[] {1, 2, 3}),
                1e-6,
                fit,
                test,
                Progress.NONE);
        console.say(diagnosis.advice());
        S2 s2 = S2.wrap(model).scales(1, 2, 3);
        S2Worth probe = S2Worth.of(
                S2.wrap(model),
                List.of(new double[] {1}),
                S2Worth.Probe.RIDGE,
                FindObjects.SIZES,
                LabelledScenes.of(Split.PROBE, FindObjects.SCENES),
                labelled,
                Progress.NONE);
        S2 selective = s2.fill(TileFill.fit(s2, fit.subList(0, 30), 1e-3, Progress.NONE))
                .select(TileSelector.probe(probe.rows().get(0).probe()), 6.0 / 13);
        S2Selection selection = selective.extractSelected(test.get(0), Progress.NONE);
        double whole = Clock.median(7, () -> s2.extract(test.get(0)));
        double some = Clock.median(7, () -> selective.extract(test.get(0)));
        console.say(String.format(
                java.util.Locale.ROOT,
                "Computing only the tiles where the probe sees something takes %d of %d tiles: %.1f ms instead of %.1f ms.",
                selection.computedTiles(),
                selection.tiles(),
                some,
                whole));
    }

    private static List<Image> images(List<S2Worth.Labelled> labelled) {
        return labelled.stream().map(S2Worth.Labelled::image).toList();
    }
}
