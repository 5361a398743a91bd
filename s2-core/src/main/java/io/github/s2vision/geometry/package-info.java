/**
 * Boxes, sizes and the map between an image and a network's input: pure values, always in pixels. Start with
 * {@link io.github.s2vision.geometry.Box}.
 *
 * <pre>{@code
 * Box found = placement.toOriginal(Box.cxcywh(320, 320, 100, 50)).clippedTo(photo.size());
 * double overlap = found.iou(Box.xywh(10, 20, 30, 40));
 * }</pre>
 */
@NullMarked
package io.github.s2vision.geometry;

import org.jspecify.annotations.NullMarked;
