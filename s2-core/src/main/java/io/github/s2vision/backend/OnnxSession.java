package io.github.s2vision.backend;

import io.github.s2vision.tensor.Tensor;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Map;
import java.util.Objects;

/** The handle of a {@link NativeSession}, which the cleaner closes when the handle is forgotten. */
final class OnnxSession implements Session {
    private static final Cleaner CLEANER = Cleaner.create();

    private final NativeSession session;
    private final ModelSignature signature;
    private final Cleaner.Cleanable cleanable;

    OnnxSession(NativeSession session) {
        this.session = session;
        this.signature = session.signature();
        this.cleanable = CLEANER.register(this, session::closeForgotten);
    }

    @Override
    public ModelSignature signature() {
        return signature;
    }

    @Override
    public Map<String, Tensor> run(Map<String, Tensor> inputs, RunOptions options) {
        try {
            return session.run(inputs, options);
        } finally {
            // A handle that nobody else holds may count as dead from here on, and the cleaner would close beside the
            // run.
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public Call prepare(Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
        try {
            return new OnnxCall(this, session.prepare(inputs, outputs));
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void close() {
        session.close();
        cleanable.clean();
    }

    /** Such as {@code Session[yolov8n.onnx, images FLOAT32 [1, 3, 640, 640] -> output0 FLOAT32 [1, 84, 8400]]}. */
    @Override
    public String toString() {
        return "Session[" + session.name() + ", " + signature + (session.isClosed() ? ", closed]" : "]");
    }

    /** The handle of a {@link NativeCall}; holds the session's, which therefore lives as long. */
    private static final class OnnxCall implements Call {
        private final OnnxSession session;
        private final NativeCall call;
        private final Cleaner.Cleanable cleanable;

        OnnxCall(OnnxSession session, NativeCall call) {
            this.session = session;
            this.call = call;
            this.cleanable = CLEANER.register(this, call::closeForgotten);
        }

        @Override
        public void run() {
            run(RunOptions.DEFAULT);
        }

        @Override
        public void run(RunOptions options) {
            Objects.requireNonNull(options, "options");
            try {
                call.run(options);
            } finally {
                Reference.reachabilityFence(session);
                Reference.reachabilityFence(this);
            }
        }

        @Override
        public void close() {
            call.close();
            cleanable.clean();
        }

        @Override
        public String toString() {
            return call.toString();
        }
    }
}
