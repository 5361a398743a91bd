package io.github.s2vision.detect.yolo;

import io.github.s2vision.backend.ModelSignature.Port;
import io.github.s2vision.detect.Category;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * What a model file is, read once when it is loaded: all that preparing pictures and decoding outputs must know.
 *
 * @param name what messages call the file
 * @param categories one per class, by class index
 * @param input the pictures
 * @param size of the pictures, the native one where any is taken
 * @param isOpenSize whether height and width may be any multiple of the stride
 * @param fixedBatch the only number of pictures in a run; 0 where any is taken
 * @param stride what sides must be multiples of, where they are open
 * @param head the output with boxes, or with the probabilities of a classifier
 * @param prototypes the output with mask prototypes
 * @param layout how the head's numbers lie
 * @param keypoints how many points a pose has
 * @param keypointValues numbers per point: x, y and perhaps a visibility
 * @param isSelfDescribed whether the file said what it is; else its first outputs are checked against what was assumed
 */
record YoloFile(
        String name,
        YoloV8.Task task,
        List<Category> categories,
        Port input,
        Size size,
        boolean isOpenSize,
        int fixedBatch,
        int stride,
        Port head,
        Optional<Port> prototypes,
        Layout layout,
        int keypoints,
        int keypointValues,
        boolean isSelfDescribed) {
    /** How the numbers of an output lie. */
    enum Layout {
        /** [B, 4 + classes + extra, candidates]: boxes as centre and size; what exporters write. */
        CHANNELS_FIRST("channels_first"),
        /** [B, candidates, 4 + classes + extra]. */
        TRANSPOSED("transposed"),
        /** [B, rows, 6 + extra]: corners, score, class; after suppression in the graph, or of an end-to-end head. */
        ROWS("rows"),
        /** [B, classes]. */
        PROBABILITIES("probabilities");

        final String key;

        Layout(String key) {
            this.key = key;
        }
    }

    int classes() {
        return categories.size();
    }

    /** Numbers of a candidate beyond box and classes: mask coefficients, keypoints, the angle. */
    int extra() {
        return extra(task, prototypes, keypoints * keypointValues);
    }

    static int extra(YoloV8.Task task, Optional<Port> prototypes, int keypointNumbers) {
        return switch (task) {
            case SEGMENT -> (int) prototypes.orElseThrow().shape().dimension(1);
            case POSE -> keypointNumbers;
            case OBB -> 1;
            case DETECT, CLASSIFY -> 0;
        };
    }

    /** Whether the number of rows follows the picture, so that no memory can be prepared for them. */
    boolean hasOpenRows() {
        return layout == Layout.ROWS && head.shape().dimension(1) == Shape.DYNAMIC;
    }

    /** The names of the outputs to compute. */
    List<String> outputs() {
        return prototypes
                .map(port -> List.of(head.name(), port.name()))
                .orElseGet(() -> List.of(head.name()));
    }
}
