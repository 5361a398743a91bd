/**
 * Small things in large images: any detector looks at parts of the image enlarged, and one answer comes out. Start with
 * {@link io.github.s2vision.detect.slice.SlicedDetector}.
 *
 * <pre>{@code
 * try (Detector yolo = YoloV8.load(Path.of("yolov8n.onnx"))) {
 *     SlicedDetector sliced = SlicedDetector.of(yolo).scales(1, 2, 3);
 *     System.out.println(sliced.plan(photo.size()));
 *     Detections found = sliced.detect(photo);
 * }
 * }</pre>
 */
@NullMarked
package io.github.s2vision.detect.slice;

import org.jspecify.annotations.NullMarked;
