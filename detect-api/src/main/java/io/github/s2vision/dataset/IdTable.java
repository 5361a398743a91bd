package io.github.s2vision.dataset;

import java.util.HashMap;
import java.util.Map;

/** Numbers ids 0, 1, 2, … in the order in which they come: an open hash table over whole numbers, a map for the rest. */
final class IdTable {
    private final Longs numbers = new Longs(); // by ordinal; 0 where the id is in others
    private final Map<Id, Integer> others = new HashMap<>();
    private final Map<Integer, Id> otherIds = new HashMap<>();
    private int[] slots = new int[64]; // ordinal + 1 of a whole number, 0 where free
    private long last;
    private int lastOrdinal = -1;

    /** The ordinal of {@code id}, which is new if it did not come before. */
    int add(long id) {
        if (id == last && lastOrdinal >= 0) {
            return lastOrdinal;
        }
        int slot = slot(id);
        int ordinal = slots[slot] - 1;
        if (ordinal < 0) {
            ordinal = numbers.size();
            numbers.add(id);
            slots[slot] = ordinal + 1;
            if (2 * ordinal > slots.length) {
                rehash();
            }
        }
        last = id;
        lastOrdinal = ordinal;
        return ordinal;
    }

    int add(Id id) {
        if (id.isLong()) {
            return add(id.number());
        }
        Integer known = others.get(id);
        if (known != null) {
            return known;
        }
        int ordinal = numbers.size();
        numbers.add(0);
        others.put(id, ordinal);
        otherIds.put(ordinal, id);
        return ordinal;
    }

    /** The ordinal of {@code id}, or -1 if it never came. */
    int find(Id id) {
        if (id.isLong()) {
            return slots[slot(id.number())] - 1;
        }
        return others.getOrDefault(id, -1);
    }

    Id get(int ordinal) {
        Id other = otherIds.get(ordinal);
        return other == null ? Id.of(numbers.get(ordinal)) : other;
    }

    int size() {
        return numbers.size();
    }

    private int slot(long id) {
        int mask = slots.length - 1;
        long mixed = id * 0x9E3779B97F4A7C15L;
        int at = (int) (mixed >>> 32) & mask;
        while (slots[at] != 0 && !(numbers.get(slots[at] - 1) == id && isNumber(slots[at] - 1))) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private boolean isNumber(int ordinal) {
        return otherIds.isEmpty() || !otherIds.containsKey(ordinal);
    }

    private void rehash() {
        int[] old = slots;
        slots = new int[2 * old.length];
        for (int entry : old) {
            if (entry != 0) {
                slots[slot(numbers.get(entry - 1))] = entry;
            }
        }
    }
}
