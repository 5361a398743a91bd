package io.github.s2vision.dataset;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Images and categories of a data set while they are read. An id that comes twice keeps its first place and takes the last
 * content, as in a dictionary of Python. Belongs to one thread.
 */
final class DatasetColumns {
    static final long MISSING = -1;

    /** What a file says of an image. */
    static final class Image {
        int ordinal = -1;
        long width = MISSING;
        long height = MISSING;
        String fileName = "";
        int[] negative = {};
        int[] notExhaustive = {};
    }

    /** What a file says of a category. */
    record CategoryRow(int ordinal, String name, String frequency) {}

    final IdTable imageIds;
    final IdTable categoryIds;
    boolean hasImages;
    boolean hasCategories;

    final Longs ordinals = new Longs(); // of images, by sample
    private int[] sampleOfOrdinal = new int[0]; // + 1; 0 where there is none
    private final Longs widths = new Longs();
    private final Longs heights = new Longs();
    private final Bytes names = new Bytes(1024);
    private final Longs nameStarts = new Longs();
    private final Longs nameEnds = new Longs();
    final Map<Integer, int[]> negative = new HashMap<>(); // by sample: ordinals of categories known to be absent
    final Map<Integer, int[]> notExhaustive = new HashMap<>(); // by sample: ordinals of those not all labelled
    final List<CategoryRow> categories = new ArrayList<>();
    /** Ordinals of categories in the order of the file, repeated where the file repeats them. */
    final List<Integer> listedCategories = new ArrayList<>();

    final List<String> missingIds = new ArrayList<>();
    final List<Integer> repeatedImages = new ArrayList<>(); // samples

    DatasetColumns(IdTable imageIds, IdTable categoryIds) {
        this.imageIds = imageIds;
        this.categoryIds = categoryIds;
    }

    void add(Image image) {
        if (image.ordinal < 0) {
            missingIds.add("image " + size() + (image.fileName.isEmpty() ? "" : " (" + image.fileName + ")"));
            return;
        }
        int sample = sample(image.ordinal);
        long start = names.size();
        byte[] name = image.fileName.getBytes(StandardCharsets.UTF_8);
        names.add(name, 0, name.length);
        if (sample < 0) {
            sample = size();
            if (image.ordinal >= sampleOfOrdinal.length) {
                int grown = image.ordinal + image.ordinal / 2 + 16;
                sampleOfOrdinal = Arrays.copyOf(sampleOfOrdinal, grown);
            }
            sampleOfOrdinal[image.ordinal] = sample + 1;
            ordinals.add(image.ordinal);
            widths.add(image.width);
            heights.add(image.height);
            nameStarts.add(start);
            nameEnds.add(names.size());
        } else {
            repeatedImages.add(sample);
            widths.set(sample, image.width);
            heights.set(sample, image.height);
            nameStarts.set(sample, start);
            nameEnds.set(sample, names.size());
            negative.remove(sample);
            notExhaustive.remove(sample);
        }
        if (image.negative.length > 0) {
            negative.put(sample, image.negative);
        }
        if (image.notExhaustive.length > 0) {
            notExhaustive.put(sample, image.notExhaustive);
        }
    }

    void addCategory(int ordinal, String name, String frequency) {
        if (ordinal < 0) {
            missingIds.add("category " + listedCategories.size() + (name.isEmpty() ? "" : " (" + name + ")"));
            return;
        }
        CategoryRow row = new CategoryRow(ordinal, name, frequency);
        listedCategories.add(ordinal);
        for (int i = 0; i < categories.size(); i++) {
            if (categories.get(i).ordinal() == ordinal) {
                categories.set(i, row);
                return;
            }
        }
        categories.add(row);
    }

    /** The sample of an image's ordinal, or -1 if the list of images does not have it. */
    int sample(int ordinal) {
        return ordinal >= 0 && ordinal < sampleOfOrdinal.length ? sampleOfOrdinal[ordinal] - 1 : -1;
    }

    int size() {
        return ordinals.size();
    }

    long width(int sample) {
        return widths.get(sample);
    }

    long height(int sample) {
        return heights.get(sample);
    }

    String fileName(int sample) {
        int from = nameStarts.getInt(sample);
        return new String(names.array(), from, nameEnds.getInt(sample) - from, StandardCharsets.UTF_8);
    }
}
