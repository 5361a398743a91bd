package io.github.s2vision.detect.yolo;

import io.github.s2vision.backend.BackendException;
import io.github.s2vision.backend.ModelSignature.Port;
import io.github.s2vision.detect.yolo.YoloFile.Layout;
import io.github.s2vision.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which layout an output of three axes has. No exporter writes it into the file, so it follows from the lengths: the
 * number of classes where names tell it, the number of candidates where the input's size is fixed.
 *
 * @param classes how many there are; empty if nothing tells
 * @param extra numbers of a candidate beyond box and classes
 * @param anchorCounts how many candidates heads of the family have at the input's size; empty if that is open
 * @param isFamily whether the file says of itself that it is of this family
 */
record HeadShape(
        String model, Port head, OptionalInt classes, int extra, List<Integer> anchorCounts, boolean isFamily) {
    private static final int BOX = 4;
    private static final int ROW = 6; // corners, score, class

    /**
     * The layout.
     *
     * @param said by the user, to settle what lengths leave open
     * @param isEndToEnd what the metadata says of rows
     * @throws BackendException if none fits, or more than one does
     */
    Layout layout(Optional<Layout> said, Optional<Boolean> isEndToEnd) {
        List<Layout> possible = new ArrayList<>();
        for (Layout layout : List.of(Layout.CHANNELS_FIRST, Layout.TRANSPOSED, Layout.ROWS)) {
            boolean excluded = said.isPresent()
                    ? said.get() != layout
                    : isEndToEnd.isPresent() && isEndToEnd.get() != (layout == Layout.ROWS);
            if (!excluded && fits(layout)) {
                possible.add(layout);
            }
        }
        if (possible.isEmpty()) {
            throw noneFits(isEndToEnd);
        }
        List<Layout> likely = possible.size() == 1
                ? possible
                : possible.stream().filter(this::isLikely).toList();
        if (likely.size() != 1) {
            throw severalFit(possible);
        }
        requireSafe(likely.get(0), said.isPresent());
        return likely.get(0);
    }

    /** The number of classes that a layout implies; of rows only names tell it. */
    int classes(Layout layout) {
        if (layout == Layout.ROWS) {
            throw refused("rows of box, score and class do not tell how many classes there are. Give their names with"
                    + " YoloV8.load(path, backend, options, Map.of(\"names\", \"['person', …]\"))");
        }
        return Math.toIntExact(length(layout == Layout.CHANNELS_FIRST ? 1 : 2) - BOX - extra);
    }

    private boolean fits(Layout layout) {
        long numbers = length(layout == Layout.CHANNELS_FIRST ? 1 : 2);
        if (layout == Layout.ROWS) {
            return numbers == ROW + extra;
        }
        return classes.isPresent() ? numbers == BOX + classes.getAsInt() + extra : numbers > BOX + extra;
    }

    /** Of layouts that fit by their channels, those whose candidates are as many as the input's size asks for. */
    private boolean isLikely(Layout layout) {
        long candidates = length(layout == Layout.CHANNELS_FIRST ? 2 : 1);
        if (layout == Layout.ROWS) {
            return candidates != Shape.DYNAMIC && !anchorCounts.contains((int) candidates);
        }
        if (anchorCounts.isEmpty()) {
            return candidates == Shape.DYNAMIC;
        }
        return anchorCounts.contains((int) candidates);
    }

    /**
     * Candidates before numbers is also what YOLOX and YOLOv5 write, with an objectness behind the box; without names
     * nothing tells them apart.
     */
    private void requireSafe(Layout found, boolean said) {
        if (found == Layout.TRANSPOSED && classes.isEmpty() && !isFamily && !said) {
            throw refused("without metadata this could be a transposed YOLOv8 of " + (length(2) - BOX)
                    + " classes, or a YOLOX or YOLOv5 of " + (length(2) - BOX - 1)
                    + " with objectness, which are other families. If it is the former, give the names with"
                    + " YoloV8.load(path, backend, options, Map.of(\"names\", \"['person', …]\"))");
        }
    }

    private BackendException noneFits(Optional<Boolean> isEndToEnd) {
        StringBuilder why = new StringBuilder();
        if (isEndToEnd.orElse(false)) {
            why.append("its metadata says that suppression is inside or not needed, so rows [B, rows, ")
                    .append(ROW + extra)
                    .append("] were expected");
        } else {
            why.append("[B, 4 + classes")
                    .append(extra > 0 ? " + " + extra : "")
                    .append(", candidates] was expected");
            classes.ifPresent(count -> why.append(", with ")
                    .append(BOX + count + extra)
                    .append(" channels for its ")
                    .append(count)
                    .append(" names"));
        }
        int withObjectness = classes.orElse(-1) + BOX + extra + 1;
        if (classes.isPresent() && (length(1) == withObjectness || length(2) == withObjectness)) {
            why.append(". One channel more is the objectness of YOLOv5 and YOLOX, which are other families");
        }
        return refused(why.toString());
    }

    private BackendException severalFit(List<Layout> possible) {
        List<String> keys = possible.stream().map(layout -> layout.key).toList();
        return refused("its lengths fit the layouts " + keys + " alike. Say which it is with"
                + " YoloV8.load(path, backend, options, Map.of(\"layout\", \"" + keys.get(0) + "\"))");
    }

    private long length(int axis) {
        return head.shape().dimension(axis);
    }

    private BackendException refused(String why) {
        return new BackendException(model + ": output " + head + ": " + why);
    }
}
