package io.github.s2vision.examples.quickstart;

import io.github.s2vision.S2;
import io.github.s2vision.S2Worth;
import io.github.s2vision.examples.scenes.Split;
import io.github.s2vision.feature.OnnxModel;
import io.github.s2vision.progress.Progress;
import java.util.List;

/** A probe on the features: object or surroundings, by size, at one scale, at several, and with the larger model. */
final class FindObjects implements Step {
    static final int SCENES = 50;
    static final double[] SIZES = {8, 16, 32, 64, 128, 256};

    private final OnnxModel model;
    private final OnnxModel large;

    FindObjects(OnnxModel model, OnnxModel large) {
        this.model = model;
        this.large = large;
    }

    @Override
    public void run(Console console) {
        console.heading(
                "Is it worth it? A linear probe fitted on " + SCENES + " scenes, tried on " + SCENES + " others");
        List<S2Worth.Labelled> train = LabelledScenes.of(Split.PROBE, SCENES);
        List<S2Worth.Labelled> test = LabelledScenes.of(Split.TEST, SCENES);
        List<double[]> sets = List.of(new double[] {1}, new double[] {1, 2}, new double[] {1, 2, 3});
        S2Worth small = S2Worth.of(S2.wrap(model), sets, S2Worth.Probe.RIDGE, SIZES, train, test, Progress.NONE);
        S2Worth big = S2Worth.of(
                S2.wrap(large), List.of(new double[] {1}), S2Worth.Probe.RIDGE, SIZES, train, test, Progress.NONE);
        console.line(
                "average precision (0 to 1) of \"object or surroundings\", by the longer side of the object in pixels");
        console.line(
                "%-24s %5s %6s  %6s %6s %6s %6s %6s", "", "tiles", "ms", "8–16", "16–32", "32–64", "64–128", "128–256");
        row(console, "small model, 1 scale", small.rows().get(0));
        row(console, "small model, 2 scales", small.rows().get(1));
        row(console, "small model, 3 scales", small.rows().get(2));
        row(console, "larger model, 1 scale", big.rows().get(0));
        console.line(
                "gain of 3 scales over 1 at 16–32 pixels: %s, at 32–64 pixels: %s (95 %% range over scenes)",
                small.rows().get(2).gains().get(1), small.rows().get(2).gains().get(2));
        console.say(small.advice());
    }

    private static void row(Console console, String name, S2Worth.Row row) {
        console.line(
                "%-24s %5d %6.1f  %6.3f %6.3f %6.3f %6.3f %6.3f",
                name,
                row.tiles(),
                row.millis(),
                row.scores().ap(0),
                row.scores().ap(1),
                row.scores().ap(2),
                row.scores().ap(3),
                row.scores().ap(4));
    }
}
