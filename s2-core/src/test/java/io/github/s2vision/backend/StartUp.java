package io.github.s2vision.backend;

import ai.onnxruntime.OrtEnvironment;
import io.github.s2vision.tensor.Tensor;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** First uses of a backend, each in a JVM of its own, for {@link StartUpTest}. Prints what it finds. */
final class StartUp {
    private StartUp() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "run" -> run();
            case "report" -> System.out.println(Backend.cpu().report());
            case "cuda" -> cuda();
            case "auto" -> {
                System.out.println(Backend.auto());
                System.out.println(Backend.auto());
            }
            case "after-others" -> {
                OrtEnvironment.getEnvironment();
                run();
                System.out.println(Backend.cpu().report());
            }
            case "two-loaders" -> twoLoaders(List.of());
            case "two-jars" -> twoLoaders(List.of(Path.of(arguments[1])));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void run() {
        try (Session session = TinyModel.twiceAndSquare().open(Backend.cpu(), SessionOptions.DEFAULT)) {
            Tensor twice = session.run(Map.of("x", Tensor.of(new float[] {1, 2, 3}, 1, 3)))
                    .get("twice");
            System.out.println("twice 3 is " + twice.floats().get(2));
        } catch (BackendException refused) {
            System.out.println("refused: " + refused.getMessage());
        }
    }

    private static void cuda() {
        try {
            System.out.println(Backend.cuda());
        } catch (BackendException refused) {
            System.out.println("refused: " + refused.getMessage());
        }
    }

    /** Two web applications with the same jars, as it were; {@code more} comes first on their class paths. */
    private static void twoLoaders(List<Path> more) throws Exception {
        List<URL> urls = new ArrayList<>();
        for (Path entry : more) {
            urls.add(entry.toUri().toURL());
        }
        for (String entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
            urls.add(url(entry));
        }
        for (int i = 0; i < 2; i++) {
            ClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
            Class<?> main = Class.forName(StartUp.class.getName(), true, loader);
            for (String what : List.of("run", "report")) {
                Method run = main.getMethod("main", String[].class);
                run.setAccessible(true);
                run.invoke(null, (Object) new String[] {what});
            }
        }
    }

    private static URL url(String entry) throws MalformedURLException {
        Path path = Path.of(entry);
        return Files.isDirectory(path)
                ? path.toUri().toURL()
                : path.toAbsolutePath().toUri().toURL();
    }
}
