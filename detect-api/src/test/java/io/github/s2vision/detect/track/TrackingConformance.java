package io.github.s2vision.detect.track;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.s2vision.conformance.ConformanceKind;
import io.github.s2vision.conformance.Report;
import io.github.s2vision.detect.Category;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * ByteTrack against Ultralytics: {@code scripts/conformance tracking ../shared/golden/tracking.json}. The same detections
 * must carry the same id in all frames, whatever the number.
 */
public final class TrackingConformance implements ConformanceKind {
    @Override
    public String name() {
        return "tracking";
    }

    @Override
    public void run(Path path, Report report) throws Exception {
        for (JsonNode entry : new ObjectMapper().readTree(path.toFile()).path("cases")) {
            String name = entry.path("name").asText();
            try {
                check(entry, name, report);
            } catch (RuntimeException thrown) {
                report.failed(name, thrown);
            }
        }
    }

    private static void check(JsonNode entry, String name, Report report) {
        ByteTrack tracker = new ByteTrack(options(entry.path("config")));
        Map<Integer, Integer> ourIds = new HashMap<>(); // by theirs
        Map<Integer, Integer> theirIds = new HashMap<>();
        boolean sameNumbers = true;
        JsonNode frames = entry.path("frames");
        for (int f = 0; f < frames.size(); f++) {
            JsonNode expected = entry.path("expected_ids").get(f);
            int[] found = ids(tracker, frames.get(f));
            for (int i = 0; i < found.length; i++) {
                int theirs = expected.get(i).asInt();
                Integer mine = ourIds.putIfAbsent(theirs, found[i]);
                Integer other = theirIds.putIfAbsent(found[i], theirs);
                boolean fits = (mine == null || mine == found[i]) && (other == null || other == theirs);
                if (!fits || (found[i] < 0) != (theirs < 0)) {
                    report.failed(
                            name, "frame " + f + ", detection " + i + " has id " + found[i] + ", expected " + theirs);
                    return;
                }
                sameNumbers &= found[i] == theirs;
            }
        }
        report.passed(name, frames.size() + " frames, " + (sameNumbers ? "same" : "other") + " numbers");
    }

    /** The id of each detection of the frame, in the order of the file, which decides at ties; -1 without a track. */
    private static int[] ids(ByteTrack tracker, JsonNode frame) {
        float[] boxes = new float[4 * frame.size()];
        float[] scores = new float[frame.size()];
        for (int i = 0; i < scores.length; i++) {
            for (int k = 0; k < 4; k++) {
                boxes[4 * i + k] = (float) frame.get(i).get(k).asDouble();
            }
            scores[i] = (float) frame.get(i).get(4).asDouble();
        }
        int[] ids = new int[scores.length];
        Arrays.fill(ids, -1);
        List<Sighting> sightings = Sighting.of(
                boxes, scores, i -> new Category(frame.get(i).path(5).asInt(), "category"));
        for (Tracklet track : tracker.step(sightings)) {
            ids[track.index()] = track.id();
        }
        return ids;
    }

    private static TrackerOptions options(JsonNode config) {
        TrackerOptions usual = TrackerOptions.DEFAULT;
        return new TrackerOptions(
                config.path("track_high_thresh").asDouble(usual.high()),
                config.path("track_low_thresh").asDouble(usual.low()),
                config.path("new_track_thresh").asDouble(usual.birth()),
                config.path("track_buffer").asInt(usual.buffer()),
                config.path("match_thresh").asDouble(usual.match()),
                config.path("fuse_score").asBoolean(usual.scoresFused()),
                false);
    }
}
