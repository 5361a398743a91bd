package io.github.s2vision.image;

import java.io.IOException;

/** The file formats that are read. Each knows its header, and how to tell a whole file from one cut short. */
enum ImageFormat {
    JPEG {
        @Override
        ImageHeader header(Bytes bytes) throws IOException {
            return JpegFile.header(bytes);
        }

        @Override
        void requireWhole(Bytes bytes) throws IOException {
            JpegFile.requireWhole(bytes);
        }
    },
    PNG {
        @Override
        ImageHeader header(Bytes bytes) throws IOException {
            return PngFile.header(bytes);
        }

        @Override
        void requireWhole(Bytes bytes) throws IOException {
            PngFile.requireWhole(bytes);
        }
    },
    GIF {
        @Override
        ImageHeader header(Bytes bytes) throws IOException {
            return GifFile.header(bytes);
        }

        @Override
        void requireWhole(Bytes bytes) throws IOException {
            GifFile.requireWhole(bytes);
        }
    },
    BMP {
        @Override
        ImageHeader header(Bytes bytes) throws IOException {
            return BmpFile.header(bytes);
        }

        @Override
        void requireWhole(Bytes bytes) throws IOException {
            BmpFile.requireWhole(bytes);
        }
    },
    WEBP {
        @Override
        ImageHeader header(Bytes bytes) throws IOException {
            return WebpFile.header(bytes);
        }

        @Override
        void requireWhole(Bytes bytes) throws IOException {
            WebpFile.requireWhole(bytes);
        }
    },
    TIFF {
        @Override
        ImageHeader header(Bytes bytes) throws IOException {
            return TiffFile.header(bytes);
        }

        @Override
        void requireWhole(Bytes bytes) throws IOException {
            TiffFile.requireWhole(bytes);
        }
    };

    /** Reads the header, whose signature has been seen. */
    abstract ImageHeader header(Bytes bytes) throws IOException;

    /**
     * Checks that the file goes on to its end, by its structure alone.
     *
     * @throws IOException if it ends before
     */
    abstract void requireWhole(Bytes bytes) throws IOException;

    /**
     * The format by the first bytes; the name of a file says nothing.
     *
     * @throws IOException if it is none of these, naming what it is where that can be told
     */
    static ImageFormat of(Bytes bytes) throws IOException {
        if (bytes.size() == 0) {
            throw bytes.bad("an empty file (0 bytes), not an image");
        }
        if (bytes.has(0, "\u00ff\u00d8\u00ff")) {
            return JPEG;
        }
        if (bytes.has(0, "\u0089PNG\r\n\u001a\n")) {
            return PNG;
        }
        if (bytes.has(0, "GIF87a") || bytes.has(0, "GIF89a")) {
            return GIF;
        }
        if (bytes.has(0, "RIFF") && bytes.has(8, "WEBP")) {
            return WEBP;
        }
        if (bytes.has(0, "II*\0") || bytes.has(0, "MM\0*") || bytes.has(0, "II+\0") || bytes.has(0, "MM\0+")) {
            return TIFF;
        }
        if (bytes.has(0, "BM")) {
            return BMP;
        }
        throw bytes.bad(Unreadable.describe(bytes));
    }
}
