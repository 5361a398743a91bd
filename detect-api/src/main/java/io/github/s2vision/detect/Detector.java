package io.github.s2vision.detect;

import io.github.s2vision.image.Image;
import java.util.List;

/**
 * Finds things in images. A lambda is enough: {@code Detector none = image -> Detections.none(image.size());}.
 *
 * <p>Implementations are safe for concurrent use, give boxes in pixels of the image they were given, cut to it, and the
 * same answer for the same image. A wrapper closes nothing that it did not open.
 */
@FunctionalInterface
public interface Detector extends AutoCloseable {
    /**
     * What is in the image, best first.
     *
     * @throws IllegalStateException if this was closed
     */
    Detections detect(Image image);

    /** What is in each of the images, in their order: the same as one by one, faster where the model takes batches. */
    default List<Detections> detectAll(List<Image> images) {
        return images.stream().map(this::detect).toList();
    }

    /** The categories it can find; empty if it cannot say. */
    default List<Category> categories() {
        return List.of();
    }

    /**
     * This detector with the settings that accuracy is measured with: a confidence of .001 or so, since precision at high
     * recall needs the doubtful ones too. Shares the model, and closes nothing. The default has no settings and is itself.
     */
    default Detector forEvaluation() {
        return this;
    }

    /** Frees what it opened. Closing twice is harmless. The default has nothing to free. */
    @Override
    default void close() {}
}
