package io.github.s2vision.detect.track;

import io.github.s2vision.detect.Detection;
import io.github.s2vision.geometry.Box;
import java.util.Objects;

/**
 * A thing in a frame of a video, and which one it is.
 *
 * @param id its number, from 1; the same in all frames of a video
 * @param index the place of its detection in the frame's {@link io.github.s2vision.detect.Detections}
 * @param detection what the detector found in this frame
 * @param box the detection's box, smoothed over the frames so far; may reach beyond the image
 * @param age how many frames ago it was first seen; 0 in that frame
 */
public record Track(int id, int index, Detection detection, Box box, int age) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the id is below 1, or the index or the age below 0
     */
    public Track {
        Objects.requireNonNull(detection, "detection");
        Objects.requireNonNull(box, "box");
        if (id < 1 || index < 0 || age < 0) {
            throw new IllegalArgumentException("track with id " + id + ", index " + index + ", age " + age
                    + ": ids count from 1, the others from 0");
        }
    }

    /** Such as {@code Track[7, 12 frames old, bus 0.87 at (22.9, 231.3, 805.0, 756.8)]}. */
    @Override
    public String toString() {
        return "Track[" + id + ", " + age + " frames old, " + detection + "]";
    }
}
