package io.github.s2vision;

import io.github.s2vision.feature.Features;
import io.github.s2vision.geometry.Box;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Tensor;
import java.util.function.ToDoubleFunction;

/**
 * What a {@link TileSelector} sees of a tile before it is computed. Valid during the call only.
 */
public final class TileView {
    private final TilePlace place;
    private final ScaleGeometry scale;
    private final Size input;
    private final Features coarse;
    private final int firstChannel;
    private final int channels;
    private final int planes;
    private final PixelSource source;

    TileView(
            TilePlace place,
            ScaleGeometry scale,
            Size input,
            Features coarse,
            int firstChannel,
            int channels,
            int planes,
            PixelSource source) {
        this.place = place;
        this.scale = scale;
        this.input = input;
        this.coarse = coarse;
        this.firstChannel = firstChannel;
        this.channels = channels;
        this.planes = planes;
        this.source = source;
    }

    /** The index of the tile's scale, in the order of the features' channel blocks. */
    public int scale() {
        return place.scale();
    }

    /** Its row among the tiles of the scale, from 0. */
    public int row() {
        return place.row();
    }

    /** Its column among the tiles of the scale, from 0. */
    public int column() {
        return place.column();
    }

    /** The part of the picture that the tile covers, in pixels of the picture that was given, cut at its border. */
    public Box region() {
        double x = (double) input.width() / scale.canvas().width();
        double y = (double) input.height() / scale.canvas().height();
        int left = scale.across().start[place.column()];
        int top = scale.down().start[place.row()];
        Size tile = scale.tile();
        return new Box(left * x, top * y, (left + tile.width()) * x, (top + tile.height()) * y).clippedTo(input);
    }

    /** The share of the picture that the tile covers, in (0, 1]. */
    public double coverage() {
        return region().area() / input.area();
    }

    /** The tile's pixels as the model would see them, made on each call: FLOAT32 [1, channels, height, width]. */
    public Tensor pixels() {
        Size tile = scale.tile();
        Tensor pixels = Tensor.allocate(DataType.FLOAT32, 1, planes, tile.height(), tile.width());
        source.tile(
                place.image(),
                place.scale(),
                scale.across().start[place.column()],
                scale.down().start[place.row()],
                pixels,
                0);
        return pixels;
    }

    /**
     * The sum of {@code value} over the cells of the coarsest scale that lie under the tile, each counted by the part of it
     * that does.
     *
     * @param value given the features of a cell; the array is used again for the next
     */
    public double sumOverCoarse(ToDoubleFunction<float[]> value) {
        Box region = region();
        double cellWidth = (double) input.width() / coarse.grid().width();
        double cellHeight = (double) input.height() / coarse.grid().height();
        float[] all = new float[coarse.channels()];
        float[] cell = new float[channels];
        double sum = 0;
        for (int y = 0; y < coarse.grid().height(); y++) {
            double high = Math.min(region.y2(), (y + 1) * cellHeight) - Math.max(region.y1(), y * cellHeight);
            for (int x = 0; x < coarse.grid().width() && high > 0; x++) {
                double wide = Math.min(region.x2(), (x + 1) * cellWidth) - Math.max(region.x1(), x * cellWidth);
                if (wide > 0) {
                    coarse.copyCell(place.image(), y, x, all, 0);
                    System.arraycopy(all, firstChannel, cell, 0, channels);
                    sum += value.applyAsDouble(cell) * (wide / cellWidth) * (high / cellHeight);
                }
            }
        }
        return sum;
    }

    /** How many values a cell of the coarsest scale has. */
    public int coarseChannels() {
        return channels;
    }

    /** Such as {@code TileView[scale 2, row 0, column 1, (320, 0)–(640, 360)]}. */
    @Override
    public String toString() {
        Box region = region();
        return "TileView[scale " + place.scale() + ", row " + place.row() + ", column " + place.column() + ", ("
                + S2Plan.number(region.x1()) + ", " + S2Plan.number(region.y1()) + ")–(" + S2Plan.number(region.x2())
                + ", "
                + S2Plan.number(region.y2()) + ")]";
    }
}
