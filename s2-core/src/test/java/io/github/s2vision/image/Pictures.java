package io.github.s2vision.image;

import io.github.s2vision.geometry.Size;
import java.util.SplittableRandom;

/** Seeded pictures for tests. */
final class Pictures {
    private Pictures() {}

    /** Independent values: the hardest case for resizing and compression. */
    static Image noise(int width, int height, long seed) {
        byte[] pixels = new byte[width * height * 3];
        new SplittableRandom(seed).nextBytes(pixels);
        return Image.rgb(width, height, pixels);
    }

    /** Smooth, with a different corner each: what JPEG and WebP keep well, and where a turn or a flip shows. */
    static Image smooth(int width, int height) {
        byte[] pixels = new byte[width * height * 3];
        for (int y = 0, at = 0; y < height; y++) {
            for (int x = 0; x < width; x++, at += 3) {
                pixels[at] = (byte) (255 * x / Math.max(1, width - 1));
                pixels[at + 1] = (byte) (255 * y / Math.max(1, height - 1));
                pixels[at + 2] = (byte) (128 + 127 * (x + y) / Math.max(1, width + height - 2) - 64);
            }
        }
        return Image.rgb(width, height, pixels);
    }

    static Image grey(int width, int height, int level) {
        byte[] pixels = new byte[width * height * 3];
        java.util.Arrays.fill(pixels, (byte) level);
        return Image.rgb(width, height, pixels);
    }

    /** What an image stored with an EXIF orientation looks like upright, pixel by pixel. */
    static Image upright(Image stored, int orientation) {
        Size size = stored.size();
        int width = orientation >= 5 ? size.height() : size.width();
        int height = orientation >= 5 ? size.width() : size.height();
        byte[] pixels = new byte[width * height * 3];
        for (int y = 0, at = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                // Where the row and the column of the stored picture run, by the EXIF standard.
                int column = orientation >= 5 ? y : x;
                int row = orientation >= 5 ? x : y;
                boolean fromRight = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
                boolean fromBelow = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
                int rgb = stored.rgb(
                        fromRight ? size.width() - 1 - column : column, fromBelow ? size.height() - 1 - row : row);
                pixels[at++] = (byte) (rgb >> 16);
                pixels[at++] = (byte) (rgb >> 8);
                pixels[at++] = (byte) rgb;
            }
        }
        return Image.rgb(width, height, pixels);
    }

    static int largestDifference(Image a, Image b) {
        byte[] left = a.toByteArray();
        byte[] right = b.toByteArray();
        if (!a.size().equals(b.size())) {
            return 256;
        }
        int worst = 0;
        for (int i = 0; i < left.length; i++) {
            worst = Math.max(worst, Math.abs((left[i] & 0xff) - (right[i] & 0xff)));
        }
        return worst;
    }
}
