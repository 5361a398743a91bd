package io.github.s2vision.evaluation;

/**
 * Where the outcome of a detection stands in words of 64 bits: one lane per area range and block of thresholds, one bit
 * per threshold. COCO's 4 areas of 10 thresholds share one word; more than 64 thresholds make several blocks.
 */
final class Lanes {
    final int thresholds;
    final int areas;
    final int perBlock; // thresholds
    final int blocks;
    final int words;
    private final int lanesPerWord;

    Lanes(int thresholds, int areas) {
        this.thresholds = thresholds;
        this.areas = areas;
        perBlock = Math.max(1, Math.min(thresholds, Long.SIZE));
        blocks = (thresholds + perBlock - 1) / perBlock;
        lanesPerWord = Long.SIZE / perBlock;
        words = (areas * blocks + lanesPerWord - 1) / lanesPerWord;
    }

    /** The word of a lane. */
    int word(int area, int block) {
        return (block * areas + area) / lanesPerWord;
    }

    /** By how many bits it is shifted there. */
    int shift(int area, int block) {
        return (block * areas + area) % lanesPerWord * perBlock;
    }

    /** How many thresholds a block has; fewer in the last one. */
    int size(int block) {
        return Math.min(perBlock, thresholds - block * perBlock);
    }

    /** All thresholds of a block, not shifted. */
    long all(int block) {
        int size = size(block);
        return size == Long.SIZE ? -1L : (1L << size) - 1;
    }
}
