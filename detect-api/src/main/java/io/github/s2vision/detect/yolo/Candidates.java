package io.github.s2vision.detect.yolo;

import java.util.Arrays;

/**
 * The candidates of one picture above a confidence, best first, as columns. Reused from picture to picture: nothing is
 * allocated once the largest has been seen. For one thread.
 *
 * <p>Until they are sorted a candidate is one long: its score, so turned that better is smaller, above its code, candidate
 * number × classes + class. Equal scores therefore keep the order of candidates, then of classes, on every machine.
 */
final class Candidates {
    private static final int FEW = 64;
    private static final int RADIX_BITS = 11;

    private long[] keys = new long[256];
    private long[] sorted = new long[256];
    private final int[] histogram = new int[1 << RADIX_BITS];
    private float[] best = {};
    private float[] line = {};
    private int[] chosen = {};
    private int found;
    private float highest;

    /** How many there are in the columns. */
    int count;

    /** Their numbers in the output. */
    int[] anchor = {};

    /** Their classes. */
    int[] category = {};

    float[] score = {};
    float[] x1 = {};
    float[] y1 = {};
    float[] x2 = {};
    float[] y2 = {};

    /** The highest score of any candidate of the last picture, above the confidence or not. */
    float highest() {
        return highest;
    }

    /** The best score of each candidate of the last head; as many as it had, then what was there before. */
    float[] best() {
        return best;
    }

    /**
     * For a file that does not say what it is: what was taken for classes must look like probabilities.
     *
     * @throws NumericException if a number is far from 0 to 1, as coordinates, angles and unfinished scores are
     */
    void requireProbabilities(RawHead head, int classes) {
        for (int i = 0; i < head.candidates(); i++) {
            for (int c = 0; c < classes; c++) {
                float value = head.at(4 + c, i);
                if (!(value >= -0.01f && value <= 2)) {
                    throw new NumericException("what was taken for class " + c + " of " + classes + " is " + value
                            + " for candidate " + i + ". The file does not say what it is; if it has another task than"
                            + " detect, say so with YoloV8.load(path, backend, options, Map.of(\"task\", …))");
                }
            }
        }
    }

    /**
     * Collects the candidates of a head that is not suppressed yet, as Ultralytics 8.4.190 ({@code non_max_suppression}):
     * the score is above {@code confidence} in float32; with one label the first of the best classes, which is then
     * filtered; with all labels one candidate per class above it, unless there is only one class. Boxes become corners in
     * float32, in the network's pixels.
     *
     * @param wanted per class whether it is reported; empty for all
     * @param most at most so many of the best
     * @throws NumericException if a score, or a box of a candidate, is NaN or infinite
     */
    void collect(RawHead head, int classes, float confidence, boolean allLabels, boolean[] wanted, int most) {
        found = 0;
        bestScores(head, classes);
        int above = choose(head.candidates(), confidence);
        if (allLabels && classes > 1) {
            for (int c = 0; c < classes; c++) {
                if (wanted.length == 0 || wanted[c]) {
                    collectClass(head, classes, c, above, confidence);
                }
            }
        } else {
            for (int i = 0; i < above; i++) {
                int candidate = chosen[i];
                int c = 0;
                while (head.at(4 + c, candidate) != best[candidate]) {
                    c++;
                }
                if (wanted.length == 0 || wanted[c]) {
                    add(best[candidate], candidate * classes + c);
                }
            }
        }
        sort();
        fill(Math.min(found, most), classes);
        for (int i = 0; i < count; i++) {
            float width = head.at(2, anchor[i]);
            float height = head.at(3, anchor[i]);
            float cx = head.at(0, anchor[i]);
            float cy = head.at(1, anchor[i]);
            x1[i] = cx - width / 2;
            y1[i] = cy - height / 2;
            x2[i] = cx + width / 2;
            y2[i] = cy + height / 2;
        }
        requireFinite();
    }

    /**
     * Collects final rows (corners, score, class), which are neither suppressed nor moved: as many as have a score above
     * {@code confidence}, in their order, at most {@code most}, of these the wanted classes.
     *
     * @throws NumericException if a score, or a box of a candidate, is NaN or infinite
     */
    void collectRows(RawHead rows, int classes, float confidence, boolean[] wanted, int most) {
        found = 0;
        highest = Float.NEGATIVE_INFINITY;
        reserve(Math.min(rows.candidates(), most));
        count = 0;
        for (int i = 0; i < rows.candidates() && found < most; i++) {
            float value = rows.at(4, i);
            if (!(Math.abs(value) <= Float.MAX_VALUE)) {
                throw NumericException.broken("row " + i + " has the score " + value);
            }
            highest = Math.max(highest, value);
            if (value > confidence) {
                found++;
                int c = classOf(rows, i, classes);
                if (wanted.length == 0 || wanted[c]) {
                    addRow(rows, i, c, value);
                }
            }
        }
        requireFinite();
    }

    /** Turns rows of centre, size, score, class into corners: what oriented boxes come as. */
    void centresToCorners() {
        for (int i = 0; i < count; i++) {
            float width = x2[i];
            float height = y2[i];
            x2[i] = x1[i] + width / 2;
            y2[i] = y1[i] + height / 2;
            x1[i] -= width / 2;
            y1[i] -= height / 2;
        }
    }

    private static int classOf(RawHead rows, int row, int classes) {
        float written = rows.at(5, row);
        int c = Math.round(written);
        if (!(written == c && c >= 0 && c < classes)) {
            throw new NumericException("row " + row + " has the class " + written + ", but there are " + classes
                    + " names, counted from 0. Give the names of the model's own classes");
        }
        return c;
    }

    private void addRow(RawHead rows, int row, int c, float value) {
        anchor[count] = row;
        category[count] = c;
        score[count] = value;
        x1[count] = rows.at(0, row);
        y1[count] = rows.at(1, row);
        x2[count] = rows.at(2, row);
        y2[count] = rows.at(3, row);
        count++;
    }

    /** The best score of every candidate, walking the numbers as they lie. */
    private void bestScores(RawHead head, int classes) {
        int candidates = head.candidates();
        if (best.length < candidates) {
            best = new float[candidates];
            chosen = new int[candidates];
        }
        int length = head.isChannelsFirst() ? candidates : classes;
        if (line.length < length) {
            line = new float[length];
        }
        if (head.isChannelsFirst()) {
            head.line(4, 0, candidates, best);
            for (int c = 1; c < classes; c++) {
                head.line(4 + c, 0, candidates, line);
                max(best, line, candidates);
            }
        } else {
            for (int i = 0; i < candidates; i++) {
                head.line(i, 4, classes, line);
                float most = line[0];
                for (int c = 1; c < classes; c++) {
                    most = Math.max(most, line[c]);
                }
                best[i] = most;
            }
        }
    }

    /** Elementwise; NaN wins. Apart, so that it is compiled to vector instructions. */
    private static void max(float[] best, float[] line, int count) {
        for (int i = 0; i < count; i++) {
            best[i] = Math.max(best[i], line[i]);
        }
    }

    private int choose(int candidates, float confidence) {
        int above = 0;
        float most = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < candidates; i++) {
            float value = best[i];
            most = Math.max(most, value);
            if (value > confidence) {
                chosen[above++] = i;
            }
        }
        highest = most;
        if (!(Math.abs(most) <= Float.MAX_VALUE) && candidates > 0) {
            throw NumericException.broken("a score is " + most);
        }
        return above;
    }

    private void collectClass(RawHead head, int classes, int c, int above, float confidence) {
        for (int i = 0; i < above; i++) {
            float value = head.at(4 + c, chosen[i]);
            if (value > confidence) {
                add(value, chosen[i] * classes + c);
            }
        }
    }

    private void add(float value, int code) {
        if (found == keys.length) {
            keys = Arrays.copyOf(keys, 2 * found);
        }
        int bits = Float.floatToRawIntBits(value + 0f); // + 0f: -0 and 0 tie
        int rising = bits < 0 ? ~bits : bits ^ Integer.MIN_VALUE; // as unsigned numbers
        keys[found++] = (long) ~rising << 32 | (code & 0xffffffffL);
    }

    private static float scoreOf(long key) {
        int rising = ~(int) (key >>> 32);
        return Float.intBitsToFloat(rising < 0 ? rising ^ Integer.MIN_VALUE : ~rising);
    }

    /** By the score as an unsigned number; where many have been collected in the order of codes, a stable radix sort. */
    private void sort() {
        if (found < FEW) {
            for (int i = 0; i < found; i++) {
                keys[i] ^= Long.MIN_VALUE;
            }
            Arrays.sort(keys, 0, found);
            for (int i = 0; i < found; i++) {
                keys[i] ^= Long.MIN_VALUE;
            }
            return;
        }
        // Codes first, score last: labels were collected class by class, so the codes are not in order.
        int codeBits = 64 - Long.numberOfLeadingZeros(highestCode());
        for (int shift = 0; shift < codeBits; shift += RADIX_BITS) {
            pass(shift);
        }
        for (int shift = 32; shift < 64; shift += RADIX_BITS) {
            pass(shift);
        }
    }

    private long highestCode() {
        long or = 0;
        boolean inOrder = true;
        for (int i = 0; i < found; i++) {
            long code = keys[i] & 0xffffffffL;
            or |= code;
            inOrder &= i == 0 || code > (keys[i - 1] & 0xffffffffL);
        }
        return inOrder ? 0 : or;
    }

    private void pass(int shift) {
        if (sorted.length < keys.length) {
            sorted = new long[keys.length];
        }
        Arrays.fill(histogram, 0);
        int mask = histogram.length - 1;
        for (int i = 0; i < found; i++) {
            histogram[(int) (keys[i] >>> shift) & mask]++;
        }
        int sum = 0;
        for (int i = 0; i < histogram.length; i++) {
            int here = histogram[i];
            histogram[i] = sum;
            sum += here;
        }
        for (int i = 0; i < found; i++) {
            sorted[histogram[(int) (keys[i] >>> shift) & mask]++] = keys[i];
        }
        long[] swap = keys;
        keys = sorted;
        sorted = swap;
    }

    private void fill(int wanted, int classes) {
        reserve(wanted);
        count = wanted;
        for (int i = 0; i < wanted; i++) {
            int code = (int) keys[i];
            anchor[i] = Integer.divideUnsigned(code, classes);
            category[i] = Integer.remainderUnsigned(code, classes);
            score[i] = scoreOf(keys[i]);
        }
    }

    private void reserve(int wanted) {
        if (score.length >= wanted) {
            return;
        }
        int length = Math.max(wanted, 2 * score.length);
        anchor = new int[length];
        category = new int[length];
        score = new float[length];
        x1 = new float[length];
        y1 = new float[length];
        x2 = new float[length];
        y2 = new float[length];
    }

    private void requireFinite() {
        for (int i = 0; i < count; i++) {
            // A sum of finite floats may overflow to infinity, but not in double.
            double sum = (double) x1[i] + y1[i] + x2[i] + y2[i];
            if (!(Math.abs(sum) < Double.POSITIVE_INFINITY)) {
                throw NumericException.broken("candidate " + anchor[i] + " has the corners (" + x1[i] + ", " + y1[i] + ", "
                        + x2[i] + ", " + y2[i] + ")");
            }
        }
    }

    /** An output that cannot be what it should; the message is said of the model. */
    static final class NumericException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private NumericException(String message) {
            super(message);
        }

        static NumericException broken(String what) {
            return new NumericException(what + ". The model's numbers are broken: half precision overflows above 65504"
                    + " (load it in float32), or the file was damaged or badly converted");
        }
    }
}
