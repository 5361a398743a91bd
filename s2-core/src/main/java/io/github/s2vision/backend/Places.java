package io.github.s2vision.backend;

import java.util.stream.Collectors;

/** Where in the program something was opened, for a message long after. */
final class Places {
    private static final int FRAMES = 3;

    private Places() {}

    /** The callers outside this package, innermost first. */
    static String ofCaller() {
        String own = Places.class.getPackageName() + '.';
        return StackWalker.getInstance()
                .walk(frames -> frames.dropWhile(frame -> frame.getClassName().startsWith(own))
                        .limit(FRAMES)
                        .map(frame -> frame.toStackTraceElement().toString())
                        .collect(Collectors.joining(" < ")));
    }
}
