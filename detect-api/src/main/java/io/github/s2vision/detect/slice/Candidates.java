package io.github.s2vision.detect.slice;

import io.github.s2vision.detect.Category;
import io.github.s2vision.detect.Detection;
import io.github.s2vision.detect.Detections;
import io.github.s2vision.detect.Keypoints;
import io.github.s2vision.detect.Mask;
import io.github.s2vision.geometry.Box;
import io.github.s2vision.geometry.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What was found in all views of an image, as columns in pixels of the image. Masks and keypoints stay with the views'
 * detections until somebody asks for them. Grows; not safe for concurrent use.
 */
final class Candidates {
    private final Size imageSize;
    private final List<View> views = new ArrayList<>();
    private final List<Detections> found = new ArrayList<>();
    private final Map<Category, Integer> vocabulary = new LinkedHashMap<>();
    private int count;
    private float[] boxes = new float[64];
    private float[] scores = new float[16];
    private int[] classes = new int[16];
    private float[] angles = new float[16];
    private int[] view = new int[16];
    private int[] place = new int[16]; // within the view's detections
    private int[] part = new int[16]; // another candidate that is a part of the same thing, or -1
    private int filled; // views in which something was found
    private int oriented;
    private int masked;
    private int pointed;

    Candidates(Size imageSize) {
        this.imageSize = imageSize;
    }

    /** The detections of one image, seen as a whole. */
    static Candidates of(Detections detections) {
        Candidates candidates = new Candidates(detections.imageSize());
        candidates.add(View.whole(detections.imageSize()), detections);
        return candidates;
    }

    /**
     * Adds what was found in a view, cut to the image.
     *
     * @throws IllegalArgumentException if some views gave masks (keypoints, angles) and others none
     */
    void add(View from, Detections detections) {
        detections.categories().forEach(category -> vocabulary.putIfAbsent(category, vocabulary.size()));
        int[] own = detections.categories().stream().mapToInt(vocabulary::get).toArray();
        if (!detections.isEmpty()) {
            checkForm(detections);
        }
        reserve(count + detections.size());
        views.add(from);
        found.add(detections);
        float[] viewBoxes = detections.boxes();
        float[] viewScores = detections.scores();
        float[] viewAngles = detections.angles();
        int[] viewClasses = detections.classes();
        for (int i = 0; i < viewScores.length; i++) {
            boxes[4 * count] = from.toImageX(viewBoxes[4 * i], imageSize);
            boxes[4 * count + 1] = from.toImageY(viewBoxes[4 * i + 1], imageSize);
            boxes[4 * count + 2] = from.toImageX(viewBoxes[4 * i + 2], imageSize);
            boxes[4 * count + 3] = from.toImageY(viewBoxes[4 * i + 3], imageSize);
            scores[count] = viewScores[i];
            classes[count] = own[viewClasses[i]];
            angles[count] = viewAngles.length == 0 ? 0 : viewAngles[i];
            view[count] = views.size() - 1;
            place[count] = i;
            part[count++] = -1;
        }
    }

    private void checkForm(Detections detections) {
        filled++;
        oriented += detections.angles().length > 0 ? 1 : 0;
        masked += detections.masks().isEmpty() ? 0 : 1;
        pointed += detections.keypoints().isEmpty() ? 0 : 1;
        if (oriented % filled != 0 || masked % filled != 0 || pointed % filled != 0) {
            throw new IllegalArgumentException(
                    "the detector gave masks, keypoints or angles for some parts of the image and "
                            + "none for others: all or no detections must have them");
        }
    }

    private void reserve(int size) {
        if (size > scores.length) {
            int larger = Math.max(size, scores.length * 2);
            boxes = Arrays.copyOf(boxes, 4 * larger);
            scores = Arrays.copyOf(scores, larger);
            classes = Arrays.copyOf(classes, larger);
            angles = Arrays.copyOf(angles, larger);
            view = Arrays.copyOf(view, larger);
            place = Arrays.copyOf(place, larger);
            part = Arrays.copyOf(part, larger);
        }
    }

    int size() {
        return count;
    }

    Size imageSize() {
        return imageSize;
    }

    /** x1, y1, x2, y2 of each in turn. */
    float[] boxes() {
        return Arrays.copyOf(boxes, 4 * count);
    }

    /** The angle of each in radians; null if boxes are not oriented. */
    float @Nullable [] angles() {
        return oriented == 0 ? null : Arrays.copyOf(angles, count);
    }

    /** Axis-aligned bounds of each: its box, unless boxes are oriented. */
    float[] bounds() {
        return oriented == 0 ? boxes() : TurnedBox.bounds(boxes(), Arrays.copyOf(angles, count));
    }

    int[] classes() {
        return Arrays.copyOf(classes, count);
    }

    float x1(int i) {
        return boxes[4 * i];
    }

    float y1(int i) {
        return boxes[4 * i + 1];
    }

    float x2(int i) {
        return boxes[4 * i + 2];
    }

    float y2(int i) {
        return boxes[4 * i + 3];
    }

    float score(int i) {
        return scores[i];
    }

    int category(int i) {
        return classes[i];
    }

    View view(int i) {
        return views.get(view[i]);
    }

    /** The number of the view, in the order in which they were added. */
    int viewNumber(int i) {
        return view[i];
    }

    int views() {
        return views.size();
    }

    void score(int i, float score) {
        scores[i] = score;
    }

    /** Makes {@code other} a part of {@code i}, whose box becomes the union; {@code other} is to be dropped. */
    void unite(int i, int other) {
        boxes[4 * i] = Math.min(boxes[4 * i], boxes[4 * other]);
        boxes[4 * i + 1] = Math.min(boxes[4 * i + 1], boxes[4 * other + 1]);
        boxes[4 * i + 2] = Math.max(boxes[4 * i + 2], boxes[4 * other + 2]);
        boxes[4 * i + 3] = Math.max(boxes[4 * i + 3], boxes[4 * other + 3]);
        int last = i;
        while (part[last] >= 0) {
            last = part[last];
        }
        part[last] = other;
    }

    /**
     * All but the dropped ones, from the best to the worst; equal scores by their corners, then by category, then by what else
     * they have, so that the order of the views changes nothing.
     */
    int[] order(boolean[] dropped) {
        long[] keys = new long[count];
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (!dropped[i]) {
                int bits = Float.floatToIntBits(scores[i] + 0f); // + 0f: -0 and 0 tie
                int rising = bits < 0 ? bits ^ Integer.MAX_VALUE : bits;
                keys[kept++] = ((long) ~rising << 32) | i;
            }
        }
        Arrays.sort(keys, 0, kept);
        int[] order = new int[kept];
        for (int i = 0; i < kept; i++) {
            order[i] = (int) keys[i];
        }
        for (int from = 0, to; from < kept; from = to) {
            to = from + 1;
            while (to < kept && keys[to] >> 32 == keys[from] >> 32) {
                to++;
            }
            if (to - from > 1) {
                sortTies(order, from, to);
            }
        }
        return order;
    }

    private void sortTies(int[] order, int from, int to) {
        Integer[] ties = new Integer[to - from];
        for (int i = 0; i < ties.length; i++) {
            ties[i] = order[from + i];
        }
        Arrays.sort(ties, this::compareTies);
        for (int i = 0; i < ties.length; i++) {
            order[from + i] = ties[i];
        }
    }

    private int compareTies(int i, int j) {
        int corners = Arrays.compare(boxes, 4 * i, 4 * i + 4, boxes, 4 * j, 4 * j + 4);
        if (corners != 0) {
            return corners;
        }
        if (classes[i] != classes[j]) {
            Category a = categoryOf(i);
            Category b = categoryOf(j);
            return a.id() != b.id() ? Integer.compare(a.id(), b.id()) : a.name().compareTo(b.name());
        }
        int angle = Float.compare(angles[i], angles[j]);
        if (angle != 0 || (masked == 0 && pointed == 0)) {
            return angle;
        }
        int points = pointed == 0
                ? 0
                : Arrays.compare(keypoints(i).toArray(), keypoints(j).toArray());
        return points != 0 || masked == 0 ? points : Arrays.compare(mask(i).runs(), mask(j).runs());
    }

    private Category categoryOf(int i) {
        Detections detections = found.get(view[i]);
        return detections.category(place[i]);
    }

    /** The mask in pixels of the image, its parts united. */
    Mask mask(int i) {
        Mask mask = Mask.empty(imageSize);
        for (int at = i; at >= 0; at = part[at]) {
            Mask own = found.get(view[at]).masks().get(place[at]);
            mask = mask.union(views.get(view[at]).toImage(own, imageSize));
        }
        return mask;
    }

    /** The keypoints in pixels of the image. */
    Keypoints keypoints(int i) {
        View from = views.get(view[i]);
        return found.get(view[i]).keypoints().get(place[i]).mapped(from::toImageX, from::toImageY);
    }

    /** Each as it is. */
    Detections all() {
        int[][] alone = new int[count][];
        Arrays.setAll(alone, i -> new int[] {i});
        return toDetections(alone, boxes(), Arrays.copyOf(scores, count), false);
    }

    /**
     * Detections of the image.
     *
     * @param groups the members of each, the one whose category, keypoints and angle stay first
     * @param resultBoxes four corners for each group
     * @param uniteMasks whether a group's mask is the union of all, or the first one's
     */
    Detections toDetections(int[][] groups, float[] resultBoxes, float[] resultScores, boolean uniteMasks) {
        List<Category> categories = List.copyOf(vocabulary.keySet());
        int[] resultClasses = new int[groups.length];
        float[] resultAngles = new float[groups.length];
        for (int g = 0; g < groups.length; g++) {
            resultClasses[g] = classes[groups[g][0]];
            resultAngles[g] = angles[groups[g][0]];
        }
        if (masked == 0 && pointed == 0) {
            return oriented == 0
                    ? Detections.ofColumns(imageSize, categories, resultBoxes, resultScores, resultClasses)
                    : Detections.ofAngles(
                            imageSize, categories, resultBoxes, resultScores, resultClasses, resultAngles);
        }
        List<Mask> masks = new ArrayList<>();
        List<Keypoints> keypoints = new ArrayList<>();
        for (int[] group : groups) {
            if (masked > 0) {
                Mask mask = mask(group[0]);
                for (int m = 1; uniteMasks && m < group.length; m++) {
                    mask = mask.union(mask(group[m]));
                }
                masks.add(mask);
            }
            if (pointed > 0) {
                keypoints.add(keypoints(group[0]));
            }
        }
        if (oriented == 0 && pointed == 0) {
            return Detections.ofMasks(imageSize, categories, resultBoxes, resultScores, resultClasses, masks);
        }
        if (oriented == 0 && masked == 0) {
            return Detections.ofKeypoints(imageSize, categories, resultBoxes, resultScores, resultClasses, keypoints);
        }
        List<Detection> all = new ArrayList<>();
        for (int g = 0; g < groups.length; g++) {
            int at = 4 * g;
            all.add(new Detection(
                    new Box(resultBoxes[at], resultBoxes[at + 1], resultBoxes[at + 2], resultBoxes[at + 3]),
                    categories.get(resultClasses[g]),
                    resultScores[g],
                    masked == 0 ? Optional.empty() : Optional.of(masks.get(g)),
                    pointed == 0 ? Optional.empty() : Optional.of(keypoints.get(g)),
                    oriented == 0 ? OptionalDouble.empty() : OptionalDouble.of(resultAngles[g])));
        }
        return Detections.of(imageSize, all);
    }
}
