package io.github.s2vision.evaluation;

import io.github.s2vision.dataset.Dataset;
import io.github.s2vision.dataset.Predictions;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** {@code scripts/evaluate GT DT [KIND]}: prints what pycocotools prints. Exit code 0, 1 if it cannot, 2 on wrong use. */
final class EvaluateCommand {
    private EvaluateCommand() {}

    public static void main(String[] arguments) {
        int code = run(arguments, System.out, System.err);
        if (code != 0) {
            System.exit(code);
        }
    }

    static int run(String[] arguments, PrintStream out, PrintStream err) {
        if (arguments.length < 2 || arguments.length > 3) {
            err.println("usage: scripts/evaluate ANNOTATIONS.json RESULTS.json [bbox|segm|keypoints]");
            return 2;
        }
        String kind = arguments.length == 3 ? arguments[2] : "bbox";
        CocoEvaluator evaluator;
        switch (kind) {
            case "bbox" -> evaluator = CocoEvaluator.bbox();
            case "segm" -> evaluator = CocoEvaluator.segm();
            case "keypoints" -> evaluator = CocoEvaluator.keypoints();
            default -> {
                err.println("unknown kind " + kind + ": bbox, segm or keypoints");
                return 2;
            }
        }
        try {
            Dataset truth = Dataset.read(Path.of(arguments[0]));
            Predictions found = Predictions.readCoco(Path.of(arguments[1]));
            // One thread: a second one costs more processor time than it saves on a process that lives half a second.
            String lines = evaluator.threads(1).evaluate(truth, found).printed();
            out.write(lines.getBytes(StandardCharsets.UTF_8));
            out.flush();
            return 0;
        } catch (IOException | UncheckedIOException | EvaluationException wrong) {
            err.println(wrong.getMessage());
            return 1;
        }
    }
}
