package io.github.s2vision.image;

import io.github.s2vision.geometry.Size;
import java.nio.ByteBuffer;

/** Resizes whole images, by any interpolation. */
final class Resize {
    private Resize() {}

    /** New pixels, also where the size stays. */
    static Pixels resize(Pixels source, Size size, Interpolation interpolation) {
        return switch (interpolation) {
            case NEAREST -> nearest(source, size);
            case OPENCV_LINEAR -> OpenCvResize.linear(source, size);
            case OPENCV_AREA -> OpenCvResize.area(source, size);
            case PIL_BILINEAR -> PillowResize.resize(source, size, PillowResize.Filter.BILINEAR);
            case PIL_BICUBIC -> PillowResize.resize(source, size, PillowResize.Filter.BICUBIC);
            case TORCH_BILINEAR -> TorchResize.bilinear(source, size);
            case TORCH_BICUBIC -> TorchResize.bicubic(source, size);
            case AREA -> TorchResize.area(source, size);
        };
    }

    private static Pixels nearest(Pixels source, Size size) {
        Pixels resized = Pixels.allocate(size);
        int[] columns = nearestIndices(source.width(), size.width());
        int[] rows = nearestIndices(source.height(), size.height());
        byte[] from = new byte[source.stride()];
        byte[] to = new byte[resized.stride()];
        ByteBuffer memory = source.buffer();
        int last = -1;
        for (int y = 0; y < size.height(); y++) {
            if (rows[y] != last) {
                last = rows[y];
                memory.get(last * source.stride(), from);
                for (int x = 0, at = 0; x < columns.length; x++, at += 3) {
                    int pixel = columns[x] * 3;
                    to[at] = from[pixel];
                    to[at + 1] = from[pixel + 1];
                    to[at + 2] = from[pixel + 2];
                }
            }
            resized.buffer().put(y * resized.stride(), to);
        }
        return resized;
    }

    /** As OpenCV computes them, with its two divisions: the quotient of the sizes in one step differs for some. */
    private static int[] nearestIndices(int from, int to) {
        double inverse = (double) to / from;
        double scale = 1 / inverse;
        int[] indices = new int[to];
        for (int i = 0; i < to; i++) {
            indices[i] = Math.min((int) Math.floor(i * scale), from - 1);
        }
        return indices;
    }
}
