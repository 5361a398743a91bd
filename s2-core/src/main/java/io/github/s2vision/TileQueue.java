package io.github.s2vision;

import io.github.s2vision.geometry.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tiles in the order in which they are put together: image by image, scale by scale, row by row; handed out in micro-batches
 * of one tile size. Nothing is listed in advance. Not safe for concurrent use.
 */
final class TileQueue {
    private final List<ScaleGeometry> scales;
    private final List<int[]> parts; // {image, scale}
    private final Predicate<TilePlace> computed;
    private final int most;
    private int part;
    private int tile;
    private @Nullable TilePlace ahead;

    /** Tiles that go through the model together, in order. */
    record MicroBatch(int number, List<TilePlace> places, Size tile) {}

    private int batches;

    /** @param computed whether a tile goes through the model; the others are passed over */
    TileQueue(List<ScaleGeometry> scales, List<int[]> parts, Predicate<TilePlace> computed, int most) {
        this.scales = scales;
        this.parts = parts;
        this.computed = computed;
        this.most = most;
    }

    /** All scales of all images, every tile. */
    static TileQueue all(List<ScaleGeometry> scales, int images, int most) {
        List<int[]> parts = new ArrayList<>();
        for (int image = 0; image < images; image++) {
            for (int scale = 0; scale < scales.size(); scale++) {
                parts.add(new int[] {image, scale});
            }
        }
        return new TileQueue(scales, parts, place -> true, most);
    }

    /** The next micro-batch; one without places at the end. */
    MicroBatch next() {
        List<TilePlace> places = new ArrayList<>();
        Size size = Size.square(0);
        while (places.size() < most) {
            TilePlace place = peek();
            if (place == null) {
                break;
            }
            Size its = scales.get(place.scale()).tile();
            if (!places.isEmpty() && !its.equals(size)) {
                break;
            }
            size = its;
            places.add(place);
            ahead = null;
        }
        return new MicroBatch(batches++, places, size);
    }

    private @Nullable TilePlace peek() {
        while (ahead == null && part < parts.size()) {
            int scale = parts.get(part)[1];
            ScaleGeometry geometry = scales.get(scale);
            if (tile == geometry.tiles()) {
                part++;
                tile = 0;
                continue;
            }
            int columns = geometry.across().count();
            TilePlace place = new TilePlace(parts.get(part)[0], scale, tile / columns, tile % columns);
            tile++;
            if (computed.test(place)) {
                ahead = place;
            }
        }
        return ahead;
    }

    /** Walks over all tiles, computed or not, in order. */
    Walk walk() {
        return new Walk();
    }

    /** A position in the order of tiles. */
    final class Walk {
        private int part;
        private int tile;

        boolean isAtEnd() {
            return part == parts.size();
        }

        TilePlace next() {
            if (isAtEnd()) {
                throw new NoSuchElementException("no tile is left");
            }
            int[] at = parts.get(part);
            ScaleGeometry geometry = scales.get(at[1]);
            int columns = geometry.across().count();
            TilePlace place = new TilePlace(at[0], at[1], tile / columns, tile % columns);
            if (++tile == geometry.tiles()) {
                part++;
                tile = 0;
            }
            return place;
        }
    }
}
