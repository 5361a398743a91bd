package io.github.s2vision.detect.track;

import io.github.s2vision.detect.Detections;
import java.util.List;

/**
 * Gives the things in a video numbers that stay with them. A tracker has seen the frames before: take a new one for each
 * video, and give it every frame, in order, also those in which nothing was found.
 *
 * <p>Trackers are <em>not</em> safe for concurrent use: one thread at a time. What they return is immutable.
 */
@FunctionalInterface
public interface Tracker {
    /**
     * The detections of the next frame that belong to a track, in their order in {@code frame}: at most one track for each
     * detection, and each id at most once. What the tracker is not sure of yet is left out.
     *
     * @param frame what a detector found in the frame; a low confidence helps (see {@link TrackerOptions#low})
     */
    List<Track> update(Detections frame);

    /** {@link #byteTrack(TrackerOptions)} with the usual thresholds. */
    static Tracker byteTrack() {
        return byteTrack(TrackerOptions.DEFAULT);
    }

    /**
     * ByteTrack (Zhang et al., ECCV 2022): boxes moved on by a Kalman filter are assigned to the sure detections first,
     * then those still without one to the doubtful detections, which a hidden or blurred thing leaves behind. The same
     * detections carry the same id as in Ultralytics 8.4.190, ties included.
     *
     * <p>Ids count from 1 in the order of first sight; each tracker has its own, and some are never seen, since a thing that
     * shows up after the first frame is returned from its second sight on. Boxes without height or width are passed over.
     * Takes time by (tracks + detections)², 0.2 ms for 100 and 100.
     */
    static Tracker byteTrack(TrackerOptions options) {
        return new ByteTrack(options);
    }
}
