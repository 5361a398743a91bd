package io.github.s2vision.dataset;

import io.github.s2vision.detect.Category;
import io.github.s2vision.geometry.Size;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One image of a data set with what is said of it. Immutable; annotations become values when asked for. */
public final class Sample {
    private final Id id;
    private final String fileName;
    private final Size size;
    private final @Nullable Dataset dataset;
    private final int index;
    private final List<Annotation> given; // without a data set

    private Sample(Id id, String fileName, Size size, @Nullable Dataset dataset, int index, List<Annotation> given) {
        this.id = Objects.requireNonNull(id, "id");
        this.fileName = Objects.requireNonNull(fileName, "fileName");
        this.size = Objects.requireNonNull(size, "size");
        this.dataset = dataset;
        this.index = index;
        this.given = given;
    }

    /** An image for {@link Dataset#of}. */
    public static Sample of(Id id, String fileName, Size size, List<Annotation> annotations) {
        return new Sample(id, fileName, size, null, -1, List.copyOf(annotations));
    }

    static Sample in(Dataset dataset, int index, Id id, String fileName, Size size) {
        return new Sample(id, fileName, size, dataset, index, List.of());
    }

    /** The image's id in the file. */
    public Id id() {
        return id;
    }

    /** The image's name in the file, relative to the folder of the images; may hold folders. */
    public String fileName() {
        return fileName;
    }

    /** Width and height as the file says them; 0×0 where it does not. */
    public Size size() {
        return size;
    }

    /**
     * What is marked in the image, in the order of the file. An annotation without a box that makes sense (none and no mask
     * either, inside out, not finite), or of a category that the file does not list, is left out here and told by {@link
     * Dataset#issues}.
     */
    public List<Annotation> annotations() {
        return dataset == null ? given : dataset.annotationsOf(index);
    }

    /** The category with this id in the data set; one named like the id if there is none. */
    Category category(Id category) {
        return dataset == null
                ? new Category(-1, category.toString())
                : dataset.findCategory(category).orElseGet(() -> new Category(-1, category.toString()));
    }

    /** Equal if the id, the name, the size and the annotations are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Sample that
                && id.equals(that.id)
                && fileName.equals(that.fileName)
                && size.equals(that.size)
                && annotations().equals(that.annotations());
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, fileName);
    }

    /** Such as {@code Sample[17, street.jpg, 640×480]}. */
    @Override
    public String toString() {
        return "Sample[" + id + ", " + fileName + ", " + size + "]";
    }
}
