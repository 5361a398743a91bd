package io.github.s2vision.image;

import io.github.s2vision.geometry.Size;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;

/** Between our pixels and those of Java2D. */
final class BufferedImages {
    private BufferedImages() {}

    static BufferedImage of(Pixels pixels) {
        BufferedImage image = new BufferedImage(pixels.width(), pixels.height(), BufferedImage.TYPE_3BYTE_BGR);
        byte[] to = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        pixels.buffer().get(0, to);
        for (int i = 0; i < to.length; i += 3) {
            byte red = to[i];
            to[i] = to[i + 2];
            to[i + 2] = red;
        }
        return image;
    }

    static Pixels toPixels(BufferedImage image) {
        Pixels pixels = Pixels.allocate(new Size(image.getWidth(), image.getHeight()));
        byte[] row = new byte[pixels.stride()];
        for (int y = 0; y < pixels.height(); y++) {
            if (isGrey(image)) {
                greyRow(image, y, row);
            } else if (image.getType() == BufferedImage.TYPE_3BYTE_BGR) {
                image.getRaster().getDataElements(0, y, pixels.width(), 1, row); // by band: red comes first
            } else {
                anyRow(image, y, row);
            }
            pixels.buffer().put(y * pixels.stride(), row);
        }
        return pixels;
    }

    /** Java takes grey for linear light, and brightens it on the way to RGB; image files mean the values themselves. */
    private static boolean isGrey(BufferedImage image) {
        ColorModel model = image.getColorModel();
        int type = image.getRaster().getTransferType();
        return model instanceof ComponentColorModel
                && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY
                && (type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT);
    }

    private static void greyRow(BufferedImage image, int y, byte[] row) {
        Raster raster = image.getRaster();
        int shift = raster.getTransferType() == DataBuffer.TYPE_USHORT ? 8 : 0;
        int[] samples = raster.getSamples(0, y, image.getWidth(), 1, 0, (int[]) null);
        for (int x = 0; x < samples.length; x++) {
            byte value = (byte) (samples[x] >> shift);
            row[x * 3] = value;
            row[x * 3 + 1] = value;
            row[x * 3 + 2] = value;
        }
    }

    private static void anyRow(BufferedImage image, int y, byte[] row) {
        int[] argb = image.getRGB(0, y, image.getWidth(), 1, null, 0, image.getWidth());
        for (int x = 0; x < argb.length; x++) {
            row[x * 3] = (byte) (argb[x] >> 16);
            row[x * 3 + 1] = (byte) (argb[x] >> 8);
            row[x * 3 + 2] = (byte) argb[x];
        }
    }
}
