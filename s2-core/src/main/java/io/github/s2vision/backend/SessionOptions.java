package io.github.s2vision.backend;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a model is loaded and computed. Immutable; each method gives a changed copy.
 *
 * @param threads threads that share the work of one run; 0 for one per processor that this JVM may use
 * @param spinning whether idle threads wait actively: some latency is saved, a core is burnt
 * @param optimization how much of the graph is rewritten when loading
 * @param memoryArena whether freed memory is kept for the next run; off, peak memory returns to the system, runs are slower
 * @param deterministic whether the same input gives the same bits on each run, at some cost on a GPU
 * @param profile the start of the path of a profile (Chrome trace, JSON) written when the session closes
 * @param freeDimensions lengths for open dimensions, by the model's name for them ("batch", "height")
 * @param config further entries passed through to the runtime, by its own keys
 */
public record SessionOptions(
        int threads,
        boolean spinning,
        Optimization optimization,
        boolean memoryArena,
        boolean deterministic,
        Optional<Path> profile,
        Map<String, Long> freeDimensions,
        Map<String, String> config) {
    /** One thread per processor, no spinning, all optimisations, arena on. */
    public static final SessionOptions DEFAULT =
            new SessionOptions(0, false, Optimization.ALL, true, false, Optional.empty(), Map.of(), Map.of());

    /** How much of the graph is rewritten when a model is loaded. */
    public enum Optimization {
        /** Nothing: for finding out whether a rewriting is at fault. */
        NONE,
        /** Only what keeps every result bit for bit the same. */
        BASIC,
        /** Also fused operators. */
        EXTENDED,
        /** Also layouts for this processor. */
        ALL
    }

    /**
     * Copies the maps and checks the values.
     *
     * @throws IllegalArgumentException if threads is below 0 or above 1024, or a free dimension below 1
     */
    public SessionOptions {
        if (threads < 0 || threads > 1024) {
            throw new IllegalArgumentException(
                    "threads " + threads + ": 1 to 1024, or 0 for one per processor that this JVM may use");
        }
        freeDimensions.forEach((name, length) -> {
            if (length < 1) {
                throw new IllegalArgumentException(
                        "free dimension " + name + " = " + length + ": it must be 1 or more");
            }
        });
        freeDimensions = Collections.unmodifiableMap(new LinkedHashMap<>(freeDimensions));
        config = Collections.unmodifiableMap(new LinkedHashMap<>(config));
    }

    /** These options with another number of threads; 0 for one per processor that this JVM may use. */
    public SessionOptions threads(int count) {
        return new SessionOptions(
                count, spinning, optimization, memoryArena, deterministic, profile, freeDimensions, config);
    }

    /** These options with active waiting on or off. */
    public SessionOptions spinning(boolean on) {
        return new SessionOptions(
                threads, on, optimization, memoryArena, deterministic, profile, freeDimensions, config);
    }

    /** These options with another level of rewriting. */
    public SessionOptions optimization(Optimization level) {
        return new SessionOptions(
                threads, spinning, level, memoryArena, deterministic, profile, freeDimensions, config);
    }

    /** These options with the memory arena on or off. */
    public SessionOptions memoryArena(boolean on) {
        return new SessionOptions(threads, spinning, optimization, on, deterministic, profile, freeDimensions, config);
    }

    /** These options with bit-equal repetition asked for or not. */
    public SessionOptions deterministic(boolean on) {
        return new SessionOptions(threads, spinning, optimization, memoryArena, on, profile, freeDimensions, config);
    }

    /** These options writing a profile to {@code pathPrefix} plus the time and {@code .json} when the session closes. */
    public SessionOptions profile(Path pathPrefix) {
        return new SessionOptions(
                threads,
                spinning,
                optimization,
                memoryArena,
                deterministic,
                Optional.of(pathPrefix),
                freeDimensions,
                config);
    }

    /** These options with the length of an open dimension fixed, which lets more of the graph be computed in advance. */
    public SessionOptions freeDimension(String name, long length) {
        Map<String, Long> more = new LinkedHashMap<>(freeDimensions);
        more.put(name, length);
        return new SessionOptions(threads, spinning, optimization, memoryArena, deterministic, profile, more, config);
    }

    /** These options with one more entry passed through to the runtime, such as {@code session.set_denormal_as_zero}. */
    public SessionOptions config(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(config);
        more.put(key, value);
        return new SessionOptions(
                threads, spinning, optimization, memoryArena, deterministic, profile, freeDimensions, more);
    }
}
