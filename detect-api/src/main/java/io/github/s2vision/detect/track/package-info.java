/**
 * The same thing keeps its number through a video: ids for the detections of frame after frame, whatever detector made
 * them. Start with {@link io.github.s2vision.detect.track.Tracker}.
 *
 * <pre>{@code
 * Tracker tracker = Tracker.byteTrack();
 * for (Image frame : frames) {
 *     for (Track track : tracker.update(detector.detect(frame))) {
 *         System.out.println(track.id() + ": " + track.detection());
 *     }
 * }
 * }</pre>
 */
@NullMarked
package io.github.s2vision.detect.track;

import org.jspecify.annotations.NullMarked;
