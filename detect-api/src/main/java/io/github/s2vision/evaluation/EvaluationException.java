package io.github.s2vision.evaluation;

import java.util.Objects;

/** A data set and predictions that cannot be evaluated together; the message says what, where, and what to do. */
public final class EvaluationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** What sort of thing is wrong. */
    public enum Reason {
        /** There are no predictions; {@link Parity#CORRECTED} takes that for an AP of 0. */
        NO_PREDICTIONS,
        /** Predictions for an image that the data set does not list. */
        UNKNOWN_IMAGE,
        /** A field that is needed is not there. */
        MISSING_FIELD,
        /** A field has a value that cannot be used. */
        BAD_VALUE,
        /** A mask that is none. */
        BAD_MASK,
        /** An id that comes twice. */
        DUPLICATE_ID,
        /** The summary needs other parameters: three numbers of detections, for one. */
        NO_SUMMARY,
        /** Parts that cannot be put together: other parameters, or an image in two of them. */
        NOT_MERGEABLE
    }

    private final Reason reason;

    EvaluationException(Reason reason, String message) {
        super(message);
        this.reason = Objects.requireNonNull(reason);
    }

    EvaluationException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason);
    }

    /** What sort of thing is wrong. */
    public Reason reason() {
        return reason;
    }
}
