package io.github.s2vision.examples.quickstart;

import io.github.s2vision.S2;
import io.github.s2vision.S2Worth;
import io.github.s2vision.examples.scenes.Split;
import io.github.s2vision.feature.Features;
import io.github.s2vision.feature.OnnxModel;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.Image;
import io.github.s2vision.image.Interpolation;
import io.github.s2vision.probe.LinearMap;
import io.github.s2vision.probe.Ridge;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A picture: the image, its features as colours and a heat map of the object probe, at one scale and at three. */
final class ShowFeatures implements Step {
    private static final int PANEL = 420;
    private static final int MARGIN = 12;
    private static final int TITLE = 34;

    private final OnnxModel model;
    private final Image image;
    private final Path out;

    ShowFeatures(OnnxModel model, Image image, Path out) {
        this.model = model;
        this.image = image;
        this.out = out;
    }

    /** A panel and what stands above it. */
    private record Panel(String title, BufferedImage picture) {}

    @Override
    public void run(Console console) throws IOException {
        console.heading("A picture to look at");
        S2 once = S2.wrap(model).scales(1);
        S2 finest = S2.wrap(model).scales(1, 2, 3).outputScale(-1);
        List<Panel> panels = new ArrayList<>();
        panels.add(new Panel("the picture", image.toBufferedImage()));
        panels.add(colours("features at 1 scale, as colours", once));
        panels.add(colours("features at 3 scales, finest grid", finest));
        if (model.toString().contains("tiny-vit")) {
            panels.add(new Panel("", new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB)));
            panels.add(heat("object probe at 1 scale", once));
            panels.add(heat("object probe at 3 scales, finest grid", finest));
        }
        BufferedImage sheet = sheet(panels);
        Image.of(sheet).write(out);
        console.say("Written: " + out.normalize() + " (" + sheet.getWidth() + "×" + sheet.getHeight()
                + " pixels). Above, equal colours are what the model takes for alike; below, bright is where a probe sees an "
                + "object. On the right the same model, looking closer.");
    }

    private Panel colours(String title, S2 s2) {
        Features features = s2.extract(image).withoutPrefix();
        return new Panel(title, cells(features.grid(), Pca.fit(features).colours(features)));
    }

    private Panel heat(String title, S2 s2) {
        LinearMap probe = probe(s2);
        Features features = s2.extract(image).withoutPrefix();
        int[] colours = new int[(int) features.grid().area()];
        float[] cell = new float[features.channels()];
        double[] score = new double[1];
        for (int i = 0; i < colours.length; i++) {
            features.copyCell(
                    0, i / features.grid().width(), i % features.grid().width(), cell, 0);
            probe.apply(cell, 0, score);
            colours[i] = glow(Math.max(0, Math.min(1, score[0])));
        }
        return new Panel(title, cells(features.grid(), colours));
    }

    /** Fitted on this S2's own grid, so that a cell is a piece of an object and not a neighbourhood of it. */
    private static LinearMap probe(S2 s2) {
        Ridge ridge = null;
        for (S2Worth.Labelled scene : LabelledScenes.of(Split.PROBE, FindObjects.SCENES)) {
            Features features = s2.extract(scene.image()).withoutPrefix();
            if (ridge == null) {
                ridge = new Ridge(features.channels(), 1);
            }
            float[] cell = new float[features.channels()];
            var labels = scene.labels().apply(features.grid());
            for (int i = 0; i < features.grid().area(); i++) {
                int row = i / features.grid().width();
                int column = i % features.grid().width();
                features.copyCell(0, row, column, cell, 0);
                ridge.add(cell, new float[] {labels.label(row, column)}, 1);
            }
        }
        if (ridge == null) {
            throw new IllegalStateException("no scene to fit the probe on");
        }
        return ridge.fitStandardized(0.01);
    }

    /** Black, red, yellow, white. */
    private static int glow(double heat) {
        int red = (int) (255 * Math.min(1, heat * 2));
        int green = (int) (255 * Math.max(0, Math.min(1, heat * 2 - 0.6)));
        int blue = (int) (255 * Math.max(0, heat * 3 - 2));
        return red << 16 | green << 8 | blue;
    }

    private static BufferedImage cells(Size grid, int[] colours) {
        BufferedImage picture = new BufferedImage(grid.width(), grid.height(), BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, grid.width(), grid.height(), colours, 0, grid.width());
        return Image.of(picture)
                .resized(new Size(grid.width() * 16, grid.height() * 16), Interpolation.NEAREST)
                .toBufferedImage();
    }

    private static BufferedImage sheet(List<Panel> panels) {
        int rows = (panels.size() + 2) / 3;
        BufferedImage first = panels.get(0).picture();
        int height = Math.max(1, PANEL * first.getHeight() / first.getWidth());
        BufferedImage sheet = new BufferedImage(
                3 * PANEL + 4 * MARGIN, rows * (height + TITLE + MARGIN) + MARGIN, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        graphics.setColor(new Color(0xf7f7f5));
        graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 17));
        for (int i = 0; i < panels.size(); i++) {
            if (panels.get(i).title().isEmpty()) {
                continue;
            }
            int x = MARGIN + i % 3 * (PANEL + MARGIN);
            int y = MARGIN + i / 3 * (height + TITLE + MARGIN);
            graphics.setColor(new Color(0x222222));
            graphics.drawString(panels.get(i).title(), x, y + 22);
            graphics.drawImage(panels.get(i).picture(), x, y + TITLE, PANEL, height, null);
        }
        graphics.dispose();
        return sheet;
    }
}
