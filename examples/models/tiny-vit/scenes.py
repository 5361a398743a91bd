"""Reads folders of scenes as `examples/models/scenes write` makes them, and cuts training crops from them."""

import csv
import json
import pathlib

import cv2
import numpy as np
from PIL import Image

SCENE = 640
SIDE = 96
STRIDE = 8
GRID = SIDE // STRIDE
MEAN, STD = 0.45, 0.25

KINDS = ["car", "truck", "bus", "person", "bicycle", "sign"]
SURFACES = ["sky", "building", "road", "pavement", "green"]
COLOURS = ["red", "orange", "yellow", "green", "blue", "purple", "white", "black"]
# What the training targets tell apart. "other": clutter, poles, and kinds that have no label of their own.
LABELS = KINDS + ["other"] + SURFACES
OTHER = LABELS.index("other")
NO_COLOUR = len(COLOURS)


class Scenes:
    """Pixels [n, 640, 640, 3] RGB and id maps [n, 640, 640], memory-mapped, with what each id means in each scene."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        if not (folder / "annotations.json").exists():
            raise SystemExit(f"{folder} is no whole folder of scenes: write it with `examples/models/scenes write`")
        recipe = json.loads((folder / "recipe.json").read_text())
        names = [i["file_name"][:-4] for i in json.loads((folder / "annotations.json").read_text())["images"]]
        self.names = names
        self.shapes = [[] for _ in names]
        index = {name: i for i, name in enumerate(names)}
        with open(folder / "shapes.csv", newline="") as file:
            for row in csv.DictReader(file):
                self.shapes[index[row["scene"]]].append(row)
        # 256 lookups per scene: id -> index in LABELS, id -> index in COLOURS.
        self.labels = np.full((len(names), 256), OTHER, np.uint8)
        self.colours = np.full((len(names), 256), NO_COLOUR, np.uint8)
        for word, value in recipe["surfaces"].items():
            if word in LABELS:
                self.labels[:, value] = LABELS.index(word)
        for scene, shapes in enumerate(self.shapes):
            for shape in shapes:
                value = int(shape["id"])
                if shape["kind"] in KINDS:
                    self.labels[scene, value] = LABELS.index(shape["kind"])
                self.colours[scene, value] = COLOURS.index(shape["colour"])
        self.pixels, self.ids = self._decoded(folder, names)

    def __len__(self):
        return len(self.names)

    @staticmethod
    def _decoded(folder, names):
        cache = folder / "decoded"
        done = cache / "done"
        if not done.exists():
            cache.mkdir(exist_ok=True)
            shape = (len(names), SCENE, SCENE)
            pixels = np.lib.format.open_memmap(cache / "pixels.npy", "w+", np.uint8, shape + (3,))
            ids = np.lib.format.open_memmap(cache / "ids.npy", "w+", np.uint8, shape)
            for i, name in enumerate(names):
                pixels[i] = cv2.imread(str(folder / "images" / f"{name}.jpg"), cv2.IMREAD_COLOR)[:, :, ::-1]
                ids[i] = cv2.imread(str(folder / "ids" / f"{name}.png"), cv2.IMREAD_UNCHANGED)
            del pixels, ids
            done.touch()
        return np.load(cache / "pixels.npy", mmap_mode="r"), np.load(cache / "ids.npy", mmap_mode="r")


def shrink(pixels, size, how):
    """A square of pixels at another size: area averaging, Pillow's antialiased bicubic, or OpenCV's plain bicubic."""
    if how == "area" and pixels.shape[0] >= size:
        return cv2.resize(pixels, (size, size), interpolation=cv2.INTER_AREA)
    if how == "antialias":
        return np.asarray(Image.fromarray(pixels).resize((size, size), Image.BICUBIC))
    return cv2.resize(pixels, (size, size), interpolation=cv2.INTER_CUBIC)


def crop(scenes, random):
    """One training crop: pixels [96, 96, 3] in 0..255, and the share of each token's area per label and colour."""
    scene = random.integers(len(scenes))
    choice = random.random()
    side = SCENE
    if choice > 0.65:
        side = 320 if choice < 0.78 else 213 if choice < 0.88 else int(random.integers(150, SCENE + 1))
    left, top = random.integers(0, SCENE - side + 1, 2)
    pixels = np.ascontiguousarray(scenes.pixels[scene, top : top + side, left : left + side])
    ids = scenes.ids[scene, top : top + side, left : left + side]
    # The user's own pipeline may shrink in any of these ways.
    how = random.choice(["area", "antialias", "plain"], p=[0.6, 0.25, 0.15])
    if random.random() < 0.15:
        pixels = shrink(pixels, int(random.integers(32, 72)), "area")
        how = "plain"
    image = shrink(pixels, SIDE, how).astype(np.float32)
    shares = token_shares(ids, scenes.labels[scene], scenes.colours[scene])
    if random.random() < 0.5:
        image, shares = image[:, ::-1], shares[:, ::-1]
    image = (image - 127.5) * random.uniform(0.8, 1.25) + 127.5 + 255 * random.uniform(-0.1, 0.1)
    image = image + 255 * random.uniform(-0.04, 0.04, 3).astype(np.float32)
    return np.clip(image, 0, 255), shares.reshape(GRID * GRID, -1)


def token_shares(ids, labels, colours, samples=16):
    """[12, 12, 20]: how much of each token's area shows each label and each colour, from 16 x 16 samples per token."""
    at = ((np.arange(GRID * samples) + 0.5) * ids.shape[0] / (GRID * samples)).astype(np.int64)
    sampled = ids[np.ix_(at, at)]
    token = np.arange(GRID * samples) // samples
    cell = token[:, None] * GRID + token[None, :]
    shares = []
    for values, count in ((labels, len(LABELS)), (colours, len(COLOURS) + 1)):
        counts = np.bincount((cell * count + values[sampled]).ravel(), minlength=GRID * GRID * count)
        shares.append(counts.reshape(GRID, GRID, count)[:, :, : len(LABELS) if count == len(LABELS) else -1])
    return np.concatenate(shares, 2).astype(np.float32) / samples**2


def batch(scenes, random, size):
    """Normalised images [size, 3, 96, 96] and shares [size, 144, 20]."""
    crops = [crop(scenes, random) for _ in range(size)]
    images = np.stack([image for image, _ in crops]).transpose(0, 3, 1, 2)
    return np.ascontiguousarray((images / 255 - MEAN) / STD, np.float32), np.stack([s for _, s in crops])
