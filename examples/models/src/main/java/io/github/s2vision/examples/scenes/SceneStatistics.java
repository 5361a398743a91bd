package io.github.s2vision.examples.scenes;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts of what scenes hold. */
final class SceneStatistics {
    /** Cells on a side of a tiny-vit. */
    private static final int GRID = 12;

    private final Recipe recipe;
    private final Map<Kind, Integer> kinds = new EnumMap<>(Kind.class);
    private double[] sizes = new double[1024];
    private int labelled;
    private int ignored;
    private int clutter;
    private int heldOut;
    private int scenes;
    private long jpegBytes;
    private final int[] cells = new int[CellLabels.SIZE_CLASSES.size()];
    private int emptyCells;
    private long[] nanos = new long[0];

    private SceneStatistics(Recipe recipe) {
        this.recipe = recipe;
    }

    /** Draws {@code count} scenes, at least one. */
    static SceneStatistics of(SceneGenerator generator, int count) throws IOException {
        if (count < 1) {
            throw new IllegalArgumentException("statistics of " + count + " scenes: at least one is needed");
        }
        SceneStatistics statistics = new SceneStatistics(generator.recipe());
        statistics.nanos = new long[count];
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            Scene scene = generator.scene(i);
            statistics.nanos[i] = System.nanoTime() - start;
            statistics.add(scene);
        }
        return statistics;
    }

    private void add(Scene scene) throws IOException {
        scenes++;
        jpegBytes += SceneFolder.jpeg(scene).length;
        if (recipe == Recipe.TOWN) {
            countCells(CellLabels.of(scene, recipe.kinds(), GRID));
        }
        for (SceneObject object : scene.objects()) {
            switch (object.role()) {
                case CLUTTER -> clutter++;
                case IGNORED -> ignored++;
                case LABELLED -> add(object);
            }
        }
    }

    private void countCells(CellLabels labels) {
        float[] any = labels.any();
        for (int cell = 0; cell < any.length; cell++) {
            int sizeClass = labels.sizeClass(cell);
            if (sizeClass != CellLabels.NO_CLASS) {
                cells[sizeClass]++;
            } else if (any[cell] == 0) {
                emptyCells++;
            }
        }
    }

    private void add(SceneObject object) {
        if (labelled == sizes.length) {
            sizes = Arrays.copyOf(sizes, 2 * labelled);
        }
        sizes[labelled++] = Math.sqrt(object.box().area());
        kinds.merge(object.kind(), 1, Integer::sum);
        heldOut += Recipe.HELD_OUT.contains(new Recipe.Pair(object.colour(), object.kind())) ? 1 : 0;
    }

    double labelledPerScene() {
        return (double) labelled / scenes;
    }

    /** Share of labelled objects whose box has a smaller area than {@code side} squared. */
    double shareBelow(double side) {
        return Arrays.stream(sizes, 0, labelled).filter(size -> size < side).count() / (double) labelled;
    }

    /** The size, as the root of the box's area, that {@code percent} of the labelled objects stay below. */
    double percentile(double percent) {
        double[] sorted = Arrays.copyOf(sizes, labelled);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(labelled - 1, Math.floor(percent / 100 * labelled))];
    }

    double heldOutShare() {
        return (double) heldOut / labelled;
    }

    /** Labelled objects of one kind. */
    int count(Kind kind) {
        return kinds.getOrDefault(kind, 0);
    }

    /** Several lines, each with its unit. */
    String report() {
        StringBuilder report = new StringBuilder();
        line(report, "scenes drawn: %d", scenes);
        line(report, "labelled objects per scene: %.2f", labelledPerScene());
        line(report, "ignored (too little is seen) per scene: %.2f", (double) ignored / scenes);
        line(report, "clutter per scene: %.2f", (double) clutter / scenes);
        line(
                report,
                "size of labelled objects, root of the box's area, percentiles 5/25/50/75/95: %.0f/%.0f/%.0f/%.0f/%.0f px",
                percentile(5),
                percentile(25),
                percentile(50),
                percentile(75),
                percentile(95));
        line(report, "below 16 px: %.0f %%, below 32 px: %.0f %%", 100 * shareBelow(16), 100 * shareBelow(32));
        for (Kind kind : recipe.kinds()) {
            line(report, "  %s: %.1f %%", kind.word(), 100.0 * count(kind) / labelled);
        }
        if (recipe == Recipe.PLAZA) {
            line(report, "of held-out pairs: %.1f %%", 100 * heldOutShare());
        }
        if (recipe == Recipe.TOWN) {
            line(
                    report,
                    "of %d×%d cells, with an object of 8, 16, 32, 64, 128 px or more: %s, without any: %d",
                    GRID,
                    GRID,
                    Arrays.toString(cells),
                    emptyCells);
        }
        Arrays.sort(nanos);
        line(report, "time to draw a scene, median of all, one thread: %.1f ms", nanos[nanos.length / 2] / 1e6);
        line(report, "mean size of a JPEG file: %.0f kB", jpegBytes / 1000.0 / scenes);
        return report.toString();
    }

    private static void line(StringBuilder report, String format, Object... values) {
        report.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    @Override
    public String toString() {
        return "SceneStatistics[" + scenes + " scenes of " + recipe.word() + "]";
    }
}
