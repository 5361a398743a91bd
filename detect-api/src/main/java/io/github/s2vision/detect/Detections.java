package io.github.s2vision.detect;

import io.github.s2vision.geometry.Box;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.Image;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a detector found in one image: always best first, equal scores in the order in which they were given. Immutable,
 * plain Java data, columns of floats inside; iterating makes values.
 *
 * <p>Every method that gives other detections keeps masks, keypoints and angles with their boxes.
 */
public final class Detections implements Iterable<Detection> {
    private static final int SHOWN = 5;

    private final Size imageSize;
    private final List<Category> categories;
    private final float[] boxes; // x1, y1, x2, y2 in turn
    private final float[] scores;
    private final int[] classes; // indices into categories
    private final List<Mask> masks; // empty, or one per detection
    private final List<Keypoints> keypoints; // likewise
    private final float @Nullable [] angles;

    private Detections(
            Size imageSize,
            List<Category> categories,
            float[] boxes,
            float[] scores,
            int[] classes,
            List<Mask> masks,
            List<Keypoints> keypoints,
            float @Nullable [] angles) {
        this.imageSize = imageSize;
        this.categories = categories;
        this.boxes = boxes;
        this.scores = scores;
        this.classes = classes;
        this.masks = masks;
        this.keypoints = keypoints;
        this.angles = angles;
    }

    /** No detection in an image of this size. */
    public static Detections none(Size imageSize) {
        return ofColumns(imageSize, List.of(), new float[0], new float[0], new int[0]);
    }

    /**
     * Detections from values, sorted best first. Numbers become floats.
     *
     * @throws IllegalArgumentException if some have a mask and others not; the same of keypoints and angles
     */
    public static Detections of(Size imageSize, List<Detection> detections) {
        return of(imageSize, new LinkedHashSet<>(), detections);
    }

    /** As {@link #of(Size, List)}, with {@code vocabulary} and what is found beyond it as categories. */
    private static Detections of(Size imageSize, Set<Category> vocabulary, List<Detection> detections) {
        int count = detections.size();
        Map<Category, Integer> indices = new LinkedHashMap<>();
        vocabulary.forEach(category -> indices.put(category, indices.size()));
        float[] boxes = new float[4 * count];
        float[] scores = new float[count];
        int[] classes = new int[count];
        for (int i = 0; i < count; i++) {
            Detection detection = detections.get(i);
            Box box = detection.box();
            boxes[4 * i] = (float) box.x1();
            boxes[4 * i + 1] = (float) box.y1();
            boxes[4 * i + 2] = (float) box.x2();
            boxes[4 * i + 3] = (float) box.y2();
            scores[i] = (float) detection.score();
            classes[i] = indices.computeIfAbsent(detection.category(), added -> indices.size());
        }
        List<Category> categories = List.copyOf(indices.keySet());
        List<Mask> masks = all("mask", detections, Detection::mask);
        List<Keypoints> keypoints = all("keypoints", detections, Detection::keypoints);
        List<Double> angles =
                all("angle", detections, d -> d.angle().stream().boxed().findFirst());
        float @Nullable [] turned = null;
        if (!angles.isEmpty()) {
            turned = new float[count];
            for (int i = 0; i < count; i++) {
                turned[i] = angles.get(i).floatValue();
            }
        }
        return checked(imageSize, categories, boxes, scores, classes, masks, keypoints, turned);
    }

    private static <T> List<T> all(String what, List<Detection> detections, Function<Detection, Optional<T>> get) {
        List<T> found = detections.stream().map(get).flatMap(Optional::stream).toList();
        if (!found.isEmpty() && found.size() < detections.size()) {
            throw new IllegalArgumentException(found.size() + " of " + detections.size() + " detections have a " + what
                    + ": all or none must have one");
        }
        return found;
    }

    /**
     * Detections from columns, as detectors make them: no object per detection. The arrays are copied, and sorted best
     * first.
     *
     * @param categories the model's vocabulary
     * @param boxes [N, 4] corners x1, y1, x2, y2 in pixels of the image, in turn
     * @param scores [N]
     * @param classes [N] indices into {@code categories}
     * @throws IllegalArgumentException if lengths differ, an index is outside the vocabulary, a number is not finite, or
     *     x1 &gt; x2 or y1 &gt; y2
     */
    public static Detections ofColumns(
            Size imageSize, List<Category> categories, float[] boxes, float[] scores, int[] classes) {
        return checked(
                imageSize, categories, boxes.clone(), scores.clone(), classes.clone(), List.of(), List.of(), null);
    }

    /** {@link #ofColumns} with a mask for each detection, of the image's size. */
    public static Detections ofMasks(
            Size imageSize, List<Category> categories, float[] boxes, float[] scores, int[] classes, List<Mask> masks) {
        return checked(imageSize, categories, boxes.clone(), scores.clone(), classes.clone(), masks, List.of(), null);
    }

    /** {@link #ofColumns} with keypoints for each detection. */
    public static Detections ofKeypoints(
            Size imageSize,
            List<Category> categories,
            float[] boxes,
            float[] scores,
            int[] classes,
            List<Keypoints> keypoints) {
        return checked(
                imageSize, categories, boxes.clone(), scores.clone(), classes.clone(), List.of(), keypoints, null);
    }

    /** {@link #ofColumns} of oriented boxes: each turned about its centre by its angle in radians. */
    public static Detections ofAngles(
            Size imageSize, List<Category> categories, float[] boxes, float[] scores, int[] classes, float[] angles) {
        return checked(
                imageSize,
                categories,
                boxes.clone(),
                scores.clone(),
                classes.clone(),
                List.of(),
                List.of(),
                angles.clone());
    }

    private static Detections checked(
            Size imageSize,
            List<Category> categories,
            float[] boxes,
            float[] scores,
            int[] classes,
            List<Mask> masks,
            List<Keypoints> keypoints,
            float @Nullable [] angles) {
        int count = scores.length;
        if (boxes.length != 4 * count || classes.length != count) {
            throw new IllegalArgumentException(boxes.length + " coordinates, " + count + " scores and " + classes.length
                    + " classes: four, one and one per detection are needed");
        }
        checkCount("masks", masks.size(), count);
        checkCount("keypoints", keypoints.size(), count);
        checkCount("angles", angles == null ? 0 : angles.length, count);
        Detections given = new Detections(
                Objects.requireNonNull(imageSize, "imageSize"),
                List.copyOf(categories),
                boxes,
                scores,
                classes,
                List.copyOf(masks),
                List.copyOf(keypoints),
                angles);
        for (int i = 0; i < count; i++) {
            given.check(i);
        }
        return given.isSorted() ? given : given.at(given.order());
    }

    private static void checkCount(String what, int given, int count) {
        if (given != 0 && given != count) {
            throw new IllegalArgumentException(
                    given + " " + what + " for " + count + " detections: none, or one for each is needed");
        }
    }

    private void check(int i) {
        float x1 = boxes[4 * i];
        float y1 = boxes[4 * i + 1];
        float x2 = boxes[4 * i + 2];
        float y2 = boxes[4 * i + 3];
        if (!(x1 <= x2 && y1 <= y2) || !Double.isFinite((double) x1 + y1 + x2 + y2)) {
            throw new IllegalArgumentException("detection " + i + " has the box (" + x1 + ", " + y1 + ", " + x2 + ", "
                    + y2 + "): finite corners with x1 <= x2 and y1 <= y2 are needed");
        }
        if (!Float.isFinite(scores[i]) || (angles != null && !Float.isFinite(angles[i]))) {
            throw new IllegalArgumentException("detection " + i + " has the score " + scores[i]
                    + (angles == null ? "" : " and the angle " + angles[i]) + ": finite numbers are needed");
        }
        if (classes[i] < 0 || classes[i] >= categories.size()) {
            throw new IllegalArgumentException("detection " + i + " has class " + classes[i]
                    + ", but the vocabulary has " + categories.size() + " categories, counted from 0");
        }
        if (!masks.isEmpty() && !masks.get(i).size().equals(imageSize)) {
            throw new IllegalArgumentException(
                    "detection " + i + " has a mask of " + masks.get(i).size() + " in an image of " + imageSize
                            + ": Mask.moved(dx, dy, size) brings it there");
        }
    }

    private boolean isSorted() {
        for (int i = 1; i < scores.length; i++) {
            if (scores[i - 1] < scores[i]) {
                return false;
            }
        }
        return true;
    }

    /** Indices best first, ties as given: sorted as longs of inverted score and index. */
    private int[] order() {
        long[] keys = new long[scores.length];
        for (int i = 0; i < keys.length; i++) {
            int bits = Float.floatToIntBits(scores[i] + 0f); // + 0f: -0 and 0 tie
            int rising = bits < 0 ? bits ^ Integer.MAX_VALUE : bits;
            keys[i] = ((long) ~rising << 32) | i;
        }
        Arrays.sort(keys);
        int[] order = new int[keys.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = (int) keys[i];
        }
        return order;
    }

    /** The size of the image that these are of. */
    public Size imageSize() {
        return imageSize;
    }

    /** How many there are. */
    public int size() {
        return scores.length;
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return scores.length == 0;
    }

    /** The categories that {@link #category(int)} can have: the model's vocabulary where a detector made these. */
    public List<Category> categories() {
        return categories;
    }

    /**
     * Detection {@code index}, counted from the best, as a value.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public Detection get(int index) {
        Objects.checkIndex(index, size());
        return new Detection(
                box(index),
                category(index),
                scores[index],
                masks.isEmpty() ? Optional.empty() : Optional.of(masks.get(index)),
                keypoints.isEmpty() ? Optional.empty() : Optional.of(keypoints.get(index)),
                angles == null ? OptionalDouble.empty() : OptionalDouble.of(angles[index]));
    }

    /** The box of detection {@code index}. */
    public Box box(int index) {
        int at = 4 * index;
        return new Box(boxes[at], boxes[at + 1], boxes[at + 2], boxes[at + 3]);
    }

    /** The score of detection {@code index}. */
    public float score(int index) {
        return scores[index];
    }

    /** The category of detection {@code index}. */
    public Category category(int index) {
        return categories.get(classes[index]);
    }

    /** A copy: [N, 4] corners x1, y1, x2, y2 in pixels, in turn. */
    public float[] boxes() {
        return boxes.clone();
    }

    /** A copy: [N], falling. */
    public float[] scores() {
        return scores.clone();
    }

    /** A copy: [N] indices into {@link #categories}. */
    public int[] classes() {
        return classes.clone();
    }

    /** One mask per detection; empty if the model does not segment, or if nothing was found. */
    public List<Mask> masks() {
        return masks;
    }

    /** One set of keypoints per detection; empty if the model estimates no poses, or if nothing was found. */
    public List<Keypoints> keypoints() {
        return keypoints;
    }

    /** A copy: one angle in radians per detection; empty if the boxes are not oriented. */
    public float[] angles() {
        return angles == null ? new float[0] : angles.clone();
    }

    /**
     * Those with a score of {@code score} or more.
     *
     * @throws IllegalArgumentException if {@code score} is NaN
     */
    public Detections minScore(double score) {
        if (Double.isNaN(score)) {
            throw new IllegalArgumentException("score NaN: a number is needed, such as minScore(0.4)");
        }
        return where(i -> scores[i] >= score);
    }

    /**
     * Those of the named categories.
     *
     * @throws IllegalArgumentException if a name is in no category of the vocabulary
     */
    public Detections only(String... names) {
        Set<String> wanted = Set.copyOf(Arrays.asList(names));
        for (String name : wanted) {
            if (!categories.isEmpty()
                    && categories.stream().noneMatch(c -> c.name().equals(name))) {
                throw new IllegalArgumentException("no category is named \"" + name + "\"; there are "
                        + categories.stream().map(Category::name).toList());
            }
        }
        return where(i -> wanted.contains(category(i).name()));
    }

    /** Those that {@code predicate} takes. */
    public Detections filter(Predicate<Detection> predicate) {
        return where(i -> predicate.test(get(i)));
    }

    /** The best {@code count}, or all if there are fewer. */
    public Detections limit(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("limit " + count + ": 0 or more is needed");
        }
        return where(i -> i < count);
    }

    /** One entry per category that was found, in the order of the vocabulary. */
    public Map<Category, Detections> byCategory() {
        Map<Category, Detections> groups = new LinkedHashMap<>();
        for (Category category : categories) {
            Detections group = where(i -> category(i).equals(category));
            if (!group.isEmpty()) {
                groups.put(category, group);
            }
        }
        return groups;
    }

    /**
     * These and {@code others} of the same image in one; equal scores in the order given. Suppresses nothing.
     *
     * @throws IllegalArgumentException if image sizes differ, or some have masks (keypoints, angles) and others not
     */
    public Detections merge(Detections... others) {
        List<Detection> all = new ArrayList<>();
        Set<Category> vocabulary = new LinkedHashSet<>(categories);
        forEach(all::add);
        for (Detections other : others) {
            if (!other.imageSize.equals(imageSize)) {
                throw new IllegalArgumentException(
                        "detections of an image of " + other.imageSize + " cannot join those of one of " + imageSize);
            }
            other.forEach(all::add);
            vocabulary.addAll(other.categories);
        }
        return of(imageSize, vocabulary, all);
    }

    private Detections where(IntPredicate predicate) {
        int[] kept = new int[size()];
        int count = 0;
        for (int i = 0; i < kept.length; i++) {
            if (predicate.test(i)) {
                kept[count++] = i;
            }
        }
        return count == kept.length ? this : at(Arrays.copyOf(kept, count));
    }

    /**
     * Those at the given places, in the order of the scores.
     *
     * @param indices places in these detections, rising and each at most once, such as non-maximum suppression gives
     * @throws IllegalArgumentException if they do not rise
     * @throws IndexOutOfBoundsException if one is outside
     */
    public Detections pick(int... indices) {
        for (int i = 0; i < indices.length; i++) {
            Objects.checkIndex(indices[i], size());
            if (i > 0 && indices[i] <= indices[i - 1]) {
                throw new IllegalArgumentException(
                        "index " + indices[i] + " after " + indices[i - 1] + ": they must rise");
            }
        }
        return at(indices);
    }

    private Detections at(int[] indices) {
        int count = indices.length;
        float[] b = new float[4 * count];
        float[] s = new float[count];
        int[] c = new int[count];
        for (int i = 0; i < count; i++) {
            System.arraycopy(boxes, 4 * indices[i], b, 4 * i, 4);
            s[i] = scores[indices[i]];
            c[i] = classes[indices[i]];
        }
        float @Nullable [] turned = null;
        if (angles != null) {
            turned = new float[count];
            for (int i = 0; i < count; i++) {
                turned[i] = angles[indices[i]];
            }
        }
        List<Mask> m = masks.isEmpty()
                ? masks
                : Arrays.stream(indices).mapToObj(masks::get).toList();
        List<Keypoints> k = keypoints.isEmpty()
                ? keypoints
                : Arrays.stream(indices).mapToObj(keypoints::get).toList();
        return new Detections(imageSize, categories, b, s, c, m, k, turned);
    }

    /**
     * A copy of the image with these drawn on it: masks, boxes with names and scores, keypoints with a visibility above 0.
     *
     * @throws IllegalArgumentException if the image has another size than the one that these are of
     */
    public Image drawOn(Image image) {
        return Drawing.draw(this, image);
    }

    /** The detections as values, best first. */
    public Stream<Detection> stream() {
        return StreamSupport.stream(spliterator(), false);
    }

    @Override
    public Iterator<Detection> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < size();
            }

            @Override
            public Detection next() {
                if (next == size()) {
                    throw new NoSuchElementException("there are only " + size() + " detections");
                }
                return get(next++);
            }
        };
    }

    /** Equal if the image's size and all values are; the vocabulary beyond the categories found does not count. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Detections that
                && imageSize.equals(that.imageSize)
                && Arrays.equals(boxes, that.boxes)
                && Arrays.equals(scores, that.scores)
                && Arrays.equals(angles, that.angles)
                && masks.equals(that.masks)
                && keypoints.equals(that.keypoints)
                && sameCategories(that);
    }

    private boolean sameCategories(Detections that) {
        for (int i = 0; i < size(); i++) {
            if (!category(i).equals(that.category(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return Objects.hash(imageSize, Arrays.hashCode(boxes), Arrays.hashCode(scores));
    }

    /** Such as {@code Detections[5 in 810×1080: bus 0.87, person 0.87, person 0.85, person 0.82, person 0.26]}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Detections[" + size() + " in " + imageSize);
        for (int i = 0; i < Math.min(size(), SHOWN); i++) {
            text.append(i == 0 ? ": " : ", ")
                    .append(category(i).name())
                    .append(String.format(Locale.ROOT, " %.2f", scores[i]));
        }
        return text.append(size() > SHOWN ? ", …]" : "]").toString();
    }
}
