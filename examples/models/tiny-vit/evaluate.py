"""What the features are worth: python evaluate.py MODELS --probe FOLDER --scenes FOLDER

"Object or surroundings?" asked of each of 12 x 12 cells by a closed-form probe that was fitted on 50 scenes, scored on the
others by size of the object, for the small model at one scale and at several, the larger one, and an untrained twin.
Then how much of the larger model's features is a linear function of the smaller one's.
"""

import argparse
import pathlib
import time

import numpy as np
import onnxruntime

import scenes as data
from scenes import GRID, MEAN, SCENE, SIDE, STD

OBJECTS = data.KINDS + ["dog", "cone"]
SIZES = [8, 16, 32, 64, 128, 250]
LAMBDA = 0.01
LEAST_PIXELS = 10


# --- what the cells hold ---------------------------------------------------------------------------------------------

def cell_labels(scenes, scene):
    """Soft labels [144, 8], and the class of size of the largest object of each positive cell, -1 elsewhere."""
    ids = scenes.ids[scene]
    at = np.arange(SCENE) * GRID // SCENE
    cell = at[:, None] * GRID + at[None, :]
    counts = np.bincount((cell * 256 + ids).ravel(), minlength=GRID * GRID * 256).reshape(-1, 256)
    labels = np.zeros((GRID * GRID, len(OBJECTS)), np.float32)
    largest = np.zeros(GRID * GRID)
    area = (SCENE / GRID) ** 2
    for shape in scenes.shapes[scene]:
        if shape["kind"] not in OBJECTS:
            continue
        inside, visible = counts[:, int(shape["id"])], int(shape["visible_pixels"])
        label = np.minimum(1, np.maximum(inside / (0.25 * visible), inside / (0.15 * area)))
        if visible < LEAST_PIXELS:
            label = np.minimum(label, 0.5)
        column = labels[:, OBJECTS.index(shape["kind"])]
        np.maximum(column, label, out=column)
        largest = np.where(label == 1, np.maximum(largest, float(shape["longer_side"])), largest)
    sizes = np.where(largest > 0, np.clip(np.searchsorted(SIZES, largest, "right") - 1, 0, len(SIZES) - 2), -1)
    return labels, sizes


# --- features ---------------------------------------------------------------------------------------------------------

class Backbone:
    def __init__(self, path):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self.seconds, self.tiles = 0.0, 0

    def map_at(self, pixels, scale, how):
        """[12 k, 12 k, C]: the picture at k times 96 px, cut in k x k tiles, each through the model on its own."""
        if how == "upscaled":
            small = data.shrink(pixels, SIDE, "area")
            image = data.cv2.resize(small.astype(np.float32), (scale * SIDE,) * 2, interpolation=data.cv2.INTER_CUBIC)
        else:
            image = data.shrink(pixels, scale * SIDE, how).astype(np.float32)
        image = (image / 255 - MEAN) / STD
        tiles = image.reshape(scale, SIDE, scale, SIDE, 3).transpose(0, 2, 4, 1, 3).reshape(-1, 3, SIDE, SIDE)
        tiles = np.ascontiguousarray(tiles, np.float32)
        start = time.process_time()
        tokens = np.concatenate([self.session.run(None, {"images": tiles[i : i + 1]})[0] for i in range(len(tiles))])
        self.seconds += time.process_time() - start
        self.tiles += len(tiles)
        maps = tokens[:, 1:].reshape(scale, scale, GRID, GRID, -1).transpose(0, 2, 1, 3, 4)
        return maps.reshape(scale * GRID, scale * GRID, -1)


def pooled(fine, how="area"):
    k = fine.shape[0] // GRID
    blocks = fine.reshape(GRID, k, GRID, k, -1)
    return (blocks.mean((1, 3)) if how == "area" else blocks.max((1, 3))).reshape(GRID * GRID, -1)


def features(backbone, scenes, scales, how="area"):
    """Per scale [scenes, 144, C]; scale 3 also by maximum, under the key "max3"."""
    result = {}
    for scene in range(len(scenes)):
        for scale in scales:
            fine = backbone.map_at(scenes.pixels[scene], scale, how)
            result.setdefault(scale, []).append(pooled(fine))
            if scale == 3:
                result.setdefault("max3", []).append(pooled(fine, "max"))
    return {key: np.stack(value) for key, value in result.items()}


# --- the probe --------------------------------------------------------------------------------------------------------

def fit(x, labels, penalty=LAMBDA):
    """Ridge on standardised features: any object, then each kind."""
    x = x.reshape(-1, x.shape[-1]).astype(np.float64)
    y = np.concatenate([labels.max(-1, keepdims=True), labels], -1).reshape(len(x), -1)
    mean, deviation = x.mean(0), x.std(0) + 1e-9
    x = (x - mean) / deviation
    gram = x.T @ x / len(x) + penalty * np.eye(x.shape[1])
    weights = np.linalg.solve(gram, x.T @ (y - y.mean(0)) / len(x))
    return mean, deviation, weights, y.mean(0)


def score(probe, x):
    mean, deviation, weights, offset = probe
    return ((x - mean) / deviation) @ weights + offset


class Ranking:
    """Cells ordered by score, of which some are positive; scenes may count several times (bootstrap)."""

    def __init__(self, scores, positive, used):
        scene = np.repeat(np.arange(scores.shape[0]), scores.shape[1])[used.ravel()]
        order = np.argsort(-scores.ravel()[used.ravel()], kind="stable")
        self.scene, self.positive = scene[order], positive.ravel()[used.ravel()][order]

    def ap(self, times=None):
        weight = np.ones(len(self.scene)) if times is None else times[self.scene]
        hits = np.cumsum(weight * self.positive)
        precision = hits / np.maximum(np.cumsum(weight), 1e-9)
        return (precision * weight * self.positive).sum() / max(hits[-1], 1e-9)

    def recall(self, false_alarms=0.01):
        negatives = np.cumsum(~self.positive)
        return self.positive[negatives <= false_alarms * negatives[-1]].sum() / self.positive.sum()


def rankings(scores, labels, sizes):
    """One per class of size: its positive cells against all cells without any object."""
    clear = labels.max(-1) == 0
    return [Ranking(scores, sizes == i, clear | (sizes == i)) for i in range(len(SIZES) - 1)]


def gain(better, base, scenes, draws=1000, seed=0):
    """95 % interval of the difference in AP when whole scenes are drawn anew, the same for both."""
    random = np.random.default_rng(seed)
    differences = []
    for _ in range(draws):
        times = np.bincount(random.integers(0, scenes, scenes), minlength=scenes).astype(float)
        differences.append([a.ap(times) - b.ap(times) for a, b in zip(better, base)])
    return np.percentile(differences, [2.5, 97.5], axis=0)


# --- reconstruction ---------------------------------------------------------------------------------------------------

def bits(source, target, train, test, penalty=1e-6):
    """-log2(l / l0) on scenes `test` of the map that was fitted on scenes `train`."""
    flat = lambda x, part: x[part].reshape(-1, x.shape[-1]).astype(np.float64)
    x, y = flat(source, train), flat(target, train)
    mean, deviation, offset = x.mean(0), x.std(0) + 1e-9, y.mean(0)
    x = (x - mean) / deviation
    weights = np.linalg.solve(x.T @ x + penalty * len(x) * np.eye(x.shape[1]), x.T @ (y - offset))
    xt, yt = (flat(source, test) - mean) / deviation, flat(target, test)
    return -np.log2(((xt @ weights + offset - yt) ** 2).mean() / ((yt - offset) ** 2).mean())


# --- the tables -------------------------------------------------------------------------------------------------------

def concat(maps, *scales):
    return np.concatenate([maps[scale] for scale in scales], -1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", help="folder with tiny-vit.onnx, tiny-vit-large.onnx, tiny-vit-untrained.onnx")
    parser.add_argument("--probe", required=True, help="folder of scenes to fit on: the first 50; reconstruction: all")
    parser.add_argument("--scenes", required=True, help="folder of scenes to score")
    parser.add_argument("--probe-scenes", type=int, default=50)
    parser.add_argument("--only", help="one file of the folder, without the comparison to the others")
    parser.add_argument("--resample", choices=["area", "antialias", "plain"], default="area")
    parser.add_argument("--reconstruction", action="store_true")
    args = parser.parse_args()
    data.cv2.setNumThreads(1)

    probe, scored = data.Scenes(args.probe), data.Scenes(args.scenes)
    fitted = args.probe_scenes
    truth = [cell_labels(probe, i) for i in range(fitted)]
    fit_labels = np.stack([labels for labels, _ in truth])
    truth = [cell_labels(scored, i) for i in range(len(scored))]
    labels, sizes = np.stack([t[0] for t in truth]), np.stack([t[1] for t in truth])
    print(f"probe fitted on {fitted} scenes, scored on {len(scored)}; tiles by '{args.resample}' from the original; "
          f"AP, floor (share of positives) " + " ".join(
              f"{(sizes == i).sum() / ((sizes == i).sum() + (labels.max(-1) == 0).sum()):.3f}" for i in range(5)))
    print("object or surroundings?".ljust(44), *(f"{a}-{b} px".rjust(10) for a, b in zip(SIZES, SIZES[1:])), " tiles   ms")

    limited = lambda scenes, n: type("First", (), {"__len__": lambda s: n, "pixels": scenes.pixels})()
    rows, kinds = {}, {}

    def row(name, fit_maps, maps, *scales, tiles, ms):
        model = fit(concat(fit_maps, *scales), fit_labels)
        scores = score(model, concat(maps, *scales))
        rows[name] = rankings(scores[..., 0], labels, sizes)
        kinds[name] = [kind_ap(scores[..., 1 + k], labels[..., k]) for k in range(len(OBJECTS))]
        print(name.ljust(44), *(f"{r.ap():.3f}".rjust(10) for r in rows[name]), f"{tiles:6d} {tiles * ms:6.1f}", flush=True)

    def kind_ap(scores, label):
        return Ranking(scores, label == 1, (label == 1) | (label == 0)).ap()

    def table(name, path, *, upscaled=False):
        backbone = Backbone(path)
        fits = features(backbone, limited(probe, fitted), [1, 2, 3], args.resample)
        maps = features(backbone, scored, [1, 2, 3], args.resample)
        ms = 1000 * backbone.seconds / backbone.tiles
        row(f"{name} 1x", fits, maps, 1, tiles=1, ms=ms)
        row(f"{name} S2 [1,2]", fits, maps, 1, 2, tiles=5, ms=ms)
        row(f"{name} S2 [1,2,3]", fits, maps, 1, 2, 3, tiles=14, ms=ms)
        row(f"{name} S2 [1,2] + 3 by maximum", fits, maps, 1, 2, "max3", tiles=14, ms=ms)
        if upscaled:
            enlarged = [features(backbone, s, [1, 2, 3], "upscaled") for s in (limited(probe, fitted), scored)]
            row(f"{name} S2 [1,2,3], enlarged from 96 px", *enlarged, 1, 2, 3, tiles=14, ms=ms)
        return maps

    folder = pathlib.Path(args.models)
    if args.only:
        table(args.only, folder / f"{args.only}.onnx")
    else:
        table("tiny-vit", folder / "tiny-vit.onnx", upscaled=True)
        table("tiny-vit-large", folder / "tiny-vit-large.onnx")
        table("untrained tiny-vit", folder / "tiny-vit-untrained.onnx")

    print("\nrecall at 1 % false alarms")
    for name in rows:
        print(name.ljust(44), *(f"{r.recall():.3f}".rjust(10) for r in rows[name]))
    print("\nAP per kind, all sizes".ljust(45), *(k.rjust(10) for k in OBJECTS))
    for name in kinds:
        print(name.ljust(44), *(f"{value:.3f}".rjust(10) for value in kinds[name]))
    print("\n95 % interval of the gain, whole scenes drawn anew (1000 draws)")
    small = args.only or "tiny-vit"
    pairs = [(f"{small} S2 [1,2]", f"{small} 1x"), (f"{small} S2 [1,2,3]", f"{small} 1x"),
             (f"{small} S2 [1,2] + 3 by maximum", f"{small} S2 [1,2,3]")]
    if not args.only:
        pairs += [("tiny-vit S2 [1,2]", "tiny-vit-large 1x"), ("tiny-vit S2 [1,2,3]", "tiny-vit-large 1x"),
                  ("tiny-vit S2 [1,2,3]", "tiny-vit-large S2 [1,2]")]
    for better, base in pairs:
        low, high = gain(rows[better], rows[base], len(scored))
        print(f"{better} over {base}".ljust(64), *(f"{a:+.3f}..{b:+.3f}" for a, b in zip(low, high)))
    if args.reconstruction and not args.only:
        reconstruction(folder, probe, scored)


def reconstruction(folder, probe, scored):
    """How much of the large model's features the small one's explain, in bits; needs 100 scenes or more to fit on."""
    small, large = Backbone(folder / "tiny-vit.onnx"), Backbone(folder / "tiny-vit-large.onnx")

    def both(backbone, scales):
        first, second = features(backbone, probe, scales), features(backbone, scored, scales)
        return {scale: np.concatenate([first[scale], second[scale]]) for scale in scales}

    x, y = both(small, [1, 2, 3]), both(large, [1, 2])
    train, test = np.arange(len(probe)), np.arange(len(probe), len(probe) + len(scored))
    print(f"\nbits of the large model's features, fitted on {len(train)} scenes, on {len(test)} others")
    print("of".ljust(24), *(s.rjust(14) for s in ("small 1x", "small [1,2]", "small [1,2,3]")))
    for name, scale in (("large 1x", 1), ("large at 2x", 2)):
        print(name.ljust(24), *(f"{bits(concat(x, *s), y[scale], train, test):.3f}".rjust(14)
                                for s in ((1,), (1, 2), (1, 2, 3))))
    print("large 1x, by scenes fitted on")
    for n in (10, 25, 50, 100, 200, len(probe)):
        print(f"  {n} scenes".ljust(24), *(f"{bits(concat(x, *s), y[1], np.arange(n), test):.3f}".rjust(14)
                                          for s in ((1,), (1, 2), (1, 2, 3))))


if __name__ == "__main__":
    main()
