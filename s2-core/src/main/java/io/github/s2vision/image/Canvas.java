package io.github.s2vision.image;

import io.github.s2vision.geometry.Box;
import io.github.s2vision.geometry.Size;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.BitSet;
import java.util.Objects;

/**
 * Draws boxes, masks, points and words on a copy of an image, in colours that people with colour blindness can tell
 * apart, with lines and letters in proportion to the image and a dark seam that keeps them visible on any ground.
 *
 * <p>Coordinates are those of the image, in pixels with continuous edges; what lies outside is not drawn. Later things cover
 * earlier ones, so draw masks before boxes. Works without a display and without any font installed. For one thread.
 *
 * <pre>{@code
 * Canvas.of(photo).mask(area, 2).box(box, "bus 0.87", 2).image().write(Path.of("found.png"));
 * }</pre>
 */
public final class Canvas {
    /** The pixels of a mask, however it is stored: fills rectangles until all of them are covered. */
    @FunctionalInterface
    public interface Area {
        /** Covers this area with rectangles; they may overlap. Run lengths give one rectangle per run. */
        void paint(Brush brush);
    }

    /** Takes the rectangles of an {@link Area}. */
    @FunctionalInterface
    public interface Brush {
        /** Covers whole pixels; the part outside the image is left out. */
        void rectangle(int x, int y, int width, int height);
    }

    /** Okabe and Ito, "Color universal design" (2008), without its black. */
    private static final int[] COLOURS = {0xe69f00, 0x56b4e9, 0x009e73, 0xf0e442, 0x0072b2, 0xd55e00, 0xcc79a7};

    private static final Color SEAM = new Color(0, 0, 0, 150);
    private static final double MASK_SHARE = 0.45;
    private static final double LINE_SHARE = 0.003; // of the mean side
    private static final double TEXT_SHARE = 0.025;
    private static final int LEAST_TEXT = 12;

    private final BufferedImage picture;
    private final Graphics2D graphics;
    private final Size size; // of the image
    private final int factor;
    private final int line;
    private final Lettering lettering;

    private Canvas(Image image, int factor) {
        this.size = image.size();
        this.factor = factor;
        Size enlarged = new Size(size.width() * factor, size.height() * factor);
        this.picture = BufferedImages.of(
                factor == 1 ? image.pixels() : Resize.resize(image.pixels(), enlarged, Interpolation.NEAREST));
        this.graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        double side = (enlarged.width() + enlarged.height()) / 2.0;
        this.line = (int) Math.max(1, Math.round(side * LINE_SHARE));
        this.lettering = Lettering.of((int) Math.max(LEAST_TEXT, Math.round(side * TEXT_SHARE)));
    }

    /** A canvas with a copy of the image. */
    public static Canvas of(Image image) {
        return new Canvas(image, 1);
    }

    /**
     * A canvas that shows each pixel as a square of {@code factor} pixels, so that there is room for letters on small
     * images. Coordinates stay those of the image.
     *
     * @throws IllegalArgumentException if {@code factor} is not in 1 to 64, or the canvas would take more than 2 GiB
     */
    public static Canvas enlarged(Image image, int factor) {
        if (factor < 1 || factor > 64) {
            throw new IllegalArgumentException("a canvas enlarged by " + factor + ": 1 to 64");
        }
        if (image.size().area() * factor * factor > ReadOptions.MOST_PIXELS) {
            throw new IllegalArgumentException(
                    "a canvas of " + image.size() + " enlarged by " + factor + " takes more than 2 GiB");
        }
        return new Canvas(image, factor);
    }

    /** The colour of a category, as {@code 0xRRGGBB}: seven colours, then from the start. */
    public static int colourOf(int category) {
        return COLOURS[Math.floorMod(category, COLOURS.length)];
    }

    /**
     * Draws a box with a label on its upper edge, or inside where there is no room above.
     *
     * @param label one line, such as {@code bus 0.87}; empty for none
     * @param category picks the colour
     */
    public Canvas box(Box box, String label, int category) {
        graphics.setColor(SEAM);
        graphics.fill(frame(box, line + 2));
        graphics.setColor(new Color(colourOf(category)));
        graphics.fill(frame(box, line));
        if (!label.isEmpty()) {
            int above = (int) Math.round(box.y1() * factor) - labelHeight() - line / 2;
            int left = (int) Math.round(box.x1() * factor) - line / 2;
            label(label, left, above >= 0 ? above : above + labelHeight() + line, category);
        }
        return this;
    }

    /** Draws a closed polygon, such as a rotated box; with two points a line. */
    public Canvas polygon(double[] xs, double[] ys, int category) {
        if (xs.length != ys.length || xs.length < 2) {
            throw new IllegalArgumentException(
                    "a polygon of " + xs.length + " x and " + ys.length + " y: two or more of each, and as many");
        }
        Path2D path = new Path2D.Double();
        path.moveTo(xs[0] * factor, ys[0] * factor);
        for (int i = 1; i < xs.length; i++) {
            path.lineTo(xs[i] * factor, ys[i] * factor);
        }
        path.closePath();
        stroke(path, category);
        return this;
    }

    /** Draws a straight line, such as a limb between two key points. */
    public Canvas line(double x1, double y1, double x2, double y2, int category) {
        stroke(new Line2D.Double(x1 * factor, y1 * factor, x2 * factor, y2 * factor), category);
        return this;
    }

    /** Draws a dot. */
    public Canvas point(double x, double y, int category) {
        double radius = line * 1.5 + 1;
        Shape dot = new Ellipse2D.Double(x * factor - radius, y * factor - radius, 2 * radius, 2 * radius);
        graphics.setColor(new Color(colourOf(category)));
        graphics.fill(dot);
        graphics.setColor(SEAM);
        graphics.setStroke(new BasicStroke(1));
        graphics.draw(dot);
        return this;
    }

    /** Writes one line on a ground of the category's colour, its upper left corner at (x, y), moved to stay inside. */
    public Canvas text(String text, double x, double y, int category) {
        label(text, (int) Math.round(x * factor), (int) Math.round(y * factor), category);
        return this;
    }

    /** Tints the pixels of a mask, and draws their edge. */
    public Canvas mask(Area area, int category) {
        Objects.requireNonNull(area, "area");
        BitSet covered = new BitSet();
        int width = picture.getWidth();
        area.paint((x, y, w, h) -> {
            long left = Math.max(x, 0);
            long right = Math.min((long) x + w, size.width());
            long top = Math.max(y, 0);
            long bottom = Math.min((long) y + h, size.height());
            for (long row = top * factor; left < right && row < bottom * factor; row++) {
                covered.set((int) (row * width + left * factor), (int) (row * width + right * factor));
            }
        });
        tint(covered, colourOf(category));
        return this;
    }

    /** What has been drawn so far, as an image of its own. */
    public Image image() {
        return Image.of(picture);
    }

    /** Such as {@code Canvas[810×1080]}. */
    @Override
    public String toString() {
        return "Canvas[" + picture.getWidth() + "×" + picture.getHeight() + "]";
    }

    /** The edges of a box on whole pixels, so that thin lines stay crisp; half of their width lies inside. */
    private Path2D frame(Box box, int thickness) {
        int outside = thickness / 2;
        double left = onCanvas(box.x1(), picture.getWidth()) - outside;
        double top = onCanvas(box.y1(), picture.getHeight()) - outside;
        double right = onCanvas(box.x2(), picture.getWidth()) + outside;
        double bottom = onCanvas(box.y2(), picture.getHeight()) + outside;
        Path2D frame = new Path2D.Double(Path2D.WIND_EVEN_ODD);
        frame.append(new Rectangle2D.Double(left, top, right - left, bottom - top), false);
        double width = right - left - 2 * thickness;
        double height = bottom - top - 2 * thickness;
        if (width > 0 && height > 0) {
            frame.append(new Rectangle2D.Double(left + thickness, top + thickness, width, height), false);
        }
        return frame;
    }

    /** A coordinate on whole pixels, and not so far outside that drawing it would take long. */
    private double onCanvas(double coordinate, int side) {
        return Math.rint(Math.max(-side, Math.min(coordinate * factor, 2.0 * side)));
    }

    private void stroke(Shape shape, int category) {
        graphics.setColor(SEAM);
        graphics.setStroke(new BasicStroke(line + 2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_MITER));
        graphics.draw(shape);
        graphics.setColor(new Color(colourOf(category)));
        graphics.setStroke(new BasicStroke(line, BasicStroke.CAP_ROUND, BasicStroke.JOIN_MITER));
        graphics.draw(shape);
    }

    private int labelHeight() {
        return lettering.height() + 2 * margin();
    }

    private int margin() {
        return Math.max(1, lettering.height() / 8);
    }

    private void label(String text, int x, int y, int category) {
        int width = lettering.width(text) + 4 * margin();
        int left = Math.max(0, Math.min(x, picture.getWidth() - width));
        int top = Math.max(0, Math.min(y, picture.getHeight() - labelHeight()));
        Color ground = new Color(colourOf(category));
        graphics.setColor(ground);
        graphics.fillRect(left, top, width, labelHeight());
        graphics.setColor(isLight(ground) ? Color.BLACK : Color.WHITE);
        lettering.draw(graphics, text, left + 2 * margin(), top + margin());
    }

    /** By its luminance (ITU-R BT.601). */
    private static boolean isLight(Color colour) {
        return 0.299 * colour.getRed() + 0.587 * colour.getGreen() + 0.114 * colour.getBlue() > 120;
    }

    private void tint(BitSet covered, int colour) {
        byte[] bgr = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
        int edge = (line + 1) / 2;
        for (int i = covered.nextSetBit(0); i >= 0; i = covered.nextSetBit(i + 1)) {
            double share = isEdge(covered, i, edge) ? 1 : MASK_SHARE;
            for (int c = 0; c < 3; c++) {
                int under = bgr[3 * i + c] & 0xff;
                int over = colour >> (8 * c) & 0xff;
                bgr[3 * i + c] = (byte) Math.round(under + share * (over - under));
            }
        }
    }

    /** Whether a pixel outside lies within {@code distance} in one of the four directions; the image's border is none. */
    private boolean isEdge(BitSet covered, int i, int distance) {
        int width = picture.getWidth();
        int x = i % width;
        int y = i / width;
        return (x >= distance && !covered.get(i - distance))
                || (x + distance < width && !covered.get(i + distance))
                || (y >= distance && !covered.get(i - distance * width))
                || (y + distance < picture.getHeight() && !covered.get(i + distance * width));
    }
}
