package io.github.s2vision.detect.track;

import io.github.s2vision.detect.Category;

/** A thing that is followed, and what the tracker knows of it. Changes from frame to frame. */
final class Tracklet {
    /** What became of it in the last frame. */
    enum State {
        SEEN,
        LOST,
        GIVEN_UP
    }

    private final int id;
    private final int firstFrame;
    private final Motion motion;
    private State state = State.SEEN;
    private boolean confirmed;
    private int lastFrame;
    private int index;
    private Category category;

    /** The how-manieth track it was that was given up, the last time; 0 if it never was. */
    private long givenUpAs;

    Tracklet(int id, int frame, boolean confirmed, Sighting sighting) {
        this.id = id;
        this.firstFrame = frame;
        this.lastFrame = frame;
        this.confirmed = confirmed;
        this.motion = new Motion(sighting.measured());
        this.index = sighting.index();
        this.category = sighting.category();
    }

    void advance() {
        motion.advance(state != State.SEEN);
    }

    void see(Sighting sighting, int frame) {
        motion.correct(sighting.measured());
        state = State.SEEN;
        confirmed = true;
        lastFrame = frame;
        index = sighting.index();
        category = sighting.category();
    }

    void lose() {
        state = State.LOST;
    }

    void giveUp() {
        state = State.GIVEN_UP;
    }

    void remember(long asNumber) {
        givenUpAs = asNumber;
    }

    /** Whether it was given up as a number above {@code forgotten}. */
    boolean isRemembered(long forgotten) {
        return givenUpAs > Math.max(0, forgotten);
    }

    int id() {
        return id;
    }

    int firstFrame() {
        return firstFrame;
    }

    boolean isSeen() {
        return state == State.SEEN;
    }

    boolean isConfirmed() {
        return confirmed;
    }

    int lastFrame() {
        return lastFrame;
    }

    int index() {
        return index;
    }

    Category category() {
        return category;
    }

    Motion motion() {
        return motion;
    }

    /** For how long it has been seen: what decides between two tracks of one thing. */
    int span() {
        return lastFrame - firstFrame;
    }
}
