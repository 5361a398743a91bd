package io.github.s2vision.image;

import io.github.s2vision.geometry.Size;
import java.util.Arrays;

/**
 * Pillow's resampling of 8-bit images, equal in every byte (Pillow 13.0.0, {@code Image.resize}): a filter that widens
 * when shrinking, weights in 22-bit fixed point, one pass along the rows and one along the columns, rounded to 8 bits
 * after each. Rows come first, except where the height shrinks by more than twice what the width shrinks by: since
 * version 13 Pillow then does the columns first, which gives other low bits.
 *
 * <p>A window of the result can be asked for alone; then only what it needs is computed.
 */
final class PillowResize {
    /** Weights are multiples of 2^-22: 8 bits of colour, 22 of weight and 2 to spare make 32. */
    private static final int PRECISION = 32 - 8 - 2;

    enum Filter {
        BILINEAR(1) {
            @Override
            double at(double x) {
                double distance = Math.abs(x);
                return distance < 1 ? 1 - distance : 0;
            }
        },
        BICUBIC(2) {
            @Override
            double at(double x) {
                double a = -0.5;
                double distance = Math.abs(x);
                if (distance < 1) {
                    return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
                }
                return distance < 2 ? (((distance - 5) * distance + 8) * distance - 4) * a : 0;
            }
        };

        private final double support;

        Filter(double support) {
            this.support = support;
        }

        abstract double at(double x);
    }

    /** For each result of a window: its first source index, how many there are, and their weights. */
    private static final class Weights {
        final int[] first;
        final int[] count;
        final int[] values;
        final int stride;

        Weights(int from, int to, int start, int length, Filter filter) {
            double scale = (double) from / to;
            double widening = Math.max(scale, 1);
            double support = filter.support * widening;
            stride = (int) Math.ceil(support) * 2 + 1;
            first = new int[length];
            count = new int[length];
            values = new int[Math.multiplyExact(length, stride)];
            double[] exact = new double[stride];
            for (int i = 0; i < length; i++) {
                double centre = (start + i + 0.5) * scale;
                first[i] = Math.max((int) (centre - support + 0.5), 0);
                count[i] = Math.min((int) (centre + support + 0.5), from) - first[i];
                double sum = 0;
                for (int k = 0; k < count[i]; k++) {
                    exact[k] = filter.at((k + first[i] - centre + 0.5) * (1 / widening));
                    sum += exact[k];
                }
                for (int k = 0; k < count[i]; k++) {
                    double weight = (sum != 0 ? exact[k] / sum : exact[k]) * (1 << PRECISION);
                    values[i * stride + k] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
                }
            }
        }

        int end(int i) {
            return first[i] + count[i];
        }
    }

    private final Pixels source;
    private final int originX; // where the source lies in the whole
    private final int originY;
    private final Weights columns;
    private final Weights rows;
    private final boolean keepsWidth;
    private final boolean keepsHeight;
    private final boolean columnsFirst;
    private final int left; // of the source columns in use
    private final byte[] sourceRow;
    private final int[] loaded;
    private final int width;

    private PillowResize(
            Pixels source,
            int originX,
            int originY,
            Size whole,
            Size size,
            Filter filter,
            int x,
            int y,
            int width,
            int height) {
        this.source = source;
        this.originX = originX;
        this.originY = originY;
        this.width = width;
        this.keepsWidth = size.width() == whole.width();
        this.keepsHeight = size.height() == whole.height();
        this.columns = new Weights(whole.width(), size.width(), x, width, filter);
        this.rows = new Weights(whole.height(), size.height(), y, height, filter);
        int heightLost = whole.height() - size.height();
        this.columnsFirst = heightLost > 0 && heightLost > 2L * (whole.width() - size.width());
        this.left = keepsWidth ? x : columns.first[0];
        int right = keepsWidth ? x + width : columns.end(width - 1);
        this.sourceRow = new byte[(right - left) * 3];
        this.loaded = new int[sourceRow.length];
    }

    static Pixels resize(Pixels source, Size size, Filter filter) {
        return window(source, size, filter, 0, 0, size.width(), size.height());
    }

    /**
     * The rectangle ({@code x}, {@code y}, {@code width}, {@code height}), inside {@code size}, of the image that
     * {@code source} resized to {@code size} would be.
     */
    static Pixels window(Pixels source, Size size, Filter filter, int x, int y, int width, int height) {
        return window(source, 0, 0, source.size(), size, filter, x, y, width, height);
    }

    /**
     * The same from a part of the image to be resized: {@code source} lies at ({@code originX}, {@code originY}) of the
     * {@code whole}, and holds at least what {@link #needed} says.
     */
    static Pixels window(
            Pixels source,
            int originX,
            int originY,
            Size whole,
            Size size,
            Filter filter,
            int x,
            int y,
            int width,
            int height) {
        Pixels result = Pixels.allocate(new Size(width, height));
        PillowResize resize = new PillowResize(source, originX, originY, whole, size, filter, x, y, width, height);
        if (resize.keepsHeight) {
            resize.writeRows(y, result);
        } else {
            resize.writeBoth(result);
        }
        return result;
    }

    /** The first pixel and the end, along one axis, of what a window of the result is made of. */
    static int[] needed(int from, int to, Filter filter, int start, int length) {
        if (from == to) {
            return new int[] {start, start + length};
        }
        Weights first = new Weights(from, to, start, 1, filter);
        Weights last = new Weights(from, to, start + length - 1, 1, filter);
        return new int[] {first.first[0], last.end(0)};
    }

    /** The height stays: one pass. */
    private void writeRows(int y, Pixels result) {
        int[] line = new int[width * 3];
        byte[] bytes = new byte[line.length];
        for (int i = 0; i < result.height(); i++) {
            load(y + i);
            alongRow(loaded, line);
            put(line, bytes, result, i);
        }
    }

    private void writeBoth(Pixels result) {
        int[] line = new int[width * 3];
        byte[] bytes = new byte[line.length];
        // The rows that the current result row needs, as the first pass left them; the next needs no earlier one.
        int[][] kept = new int[rows.stride][columnsFirst ? loaded.length : line.length];
        int[] sums = new int[kept[0].length];
        int next = rows.first[0];
        for (int i = 0; i < result.height(); i++) {
            for (next = Math.max(next, rows.first[i]); next < rows.end(i); next++) {
                load(next);
                int[] place = kept[next % kept.length];
                if (columnsFirst) {
                    System.arraycopy(loaded, 0, place, 0, place.length);
                } else {
                    alongRow(loaded, place);
                }
            }
            Arrays.fill(sums, 1 << (PRECISION - 1));
            for (int k = 0; k < rows.count[i]; k++) {
                add(sums, kept[(rows.first[i] + k) % kept.length], rows.values[i * rows.stride + k]);
            }
            clip(sums);
            if (columnsFirst) {
                alongRow(sums, line);
                put(line, bytes, result, i);
            } else {
                put(sums, bytes, result, i);
            }
        }
    }

    private void load(int y) {
        source.buffer().get((y - originY) * source.stride() + (left - originX) * 3, sourceRow);
        for (int i = 0; i < sourceRow.length; i++) {
            loaded[i] = sourceRow[i] & 0xff;
        }
    }

    /** A row of values 0 to 255, from column {@code left} on, at the width of the result. */
    private void alongRow(int[] row, int[] to) {
        if (keepsWidth) {
            System.arraycopy(row, 0, to, 0, to.length);
            return;
        }
        int[] weights = columns.values;
        for (int i = 0; i < width; i++) {
            int red = 1 << (PRECISION - 1);
            int green = red;
            int blue = red;
            int at = (columns.first[i] - left) * 3;
            int weight = i * columns.stride;
            for (int end = weight + columns.count[i]; weight < end; weight++, at += 3) {
                red += row[at] * weights[weight];
                green += row[at + 1] * weights[weight];
                blue += row[at + 2] * weights[weight];
            }
            to[i * 3] = clip(red);
            to[i * 3 + 1] = clip(green);
            to[i * 3 + 2] = clip(blue);
        }
    }

    // Small methods of plain loops over arrays: what the JIT compiler vectorises.

    private static void add(int[] sums, int[] row, int weight) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += row[i] * weight;
        }
    }

    private static void clip(int[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] = clip(sums[i]);
        }
    }

    private static int clip(int sum) {
        return Math.max(0, Math.min(255, sum >> PRECISION));
    }

    private static void put(int[] line, byte[] bytes, Pixels result, int row) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) line[i];
        }
        result.buffer().put(row * result.stride(), bytes);
    }
}
