package io.github.s2vision;

/** Which tile of which scale of which image. */
record TilePlace(int image, int scale, int row, int column) {}
