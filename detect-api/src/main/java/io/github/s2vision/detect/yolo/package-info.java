/**
 * The YOLOv8 family (v8, v11, v12, v10, YOLO26) as exported to ONNX: every layout and all five tasks behind one class.
 * Start with {@link io.github.s2vision.detect.yolo.YoloV8}.
 *
 * <pre>{@code
 * try (YoloV8 yolo = YoloV8.load(Path.of("yolov8n.onnx"))) {
 *     Image photo = Image.read(Path.of("bus.jpg"));
 *     Detections found = yolo.confidence(0.4).classes("person", "bus").detect(photo);
 *     found.drawOn(photo).write(Path.of("boxes.png"));
 * }
 * }</pre>
 */
@NullMarked
package io.github.s2vision.detect.yolo;

import org.jspecify.annotations.NullMarked;
