/**
 * How long work tells how far it is, and is told to stop. Start with {@link io.github.s2vision.progress.Progress}.
 *
 * <pre>{@code
 * Cancellation stop = new Cancellation();
 * s2.extractAll(images, Progress.bar(System.err).cancelledBy(stop));
 * }</pre>
 */
@NullMarked
package io.github.s2vision.progress;

import org.jspecify.annotations.NullMarked;
