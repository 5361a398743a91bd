/** The first command of the README, a sequence of small steps. */
@NullMarked
package io.github.s2vision.examples.quickstart;

import org.jspecify.annotations.NullMarked;
