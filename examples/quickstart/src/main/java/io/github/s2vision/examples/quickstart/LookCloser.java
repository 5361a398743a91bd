package io.github.s2vision.examples.quickstart;

import io.github.s2vision.S2;
import io.github.s2vision.S2Plan;
import io.github.s2vision.feature.Features;
import io.github.s2vision.feature.OnnxModel;
import io.github.s2vision.image.Image;

/** The plan, the features and the time of one scale and of three. */
final class LookCloser implements Step {
    private static final int ROUNDS = 15;

    private final OnnxModel model;
    private final Image image;
    private final String name;

    LookCloser(OnnxModel model, Image image, String name) {
        this.model = model;
        this.image = image;
        this.name = name;
    }

    @Override
    public void run(Console console) {
        console.heading("One model, three scales: " + name + ", " + image.size() + " pixels");
        S2 once = S2.wrap(model).scales(1);
        S2 thrice = S2.wrap(model).scales(1, 2, 3);
        S2Plan plan = thrice.plan(image.size());
        console.line("%s", plan);
        Features features = thrice.extract(image);
        console.line("1 scale:  %s, %.1f ms", once.extract(image), Clock.median(ROUNDS, () -> once.extract(image)));
        console.line("3 scales: %s, %.1f ms", features, Clock.median(ROUNDS, () -> thrice.extract(image)));
        console.say("The grid is the same, each cell knows "
                + features.channels() / once.extract(image).channels()
                + " times as much: what is in it from afar, and what is in it up close.");
    }
}
