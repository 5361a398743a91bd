package io.github.s2vision.detect.slice;

import io.github.s2vision.geometry.Box;
import io.github.s2vision.geometry.Size;

/**
 * Says how much it is worth to look closer at a slice, so that those with too little are left out
 * ({@link SlicedDetector#select}). A lambda is enough; {@link #detail} and {@link #found} are ready.
 *
 * <p>A slice that is left out costs what lies in it and was not seen elsewhere: measure on images of the kind before.
 */
@FunctionalInterface
public interface SliceSelector {
    /** The worth of a slice, in any unit. NaN ends the detection with an {@link IllegalArgumentException}. */
    double worth(SliceView slice);

    /**
     * The mean difference in brightness between pixels side by side or one above the other, 0 to 255: 0 where nothing is, some
     * tenths for sky and water, some units for a street.
     */
    static SliceSelector detail() {
        return slice -> {
            Size size = slice.image().size();
            byte[] pixels = slice.image().toByteArray();
            int step = 3 * size.width();
            long sum = 0;
            for (int y = 0; y < size.height(); y++) {
                for (int at = y * step; at < (y + 1) * step; at += 3) {
                    int here = brightness(pixels, at);
                    int left = at > y * step ? brightness(pixels, at - 3) : here;
                    int above = y > 0 ? brightness(pixels, at - step) : here;
                    sum += Math.abs(here - left) + Math.abs(here - above);
                }
            }
            return sum / (2.0 * 256 * Math.max(1, size.area()));
        };
    }

    /** 256 times the brightness of a pixel, by the weights of ITU-R BT.601. */
    private static int brightness(byte[] pixels, int at) {
        return 77 * (pixels[at] & 0xff) + 150 * (pixels[at + 1] & 0xff) + 29 * (pixels[at + 2] & 0xff);
    }

    /**
     * The best score among the detections of the whole image that touch the slice, 0 if there is none: look closer where
     * something was found. Give the detector a low confidence, so that it says where it is in doubt, and take the doubtful ones
     * out afterwards with {@link io.github.s2vision.detect.Detections#minScore}.
     */
    static SliceSelector found() {
        return slice -> {
            Box region = slice.region();
            for (int i = 0; i < slice.coarse().size(); i++) {
                if (region.intersection(slice.coarse().box(i)) > 0) {
                    return slice.coarse().score(i); // best first
                }
            }
            return 0;
        };
    }
}
