package io.github.s2vision.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.s2vision.geometry.Box;
import io.github.s2vision.image.Image;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link Detector} promises. One subclass per implementation, and it inherits every test. */
public abstract class DetectorContract {
    /** The detector under test, open; the same one on each call within a test. */
    protected abstract Detector detector();

    /** Images of different sizes, in at least one of which the detector finds something. */
    protected abstract List<Image> images();

    @Test
    void something_is_found_and_lies_inside_the_image() {
        int found = 0;
        for (Image image : images()) {
            Detections detections = detector().detect(image);
            assertThat(detections.imageSize()).isEqualTo(image.size());
            for (Detection detection : detections) {
                Box box = detection.box();
                assertThat(box.clippedTo(image.size())).isEqualTo(box);
            }
            found += detections.size();
        }
        assertThat(found).isPositive();
    }

    @Test
    void what_is_found_is_of_the_vocabulary() {
        List<Category> vocabulary = detector().categories();
        if (!vocabulary.isEmpty()) {
            for (Detections detections : detector().detectAll(images())) {
                assertThat(vocabulary)
                        .containsAll(
                                detections.stream().map(Detection::category).toList());
            }
        }
    }

    @Test
    void one_detector_serves_many_threads_with_the_same_answer() {
        Image image = images().get(0);
        Detections alone = detector().detect(image);
        assertThat(IntStream.range(0, 16).parallel().mapToObj(i -> detector().detect(image)))
                .containsOnly(alone);
    }

    @Test
    void all_at_once_are_as_many_as_one_by_one_and_in_their_order() {
        List<Detections> together = detector().detectAll(images());
        assertThat(together)
                .extracting(Detections::imageSize)
                .isEqualTo(images().stream().map(Image::size).toList());
        for (int i = 0; i < together.size(); i++) {
            assertThat(together.get(i).classes())
                    .isEqualTo(detector().detect(images().get(i)).classes());
        }
        assertThat(detector().detectAll(List.of())).isEmpty();
    }

    @Test
    void evaluation_finds_at_least_as_much() {
        Image image = images().get(0);
        assertThat(detector().forEvaluation().detect(image).size())
                .isGreaterThanOrEqualTo(detector().detect(image).size());
    }

    @Test
    void closing_twice_is_harmless() {
        Detector detector = detector();
        detector.close();
        detector.close();
    }
}
