package io.github.s2vision.detect.slice;

import io.github.s2vision.detect.Category;
import io.github.s2vision.detect.Detections;
import io.github.s2vision.detect.Detector;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.Image;
import io.github.s2vision.image.RasterSource;
import io.github.s2vision.progress.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Any detector at many scales: it sees the whole image, and slices of it enlarged, so that small things are large enough to
 * be found. What it says of the parts becomes one answer: S2 for detectors.
 *
 * <p><strong>Scales.</strong> A slice of scale s is a square of 1/s of the image's longer side (cut at the image, where that
 * is narrower). A detector with a square input of N pixels that keeps the aspect enlarges it to N: it sees everything s
 * times as large as it does in the whole image. In a photo of 1280 × 960 with an input of 640, scale 1 shows half the
 * pixels' detail, scale 2 all of it, and from there on things are enlarged beyond their pixels, which still helps: networks
 * find what is 20 pixels large more surely than what is 10. Each scale costs about (1.2 s)² calls of the detector: see
 * {@link #plan}.
 *
 * <p><strong>Trust.</strong> What a border inside the image cuts off, and what is larger than a share of its slice, counts
 * only if no other view sees the place whole ({@link #borderTrust}, {@link #largest}); so large things stay as the whole
 * image shows them. Where none does, because the whole image is left out, the parts on both sides of a border are put
 * together.
 *
 * <p>The same image gives the same detections, in whatever order scales are named. Immutable, and safe for concurrent use if
 * the detector is. It closes nothing: close the detector that it was made of.
 */
public final class SlicedDetector implements Detector {
    private final Detector detector;
    private final SliceSettings settings;

    private SlicedDetector(Detector detector, SliceSettings settings) {
        this.detector = detector;
        this.settings = settings;
    }

    /** A detector at scales 1 and 2 with an overlap of 0.2, merged by {@link MergeStrategy#fusion}. */
    public static SlicedDetector of(Detector detector) {
        return new SlicedDetector(Objects.requireNonNull(detector, "detector"), new SliceSettings());
    }

    private SlicedDetector with(Consumer<SliceSettings> change) {
        SliceSettings copy = settings.copy();
        change.accept(copy);
        return new SlicedDetector(detector, copy);
    }

    /**
     * Slices of 1/s of the image's longer side for each scale s; scale 1 is the whole image. Takes the place of
     * {@link #slice}.
     *
     * @param scales 1 and up, in any order
     * @throws IllegalArgumentException if there is none, or one is below 1 or not finite
     */
    public SlicedDetector scales(double... scales) {
        if (scales.length == 0) {
            throw new IllegalArgumentException("no scales: scales(1, 2) looks at the whole image and at its quarters");
        }
        for (double scale : scales) {
            if (!(scale >= 1) || !Double.isFinite(scale)) {
                throw new IllegalArgumentException("scale " + scale
                        + ": 1 (the whole image) or more is needed, such as 2 " + "for slices of half the longer side");
            }
        }
        double[] sorted = scales.clone();
        Arrays.sort(sorted);
        return with(s -> {
            s.scales = Arrays.stream(sorted).boxed().toList();
            s.sizes = List.of();
        });
    }

    /**
     * The whole image, and slices of a size in its pixels, whatever the size of the image: for images much larger than
     * the detector's input, and for detectors whose input is not square. Slices as large as the input keep every detail and
     * enlarge nothing. Takes the place of {@link #scales}.
     *
     * @throws IllegalArgumentException if a side is below 1
     */
    public SlicedDetector slice(int width, int height) {
        return slices(new Size(width, height));
    }

    /** {@link #slice} for slices of several sizes. */
    public SlicedDetector slices(Size... sizes) {
        if (sizes.length == 0) {
            throw new IllegalArgumentException("no sizes: slice(640, 640) makes slices of 640 × 640 pixels");
        }
        for (Size size : sizes) {
            if (size.width() < 1 || size.height() < 1) {
                throw new IllegalArgumentException("slices of " + size + ": sides of 1 pixel or more are needed");
            }
        }
        return with(s -> s.sizes = List.of(sizes));
    }

    /**
     * Leaves the whole image out: for images so large that nothing is to be seen in them at once. What is larger than the
     * overlap is then put together from its parts. With {@link #scales}, leave out scale 1 instead.
     */
    public SlicedDetector withoutWhole() {
        return with(s -> s.whole = false);
    }

    /**
     * How much of a slice its neighbour repeats, at least; slices are spread evenly. What is no larger than this is whole in one
     * slice. 0.2 unless set.
     *
     * @param share in [0, 1)
     * @throws IllegalArgumentException if it is outside
     */
    public SlicedDetector overlap(double share) {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "overlap " + share
                            + " is outside [0, 1): it is the share of a slice that its neighbour repeats. Use overlap(0.2) for 20 %");
        }
        return with(s -> s.overlap = share);
    }

    /**
     * How detections of different views become one.
     *
     * @throws IllegalArgumentException if it is a fusion and this is {@link #likeSahi}
     */
    public SlicedDetector merge(MergeStrategy strategy) {
        Objects.requireNonNull(strategy, "strategy");
        if (settings.likeSahi && strategy instanceof MergeStrategy.Fusion) {
            throw new IllegalArgumentException(
                    strategy + " is none of SAHI's: with likeSahi() use nms, nmm or greedyNmm");
        }
        return with(s -> s.merge = strategy);
    }

    /**
     * What the score of a box is multiplied by if a border of its slice cuts it, and another view sees the place whole: 0
     * (unless set) drops it, 1 believes it. Above 0 it goes all the same if it is a part of a surer whole box.
     *
     * @param factor in [0, 1]
     * @throws IllegalArgumentException if it is outside
     */
    public SlicedDetector borderTrust(double factor) {
        requireShare("borderTrust", factor);
        return with(s -> s.borderTrust = factor);
    }

    /**
     * How large a box of a slice may be on either side, in shares of the slice, if another view sees the place whole; 0.8
     * unless set.
     *
     * @param share in [0, 1]; 1 believes all
     * @throws IllegalArgumentException if it is outside
     */
    public SlicedDetector largest(double share) {
        requireShare("largest", share);
        return with(s -> s.largest = share);
    }

    /**
     * From which score on detections of slices count; those of the whole image are not asked. 0 unless set: more looks
     * make more mistakes, and this takes the doubtful ones out.
     *
     * @throws IllegalArgumentException if it is outside [0, 1]
     */
    public SlicedDetector minTileScore(double score) {
        requireShare("minTileScore", score);
        return with(s -> s.minTileScore = score);
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + "(" + value + "): a number in [0, 1] is needed");
        }
    }

    /**
     * Looks only at slices of some worth; the whole image is always looked at.
     *
     * @param minWorth slices of less are left out
     * @throws IllegalArgumentException if {@code minWorth} is NaN
     */
    public SlicedDetector select(SliceSelector selector, double minWorth) {
        Objects.requireNonNull(selector, "selector");
        if (Double.isNaN(minWorth)) {
            throw new IllegalArgumentException(
                    "minWorth NaN: a number is needed, such as 0.5 for SliceSelector.detail()");
        }
        return with(s -> {
            s.selector = selector;
            s.minWorth = minWorth;
        });
    }

    /**
     * How many slices at most go to {@link Detector#detectAll} together; 8 unless set. It changes the time and the memory, not
     * the result.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public SlicedDetector batch(int slices) {
        if (slices < 1) {
            throw new IllegalArgumentException("batch " + slices + ": 1 or more is needed");
        }
        return with(s -> s.batch = slices);
    }

    /**
     * The slices and the merging of SAHI 0.12.8, for results that can be compared: slices at a fixed step of which the last is
     * pushed back, every box believed as it is, greedy merging (or what {@link #merge} says afterwards), in which boxes can be
     * forgotten. Takes time by the square of the number of boxes. Everything about trust is without effect. SAHI's own
     * choice of slices is not imitated, nor does a low confidence change the strategy. Where boxes are oriented only
     * {@link MergeStrategy.Nms} is possible, on the boxes before turning.
     */
    public SlicedDetector likeSahi() {
        return with(s -> {
            s.likeSahi = true;
            s.merge = MergeStrategy.greedyNmm();
        });
    }

    /**
     * Into what an image of this size is cut.
     *
     * @throws IllegalArgumentException if the image is empty, or there would be more than 10 million slices
     */
    public SliceReport plan(Size image) {
        return new SliceReport(
                image,
                planOf(image, false).levels().stream()
                        .map(level ->
                                new SliceReport.Level(level.scale(), level.slice(), level.columns(), level.rows()))
                        .toList());
    }

    private SlicePlan planOf(Size image, boolean mayReduce) {
        if (image.area() == 0) {
            throw new IllegalArgumentException("an image of " + image + " has nothing to look at");
        }
        return SlicePlan.of(settings, image, mayReduce);
    }

    /** Runs the plain detector and this one, in turn, on each image: what is gained, and what it costs. */
    public SliceGain compare(List<Image> images) {
        SliceGain gain = SliceGain.none();
        for (Image image : images) {
            long start = System.nanoTime();
            Detections plain = detector.detect(image);
            long middle = System.nanoTime();
            Detections sliced = detect(image);
            long end = System.nanoTime();
            gain = gain.plus(plain, sliced, (middle - start) / 1e6, (end - middle) / 1e6);
        }
        return gain;
    }

    @Override
    public Detections detect(Image image) {
        try {
            return new SliceRun(detector, settings, Viewer.of(image), planOf(image.size(), false))
                    .detect(Progress.NONE);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // pixels in memory are not read
        }
    }

    /**
     * Finds things in an image that need not fit into memory. A slice, or the whole image, with a side of 4096 pixels or more
     * is shrunk by a whole factor, to a side of 2048 or more, before the detector sees it; so at any time there are in memory
     * a batch of slices (at most 48 MB unless one slice has more), and what was found.
     *
     * @param progress told after each batch of slices; stops the work
     * @throws IOException if the source cannot be read
     * @throws java.util.concurrent.CancellationException if cancelled or interrupted
     */
    public Detections detect(RasterSource source, Progress progress) throws IOException {
        return new SliceRun(detector, settings, Viewer.of(source), planOf(source.size(), true)).detect(progress);
    }

    @Override
    public List<Category> categories() {
        return detector.categories();
    }

    /** The detector with its settings for evaluation, sliced in the same way. */
    @Override
    public Detector forEvaluation() {
        return new SlicedDetector(detector.forEvaluation(), settings);
    }

    /** Such as {@code SlicedDetector[YoloV8[…], scales [1, 2], overlap 0.2, Fusion[…]]}. */
    @Override
    public String toString() {
        return "SlicedDetector[" + detector + ", "
                + (settings.sizes.isEmpty() ? "scales " + settings.scales : "slices of " + settings.sizes)
                + ", overlap " + settings.overlap + ", " + settings.merge + (settings.likeSahi ? ", like SAHI]" : "]");
    }
}
