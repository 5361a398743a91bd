/**
 * Files that are whole or not there. Start with {@link io.github.s2vision.files.AtomicFile}, which everything in this
 * library that writes goes through.
 *
 * <pre>{@code
 * AtomicFile.write(Path.of("labels.json"), out -> out.write(bytes));
 * }</pre>
 */
@NullMarked
package io.github.s2vision.files;

import org.jspecify.annotations.NullMarked;
