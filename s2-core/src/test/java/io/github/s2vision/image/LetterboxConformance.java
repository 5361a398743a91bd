package io.github.s2vision.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.s2vision.conformance.ConformanceKind;
import io.github.s2vision.conformance.Report;
import io.github.s2vision.geometry.Box;
import io.github.s2vision.geometry.Placement;
import io.github.s2vision.geometry.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Letterbox integers and boxes mapped back, against Ultralytics 8.4.190. */
public final class LetterboxConformance implements ConformanceKind {
    @Override
    public String name() {
        return "letterbox";
    }

    @Override
    public void run(Path path, Report report) throws IOException {
        Path file = Files.isDirectory(path) ? path.resolve("letterbox.json") : path;
        for (JsonNode golden : new ObjectMapper().readTree(file.toFile()).get("cases")) {
            String name = golden.get("image_w") + "x" + golden.get("image_h") + " to " + golden.get("target") + " "
                    + golden.get("options");
            try {
                check(name, golden, report);
            } catch (RuntimeException broken) {
                report.failed(name, broken);
            }
        }
    }

    private static void check(String name, JsonNode golden, Report report) {
        Size image =
                new Size(golden.get("image_w").asInt(), golden.get("image_h").asInt());
        Letterbox.Fit fit =
                letterbox(golden.get("target"), golden.get("options")).fit(image);
        Placement placement = fit.placement();
        String found = fit.width() + "×" + fit.height() + " at " + fit.left() + ", " + fit.top() + " of "
                + placement.network();
        String wanted = golden.get("new_w") + "×" + golden.get("new_h") + " at " + golden.get("left") + ", "
                + golden.get("top") + " of " + golden.get("out_w") + "×" + golden.get("out_h");
        if (!found.equals(wanted)) {
            report.failed(name, "places " + found + ", wanted " + wanted);
            return;
        }
        JsonNode boxes = golden.get("boxes_in_model_space");
        JsonNode back = first(golden, "boxes_back", "boxes_back_exact", "boxes_back_stretch");
        double worst = 0;
        for (int i = 0; i < boxes.size(); i++) {
            Box box = placement.toOriginal(box(boxes.get(i))).clippedTo(image);
            worst = Math.max(worst, share(box, box(back.get(i))));
        }
        report.compared(name, worst, 1);
    }

    /** The largest difference of an edge, as a share of what is allowed: 1e-3 px + 1e-6 × coordinate. */
    private static double share(Box found, Box wanted) {
        double[] a = {found.x1(), found.y1(), found.x2(), found.y2()};
        double[] b = {wanted.x1(), wanted.y1(), wanted.x2(), wanted.y2()};
        double worst = 0;
        for (int i = 0; i < 4; i++) {
            worst = Math.max(worst, Math.abs(a[i] - b[i]) / (1e-3 + 1e-6 * Math.abs(b[i])));
        }
        return worst;
    }

    /** Ultralytics' options; of {@code auto} and {@code scale_fill} together the former wins there. */
    private static Letterbox letterbox(JsonNode target, JsonNode options) {
        Letterbox letterbox = target.isArray()
                ? Letterbox.to(new Size(target.get(1).asInt(), target.get(0).asInt()))
                : Letterbox.to(target.asInt());
        if (!options.path("scaleup").asBoolean(true)) {
            letterbox = letterbox.shrinkOnly();
        }
        if (!options.path("center").asBoolean(true)) {
            letterbox = letterbox.at(Letterbox.Anchor.TOP_LEFT);
        }
        if (options.path("auto").asBoolean(false)) {
            return letterbox.stride(options.path("stride").asInt(32));
        }
        return options.path("scale_fill").asBoolean(false) ? letterbox.stretched() : letterbox;
    }

    private static JsonNode first(JsonNode golden, String... names) {
        for (String name : names) {
            if (golden.has(name)) {
                return golden.get(name);
            }
        }
        throw new IllegalArgumentException("no boxes_back");
    }

    private static Box box(JsonNode corners) {
        return new Box(
                corners.get(0).asDouble(),
                corners.get(1).asDouble(),
                corners.get(2).asDouble(),
                corners.get(3).asDouble());
    }
}
