package io.github.s2vision.detect.slice;

import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.Image;
import io.github.s2vision.image.RasterSource;
import java.io.IOException;

/**
 * Gets the pixels of views, shrunk where the view says so. Nothing is closed: an image may be the caller's own, and the garbage
 * collector owns the pixels anyway.
 */
@FunctionalInterface
interface Viewer {
    /** A side of the squares in which a large view is read, in pixels before shrinking. */
    int BLOCK = 2048;

    Image pixels(View view) throws IOException;

    /** From an image in memory; the whole image is the image itself. */
    static Viewer of(Image image) {
        return view -> view.isWhole(image.size()) ? image : image.crop(view.x(), view.y(), view.width(), view.height());
    }

    /** From a source: never more than the shrunk view and one block in memory. */
    static Viewer of(RasterSource source) {
        return view -> view.reduction() == 1
                ? source.region(view.x(), view.y(), view.width(), view.height())
                : shrunk(source, view);
    }

    private static Image shrunk(RasterSource source, View view) throws IOException {
        Size size = view.seenSize();
        byte[] pixels = new byte[Math.multiplyExact(3, Math.toIntExact(size.area()))];
        int step = Math.max(1, BLOCK / view.reduction()); // pixels after shrinking
        for (int top = 0; top < size.height(); top += step) {
            for (int left = 0; left < size.width(); left += step) {
                int x = left * view.reduction();
                int y = top * view.reduction();
                int width = Math.min(step * view.reduction(), view.width() - x);
                int height = Math.min(step * view.reduction(), view.height() - y);
                Image block = source.region(view.x() + x, view.y() + y, width, height);
                shrink(block, view.reduction(), pixels, size, left, top);
            }
        }
        return Image.rgb(size.width(), size.height(), pixels);
    }

    /** Each pixel of the result is the mean of a square, of what there is of it at the border; halves are rounded up. */
    private static void shrink(Image block, int reduction, byte[] into, Size size, int left, int top) {
        byte[] pixels = block.toByteArray();
        int rowBytes = 3 * block.width();
        for (int y = 0; y < block.height(); y += reduction) {
            int rows = Math.min(reduction, block.height() - y);
            for (int x = 0; x < block.width(); x += reduction) {
                int columns = Math.min(reduction, block.width() - x);
                int count = rows * columns;
                long red = 0;
                long green = 0;
                long blue = 0;
                for (int row = y; row < y + rows; row++) {
                    int at = row * rowBytes + 3 * x;
                    for (int end = at + 3 * columns; at < end; at += 3) {
                        red += pixels[at] & 0xff;
                        green += pixels[at + 1] & 0xff;
                        blue += pixels[at + 2] & 0xff;
                    }
                }
                int to = 3 * ((top + y / reduction) * size.width() + left + x / reduction);
                into[to] = (byte) ((2 * red + count) / (2L * count));
                into[to + 1] = (byte) ((2 * green + count) / (2L * count));
                into[to + 2] = (byte) ((2 * blue + count) / (2L * count));
            }
        }
    }
}
