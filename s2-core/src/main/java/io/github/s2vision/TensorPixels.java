package io.github.s2vision;

import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.FloatResize;
import io.github.s2vision.tensor.Tensor;
import java.util.List;

/** Tiles enlarged from a batch of normalised pictures, as the reference does it. */
final class TensorPixels implements PixelSource {
    private final List<ScaleGeometry> scales;
    private final int channels;
    private final Tensor[] source; // for each scale
    private final FloatResize[] resize; // from the source to the canvas, or to the picture on a padded one

    /** @param twice whether pictures are first resized to their own size and then to the canvas, as the reference's branch */
    TensorPixels(Tensor images, List<ScaleGeometry> scales, boolean twice, boolean padded) {
        this.scales = scales;
        this.channels = (int) images.shape().dimension(1);
        Size input =
                new Size((int) images.shape().dimension(3), (int) images.shape().dimension(2));
        source = new Tensor[scales.size()];
        resize = new FloatResize[scales.size()];
        for (int k = 0; k < source.length; k++) {
            ScaleGeometry scale = scales.get(k);
            source[k] = twice ? FloatResize.apply(FloatResize.Kernel.BICUBIC, images, scale.picture()) : images;
            resize[k] = FloatResize.of(
                    FloatResize.Kernel.BICUBIC,
                    twice ? scale.picture() : input,
                    padded ? scale.picture() : scale.canvas());
        }
    }

    @Override
    public void tile(int image, int scale, int x, int y, Tensor into, int slot) {
        Size tile = scales.get(scale).tile();
        int pixels = (int) tile.area();
        resize[scale].window(
                source[scale].floats(),
                image * channels * (int) resize[scale].from().area(),
                channels,
                x,
                y,
                tile,
                into.floats(),
                slot * channels * pixels);
    }
}
