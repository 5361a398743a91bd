package io.github.s2vision.detect.track;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One assignment of tracks to sightings within a frame, and who is left over. */
final class Round {
    /** Above any limit: such a pair is never made. */
    private static final float NEVER = 10;

    private final List<Tracklet> tracks;
    private final List<Sighting> sightings;
    private final int[] sightingOf;

    Round(List<Tracklet> tracks, List<Sighting> sightings, boolean scoresFused, boolean categoriesApart, double limit) {
        this.tracks = tracks;
        this.sightings = sightings;
        float[] costs = Overlaps.costs(tracks, Overlaps.cornersOf(sightings));
        for (int i = 0; i < costs.length; i++) {
            Sighting sighting = sightings.get(i % sightings.size());
            if (scoresFused) {
                float overlap = 1 - costs[i];
                costs[i] = 1 - overlap * sighting.score();
            }
            if (categoriesApart
                    && !sighting.category()
                            .equals(tracks.get(i / sightings.size()).category())) {
                costs[i] = NEVER;
            }
        }
        this.sightingOf = Assignment.solve(tracks.size(), sightings.size(), costs, limit);
    }

    /** Tells each assigned track what it is; it joins {@code found}, or {@code foundAgain} if it was lost. */
    void settle(int frame, List<Tracklet> found, List<Tracklet> foundAgain) {
        for (int i = 0; i < tracks.size(); i++) {
            if (sightingOf[i] >= 0) {
                Tracklet track = tracks.get(i);
                (track.isSeen() ? found : foundAgain).add(track);
                track.see(sightings.get(sightingOf[i]), frame);
            }
        }
    }

    /** A new list of the tracks without a sighting, in order. */
    List<Tracklet> tracksLeft() {
        List<Tracklet> left = new ArrayList<>();
        for (int i = 0; i < tracks.size(); i++) {
            if (sightingOf[i] < 0) {
                left.add(tracks.get(i));
            }
        }
        return left;
    }

    /** The sightings without a track, in order. */
    List<Sighting> sightingsLeft() {
        boolean[] taken = new boolean[sightings.size()];
        Arrays.stream(sightingOf).filter(s -> s >= 0).forEach(s -> taken[s] = true);
        List<Sighting> left = new ArrayList<>();
        for (int i = 0; i < taken.length; i++) {
            if (!taken[i]) {
                left.add(sightings.get(i));
            }
        }
        return left;
    }
}
