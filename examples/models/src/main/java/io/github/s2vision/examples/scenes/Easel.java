package io.github.s2vision.examples.scenes;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;

/**
 * Where shapes are drawn twice: anti-aliased into the picture by Java2D, and as whole pixels into the id map. The map is
 * filled by the few lines here, not by Java2D, so that labels are the same on every JDK: a pixel belongs to a polygon if
 * its centre lies inside by the even-odd rule.
 */
final class Easel {
    /** Nothing but the picture is painted: for shadows. */
    static final int NO_ID = -1;

    final int side;
    private final BufferedImage picture;
    private final Graphics2D graphics;
    private final byte[] ids;
    private double[] crossings = new double[16];

    private int id;
    private int left;
    private int top;
    private int right;
    private int bottom;
    private int pixels;
    private double minX;
    private double minY;
    private double maxX;
    private double maxY;

    Easel(int side) {
        this.side = side;
        this.picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        this.ids = new byte[side * side];
        this.graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    }

    BufferedImage picture() {
        return picture;
    }

    byte[] ids() {
        return ids;
    }

    /** What is filled from now on is {@code id}'s; the extent and the count begin anew. */
    void begin(int id) {
        this.id = id;
        left = top = Integer.MAX_VALUE;
        right = bottom = pixels = 0;
        minX = minY = Double.POSITIVE_INFINITY;
        maxX = maxY = Double.NEGATIVE_INFINITY;
    }

    void begin(Surface surface) {
        begin(surface.id());
    }

    /** Pixels of the id since {@link #begin}; its extent is {@link #left()} … {@link #bottom()}, ends excluded. */
    int pixels() {
        return pixels;
    }

    int left() {
        return left;
    }

    int top() {
        return top;
    }

    int right() {
        return right;
    }

    int bottom() {
        return bottom;
    }

    /** Width of the whole shape since {@link #begin}, also outside the picture; {@link #fullHeight()} likewise. */
    double fullWidth() {
        return maxX - minX;
    }

    double fullHeight() {
        return maxY - minY;
    }

    /** Area of {@link #fullWidth()} × {@link #fullHeight()} that lies inside the picture, as a share. */
    double shareInside() {
        double width = Math.min(maxX, side) - Math.max(minX, 0);
        double height = Math.min(maxY, side) - Math.max(minY, 0);
        return width <= 0 || height <= 0 ? 0 : width * height / (fullWidth() * fullHeight());
    }

    /** Fills the area inside an odd number of {@code contours}, each x, y, x, y, … in pixels. */
    void fill(int rgb, double[]... contours) {
        Path2D.Double path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
        for (double[] contour : contours) {
            path.moveTo(contour[0], contour[1]);
            for (int i = 2; i < contour.length; i += 2) {
                path.lineTo(contour[i], contour[i + 1]);
            }
            path.closePath();
        }
        graphics.setColor(new Color(rgb));
        graphics.fill(path);
        if (id != NO_ID) {
            mark(contours);
        }
    }

    void rectangle(int rgb, double x1, double y1, double x2, double y2) {
        fill(rgb, new double[] {x1, y1, x2, y1, x2, y2, x1, y2});
    }

    void disc(int rgb, double cx, double cy, double rx, double ry) {
        fill(rgb, ellipse(cx, cy, rx, ry));
    }

    /** A ring whose middle line has radius {@code radius}. */
    void ring(int rgb, double cx, double cy, double radius, double width) {
        double inner = Math.max(0, radius - width / 2);
        fill(rgb, ellipse(cx, cy, radius + width / 2, radius + width / 2), ellipse(cx, cy, inner, inner));
    }

    /** A straight stroke with flat ends. */
    void stroke(int rgb, double width, double x1, double y1, double x2, double y2) {
        double length = StrictMath.sqrt((x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1));
        if (length > 0) {
            double nx = (y1 - y2) / length * width / 2;
            double ny = (x2 - x1) / length * width / 2;
            fill(rgb, new double[] {x1 + nx, y1 + ny, x2 + nx, y2 + ny, x2 - nx, y2 - ny, x1 - nx, y1 - ny});
        }
    }

    /** Darkens the picture, not the map: a shadow on the ground. */
    void shadow(double cx, double cy, double rx, double ry, double opacity) {
        Path2D.Double path = new Path2D.Double();
        double[] xy = ellipse(cx, cy, rx, ry);
        path.moveTo(xy[0], xy[1]);
        for (int i = 2; i < xy.length; i += 2) {
            path.lineTo(xy[i], xy[i + 1]);
        }
        graphics.setColor(new Color(0, 0, 0, (int) (255 * opacity)));
        graphics.fill(path);
    }

    /** Colours rows from {@code y1} to {@code y2} from one colour to the other, and marks them. */
    void gradient(int from, int to, double y1, double y2) {
        int first = (int) Math.max(0, Math.ceil(y1 - 0.5));
        int last = (int) Math.min(side, Math.ceil(y2 - 0.5));
        int[] row = new int[side];
        for (int y = first; y < last; y++) {
            Arrays.fill(row, Colour.blend(from, to, (y + 0.5 - y1) / (y2 - y1)));
            picture.setRGB(0, y, side, 1, row, 0, side);
        }
        rowsOf(first, last);
    }

    private void rowsOf(int first, int last) {
        if (first < last) {
            Arrays.fill(ids, first * side, last * side, (byte) id);
        }
    }

    void finish() {
        graphics.dispose();
    }

    private static double[] ellipse(double cx, double cy, double rx, double ry) {
        int corners = Math.max(8, Math.min(64, 2 * (int) StrictMath.sqrt(6 * Math.max(rx, ry)) + 4));
        double[] xy = new double[2 * corners];
        for (int i = 0; i < corners; i++) {
            double angle = 2 * Math.PI * (i + 0.5) / corners;
            xy[2 * i] = cx + rx * StrictMath.cos(angle);
            xy[2 * i + 1] = cy + ry * StrictMath.sin(angle);
        }
        return xy;
    }

    private void mark(double[][] contours) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double[] xy : contours) {
            for (int i = 0; i < xy.length; i += 2) {
                minX = Math.min(minX, xy[i]);
                maxX = Math.max(maxX, xy[i]);
                low = Math.min(low, xy[i + 1]);
                high = Math.max(high, xy[i + 1]);
            }
        }
        minY = Math.min(minY, low);
        maxY = Math.max(maxY, high);
        int first = (int) Math.max(0, Math.ceil(low - 0.5));
        int last = (int) Math.min(side, Math.ceil(high - 0.5));
        for (int y = first; y < last; y++) {
            int n = crossingsAt(y + 0.5, contours);
            Arrays.sort(crossings, 0, n);
            for (int i = 0; i + 1 < n; i += 2) {
                span(y, crossings[i], crossings[i + 1]);
            }
        }
    }

    private int crossingsAt(double y, double[][] contours) {
        int n = 0;
        for (double[] xy : contours) {
            double x1 = xy[xy.length - 2];
            double y1 = xy[xy.length - 1];
            for (int i = 0; i < xy.length; i += 2) {
                double x2 = xy[i];
                double y2 = xy[i + 1];
                if ((y1 <= y) != (y2 <= y)) {
                    if (n == crossings.length) {
                        crossings = Arrays.copyOf(crossings, 2 * n);
                    }
                    crossings[n++] = x1 + (y - y1) / (y2 - y1) * (x2 - x1);
                }
                x1 = x2;
                y1 = y2;
            }
        }
        return n;
    }

    private void span(int y, double x1, double x2) {
        int first = (int) Math.max(0, Math.ceil(x1 - 0.5));
        int last = (int) Math.min(side, Math.ceil(x2 - 0.5));
        if (first >= last) {
            return;
        }
        for (int i = y * side + first; i < y * side + last; i++) {
            if (ids[i] != (byte) id) {
                ids[i] = (byte) id;
                pixels++;
            }
        }
        left = Math.min(left, first);
        right = Math.max(right, last);
        top = Math.min(top, y);
        bottom = Math.max(bottom, y + 1);
    }

    @Override
    public String toString() {
        return "Easel[" + side + "×" + side + ", drawing " + id + "]";
    }
}
