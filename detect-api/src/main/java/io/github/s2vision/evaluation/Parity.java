package io.github.s2vision.evaluation;

/** Whose figures an evaluation gives: docs/evaluation.md lists every difference. */
public enum Parity {
    /**
     * Those of pycocotools 2.0.11 with NumPy 2.4.6, equal in every bit, its oddities included; where it fails, an {@link
     * EvaluationException} says what it stumbled over.
     */
    STRICT,

    /**
     * Those that were meant: objects with id 0 count, AP is taken at the largest number of detections, {@code ignore} of
     * the file is honoured, no detections at all are an AP of 0, ids that come twice are refused. {@link
     * Evaluation#warnings} says by how much a figure moved.
     */
    CORRECTED
}
