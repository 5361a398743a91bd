package io.github.s2vision.image;

import io.github.s2vision.geometry.Size;
import java.io.IOException;

/**
 * What the header of an image file says: enough to refuse it before memory is taken, and to decode it into memory of
 * the right size.
 *
 * @param width as stored, at least 1
 * @param height as stored, at least 1
 * @param orientation as in EXIF: 1 to 8, 1 being upright and 5 to 8 lying on their side
 */
record ImageHeader(ImageFormat format, int width, int height, int orientation) {
    /**
     * Reads the header.
     *
     * @throws IOException if this is no image, one of a format that is not read, or one without pixels
     */
    static ImageHeader read(Bytes bytes) throws IOException {
        return ImageFormat.of(bytes).header(bytes);
    }

    static ImageHeader of(ImageFormat format, long width, long height, int orientation, Bytes bytes)
            throws IOException {
        if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
            throw bytes.bad(format + " of " + width + "×" + height
                    + " pixels: an image has at least one pixel each way, and at "
                    + "most 2147483647. The header is damaged");
        }
        return new ImageHeader(format, (int) width, (int) height, orientation < 1 || orientation > 8 ? 1 : orientation);
    }

    /** The size that a viewer shows, with the orientation applied. */
    Size upright() {
        return orientation >= 5 ? new Size(height, width) : new Size(width, height);
    }
}
