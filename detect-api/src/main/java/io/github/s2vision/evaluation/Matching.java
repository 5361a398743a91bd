package io.github.s2vision.evaluation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Matches the detections of a selection with its objects, category by category, on several threads. */
final class Matching {
    private final Selection selection;
    private final Settings settings;
    private final Lanes lanes;
    private final long[][] hits;
    private final long[][] ignored;
    private final long[] objectIgnored;

    private Matching(Selection selection) {
        this.selection = selection;
        settings = selection.settings;
        lanes = new Lanes(settings.iouThresholds().length, settings.areas().size());
        hits = new long[lanes.words][selection.detections.size];
        ignored = new long[lanes.words][selection.detections.size];
        objectIgnored = new long[selection.objects.rows.length];
    }

    static Matches of(Selection selection) throws IOException {
        Matching matching = new Matching(selection);
        try (Worker worker = matching.new Worker()) {
            worker.checkStrays();
        }
        Categories.forEach(selection.settings.threads(), selection.categoryCount(), matching::worker);
        return new Matches(selection, matching.lanes, matching.hits, matching.ignored, matching.objectIgnored);
    }

    private Categories.Work worker() {
        return new Worker();
    }

    /** What one thread needs; writes its categories' part of the columns. */
    private final class Worker implements Categories.Work {
        private final GroupMatcher matcher = new GroupMatcher(lanes, settings.iouThresholds(), settings.areas());
        private final GroupMatcher.Truth truth = new GroupMatcher.Truth();
        private final Overlaps overlaps = switch (settings.kind()) {
            case BBOX -> new BoxOverlaps(selection.found, selection.truth);
            case SEGM -> new MaskOverlaps(selection.found, selection.truth);
            case KEYPOINTS -> new KeypointOverlaps(settings, selection.found, selection.truth);
        };

        void checkStrays() throws IOException {
            overlaps.checkAlone(
                    selection.strayDetections,
                    0,
                    selection.strayDetections.length,
                    selection.strayObjects,
                    0,
                    selection.strayObjects.length);
        }

        @Override
        public void category(int k) {
            try {
                walk(k);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }

        /** Walks detections and objects of a category side by side, image by image. */
        private void walk(int k) throws IOException {
            Grouping.Ranked d = selection.detections;
            Grouping g = selection.objects;
            int at = d.starts[k];
            int end = d.starts[k + 1];
            int objectAt = g.starts[k];
            int objectEnd = g.starts[k + 1];
            while (at < end || objectAt < objectEnd) {
                int image = Math.min(
                        at < end ? d.images[at] : Integer.MAX_VALUE,
                        objectAt < objectEnd ? g.images[objectAt] : Integer.MAX_VALUE);
                int to = at;
                while (to < end && d.images[to] == image) {
                    to++;
                }
                int objectTo = objectAt;
                while (objectTo < objectEnd && g.images[objectTo] == image) {
                    objectTo++;
                }
                group(at, to - at, objectAt, objectTo - objectAt);
                at = to;
                objectAt = objectTo;
            }
        }

        private void group(int at, int count, int objectAt, int objectCount) throws IOException {
            int[] rows = selection.detections.rows;
            int[] objectRows = selection.objects.rows;
            readObjects(objectAt, objectCount);
            overlaps.checkDetections(rows, at, count);
            boolean compared = count > 0 && objectCount > 0 && overlaps.compares();
            if (compared) {
                overlaps.compute(rows, at, count, objectRows, objectAt, objectCount);
            } else {
                overlaps.checkAlone(rows, at, count, objectRows, objectAt, objectCount);
            }
            matcher.match(
                    count,
                    at,
                    selection.detections.areas,
                    truth,
                    overlaps.values(),
                    compared,
                    compared && overlaps.anyNaN(),
                    false,
                    hits,
                    ignored);
        }

        private void readObjects(int from, int count) {
            truth.count = count;
            truth.ensure(count);
            List<AreaRange> ranges = settings.areas();
            for (int i = 0; i < count; i++) {
                int row = selection.objects.rows[from + i];
                ObjectRows rows = selection.truth;
                rows.check(row);
                truth.ignored[i] = rows.ignored(row);
                truth.crowd[i] = rows.crowd(row);
                truth.area[i] = rows.area(row);
                truth.oddId[i] = rows.oddId(row);
                long bits = 0;
                for (int a = 0; a < ranges.size(); a++) {
                    if (truth.ignored[i] || ranges.get(a).excludes(truth.area[i])) {
                        bits |= 1L << a;
                    }
                }
                objectIgnored[from + i] = bits;
            }
        }

        @Override
        public void close() throws IOException {
            overlaps.close();
        }
    }
}
