/** Programs that print the figures of docs/benchmarks.md. */
@NullMarked
package io.github.s2vision.examples.benchmarks;

import org.jspecify.annotations.NullMarked;
