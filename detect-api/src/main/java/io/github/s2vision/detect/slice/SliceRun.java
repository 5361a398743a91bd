package io.github.s2vision.detect.slice;

import io.github.s2vision.detect.Detections;
import io.github.s2vision.detect.Detector;
import io.github.s2vision.image.Image;
import io.github.s2vision.progress.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One image on its way through a sliced detector. */
final class SliceRun {
    /** Pixels of slices that are in memory at a time, at most, unless one slice has more. */
    private static final long BATCH_PIXELS = 16_000_000;

    private final Detector detector;
    private final SliceSettings settings;
    private final Viewer viewer;
    private final SlicePlan plan;
    private final Candidates candidates;
    private final List<View> waiting = new ArrayList<>();
    private final List<Image> pixels = new ArrayList<>();
    private Detections coarse;
    private long done;

    SliceRun(Detector detector, SliceSettings settings, Viewer viewer, SlicePlan plan) {
        this.detector = detector;
        this.settings = settings;
        this.viewer = viewer;
        this.plan = plan;
        this.candidates = new Candidates(plan.image());
        this.coarse = Detections.none(plan.image());
    }

    Detections detect(Progress progress) throws IOException {
        long total = plan.slices();
        progress.step(0, total, "slices");
        for (Level level : plan.levels()) {
            for (int number = 0; number < level.slices(); number++) {
                look(level, level.view(number));
                if (isFull(level)) {
                    flush(progress, total);
                }
            }
            flush(progress, total); // slices of one size go together, and selectors may ask what the whole image shows
        }
        return merged();
    }

    private void look(Level level, View view) throws IOException {
        done++;
        Image image = viewer.pixels(view);
        if (settings.selector != null && !level.isWhole()) {
            double worth = settings.selector.worth(new SliceView(view, level.scale(), image, coarse));
            if (Double.isNaN(worth)) {
                throw new IllegalArgumentException("the selector gave NaN for " + view + ": a number is needed");
            }
            if (worth < settings.minWorth) {
                level.skip(view);
                return;
            }
        }
        waiting.add(view);
        pixels.add(image);
    }

    private boolean isFull(Level level) {
        return waiting.size() == settings.batch
                || (waiting.size() + 1L) * level.view(0).seenSize().area() > BATCH_PIXELS;
    }

    private void flush(Progress progress, long total) {
        if (!waiting.isEmpty()) {
            List<Detections> found = detector.detectAll(List.copyOf(pixels));
            if (found.size() != waiting.size()) {
                throw new IllegalStateException(
                        detector + " gave " + found.size() + " results for " + waiting.size() + " images");
            }
            for (int i = 0; i < waiting.size(); i++) {
                View view = waiting.get(i);
                if (!found.get(i).imageSize().equals(view.seenSize())) {
                    throw new IllegalStateException(detector + " gave detections of an image of "
                            + found.get(i).imageSize() + " for one of " + view.seenSize());
                }
                candidates.add(view, found.get(i));
                if (plan.level(view).isWhole()) {
                    coarse = candidates.all();
                }
            }
            waiting.clear();
            pixels.clear();
        }
        progress.step(done, total, "slices");
    }

    private Detections merged() {
        if (candidates.views() == 1 && plan.levels().get(0).isWhole()) {
            return coarse; // nothing to merge: what the plain detector says
        }
        if (settings.likeSahi) {
            return likeSahi();
        }
        boolean[] dropped = Trust.apply(settings, plan, candidates);
        return Merger.merge(
                settings.merge,
                candidates,
                dropped,
                (x1, y1, x2, y2) -> plan.seeing(x1, y1, x2, y2, Trust.MARGIN, settings.largest));
    }

    private Detections likeSahi() {
        if (candidates.angles() != null && !(settings.merge instanceof MergeStrategy.Nms)) {
            throw new IllegalArgumentException(
                    settings.merge + " unites boxes, which oriented ones cannot be: use merge(MergeStrategy.nms())");
        }
        float[] boxes = candidates.boxes();
        double[] wide = new double[boxes.length];
        double[] scores = new double[candidates.size()];
        Arrays.setAll(wide, i -> boxes[i]);
        Arrays.setAll(scores, candidates::score);
        List<SahiMerge.Group> groups = new SahiMerge(settings.merge, wide, scores, candidates.classes())
                .run(settings.merge.acrossCategories());
        int[][] members = new int[groups.size()][];
        float[] resultBoxes = new float[4 * members.length];
        float[] resultScores = new float[members.length];
        for (int g = 0; g < members.length; g++) {
            SahiMerge.Group group = groups.get(g);
            members[g] = group.members();
            resultScores[g] = (float) group.score();
            for (int k = 0; k < 4; k++) {
                resultBoxes[4 * g + k] = (float) group.box()[k];
            }
        }
        return candidates.toDetections(members, resultBoxes, resultScores, true);
    }
}
