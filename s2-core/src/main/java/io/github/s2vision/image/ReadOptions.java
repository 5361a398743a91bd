package io.github.s2vision.image;

/**
 * What reading an image accepts.
 *
 * @param maxPixels the largest width × height that is decoded; the header is checked before any memory is taken, so that
 *     a small file cannot ask for gigabytes. A pixel takes 3 bytes; the largest value is {@link #MOST_PIXELS}.
 * @param damaged whether a JPEG that ends too early is decoded as far as it goes, with grey for the rest; by default it is
 *     refused. Of the other formats nothing can be saved: they are refused in any case
 */
public record ReadOptions(long maxPixels, boolean damaged) {
    /** As many pixels as one image can hold: 2 GiB of 3 bytes each. */
    public static final long MOST_PIXELS = (Integer.MAX_VALUE - 8) / 3;

    /** 200 megapixels (600 MB), whole files only. */
    public static final ReadOptions DEFAULT = new ReadOptions(200_000_000, false);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if {@code maxPixels} is not in 1 to {@link #MOST_PIXELS}
     */
    public ReadOptions {
        if (maxPixels < 1 || maxPixels > MOST_PIXELS) {
            throw new IllegalArgumentException("a limit of " + maxPixels + " pixels is outside 1 to " + MOST_PIXELS
                    + ": the default is 200000000, more than " + MOST_PIXELS + " do not fit in one image");
        }
    }

    /** These options with another limit on width × height. */
    public ReadOptions maxPixels(long pixels) {
        return new ReadOptions(pixels, damaged);
    }

    /** These options, but a JPEG that ends too early is decoded as far as it goes, with grey for the rest. */
    public ReadOptions damagedToo() {
        return new ReadOptions(maxPixels, true);
    }
}
