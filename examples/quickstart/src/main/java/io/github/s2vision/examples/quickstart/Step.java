package io.github.s2vision.examples.quickstart;

import java.io.IOException;

/** One thing the quick start does and tells. */
@FunctionalInterface
interface Step {
    void run(Console console) throws IOException;
}
