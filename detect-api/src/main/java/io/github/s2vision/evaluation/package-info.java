/**
 * How good a detector is, in figures that others can check: COCO's, equal to those of its reference in every bit, and what
 * follows from them. Start with {@link io.github.s2vision.evaluation.CocoEvaluator}. Needs no native library.
 *
 * <pre>{@code
 * Dataset val = Dataset.read(Path.of("instances_val.json"));
 * Predictions found = Predictions.readCoco(Path.of("detections.json"));
 * Evaluation result = CocoEvaluator.bbox().evaluate(val, found);
 * System.out.println(result.ap() + " " + result.ap("person"));
 * }</pre>
 */
@NullMarked
package io.github.s2vision.evaluation;

import org.jspecify.annotations.NullMarked;
