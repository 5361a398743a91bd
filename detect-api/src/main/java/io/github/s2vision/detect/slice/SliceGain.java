package io.github.s2vision.detect.slice;

import io.github.s2vision.detect.Detections;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What slicing found beside the plain detector, by size, and what it cost: {@link SlicedDetector#compare}. Whether what was
 * gained is right only annotations can tell: see the evaluation package.
 *
 * @param images how many images were looked at
 * @param bands by the size of things, the smallest first
 * @param plainMillis what the plain detector took for all images, in milliseconds of wall time
 * @param slicedMillis what slicing took
 */
public record SliceGain(int images, List<Band> bands, double plainMillis, double slicedMillis) {
    /** Where bands begin, as the square root of the area in pixels: COCO's, and one more. */
    private static final double[] FROM = {0, 16, 32, 96};

    /** From this overlap on a thing found by both is one thing. */
    private static final double SAME = 0.5;

    /**
     * Things of one size.
     *
     * @param from the least square root of the area of the box, in pixels
     * @param to where the next band begins
     * @param plain how many the plain detector found
     * @param sliced how many slicing found
     * @param gained how many of those the plain detector has not found
     * @param lost how many of the plain detector's are missing
     */
    public record Band(double from, double to, int plain, int sliced, int gained, int lost) {
        private Band plus(int plain, int sliced, int gained, int lost) {
            return new Band(from, to, this.plain + plain, this.sliced + sliced, this.gained + gained, this.lost + lost);
        }
    }

    /** Keeps a copy of the list. */
    public SliceGain {
        bands = List.copyOf(bands);
    }

    /** No image yet. */
    static SliceGain none() {
        List<Band> bands = new ArrayList<>();
        for (int i = 0; i < FROM.length; i++) {
            bands.add(new Band(FROM[i], i + 1 < FROM.length ? FROM[i + 1] : Double.POSITIVE_INFINITY, 0, 0, 0, 0));
        }
        return new SliceGain(0, bands, 0, 0);
    }

    /** This and one more image. */
    SliceGain plus(Detections plain, Detections sliced, double plainMillis, double slicedMillis) {
        List<Band> all = new ArrayList<>(bands);
        boolean[] inPlain = matched(sliced, plain);
        boolean[] inSliced = matched(plain, sliced);
        for (int i = 0; i < sliced.size(); i++) {
            int band = band(sliced, i);
            all.set(band, all.get(band).plus(0, 1, inPlain[i] ? 0 : 1, 0));
        }
        for (int i = 0; i < plain.size(); i++) {
            int band = band(plain, i);
            all.set(band, all.get(band).plus(1, 0, 0, inSliced[i] ? 0 : 1));
        }
        return new SliceGain(images + 1, all, this.plainMillis + plainMillis, this.slicedMillis + slicedMillis);
    }

    private static int band(Detections detections, int index) {
        double side = Math.sqrt(detections.box(index).area());
        int band = 0;
        while (band + 1 < FROM.length && side >= FROM[band + 1]) {
            band++;
        }
        return band;
    }

    /** Which of {@code these} have a counterpart among the others, each of which is nobody else's; best first. */
    private static boolean[] matched(Detections these, Detections others) {
        boolean[] matched = new boolean[these.size()];
        boolean[] taken = new boolean[others.size()];
        for (int i = 0; i < matched.length; i++) {
            int best = -1;
            double most = SAME;
            for (int j = 0; j < taken.length; j++) {
                double overlap = taken[j] || !these.category(i).equals(others.category(j))
                        ? 0
                        : these.box(i).iou(others.box(j));
                if (overlap >= most) {
                    most = overlap;
                    best = j;
                }
            }
            matched[i] = best >= 0;
            if (best >= 0) {
                taken[best] = true;
            }
        }
        return matched;
    }

    /** How many times longer slicing took. */
    public double cost() {
        return slicedMillis / plainMillis;
    }

    /** A line for each band, then the times. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("SliceGain[" + images + (images == 1 ? " image" : " images"));
        for (Band band : bands) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n  %3.0f px and up: plain %d, sliced %d (%d gained, %d lost)",
                    band.from(),
                    band.plain(),
                    band.sliced(),
                    band.gained(),
                    band.lost()));
        }
        return text.append(String.format(
                        Locale.ROOT,
                        "%n  plain %.0f ms, sliced %.0f ms, %.1f times]",
                        plainMillis,
                        slicedMillis,
                        cost()))
                .toString();
    }
}
