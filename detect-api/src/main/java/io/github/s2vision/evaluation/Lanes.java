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
    private final int[] word; // by block and area
    private final int[] shift;
    private final long[] all; // by block

    Lanes(int thresholds, int areas) {
        this.thresholds = thresholds;
        this.areas = areas;
        perBlock = Math.max(1, Math.min(thresholds, Long.SIZE));
        blocks = (thresholds + perBlock - 1) / perBlock;
        int lanesPerWord = Long.SIZE / perBlock;
        words = (areas * blocks + lanesPerWord - 1) / lanesPerWord;
        word = new int[areas * blocks];
        shift = new int[areas * blocks];
        for (int lane = 0; lane < word.length; lane++) {
            word[lane] = lane / lanesPerWord;
            shift[lane] = lane % lanesPerWord * perBlock;
        }
        all = new long[blocks];
        for (int block = 0; block < blocks; block++) {
            all[block] = size(block) == Long.SIZE ? -1L : (1L << size(block)) - 1;
        }
    }

    /** The word of a lane. */
    int word(int area, int block) {
        return word[block * areas + area];
    }

    /** By how many bits it is shifted there. */
    int shift(int area, int block) {
        return shift[block * areas + area];
    }

    /** How many thresholds a block has; fewer in the last one. */
    int size(int block) {
        return Math.min(perBlock, thresholds - block * perBlock);
    }

    /** All thresholds of a block, not shifted. */
    long all(int block) {
        return all[block];
    }
}
