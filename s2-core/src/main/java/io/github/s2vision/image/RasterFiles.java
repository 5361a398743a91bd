package io.github.s2vision.image;

import io.github.s2vision.geometry.Size;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Picture files as rasters. */
final class RasterFiles {
    private RasterFiles() {}

    static RasterSource open(Path file) throws IOException {
        ImageHeader header;
        try (Bytes bytes = Bytes.of(file)) {
            header = ImageHeader.read(bytes);
        }
        return switch (header.format()) {
            case TIFF, PNG, BMP -> Regions.open(file, header);
            case JPEG -> new Decoded(file, header.upright(), List.of(1, 2, 4, 8));
            default -> new Decoded(file, header.upright(), List.of(1));
        };
    }

    /** Decoded as a whole at each reduction that is asked for. */
    private static final class Decoded implements RasterSource {
        private final Path file;
        private final Size size;
        private final List<Integer> reductions;
        private final Map<Integer, Image> decoded = new HashMap<>(); // guarded by this

        Decoded(Path file, Size size, List<Integer> reductions) {
            this.file = file;
            this.size = size;
            this.reductions = reductions;
        }

        @Override
        public Size size() {
            return size;
        }

        @Override
        public List<Integer> reductions() {
            return reductions;
        }

        @Override
        public Image region(int x, int y, int width, int height) throws IOException {
            return region(x, y, width, height, 1);
        }

        @Override
        public Image region(int x, int y, int width, int height, int reduction) throws IOException {
            if (!reductions.contains(reduction)) {
                throw new IllegalArgumentException(
                        "reduction " + reduction + " of " + this + ": it gives " + reductions);
            }
            ScaledRaster.requireInside(size(reduction), x, y, width, height);
            return whole(reduction).crop(x, y, width, height);
        }

        private synchronized Image whole(int reduction) throws IOException {
            Image image = decoded.get(reduction);
            if (image == null) {
                byte[] bytes = Files.readAllBytes(file);
                image = new Image(Decoder.decode(bytes, file.toString(), ReadOptions.DEFAULT, reduction));
                decoded.put(reduction, image);
            }
            return image;
        }

        @Override
        public String toString() {
            return "RasterSource[" + file.getFileName() + ", " + size + "]";
        }
    }

    /** Read region by region; one reader, one region at a time. */
    private static final class Regions implements RasterSource {
        private final Path file;
        private final Size size;
        private final ImageReader reader; // guarded by this, as is the stream
        private final ImageInputStream stream;
        private boolean closed;

        private Regions(Path file, Size size, ImageReader reader, ImageInputStream stream) {
            this.file = file;
            this.size = size;
            this.reader = reader;
            this.stream = stream;
        }

        static RasterSource open(Path file, ImageHeader header) throws IOException {
            if (header.orientation() != 1) {
                throw new IOException(
                        file + " is stored turned (orientation " + header.orientation()
                                + "), and regions are read as they are stored: write it upright, or read it whole with Image.read");
            }
            ImageInputStream stream = ImageIO.createImageInputStream(file.toFile());
            if (stream == null) {
                throw new IOException(file + " cannot be read by ImageIO");
            }
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                stream.close();
                throw new IOException(file + ": ImageIO has no reader for this " + header.format());
            }
            ImageReader reader = readers.next();
            reader.setInput(stream, false, true);
            return new Regions(file, header.upright(), reader, stream);
        }

        @Override
        public Size size() {
            return size;
        }

        @Override
        public Image region(int x, int y, int width, int height) throws IOException {
            ScaledRaster.requireInside(size, x, y, width, height);
            synchronized (this) {
                if (closed) {
                    throw new IllegalStateException(this + " is closed");
                }
                ImageReadParam region = reader.getDefaultReadParam();
                region.setSourceRegion(new Rectangle(x, y, width, height));
                BufferedImage read;
                try {
                    read = reader.read(0, region);
                } catch (RuntimeException damaged) { // ImageIO's readers stumble over damaged files in many ways
                    throw new IOException(
                            file + ": the region of " + width + "×" + height + " px at (" + x + ", " + y
                                    + ") cannot be read, the file is damaged",
                            damaged);
                }
                return Image.of(read);
            }
        }

        @Override
        public synchronized void close() throws IOException {
            if (!closed) {
                closed = true;
                reader.dispose();
                stream.close();
            }
        }

        @Override
        public String toString() {
            return "RasterSource[" + file.getFileName() + ", " + size + "]";
        }
    }
}
