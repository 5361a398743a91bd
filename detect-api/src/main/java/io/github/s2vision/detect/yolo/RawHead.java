package io.github.s2vision.detect.yolo;

import java.nio.FloatBuffer;

/**
 * The numbers of one picture in an output, addressed by channel and candidate whichever lies inside.
 *
 * @param values of the whole batch; only read at absolute positions
 * @param start where the picture's numbers begin
 * @param channels 4 of the box, one per class, the extra ones; of rows 6 and the extra ones
 * @param isChannelsFirst whether all candidates of a channel lie side by side, or all channels of a candidate
 */
record RawHead(FloatBuffer values, int start, int channels, int candidates, boolean isChannelsFirst) {
    float at(int channel, int candidate) {
        return values.get(
                start + (isChannelsFirst ? channel * candidates + candidate : candidate * channels + channel));
    }

    /** Copies what lies side by side: of channels-first heads a channel, of others a candidate. */
    void line(int index, int from, int count, float[] to) {
        values.get(start + index * (isChannelsFirst ? candidates : channels) + from, to, 0, count);
    }
}
