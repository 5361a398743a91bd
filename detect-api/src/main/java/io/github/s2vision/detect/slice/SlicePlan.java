package io.github.s2vision.detect.slice;

import io.github.s2vision.geometry.Size;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which parts of an image are looked at, the coarsest level first. One per image: levels remember what was left out. */
final class SlicePlan {
    /** More than this is a mistake in the settings: 2,000 megapixels take 6,000 slices of 640 px. */
    private static final long MOST_SLICES = 10_000_000;

    private final Size image;
    private final List<Level> levels;

    private SlicePlan(Size image, List<Level> levels) {
        this.image = image;
        this.levels = levels;
    }

    static SlicePlan of(SliceSettings settings, Size image, boolean mayReduce) {
        Map<Size, Double> sizes = new LinkedHashMap<>();
        for (Size size : settings.sizes) {
            Size cut = cut(size, image);
            sizes.putIfAbsent(cut, scale(image, cut));
        }
        if (!settings.sizes.isEmpty() && settings.whole) {
            sizes.putIfAbsent(image, 1.0);
        }
        for (double scale : settings.sizes.isEmpty() ? settings.scales : List.<Double>of()) {
            int side = (int) Math.ceil(Math.max(image.width(), image.height()) / scale - 1e-9);
            sizes.putIfAbsent(cut(Size.square(Math.max(1, side)), image), scale);
        }
        List<Level> levels = new ArrayList<>();
        List<Map.Entry<Size, Double>> coarsestFirst = new ArrayList<>(sizes.entrySet());
        coarsestFirst.sort(Comparator.comparing(
                        (Map.Entry<Size, Double> level) -> -level.getKey().area())
                .thenComparing(level -> level.getKey().width()));
        long slices = 0;
        for (Map.Entry<Size, Double> level : coarsestFirst) {
            Size slice = level.getKey();
            slices += estimate(image.width(), slice.width(), settings.overlap)
                    * estimate(image.height(), slice.height(), settings.overlap);
            if (slices > MOST_SLICES) {
                throw new IllegalArgumentException("slices of " + slice + " with an overlap of " + settings.overlap
                        + " cut an image of " + image + " into more than " + MOST_SLICES
                        + " parts: use larger slices, a smaller scale, or less overlap");
            }
            levels.add(new Level(
                    levels.size(),
                    level.getValue(),
                    axis(settings, image.width(), slice.width()),
                    axis(settings, image.height(), slice.height()),
                    mayReduce));
        }
        return new SlicePlan(image, levels);
    }

    private static Size cut(Size slice, Size image) {
        return new Size(Math.min(slice.width(), image.width()), Math.min(slice.height(), image.height()));
    }

    private static double scale(Size image, Size slice) {
        return (double) Math.max(image.width(), image.height()) / Math.max(slice.width(), slice.height());
    }

    private static long estimate(int length, int slice, double overlap) {
        return (long) Math.ceil(length / Math.max(1, Math.floor(slice * (1 - overlap))));
    }

    private static SliceAxis axis(SliceSettings settings, int length, int slice) {
        return settings.likeSahi
                ? SliceAxis.pushedBack(length, slice, settings.overlap)
                : SliceAxis.spread(length, slice, settings.overlap);
    }

    Size image() {
        return image;
    }

    List<Level> levels() {
        return levels;
    }

    Level level(View view) {
        return levels.get(view.level());
    }

    int slices() {
        return levels.stream().mapToInt(Level::slices).sum();
    }

    /** How many slices see a box whole and in a size that they are trusted with. */
    int seeing(float x1, float y1, float x2, float y2, double margin, double largest) {
        int count = 0;
        for (Level level : levels) {
            count += level.seeing(x1, y1, x2, y2, margin, largest);
        }
        return count;
    }
}
