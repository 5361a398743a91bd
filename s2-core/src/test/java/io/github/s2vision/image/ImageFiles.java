package io.github.s2vision.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Image files of all formats, made for tests, with what our own writer does not write: orientations, odd headers. */
final class ImageFiles {
    private ImageFiles() {}

    /** One whole, ordinary file of each format and variant, by a name that ends in its suffix. */
    static Map<String, byte[]> oneOfEach(Image image) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("exif.jpg", jpeg(image, 6, ByteOrder.BIG_ENDIAN));
        files.put("plain.jpg", image.encodeJpeg(90));
        files.put("plain.png", image.encodePng());
        files.put("exif.png", png(image, 6, false));
        files.put("lossless.webp", webp(image));
        files.put("exif.webp", webp(image, 6));
        files.put("lzw.tif", Encoder.encode(image.pixels(), Encoder.Format.TIFF, 100));
        files.put("orientation.tif", tiff(image, 6, ByteOrder.BIG_ENDIAN, false));
        files.put("big.tif", tiff(image, 1, ByteOrder.LITTLE_ENDIAN, true));
        files.put("plain.bmp", Encoder.encode(image.pixels(), Encoder.Format.BMP, 100));
        files.put("plain.gif", gif(image));
        return files;
    }

    static byte[] jpeg(Image image, int orientation, ByteOrder order) {
        byte[] plain = image.encodeJpeg(100);
        byte[] exif = exif(orientation, order);
        ByteBuffer file = ByteBuffer.allocate(plain.length + exif.length + 10);
        file.put(plain, 0, 2).putShort((short) 0xffe1).putShort((short) (exif.length + 8));
        file.put(latin("Exif\0\0")).put(exif).put(plain, 2, plain.length - 2);
        return file.array();
    }

    /**
     * @param atEnd whether the orientation stands after the picture
     */
    static byte[] png(Image image, int orientation, boolean atEnd) {
        byte[] plain = image.encodePng();
        byte[] chunk = chunk("eXIf", exif(orientation, ByteOrder.LITTLE_ENDIAN));
        int place = atEnd ? plain.length - 12 : 33;
        ByteBuffer file = ByteBuffer.allocate(plain.length + chunk.length);
        return file.put(plain, 0, place)
                .put(chunk)
                .put(plain, place, plain.length - place)
                .array();
    }

    static byte[] chunk(String name, byte[] data) {
        CRC32 sum = new CRC32();
        sum.update(latin(name));
        sum.update(data);
        return ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(latin(name))
                .put(data)
                .putInt((int) sum.getValue())
                .array();
    }

    static byte[] webp(Image image) {
        return Encoder.encode(image.pixels(), Encoder.Format.WEBP, 101);
    }

    static byte[] webp(Image image, int orientation) {
        byte[] plain = webp(image);
        byte[] exif = exif(orientation, ByteOrder.LITTLE_ENDIAN);
        int picture = plain.length - 12;
        ByteBuffer file =
                ByteBuffer.allocate(12 + 18 + picture + 8 + exif.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(latin("RIFF")).putInt(file.capacity() - 8).put(latin("WEBPVP8X"));
        file.putInt(10).putInt(8); // one flag: EXIF
        file.put((byte) (image.width() - 1))
                .put((byte) (image.width() - 1 >> 8))
                .put((byte) 0);
        file.put((byte) (image.height() - 1))
                .put((byte) (image.height() - 1 >> 8))
                .put((byte) 0);
        return file.put(plain, 12, picture)
                .put(latin("EXIF"))
                .putInt(exif.length)
                .put(exif)
                .array();
    }

    static byte[] gif(Image image) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(image.toBufferedImage(), "gif", file);
        return file.toByteArray();
    }

    /** Uncompressed, one strip; in the classic form, or with the offsets of 64 bits of BigTIFF. */
    static byte[] tiff(Image image, int orientation, ByteOrder order, boolean big) {
        byte[] pixels = image.toByteArray();
        int[][] entries = {
            {256, 4, image.width()},
            {257, 4, image.height()},
            {258, 3, 8},
            {259, 3, 1},
            {262, 3, 2},
            {273, 4, 16},
            {274, 3, orientation},
            {277, 3, 3},
            {278, 4, image.height()},
            {279, 4, pixels.length}
        };
        ByteBuffer file = ByteBuffer.allocate(16 + pixels.length + 16 + 20 * entries.length)
                .order(order);
        file.put(latin(order == ByteOrder.BIG_ENDIAN ? "MM" : "II")).putShort((short) (big ? 43 : 42));
        if (big) {
            file.putShort((short) 8).putShort((short) 0).putLong(16 + pixels.length);
        } else {
            file.putInt(16 + pixels.length).putLong(0);
        }
        file.put(pixels);
        if (big) {
            file.putLong(entries.length);
        } else {
            file.putShort((short) entries.length);
        }
        for (int[] entry : entries) {
            boolean bits = entry[0] == 258;
            file.putShort((short) entry[0]).putShort((short) entry[1]);
            if (big) {
                file.putLong(bits ? 3 : 1);
                for (int i = 0; i < 4; i++) { // three times 8 bits; of other shorts the first, of ints the first two
                    short value = entry[1] == 4
                            ? intPart(entry[2], i, order)
                            : (short) (bits && i < 3 || i == 0 ? entry[2] : 0);
                    file.putShort(value);
                }
            } else if (entry[1] == 4) {
                file.putInt(1).putInt(entry[2]);
            } else {
                file.putInt(1).putShort((short) entry[2]).putShort((short) 0);
            }
        }
        if (big) {
            file.putLong(0);
        } else {
            file.putInt(0);
        }
        return Arrays.copyOf(file.array(), file.position());
    }

    private static short intPart(int value, int index, ByteOrder order) {
        boolean low = order == ByteOrder.LITTLE_ENDIAN ? index == 0 : index == 1;
        boolean high = order == ByteOrder.LITTLE_ENDIAN ? index == 1 : index == 0;
        return low ? (short) value : high ? (short) (value >> 16) : 0;
    }

    /** An EXIF block that holds the orientation alone. */
    static byte[] exif(int orientation, ByteOrder order) {
        ByteBuffer block = ByteBuffer.allocate(26).order(order);
        block.put(latin(order == ByteOrder.BIG_ENDIAN ? "MM" : "II"))
                .putShort((short) 42)
                .putInt(8);
        block.putShort((short) 1).putShort((short) 0x112).putShort((short) 3).putInt(1);
        return block.putShort((short) orientation).putShort((short) 0).putInt(0).array();
    }

    static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static Path write(Path folder, String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }
}
