package io.github.s2vision.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pixels to the bytes of an image file. Without OpenCV except for WebP, so that writing a report does not load it. */
final class Encoder {
    enum Format {
        PNG,
        JPEG,
        WEBP,
        BMP,
        TIFF;

        boolean isLossy() {
            return this == JPEG || this == WEBP;
        }

        static Format of(Path file) {
            String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
            int dot = name.lastIndexOf('.');
            return switch (dot < 0 ? "" : name.substring(dot + 1)) {
                case "png" -> PNG;
                case "jpg", "jpeg" -> JPEG;
                case "webp" -> WEBP;
                case "bmp" -> BMP;
                case "tif", "tiff" -> TIFF;
                default ->
                    throw new IllegalArgumentException(
                            file
                                    + " does not say its format: end the name in .png, .jpg, .jpeg, .webp, .bmp, .tif or .tiff");
            };
        }
    }

    private Encoder() {}

    /**
     * @param quality 1 to 100 for JPEG and WebP, above 100 lossless for WebP; the others have none
     */
    static byte[] encode(Pixels pixels, Format format, int quality) {
        if (format == Format.PNG) {
            return PngWriter.encode(pixels);
        }
        if (format == Format.WEBP) {
            return WebpWriter.encode(pixels, quality);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            write(BufferedImages.of(pixels), format, quality, out);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory); // nothing here touches a disk
        }
        return bytes.toByteArray();
    }

    private static void write(BufferedImage image, Format format, int quality, MemoryCacheImageOutputStream out)
            throws IOException {
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format.name());
        if (!writers.hasNext()) {
            throw new IllegalStateException("this Java runtime has no writer for " + format
                    + ": the module java.desktop is cut down. Use .webp, which needs none");
        }
        ImageWriter writer = writers.next();
        try {
            writer.setOutput(out);
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            if (format == Format.JPEG) {
                parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                parameters.setCompressionQuality(quality / 100f);
            } else if (format == Format.TIFF) {
                parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                parameters.setCompressionType("LZW");
            }
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }
    }
}
