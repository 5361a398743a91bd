package io.github.s2vision.backend;

import io.github.s2vision.tensor.Tensor;
import java.util.Map;

/**
 * A loaded model. Safe for concurrent use: many threads may run it at a time, and one session for all of them is the
 * right number. {@link #close} waits for the runs under way; afterwards runs are refused.
 */
public interface Session extends AutoCloseable {
    /** What the file says of its inputs, outputs and itself; also after close. */
    ModelSignature signature();

    /**
     * Runs the model.
     *
     * @param inputs one tensor per input of the signature; direct ones are read in place, heap ones copied. They must not
     *     be written meanwhile
     * @return the outputs by name, in the signature's order; plain memory of their own that nobody else uses
     * @throws IllegalArgumentException if an input is missing, unknown, or of another type or shape than the signature's
     * @throws IllegalStateException if the session is closed
     * @throws BackendException if the run fails or passes its time limit
     * @throws java.util.concurrent.CancellationException if the run was cancelled
     */
    Map<String, Tensor> run(Map<String, Tensor> inputs, RunOptions options);

    /** {@link #run(Map, RunOptions)} with {@link RunOptions#DEFAULT}. */
    default Map<String, Tensor> run(Map<String, Tensor> inputs) {
        return run(inputs, RunOptions.DEFAULT);
    }

    /**
     * Prepares a call that reads and writes the same memory each time, so that a run neither allocates nor copies: for
     * loops over frames or tiles. The session stays open as long as a call is; close calls first.
     *
     * @param inputs direct tensors, one per input of the signature
     * @param outputs direct tensors of exactly the shapes that the model will give, one for each output to compute
     * @throws IllegalArgumentException if a tensor is not direct, or of another type or shape than the signature's
     * @throws IllegalStateException if the session is closed
     */
    Call prepare(Map<String, Tensor> inputs, Map<String, Tensor> outputs);

    /**
     * Waits for the runs under way, then frees the model. Harmless when repeated.
     *
     * @throws IllegalStateException if called from within a run of this session (by a progress callback, say), which
     *     would wait for itself
     */
    @Override
    void close();

    /**
     * A prepared call. Its memory is used by one run at a time: a second thread is refused with an
     * {@link IllegalStateException}. Make one call per thread.
     */
    interface Call extends AutoCloseable {
        /**
         * Reads the inputs, computes, writes the outputs.
         *
         * @throws BackendException if the run fails, or an output has another shape than the tensor prepared for it
         * @throws IllegalStateException if the call or its session is closed, or another thread is inside
         */
        void run();

        /** {@link #run()} with a time limit or cancellation; the outputs are the ones prepared, not the options'. */
        void run(RunOptions options);

        /** Waits for a run under way and frees the native views of the tensors. Harmless when repeated. */
        @Override
        void close();
    }
}
