package io.github.s2vision.image;

import io.github.s2vision.files.NativeCache;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.jspecify.annotations.Nullable;

/**
 * Loads OpenCV on first use, which takes about a second, and sets what is process-wide in it. What does not need OpenCV
 * must not touch this class.
 */
final class OpenCv {
    private static volatile boolean loaded;
    private static @Nullable String reason; // why it could not be loaded; guarded by the class

    private OpenCv() {}

    /** Whether OpenCV is there already, so that using it costs no start. */
    static boolean isLoaded() {
        return loaded;
    }

    /**
     * Loads OpenCV unless that has happened.
     *
     * @throws IllegalStateException if its native libraries are missing or cannot be loaded
     */
    static void load() {
        if (!loaded) {
            loadOnce();
        }
    }

    private static synchronized void loadOnce() {
        if (loaded) {
            return;
        }
        if (reason != null) { // trying again only gives a message that hides the first one
            throw new IllegalStateException(reason);
        }
        try {
            // JavaCPP refuses to allocate once the whole process, models included, holds 4 × -Xmx. Pixels here belong
            // to the garbage collector, so that guard would only do harm.
            setUnlessSet("org.bytedeco.javacpp.maxphysicalbytes", "org.bytedeco.javacpp.maxPhysicalBytes", () -> "0");
            setUnlessSet(
                    "org.bytedeco.javacpp.cachedir",
                    "org.bytedeco.javacpp.cacheDir",
                    () -> NativeCache.folder().resolve("javacpp").toString());
            Loader.load(opencv_core.class);
            Loader.load(opencv_imgproc.class);
            Loader.load(opencv_imgcodecs.class);
            calmThreads();
            loaded = true;
        } catch (LinkageError | UncheckedIOException missing) {
            String why = "OpenCV's native libraries cannot be loaded on " + System.getProperty("os.name") + " "
                    + System.getProperty("os.arch") + " (" + missing + "). Depend on io.github.s2vision:s2vision-cpu,"
                    + " which brings them, or on the jars of org.bytedeco opencv, openblas and javacpp with your"
                    + " platform's classifier. They are unpacked into the folder that NativeCache describes";
            reason = why;
            throw new IllegalStateException(why, missing);
        }
    }

    /**
     * One thread, unless the application has chosen a number. Images are processed side by side, and OpenCV's pool
     * beside ONNX Runtime's would oversubscribe the cores (docs/decisions/0007-image-kernels.md).
     */
    private static void calmThreads() {
        if (opencv_core.getNumThreads() == opencv_core.getNumberOfCPUs()) {
            opencv_core.setNumThreads(1);
        }
    }

    private static void setUnlessSet(String property, String otherSpelling, Supplier<String> value) {
        if (System.getProperty(property) == null && System.getProperty(otherSpelling) == null) {
            System.setProperty(property, value.get());
        }
    }
}
