package io.github.s2vision.examples.scenes;

import io.github.s2vision.files.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;

/**
 * Writes scenes for training scripts, looks at them, counts what they hold; {@code examples/models/scenes} runs it.
 *
 * <pre>
 * scenes write      --recipe street --split train --seed 1 --scenes 3000 --threads 1 --out FOLDER
 * scenes statistics --recipe street --split train --seed 1 --scenes 3000
 * scenes sheet      --recipe street --split train --seed 1 --scenes 12 --boxes yes --out sheet.png
 * </pre>
 */
public final class ScenesCommand {
    private static final String USAGE = """
            scenes write      --recipe town|street|plaza --split train|probe|val|test --seed N --scenes N --threads N --out FOLDER
            scenes statistics --recipe … --split … --seed N --scenes N
            scenes sheet      --recipe … --split … --seed N --scenes N --first N --columns N --boxes yes|no --out FILE.png|jpg
            """;
    private static final Set<String> OPTIONS =
            Set.of("recipe", "split", "seed", "scenes", "threads", "out", "first", "columns", "boxes");

    private final Map<String, String> options = new LinkedHashMap<>();

    private ScenesCommand(String[] args) {
        for (int i = 1; i < args.length; i += 2) {
            String name = args[i].startsWith("--") ? args[i].substring(2) : "";
            if (!OPTIONS.contains(name) || i + 1 == args.length) {
                throw new IllegalArgumentException("'" + args[i] + "' is no option, or its value is missing");
            }
            options.put(name, args[i + 1]);
        }
    }

    /** Runs one command; what it prints goes to standard output, mistakes in the arguments to standard error. */
    public static void main(String[] args) throws IOException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try {
            run(args, out);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage() + "\n" + USAGE);
            System.exit(2);
        }
    }

    static void run(String[] args, PrintStream out) throws IOException, InterruptedException {
        if (args.length == 0) {
            throw new IllegalArgumentException("no command given");
        }
        ScenesCommand command = new ScenesCommand(args);
        switch (args[0]) {
            case "write" -> command.write(out);
            case "statistics" -> command.statistics(out);
            case "sheet" -> command.sheet();
            default -> throw new IllegalArgumentException("'" + args[0] + "' is no command");
        }
    }

    private SceneGenerator generator() {
        return SceneGenerator.of(
                Recipe.named(text("recipe", "town")), Split.named(text("split", "train")), number("seed", 1));
    }

    private void write(PrintStream out) throws IOException, InterruptedException {
        Path folder = Path.of(required("out"));
        int scenes = number("scenes", 100);
        long start = System.nanoTime();
        new SceneFolder(folder).write(generator(), scenes, number("threads", 1));
        out.printf(
                "%d scenes of %s written to %s in %.1f s%n",
                scenes, generator(), folder, (System.nanoTime() - start) / 1e9);
    }

    private void statistics(PrintStream out) throws IOException {
        out.println(generator());
        out.print(SceneStatistics.of(generator(), number("scenes", 1000)).report());
    }

    private void sheet() throws IOException {
        SceneGenerator generator = generator();
        List<Scene> scenes = generator
                .scenes(number("first", 0) + number("scenes", 12))
                .skip(number("first", 0))
                .toList();
        int columns = number("columns", 4);
        BufferedImage sheet = ContactSheet.of(
                scenes,
                columns,
                columns == 1 ? Scene.SIDE : 1600 / columns,
                text("boxes", "no").equals("yes"));
        String file = required("out");
        String format = file.endsWith(".jpg") ? "jpg" : "png";
        AtomicFile.write(Path.of(file), out -> {
            if (!ImageIO.write(sheet, format, out)) {
                throw new IOException(file + ": this JDK writes no " + format);
            }
        });
    }

    private String text(String name, String otherwise) {
        return options.getOrDefault(name, otherwise);
    }

    private String required(String name) {
        String value = options.get(name);
        if (value == null) {
            throw new IllegalArgumentException("--" + name + " is missing");
        }
        return value;
    }

    private int number(String name, int otherwise) {
        String value = text(name, Integer.toString(otherwise));
        try {
            int number = Integer.parseInt(value);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException none) {
            throw new IllegalArgumentException("--" + name + " " + value + " is no whole number", none);
        }
        throw new IllegalArgumentException("--" + name + " " + value + " is below 0");
    }
}
