package io.github.s2vision.examples.scenes;

import io.github.s2vision.geometry.Box;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** Many scenes on one picture, with their boxes if asked for: to look at what a recipe draws. */
final class ContactSheet {
    private ContactSheet() {}

    static BufferedImage of(List<Scene> scenes, int columns, int thumbnail, boolean boxes) {
        int rows = (scenes.size() + columns - 1) / columns;
        BufferedImage sheet = new BufferedImage(columns * thumbnail, rows * thumbnail, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.setStroke(new BasicStroke(1));
        double scale = (double) thumbnail / Scene.SIDE;
        for (int i = 0; i < scenes.size(); i++) {
            int left = i % columns * thumbnail;
            int top = i / columns * thumbnail;
            graphics.drawImage(scenes.get(i).picture(), left, top, thumbnail, thumbnail, null);
            if (boxes) {
                for (SceneObject object : scenes.get(i).objects()) {
                    draw(graphics, object, left, top, scale);
                }
            }
        }
        graphics.dispose();
        return sheet;
    }

    private static void draw(Graphics2D graphics, SceneObject object, int left, int top, double scale) {
        graphics.setColor(
                switch (object.role()) {
                    case LABELLED -> Color.GREEN;
                    case IGNORED -> Color.RED;
                    case CLUTTER -> Color.GRAY;
                });
        Box box = object.box();
        graphics.draw(new Rectangle2D.Double(
                left + box.x1() * scale, top + box.y1() * scale, box.width() * scale, box.height() * scale));
    }
}
