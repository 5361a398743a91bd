package io.github.s2vision;

import io.github.s2vision.geometry.Size;

/**
 * One scale of a plan.
 *
 * @param factor how much larger than the base picture
 * @param picture the size at which the picture is seen
 * @param canvas what is cut into tiles: the picture, or the next size of whole tiles
 * @param tile the size of a tile
 */
record ScaleGeometry(double factor, Size picture, Size canvas, Size tile, TileAxis across, TileAxis down) {
    int tiles() {
        return across.count() * down.count();
    }
}
