package io.github.s2vision.examples.scenes;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Objects;

/**
 * A drawn picture with everything that is known about it. {@link SceneGenerator} makes them.
 *
 * <p>The picture and the id map are not copied when asked for: treat them as read-only. Safe for concurrent reading.
 */
public final class Scene {
    /** Width and height in pixels. */
    public static final int SIDE = 640;

    private final String name;
    private final BufferedImage picture;
    private final byte[] ids;
    private final List<SceneObject> objects;
    private final int quality;

    Scene(String name, BufferedImage picture, byte[] ids, List<SceneObject> objects, int quality) {
        this.name = name;
        this.picture = picture;
        this.ids = ids;
        this.objects = List.copyOf(objects);
        this.quality = quality;
    }

    /** Recipe, split, seed and index, as in {@code street-train-1-00042}: enough to draw the scene again. */
    public String name() {
        return name;
    }

    /** Of type INT_RGB. */
    public BufferedImage picture() {
        return picture;
    }

    /**
     * What pixel (x, y) shows: the {@link Surface#id} of a surface, or the {@link SceneObject#id} of a shape. Whole pixels,
     * while the picture is anti-aliased.
     *
     * @throws IndexOutOfBoundsException if x or y is outside [0, {@value #SIDE})
     */
    public int id(int x, int y) {
        return ids[Objects.checkIndex(y, SIDE) * SIDE + Objects.checkIndex(x, SIDE)] & 255;
    }

    /** The id map as unsigned bytes, row by row. */
    byte[] ids() {
        return ids;
    }

    /** All shapes of which at least one pixel is seen, clutter too, from back to front. */
    public List<SceneObject> objects() {
        return objects;
    }

    /** The quality at which a JPEG file of this scene is to be written, 1 to 100: part of how it looks. */
    public int quality() {
        return quality;
    }

    @Override
    public String toString() {
        long labelled = objects.stream()
                .filter(object -> object.role() == SceneObject.Role.LABELLED)
                .count();
        return "Scene[" + name + ", " + labelled + " labelled of " + objects.size() + " shapes]";
    }
}
