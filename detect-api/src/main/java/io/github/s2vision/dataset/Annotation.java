package io.github.s2vision.dataset;

import io.github.s2vision.detect.Category;
import io.github.s2vision.detect.Keypoints;
import io.github.s2vision.detect.Mask;
import io.github.s2vision.geometry.Box;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One object that a person marked in an image. Immutable; the mask is decoded when it is first asked for. Changed copies
 * come from {@link #withMask} and its siblings.
 */
public final class Annotation {
    private final Optional<Id> id;
    private final Category category;
    private final Box box;
    private final double area;
    private final boolean crowd;
    private final boolean ignored;
    private final Optional<Keypoints> keypoints;
    private final Supplier<Optional<Mask>> source;
    private volatile boolean decoded;
    private Optional<Mask> mask = Optional.empty(); // guarded by this; written before decoded

    Annotation(
            Optional<Id> id,
            Category category,
            Box box,
            double area,
            boolean crowd,
            boolean ignored,
            Optional<Keypoints> keypoints,
            Supplier<Optional<Mask>> source) {
        this.id = id;
        this.category = Objects.requireNonNull(category, "category");
        this.box = Objects.requireNonNull(box, "box");
        this.area = area;
        this.crowd = crowd;
        this.ignored = ignored;
        this.keypoints = keypoints;
        this.source = source;
    }

    /** An object with a box alone, whose area is the box's. A data set gives it an id. */
    public static Annotation of(Category category, Box box) {
        return new Annotation(
                Optional.empty(), category, box, box.area(), false, false, Optional.empty(), Optional::empty);
    }

    /** This annotation with a mask and its area. */
    public Annotation withMask(Mask mask) {
        return new Annotation(id, category, box, mask.area(), crowd, ignored, keypoints, () -> Optional.of(mask));
    }

    /** This annotation with keypoints. */
    public Annotation withKeypoints(Keypoints points) {
        return new Annotation(id, category, box, area, crowd, ignored, Optional.of(points), source);
    }

    /** This annotation with another area, which decides whether the object counts as small, medium or large. */
    public Annotation withArea(double area) {
        return new Annotation(id, category, box, area, crowd, ignored, keypoints, source);
    }

    /** This annotation as a crowd: a region of many objects, in which detections neither count nor harm. */
    public Annotation asCrowd() {
        return new Annotation(id, category, box, area, true, ignored, keypoints, source);
    }

    /** This annotation as one to be left out of the count, as VOC's {@code difficult} ones. */
    public Annotation asIgnored() {
        return new Annotation(id, category, box, area, crowd, true, keypoints, source);
    }

    /** This annotation with its own id. */
    public Annotation withId(Id own) {
        return new Annotation(Optional.of(own), category, box, area, crowd, ignored, keypoints, source);
    }

    /** The id in the file; empty until a data set gave one. */
    public Optional<Id> id() {
        return id;
    }

    /** What it is. */
    public Category category() {
        return category;
    }

    /** Where it is, in pixels of the image, as the file says; may reach over the border. */
    public Box box() {
        return box;
    }

    /** Its area in square pixels: of the mask in COCO, which is less than the box's. */
    public double area() {
        return area;
    }

    /** Whether it stands for a crowd of objects. */
    public boolean crowd() {
        return crowd;
    }

    /** Whether it is to be left out of the count: {@code ignore} of COCO and LVIS files, {@code difficult} of VOC. */
    public boolean ignored() {
        return ignored;
    }

    /** Its keypoints, where it has some. */
    public Optional<Keypoints> keypoints() {
        return keypoints;
    }

    /**
     * Its pixels, where they are marked. Decoded on the first call.
     *
     * @throws IllegalArgumentException if the file's segmentation is no proper mask of the image; says why
     * @throws java.io.UncheckedIOException if the file that holds it changed or cannot be read
     */
    public Optional<Mask> mask() {
        if (!decoded) {
            synchronized (this) {
                mask = source.get();
                decoded = true;
            }
        }
        return mask;
    }

    /** Equal if all values are, the mask included. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Annotation that
                && id.equals(that.id)
                && category.equals(that.category)
                && box.equals(that.box)
                && area == that.area
                && crowd == that.crowd
                && ignored == that.ignored
                && keypoints.equals(that.keypoints)
                && mask().equals(that.mask());
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, category, box);
    }

    /** Such as {@code person at Box[x1=1.0, y1=2.0, x2=3.0, y2=4.0]}. */
    @Override
    public String toString() {
        return category.name() + " at " + box + (crowd ? " (crowd)" : "") + (ignored ? " (ignored)" : "");
    }
}
