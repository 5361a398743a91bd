/**
 * Where models run: one door to native inference, and the only place that touches ONNX Runtime. Start with
 * {@link io.github.s2vision.backend.Backend}.
 *
 * <pre>{@code
 * try (Session session = Backend.cpu().open(Path.of("model.onnx"))) {
 *     Tensor output = session.run(Map.of("images", pixels)).get("output0");
 * }
 * System.out.println(Backend.auto().report());
 * }</pre>
 */
@NullMarked
package io.github.s2vision.backend;

import org.jspecify.annotations.NullMarked;
