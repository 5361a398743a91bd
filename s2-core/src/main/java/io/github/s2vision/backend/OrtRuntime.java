package io.github.s2vision.backend;

import ai.onnxruntime.OrtEnvironment;

/** ONNX Runtime itself: one per process, started when it is first needed. */
final class OrtRuntime {
    private OrtRuntime() {}

    static OrtEnvironment environment() {
        return OrtEnvironment.getEnvironment();
    }
}
