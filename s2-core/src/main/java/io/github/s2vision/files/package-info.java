/**
 * Files that are whole or not there, and the folder where native libraries lie. Start with
 * {@link io.github.s2vision.files.AtomicFile}, which everything in this library that writes goes through.
 *
 * <pre>{@code
 * AtomicFile.write(Path.of("labels.json"), out -> out.write(bytes));
 * System.out.println("natives lie in " + NativeCache.folder());
 * }</pre>
 */
@NullMarked
package io.github.s2vision.files;

import org.jspecify.annotations.NullMarked;
