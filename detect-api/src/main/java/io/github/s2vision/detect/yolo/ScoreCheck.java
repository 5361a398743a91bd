package io.github.s2vision.detect.yolo;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells once per model when its scores cannot be probabilities of a sound model. The usual cause is a quantisation that
 * gives boxes (0 to 640) and scores (0 to 1) of one output one scale, so that scores become 0 and 1.66.
 */
final class ScoreCheck {
    private static final Logger LOG = LoggerFactory.getLogger(YoloV8.class);
    private static final String REMEDY =
            "Quantise it again with the nodes after the last convolutions left in float, or use the float model";

    /** A sound model of 320 pixels gave 246 different scores, a badly quantised one two. */
    private static final int HANDFUL = 16;

    /** Too few candidates to judge by. */
    private static final int ENOUGH = 256;

    private final String model;
    private final AtomicBoolean toldOfSize = new AtomicBoolean();
    private final AtomicBoolean toldOfCount = new AtomicBoolean();
    private volatile boolean isVaried;

    ScoreCheck(String model) {
        this.model = model;
    }

    /**
     * Looks at the scores of one picture.
     *
     * @param best the best score of each candidate, the first {@code count} of them
     */
    void look(float highest, float[] best, int count) {
        // Half precision may round a probability up by a thousandth.
        if (highest > 1.001f && toldOfSize.compareAndSet(false, true)) {
            LOG.warn(
                    "model={} scores up to {}: they should be probabilities, its detections cannot be trusted. {}",
                    model,
                    highest,
                    REMEDY);
        }
        if (!isVaried && count >= ENOUGH) {
            int different = different(best, count);
            if (different > HANDFUL) {
                isVaried = true;
            } else if (toldOfCount.compareAndSet(false, true)) {
                LOG.warn(
                        "model={} its {} candidates have {} different scores in all: they were rounded away. {}",
                        model,
                        count,
                        different,
                        REMEDY);
            }
        }
    }

    private static int different(float[] best, int count) {
        float[] seen = new float[HANDFUL + 1];
        int found = 0;
        for (int i = 0; i < count && found <= HANDFUL; i++) {
            int k = 0;
            while (k < found && seen[k] != best[i]) {
                k++;
            }
            if (k == found) {
                seen[found++] = best[i];
            }
        }
        return found;
    }
}
