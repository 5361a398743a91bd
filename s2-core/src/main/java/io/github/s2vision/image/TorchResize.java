package io.github.s2vision.image;

import io.github.s2vision.geometry.Size;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * torch's kernels that are not antialiased ({@code torch.nn.functional.interpolate}, torch 2.15), on 8-bit images: in
 * float32, plain operations from left to right, and rounded once at the end. Equal to torch with
 * {@code ATEN_CPU_CAPABILITY=default}; its vectorised code fuses operations, and where the exact value lies on a half the
 * 8-bit results may then differ by 1.
 */
final class TorchResize {
    /** For each result: the source indices, cut to the image, and their weights. */
    private static final class Taps {
        final int[] indices;
        final float[] weights;
        final int count;

        Taps(int results, int count) {
            this.indices = new int[results * count];
            this.weights = new float[results * count];
            this.count = count;
        }

        static Taps bilinear(int from, int to) {
            Taps taps = new Taps(to, 2);
            float scale = (float) from / to;
            for (int i = 0; i < to; i++) {
                float at = Math.max(scale * (i + 0.5f) - 0.5f, 0);
                int first = Math.min((int) at, from - 1);
                float share = Math.min(Math.max(at - first, 0), 1);
                taps.indices[2 * i] = first;
                taps.indices[2 * i + 1] = Math.min(first + 1, from - 1);
                taps.weights[2 * i] = 1 - share;
                taps.weights[2 * i + 1] = share;
            }
            return taps;
        }

        static Taps bicubic(int from, int to) {
            Taps taps = new Taps(to, 4);
            float scale = (float) from / to;
            for (int i = 0; i < to; i++) {
                float at = scale * (i + 0.5f) - 0.5f;
                int first = Math.min((int) Math.floor(at), from - 1);
                float share = Math.min(Math.max(at - first, 0), 1);
                for (int k = 0; k < 4; k++) {
                    taps.indices[4 * i + k] = Math.min(Math.max(first - 1 + k, 0), from - 1);
                }
                taps.weights[4 * i] = far(share + 1);
                taps.weights[4 * i + 1] = near(share);
                taps.weights[4 * i + 2] = near(1 - share);
                taps.weights[4 * i + 3] = far(1 - share + 1);
            }
            return taps;
        }

        private static final float A = -0.75f;

        private static float near(float x) {
            return ((A + 2) * x - (A + 3)) * x * x + 1;
        }

        private static float far(float x) {
            return ((A * x - 5 * A) * x + 8 * A) * x - 4 * A;
        }
    }

    private TorchResize() {}

    /** For images of three channels torch multiplies the weights of both axes first, and then adds four products. */
    static Pixels bilinear(Pixels source, Size size) {
        Pixels resized = Pixels.allocate(size);
        Taps columns = Taps.bilinear(source.width(), size.width());
        Taps rows = Taps.bilinear(source.height(), size.height());
        byte[] upper = new byte[source.stride()];
        byte[] lower = new byte[source.stride()];
        byte[] resultRow = new byte[resized.stride()];
        for (int y = 0; y < size.height(); y++) {
            source.buffer().get(rows.indices[2 * y] * source.stride(), upper);
            source.buffer().get(rows.indices[2 * y + 1] * source.stride(), lower);
            for (int x = 0; x < size.width(); x++) {
                int left = columns.indices[2 * x] * 3;
                int right = columns.indices[2 * x + 1] * 3;
                float upperLeft = rows.weights[2 * y] * columns.weights[2 * x];
                float upperRight = rows.weights[2 * y] * columns.weights[2 * x + 1];
                float lowerLeft = rows.weights[2 * y + 1] * columns.weights[2 * x];
                float lowerRight = rows.weights[2 * y + 1] * columns.weights[2 * x + 1];
                for (int c = 0; c < 3; c++) {
                    float sum = (upper[left + c] & 0xff) * upperLeft
                            + (upper[right + c] & 0xff) * upperRight
                            + (lower[left + c] & 0xff) * lowerLeft
                            + (lower[right + c] & 0xff) * lowerRight;
                    resultRow[x * 3 + c] = round(sum);
                }
            }
            resized.buffer().put(y * resized.stride(), resultRow);
        }
        return resized;
    }

    static Pixels bicubic(Pixels source, Size size) {
        return resize(
                source, size, Taps.bicubic(source.width(), size.width()), Taps.bicubic(source.height(), size.height()));
    }

    private static Pixels resize(Pixels source, Size size, Taps columns, Taps rows) {
        Pixels resized = Pixels.allocate(size);
        byte[] sourceRow = new byte[source.stride()];
        float[] sums = new float[resized.stride()];
        byte[] resultRow = new byte[resized.stride()];
        // The source rows in use at the new width; the rows of one result are neighbours, so they never share a place.
        float[][] kept = new float[rows.count][resized.stride()];
        int[] keptRow = new int[rows.count];
        Arrays.fill(keptRow, -1);
        for (int y = 0; y < size.height(); y++) {
            for (int k = 0; k < rows.count; k++) {
                int row = rows.indices[y * rows.count + k];
                int place = row % rows.count;
                if (keptRow[place] != row) {
                    source.buffer().get(row * source.stride(), sourceRow);
                    alongRow(sourceRow, columns, kept[place]);
                    keptRow[place] = row;
                }
                add(sums, kept[place], rows.weights[y * rows.count + k], k == 0);
            }
            for (int i = 0; i < sums.length; i++) {
                resultRow[i] = round(sums[i]);
            }
            resized.buffer().put(y * resized.stride(), resultRow);
        }
        return resized;
    }

    private static void alongRow(byte[] row, Taps columns, float[] to) {
        int taps = columns.count;
        for (int x = 0; x < to.length / 3; x++) {
            for (int c = 0; c < 3; c++) {
                float sum = (row[columns.indices[x * taps] * 3 + c] & 0xff) * columns.weights[x * taps];
                for (int k = 1; k < taps; k++) {
                    sum += (row[columns.indices[x * taps + k] * 3 + c] & 0xff) * columns.weights[x * taps + k];
                }
                to[x * 3 + c] = sum;
            }
        }
    }

    private static void add(float[] sums, float[] row, float weight, boolean first) {
        if (first) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] = row[i] * weight;
            }
        } else {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += row[i] * weight;
            }
        }
    }

    static Pixels area(Pixels source, Size size) {
        Pixels resized = Pixels.allocate(size);
        ByteBuffer from = source.buffer();
        byte[] sourceRow = new byte[source.stride()];
        long[] columnSums = new long[source.stride()];
        byte[] resultRow = new byte[resized.stride()];
        for (int y = 0; y < size.height(); y++) {
            int top = cellStart(y, source.height(), size.height());
            int bottom = cellEnd(y, source.height(), size.height());
            Arrays.fill(columnSums, 0);
            for (int row = top; row < bottom; row++) {
                from.get(row * source.stride(), sourceRow);
                for (int i = 0; i < sourceRow.length; i++) {
                    columnSums[i] += sourceRow[i] & 0xff;
                }
            }
            for (int x = 0; x < size.width(); x++) {
                int left = cellStart(x, source.width(), size.width());
                int right = cellEnd(x, source.width(), size.width());
                for (int c = 0; c < 3; c++) {
                    long sum = 0;
                    for (int column = left; column < right; column++) {
                        sum += columnSums[column * 3 + c];
                    }
                    resultRow[x * 3 + c] = round((float) sum / (bottom - top) / (right - left));
                }
            }
            resized.buffer().put(y * resized.stride(), resultRow);
        }
        return resized;
    }

    private static int cellStart(int i, int from, int to) {
        return (int) ((long) i * from / to);
    }

    private static int cellEnd(int i, int from, int to) {
        return (int) (((long) (i + 1) * from + to - 1) / to);
    }

    private static byte round(float value) {
        return (byte) (int) Math.rint(Math.min(Math.max(value, 0), 255));
    }
}
