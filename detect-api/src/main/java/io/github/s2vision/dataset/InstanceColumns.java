package io.github.s2vision.dataset;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The columns behind {@link Instances} while they grow: fields of one row are set in any order, the last value of a field
 * counts, and {@link #endRow} appends them. What is missing or no number is remembered, not repaired: whether it matters
 * is for those who use it to say. Belongs to one thread.
 */
final class InstanceColumns {
    static final int BOX = 1; // four numbers
    static final int BOX_PRESENT = 1 << 1;
    static final int BOX_EMPTY = 1 << 2; // []
    static final int AREA = 1 << 3;
    static final int SCORE = 1 << 4;
    static final int CROWD = 1 << 5; // there, and a number
    static final int CROWD_TRUE = 1 << 6; // true for Python: not 0, not empty
    static final int CROWD_WHOLE = 1 << 7; // not 0 when cut to a whole number
    static final int SEGMENTATION = 1 << 8;
    static final int KEYPOINTS = 1 << 9;
    static final int KEYPOINT_COUNT = 1 << 10;
    static final int NO_KEYPOINTS = 1 << 11; // num_keypoints is 0
    static final int IGNORE = 1 << 12; // "ignore" is true
    static final int LABELLED = 1 << 13; // has the field "caption"
    static final int BOX_LONG = 1 << 14; // more than four numbers
    static final int ID = 1 << 15;

    /** A field of a row. */
    record Place(int row, Instances.Field field) {}

    final IdTable images = new IdTable();
    final IdTable categories = new IdTable();
    final RawValues raw;

    final Longs flags = new Longs();
    final Longs image = new Longs(); // ordinal in images; -1 if there is none
    final Longs category = new Longs(); // likewise
    final Longs id = new Longs();
    final Map<Integer, Id> otherIds = new HashMap<>(); // by row: those that are no whole number of 64 bits
    final Numbers box = new Numbers(); // x, y, width, height
    final Numbers area = new Numbers();
    final Numbers score = new Numbers();
    final Longs segmentation = new Longs(); // references into raw; shorter than the rest if the last rows have none
    final Longs keypoints = new Longs();
    final Map<Place, String> faults = new HashMap<>();
    int oddBoxes; // rows whose box is not a list of four numbers
    int withoutImageOrCategory;
    int withoutId;
    int withoutScore;
    boolean idsRise = true;

    /** Slots of the numbers of a row; the box has the first four. */
    static final int AREA_SLOT = 4;

    static final int SCORE_SLOT = 5;

    // The row under way
    private final long[] mantissa = new long[6];
    private final int[] decimals = new int[6]; // -1: the number is in value
    private final double[] value = new double[6];
    private int rowFlags;
    private int rowImage;
    private int rowCategory;
    private long rowId;
    private long rowSegmentation;
    private long rowKeypoints;

    InstanceColumns(RawValues raw) {
        this.raw = raw;
        startRow();
    }

    private void startRow() {
        rowFlags = 0;
        rowImage = -1;
        rowCategory = -1;
        rowId = 0;
        Arrays.fill(mantissa, 0);
        Arrays.fill(decimals, 0);
    }

    /** The row that {@link #endRow} will append. */
    int row() {
        return flags.size();
    }

    void image(int ordinal) {
        rowImage = ordinal;
    }

    void category(int ordinal) {
        rowCategory = ordinal;
    }

    void id(long id) {
        set(ID);
        rowId = id;
        otherIds.remove(row());
    }

    void id(Id id) {
        if (id.isLong()) {
            id(id.number());
        } else {
            set(ID);
            rowId = 0;
            otherIds.put(row(), id);
        }
    }

    /** Sets a slot to the number that {@code in} read last. */
    void number(int slot, JsonScanner in) {
        if (in.isDecimal()) {
            mantissa[slot] = in.mantissa();
            decimals[slot] = in.decimals();
        } else {
            number(slot, in.value());
        }
    }

    void number(int slot, double number) {
        decimals[slot] = -1;
        value[slot] = number;
    }

    void segmentation(long reference) {
        rowSegmentation = reference;
        set(SEGMENTATION);
    }

    void keypoints(long reference) {
        rowKeypoints = reference;
        set(KEYPOINTS);
    }

    void set(int flag) {
        rowFlags |= flag;
    }

    void clear(int flag) {
        rowFlags &= ~flag;
    }

    /** The field of this row cannot be used; {@code what} says why. Until the field comes again. */
    void fault(Instances.Field field, String what) {
        faults.put(new Place(row(), field), what);
    }

    void noFault(Instances.Field field) {
        if (!faults.isEmpty()) {
            faults.remove(new Place(row(), field));
        }
    }

    void endRow() {
        int row = row();
        for (int slot = 0; slot < AREA_SLOT; slot++) {
            append(box, slot);
        }
        if ((rowFlags & BOX) == 0 || (!faults.isEmpty() && faults.containsKey(new Place(row, Instances.Field.BOX)))) {
            oddBoxes++;
        }
        image.add(rowImage);
        category.add(rowCategory);
        withoutImageOrCategory += rowImage < 0 || rowCategory < 0 ? 1 : 0;
        withoutId += (rowFlags & ID) == 0 ? 1 : 0;
        withoutScore += (rowFlags & SCORE) == 0 ? 1 : 0;
        idsRise &= (rowFlags & ID) != 0 && otherIds.isEmpty() && (row == 0 || id.get(row - 1) < rowId);
        id.add(rowId);
        appendIf(AREA, area, row, AREA_SLOT);
        appendIf(SCORE, score, row, SCORE_SLOT);
        addReference(segmentation, row, SEGMENTATION, rowSegmentation);
        addReference(keypoints, row, KEYPOINTS, rowKeypoints);
        flags.add(rowFlags);
        startRow();
    }

    private void appendIf(int flag, Numbers column, int row, int slot) {
        if ((rowFlags & flag) != 0) {
            while (column.size() < row) {
                column.add(0, 0);
            }
            append(column, slot);
        }
    }

    private void append(Numbers column, int slot) {
        if (decimals[slot] >= 0) {
            column.add(mantissa[slot], decimals[slot]);
        } else {
            column.add(value[slot]);
        }
    }

    private void addReference(Longs column, int row, int flag, long reference) {
        if ((rowFlags & flag) != 0) {
            while (column.size() < row) {
                column.add(0);
            }
            column.add(reference);
        }
    }

    /** An id as a file writes it. */
    static Id id(JsonScanner in) {
        return in.isWhole() ? Id.of(in.wholeValue()) : Id.of(in.value());
    }
}
