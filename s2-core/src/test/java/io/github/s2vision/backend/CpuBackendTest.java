package io.github.s2vision.backend;

class CpuBackendTest extends BackendContract {
    @Override
    Backend backend(TinyModel model) {
        return Backend.cpu();
    }
}
