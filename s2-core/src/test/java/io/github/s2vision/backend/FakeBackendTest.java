package io.github.s2vision.backend;

class FakeBackendTest extends BackendContract {
    @Override
    Backend backend(TinyModel model) {
        return FakeBackend.of(model.signature(), model.meaning());
    }
}
