package io.github.s2vision;

import io.github.s2vision.tensor.Tensor;
import java.nio.FloatBuffer;

/** Sobel's operator on the mean of a picture's planes. */
final class Edges {
    private Edges() {}

    /** The mean magnitude over all pixels but the outermost; [1, planes, height, width]. */
    static double energy(Tensor pixels) {
        int planes = (int) pixels.shape().dimension(1);
        int height = (int) pixels.shape().dimension(2);
        int width = (int) pixels.shape().dimension(3);
        FloatBuffer from = pixels.floats();
        float[] grey = new float[height * width];
        for (int plane = 0; plane < planes; plane++) {
            for (int i = 0; i < grey.length; i++) {
                grey[i] += from.get(plane * grey.length + i) / planes;
            }
        }
        double sum = 0;
        for (int y = 1; y < height - 1; y++) {
            for (int x = 1; x < width - 1; x++) {
                int at = y * width + x;
                float dx = grey[at - width + 1]
                        + 2 * grey[at + 1]
                        + grey[at + width + 1]
                        - grey[at - width - 1]
                        - 2 * grey[at - 1]
                        - grey[at + width - 1];
                float dy = grey[at + width - 1]
                        + 2 * grey[at + width]
                        + grey[at + width + 1]
                        - grey[at - width - 1]
                        - 2 * grey[at - width]
                        - grey[at - width + 1];
                sum += Math.sqrt((double) dx * dx + (double) dy * dy);
            }
        }
        return sum / Math.max(1, (height - 2L) * (width - 2L));
    }
}
