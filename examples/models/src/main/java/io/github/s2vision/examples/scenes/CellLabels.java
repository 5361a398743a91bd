package io.github.s2vision.examples.scenes;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What stands in each cell of a grid over a scene: the exact truth for a probe on a token grid of the same size.
 *
 * <p>A cell's label for a kind is min(1, max over its objects of max(n / (0.25 v), n / (0.15 a))), where n is the number
 * of the object's visible pixels in the cell, v that of all its visible pixels, and a the cell's area. So 1 says that
 * the cell holds a quarter of the object or is covered by it to 15 %: the cell is positive. Between 0 and 1 it only
 * touches one, and is left out of scores. Objects of fewer than {@value #LEAST_PIXELS} visible pixels make the cells that
 * they touch neither positive nor negative. Immutable.
 */
public final class CellLabels {
    /** Lower ends of the classes of size, in pixels of the picture; the last class ends at 250. */
    public static final List<Integer> SIZE_CLASSES = List.of(8, 16, 32, 64, 128);

    /** What {@link #sizeClass} says of a cell that is not positive. */
    public static final int NO_CLASS = -1;

    private static final int LEAST_PIXELS = 10;
    private static final double SHARE_OF_OBJECT = 0.25;
    private static final double SHARE_OF_CELL = 0.15;

    private final int grid;
    private final List<Kind> kinds;
    private final float[][] byKind;
    private final float[] any;
    private final int[] sizeClass;

    private CellLabels(int grid, List<Kind> kinds, float[][] byKind, float[] any, int[] sizeClass) {
        this.grid = grid;
        this.kinds = kinds;
        this.byKind = byKind;
        this.any = any;
        this.sizeClass = sizeClass;
    }

    /**
     * Labels of {@code grid} × {@code grid} cells; pixel x belongs to column {@code x * grid / 640}, rounded down.
     *
     * @param kinds which kinds count as objects
     * @throws IllegalArgumentException if {@code grid} is outside [1, 640]
     */
    public static CellLabels of(Scene scene, List<Kind> kinds, int grid) {
        if (grid < 1 || grid > Scene.SIDE) {
            throw new IllegalArgumentException(
                    "grid of " + grid + " cells a side is outside [1, " + Scene.SIDE + "]: 12 is a tiny-vit's");
        }
        int cells = grid * grid;
        int[][] pixels = count(scene, grid);
        float[][] byKind = new float[kinds.size()][cells];
        float[] any = new float[cells];
        int[] sizeClass = new int[cells];
        Arrays.fill(sizeClass, NO_CLASS);
        double[] largest = new double[cells];
        double cellArea = (double) Scene.SIDE * Scene.SIDE / cells;
        for (SceneObject object : scene.objects()) {
            int kind = kinds.indexOf(object.kind());
            if (kind < 0) {
                continue;
            }
            int[] inCell = Objects.requireNonNull(pixels[object.id()]);
            for (int cell = 0; cell < cells; cell++) {
                if (inCell[cell] == 0) {
                    continue;
                }
                double label = Math.max(
                        inCell[cell] / (SHARE_OF_OBJECT * object.visible()), inCell[cell] / (SHARE_OF_CELL * cellArea));
                // Too small to be asked for: touched, whatever its share.
                label = object.visible() < LEAST_PIXELS ? Math.min(label, 0.5) : Math.min(label, 1);
                byKind[kind][cell] = Math.max(byKind[kind][cell], (float) label);
                any[cell] = Math.max(any[cell], (float) label);
                if (label == 1 && object.longerSide() > largest[cell]) {
                    largest[cell] = object.longerSide();
                    sizeClass[cell] = sizeClassOf(object.longerSide());
                }
            }
        }
        return new CellLabels(grid, List.copyOf(kinds), byKind, any, sizeClass);
    }

    private static int[][] count(Scene scene, int grid) {
        int[][] pixels = new int[256][];
        for (SceneObject object : scene.objects()) {
            pixels[object.id()] = new int[grid * grid];
        }
        byte[] ids = scene.ids();
        for (int y = 0, i = 0; y < Scene.SIDE; y++) {
            int row = y * grid / Scene.SIDE * grid;
            for (int x = 0; x < Scene.SIDE; x++, i++) {
                int id = ids[i] & 255;
                if (id >= SceneObject.FIRST_ID) {
                    pixels[id][row + x * grid / Scene.SIDE]++;
                }
            }
        }
        return pixels;
    }

    /** The class of {@link #SIZE_CLASSES} that a longer side falls in: the last whose lower end it reaches, or the first. */
    static int sizeClassOf(double longerSide) {
        int found = 0;
        while (found + 1 < SIZE_CLASSES.size() && longerSide >= SIZE_CLASSES.get(found + 1)) {
            found++;
        }
        return found;
    }

    /** Cells on a side. */
    public int grid() {
        return grid;
    }

    /** The kinds that count as objects, in the order they were given. */
    public List<Kind> kinds() {
        return kinds;
    }

    /**
     * A copy of one kind's labels in [0, 1], row by row.
     *
     * @throws IllegalArgumentException if the kind was not asked for
     */
    public float[] of(Kind kind) {
        int index = kinds.indexOf(kind);
        if (index < 0) {
            throw new IllegalArgumentException("no labels of " + kind + ": asked for " + kinds);
        }
        return byKind[index].clone();
    }

    /** A copy of the greatest label of all kinds, in [0, 1], row by row: object or surroundings. */
    public float[] any() {
        return any.clone();
    }

    /** The index in {@link #SIZE_CLASSES} of the cell's largest object, or {@link #NO_CLASS} if the cell is not positive. */
    public int sizeClass(int cell) {
        return sizeClass[cell];
    }

    @Override
    public String toString() {
        int positive = 0;
        for (float label : any) {
            positive += label == 1 ? 1 : 0;
        }
        return "CellLabels[" + grid + "×" + grid + " cells, " + positive + " with an object]";
    }
}
