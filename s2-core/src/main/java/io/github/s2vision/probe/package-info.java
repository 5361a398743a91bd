/**
 * Linear maps fitted on frozen features: the cheapest way to learn what features hold. Start with
 * {@link io.github.s2vision.probe.Ridge}.
 *
 * <pre>{@code
 * Ridge ridge = new Ridge(features.channels(), 1);
 * ridge.add(cells, labels, rows);
 * LinearMap probe = ridge.fitStandardized(0.01);
 * }</pre>
 */
@NullMarked
package io.github.s2vision.probe;

import org.jspecify.annotations.NullMarked;
