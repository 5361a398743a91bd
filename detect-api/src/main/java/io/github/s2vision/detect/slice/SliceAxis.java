package io.github.s2vision.detect.slice;

/** How slices lie along one side of an image: equal lengths, rising starts, the first at 0, the last ends with the image. */
final class SliceAxis {
    private final int length; // of the image
    private final int slice;
    private final int[] starts;

    private SliceAxis(int length, int slice, int[] starts) {
        this.length = length;
        this.slice = slice;
        this.starts = starts;
    }

    /** One slice: the whole length. */
    static SliceAxis whole(int length) {
        return new SliceAxis(length, length, new int[] {0});
    }

    /**
     * The fewest slices of which neighbours share {@code overlap} or more, spread evenly.
     *
     * @param overlap in shares of a slice, in [0, 1)
     */
    static SliceAxis spread(int length, int slice, double overlap) {
        if (slice >= length) {
            return whole(length);
        }
        int shared = Math.min(slice - 1, (int) Math.ceil(overlap * slice - 1e-9));
        long count = ((long) length - shared + slice - shared - 1) / (slice - shared);
        int[] starts = new int[(int) count];
        for (int i = 0; i < count; i++) {
            starts[i] = (int) Math.rint((double) i * (length - slice) / (count - 1));
        }
        return new SliceAxis(length, slice, starts);
    }

    /** As SAHI 0.12.8: a fixed step, the overlap cut to whole pixels, the last slice pushed back to end with the image. */
    static SliceAxis pushedBack(int length, int slice, double overlap) {
        if (slice >= length) {
            return whole(length);
        }
        int step = slice - (int) (overlap * slice);
        long count = ((long) length - slice + step - 1) / step + 1;
        int[] starts = new int[(int) count];
        for (int i = 0; i < count; i++) {
            starts[i] = (int) Math.min((long) i * step, length - slice);
        }
        return new SliceAxis(length, slice, starts);
    }

    int count() {
        return starts.length;
    }

    int start(int index) {
        return starts[index];
    }

    int slice() {
        return slice;
    }

    /** Whether from .. to lies in slice {@code index}, {@code margin} away from ends at which the image goes on. */
    boolean holds(int index, double from, double to, double margin) {
        double first = starts[index] == 0 ? 0 : starts[index] + margin;
        int end = starts[index] + slice;
        double last = end == length ? length : end - margin;
        return first <= from && to <= last;
    }

    /** The first slice that ends behind {@code position}: none before it holds what reaches beyond. */
    int firstBehind(double position) {
        int low = 0;
        int high = starts.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (starts[middle] + slice >= position) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
