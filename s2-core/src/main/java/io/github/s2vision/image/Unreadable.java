package io.github.s2vision.image;

import java.io.IOException;
import java.util.Locale;

/** Says what a file is that is not read, so far as its first bytes tell, and what to do about it. */
final class Unreadable {
    private static final String READ = "JPEG, PNG, WebP, TIFF, BMP and GIF are read";
    private static final String CONVERT = ". Convert it to PNG or JPEG first; " + READ;
    private static final String VIDEO = ", a video. Take single frames out of it first; of still images " + READ;

    private Unreadable() {}

    static String describe(Bytes bytes) throws IOException {
        if (bytes.has(4, "ftyp")) {
            return isoMedia(bytes);
        }
        if (bytes.has(0, "\u00ff\n") || bytes.has(4, "JXL \r\n")) {
            return "a JPEG XL image, which is not decoded here" + CONVERT;
        }
        if (bytes.has(4, "jP  \r\n") || bytes.has(0, "\u00ffO\u00ffQ")) {
            return "a JPEG 2000 image, which is not decoded here" + CONVERT;
        }
        if (bytes.has(0, "RIFF") && bytes.has(8, "AVI ")) {
            return "an AVI file" + VIDEO;
        }
        if (bytes.has(0, "\u001aE\u00df\u00a3")) {
            return "a Matroska or WebM file" + VIDEO;
        }
        if (bytes.has(0, "8BPS")) {
            return "a Photoshop document" + CONVERT;
        }
        if (bytes.has(0, "v/1\u0001")) {
            return "an OpenEXR image" + CONVERT;
        }
        if (bytes.has(0, "%PDF")) {
            return "a PDF document: render its pages to PNG first; " + READ;
        }
        if (bytes.has(0, "version https://git-lfs")) {
            return "a Git LFS pointer, not the image itself: run 'git lfs pull' in its repository";
        }
        return text(bytes);
    }

    /** Files of the ISO base media format differ in the four letters of their brand only. */
    private static String isoMedia(Bytes bytes) throws IOException {
        String brand = characters(bytes, 8, 4);
        return switch (brand) {
            case "avif", "avis" -> "an AVIF image, which is not decoded here" + CONVERT;
            case "heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1" ->
                "a HEIC or HEIF image, which is not decoded here" + CONVERT;
            default -> "an MP4 or QuickTime file (brand '" + brand.strip() + "')" + VIDEO;
        };
    }

    private static String text(Bytes bytes) throws IOException {
        String start = characters(bytes, 0, 64).strip().toLowerCase(Locale.ROOT);
        if (start.startsWith("<!doctype html") || start.startsWith("<html")) {
            return "a web page (HTML), not an image: the download went to the wrong address or asked for a login";
        }
        if (start.startsWith("<svg") || start.startsWith("<?xml")) {
            return "XML, perhaps an SVG drawing: render it to PNG first; " + READ;
        }
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < Math.min(8, bytes.size()); i++) {
            hex.append(String.format(Locale.ROOT, i == 0 ? "%02x" : " %02x", bytes.u8(i)));
        }
        return "not an image of a known format (" + bytes.size() + " bytes, starting with " + hex + "); " + READ;
    }

    private static String characters(Bytes bytes, long position, int count) throws IOException {
        StringBuilder text = new StringBuilder();
        for (long at = position; at < Math.min(position + count, bytes.size()); at++) {
            int character = bytes.u8(at);
            text.append(character >= 0x20 && character < 0x7f ? (char) character : '.');
        }
        return text.toString();
    }
}
