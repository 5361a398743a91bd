package io.github.s2vision.detect.track;

import io.github.s2vision.detect.Detections;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** ByteTrack, frame by frame, in the order of steps of Ultralytics 8.4.190. */
final class ByteTrack implements Tracker {
    /** The largest cost at which a track takes a doubtful detection, and at which an unconfirmed one takes a sure one. */
    private static final double DOUBTFUL_MATCH = 0.5;

    private static final double UNCONFIRMED_MATCH = 0.7;

    /** A seen and a lost track of a lower cost are one thing. */
    private static final float SAME = 0.15f;

    /** A track that was given up is remembered until so many others have been. */
    private static final int REMEMBERED = 1000;

    private final TrackerOptions options;
    private final float high;
    private final float low;
    private final float birth;
    private List<Tracklet> seen = new ArrayList<>();
    private List<Tracklet> lost = new ArrayList<>();
    private int frame;
    private int lastId;
    private long givenUp;

    ByteTrack(TrackerOptions options) {
        this.options = options;
        this.high = (float) options.high();
        this.low = (float) options.low();
        this.birth = (float) options.birth();
    }

    @Override
    public List<Track> update(Detections detections) {
        return step(Sighting.of(detections.boxes(), detections.scores(), detections::category)).stream()
                .sorted(Comparator.comparingInt(Tracklet::index))
                .map(track -> new Track(
                        track.id(),
                        track.index(),
                        detections.get(track.index()),
                        track.motion().box(),
                        frame - track.firstFrame()))
                .toList();
    }

    /** The next frame; the confirmed tracks that are seen in it. The order of sightings decides at ties. */
    List<Tracklet> step(List<Sighting> sightings) {
        frame++;
        List<Sighting> sure = new ArrayList<>(sightings);
        sure.removeIf(sighting -> sighting.score() < high);
        List<Sighting> doubtful = new ArrayList<>(sightings);
        doubtful.removeIf(sighting -> sighting.score() >= high || sighting.score() <= low);
        List<Tracklet> unconfirmed = new ArrayList<>(seen);
        unconfirmed.removeIf(Tracklet::isConfirmed);
        List<Tracklet> followed = new ArrayList<>(seen);
        followed.removeIf(track -> !track.isConfirmed());
        followed.addAll(lost);
        followed.forEach(Tracklet::advance);

        List<Tracklet> found = new ArrayList<>();
        List<Tracklet> foundAgain = new ArrayList<>();
        boolean apart = options.categoriesApart();
        Round first = new Round(followed, sure, options.scoresFused(), apart, options.match());
        first.settle(frame, found, foundAgain);
        List<Tracklet> missed = first.tracksLeft();
        missed.removeIf(track -> !track.isSeen());
        Round second = new Round(missed, doubtful, false, apart, DOUBTFUL_MATCH);
        second.settle(frame, found, foundAgain);
        Round third = new Round(unconfirmed, first.sightingsLeft(), options.scoresFused(), apart, UNCONFIRMED_MATCH);
        third.settle(frame, found, foundAgain);
        for (Sighting sighting : third.sightingsLeft()) {
            if (sighting.score() >= birth) {
                found.add(new Tracklet(++lastId, frame, frame == 1, sighting));
            }
        }
        List<Tracklet> goners = third.tracksLeft();
        for (Tracklet track : lost) {
            if (frame - track.lastFrame() > options.buffer()) {
                goners.add(track);
            }
        }
        List<Tracklet> newlyLost = second.tracksLeft();
        newlyLost.forEach(Tracklet::lose);
        goners.forEach(Tracklet::giveUp);

        found.addAll(foundAgain);
        gather(found, newlyLost);
        removeDoubles();
        goners.forEach(track -> track.remember(++givenUp));
        return seen.stream().filter(Tracklet::isConfirmed).toList();
    }

    /**
     * Who is seen and who is lost from now on. As in the reference, a lost track that was just given up can still be found in
     * the next frame, and one that has been given up before is not kept when it is lost again.
     */
    private void gather(List<Tracklet> found, List<Tracklet> newlyLost) {
        seen.removeIf(track -> !track.isSeen());
        Set<Tracklet> now = new HashSet<>(seen);
        found.stream().filter(now::add).forEach(seen::add);
        lost.removeIf(now::contains);
        lost.addAll(newlyLost);
        lost.removeIf(track -> track.isRemembered(givenUp - REMEMBERED));
    }

    /** Of a seen and a lost track at one place the one seen for longer stays, the lost one if both are equal. */
    private void removeDoubles() {
        if (lost.isEmpty() || seen.isEmpty()) {
            return;
        }
        float[] costs = Overlaps.costs(seen, Overlaps.corners(lost));
        Set<Tracklet> doubles = new HashSet<>();
        for (int s = 0; s < seen.size(); s++) {
            for (int l = 0; l < lost.size(); l++) {
                Tracklet a = seen.get(s);
                Tracklet b = lost.get(l);
                boolean comparable = !options.categoriesApart() || a.category().equals(b.category());
                if (costs[s * lost.size() + l] < SAME && comparable) {
                    doubles.add(a.span() > b.span() ? b : a);
                }
            }
        }
        seen.removeAll(doubles);
        lost.removeAll(doubles);
    }

    /** Such as {@code ByteTrack[frame 12, 5 seen, 1 lost]}. */
    @Override
    public String toString() {
        return "ByteTrack[frame " + frame + ", " + seen.size() + " seen, " + lost.size() + " lost]";
    }
}
