package io.github.s2vision.detect.yolo;

/**
 * Bilinear resizing along one axis, for a stretch of the result: which source pixels each pixel is mixed from. As torch's
 * {@code interpolate(mode='bilinear', align_corners=False)}; two of them one after the other are mixed from up to three
 * neighbours and done at once.
 */
final class Taps {
    /** The first pixel of the stretch. */
    final int first;

    /** How many pixels it has. */
    final int count;

    private final int[] source; // the first of each pixel's neighbours, falling nowhere
    private final float[] weights; // of three neighbours, in turn
    private final int length; // of the source

    private Taps(int first, int count, int length) {
        this.first = first;
        this.count = count;
        this.source = new int[count];
        this.weights = new float[3 * count];
        this.length = length;
    }

    /** Pixels {@code from} to {@code to} (exclusive) of {@code length} pixels resized to {@code size}. */
    static Taps of(int length, int size, int from, int to) {
        return of(length, length, 0, length, size, from, to);
    }

    /**
     * Pixels {@code from} to {@code to} (exclusive) of {@code length} pixels resized to {@code enlarged}, of which {@code
     * left} to {@code right} (exclusive) are resized to {@code size}.
     */
    static Taps of(int length, int enlarged, int left, int right, int size, int from, int to) {
        Taps taps = new Taps(from, Math.max(0, to - from), length);
        int inside = Math.max(1, right - left);
        float scale = (float) inside / size;
        float before = (float) length / enlarged;
        for (int i = 0; i < taps.count; i++) {
            float position = Math.max(scale * (from + i + 0.5f) - 0.5f, 0);
            int low = Math.min((int) position, inside - 1);
            int high = Math.min(low + 1, inside - 1);
            float share = position - low;
            taps.mix(i, before, left + low, 1 - share, true);
            taps.mix(i, before, left + high, share, false);
        }
        return taps;
    }

    /** Adds a pixel of the enlarged source to pixel {@code i} of the result. */
    private void mix(int i, float scale, int pixel, float weight, boolean isFirst) {
        float position = Math.max(scale * (pixel + 0.5f) - 0.5f, 0);
        int low = Math.min((int) position, length - 1);
        int high = Math.min(low + 1, length - 1);
        float share = position - low;
        if (isFirst) {
            source[i] = Math.min(low, Math.max(0, length - 3));
        }
        weights[3 * i + low - source[i]] += weight * (1 - share);
        weights[3 * i + high - source[i]] += weight * share;
    }

    /** The first source pixel that the stretch needs. */
    int firstSource() {
        return source[0];
    }

    /** How many source pixels it needs from there. */
    int sources() {
        return Math.min(source[count - 1] + 3, length) - source[0];
    }

    /** Mixes one line; {@code from} holds the needed source pixels only. */
    void apply(float[] from, int at, float[] to, int toAt) {
        int most = sources() - 1;
        for (int i = 0; i < count; i++) {
            int s = source[i] - source[0];
            to[toAt + i] = weights[3 * i] * from[at + s]
                    + weights[3 * i + 1] * from[at + Math.min(s + 1, most)]
                    + weights[3 * i + 2] * from[at + Math.min(s + 2, most)];
        }
    }

    /** Mixes line {@code i} of the result out of lines, and sets the pixels that are above 0. */
    void above(float[] lines, int width, int i, byte[] pixels) {
        int most = sources() - 1;
        int s = source[i] - source[0];
        int a = s * width;
        int b = Math.min(s + 1, most) * width;
        int c = Math.min(s + 2, most) * width;
        float wa = weights[3 * i];
        float wb = weights[3 * i + 1];
        float wc = weights[3 * i + 2];
        for (int x = 0; x < width; x++) {
            pixels[i * width + x] = (byte) (wa * lines[a + x] + wb * lines[b + x] + wc * lines[c + x] > 0 ? 1 : 0);
        }
    }
}
