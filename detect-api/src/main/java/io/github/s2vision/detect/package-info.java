/**
 * What detectors find, whatever model they run: plain values that know no vendor, no model and no file format. Start with
 * {@link io.github.s2vision.detect.Detections}.
 *
 * <pre>{@code
 * Detections found = detector.detect(photo).minScore(0.4).only("person", "bus");
 * for (Detection one : found) {
 *     System.out.println(one.category().name() + " " + one.score() + " " + one.box());
 * }
 * }</pre>
 */
@NullMarked
package io.github.s2vision.detect;

import org.jspecify.annotations.NullMarked;
