package io.github.s2vision.detect.yolo;

import io.github.s2vision.backend.RunOptions;
import io.github.s2vision.detect.Category;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.Letterbox;
import java.util.List;
import java.util.Set;

/** Options worked out for one file. Immutable. */
final class Settings {
    private final YoloOptions options;
    private final List<Category> categories;
    private final boolean[] wanted;
    private final Letterbox letterbox;
    private final RunOptions run;

    private Settings(
            YoloOptions options, List<Category> categories, boolean[] wanted, Letterbox letterbox, RunOptions run) {
        this.options = options;
        this.categories = categories;
        this.wanted = wanted;
        this.letterbox = letterbox;
        this.run = run;
    }

    YoloOptions options() {
        return options;
    }

    List<Category> categories() {
        return categories;
    }

    /** Per class whether it is reported; empty for all. Not to be changed. */
    boolean[] wanted() {
        return wanted;
    }

    /** How pictures come into the network. */
    Letterbox letterbox() {
        return letterbox;
    }

    RunOptions run() {
        return run;
    }

    /**
     * Works them out.
     *
     * @throws IllegalArgumentException if a class is not the model's, or the model does not take the size
     */
    static Settings of(YoloFile file, YoloOptions options, List<Category> categories) {
        return new Settings(
                options,
                categories,
                wanted(options.classes(), categories),
                letterbox(file, options),
                options.timeLimit().map(RunOptions.DEFAULT::timeLimit).orElse(RunOptions.DEFAULT));
    }

    private static boolean[] wanted(Set<String> classes, List<Category> categories) {
        boolean[] wanted = new boolean[classes.isEmpty() ? 0 : categories.size()];
        for (String name : classes) {
            boolean isKnown = false;
            for (int i = 0; i < wanted.length; i++) {
                boolean isThis = categories.get(i).name().equals(name);
                wanted[i] |= isThis;
                isKnown |= isThis;
            }
            if (!isKnown) {
                throw new IllegalArgumentException("no category is named \"" + name + "\"; the model has "
                        + categories.stream().map(Category::name).toList());
            }
        }
        return wanted;
    }

    private static Letterbox letterbox(YoloFile file, YoloOptions options) {
        Size asked = options.imageSize().orElse(file.size());
        if (!file.isOpenSize()) {
            if (!asked.equals(file.size())) {
                throw new IllegalArgumentException("image size " + asked + ": " + file.name() + " takes " + file.size()
                        + " only. Export it with dynamic=True for others");
            }
            return Letterbox.to(file.size());
        }
        Size size = new Size(upTo(asked.width(), file.stride()), upTo(asked.height(), file.stride()));
        Letterbox letterbox = Letterbox.to(size);
        return options.rectangular() ? letterbox.stride(file.stride()) : letterbox;
    }

    private static int upTo(int side, int stride) {
        return (int) Math.min(((long) side + stride - 1) / stride * stride, Integer.MAX_VALUE);
    }
}
