"""Writes ONNX files: python export.py CHECKPOINT.pt MODEL.onnx, or: python export.py --untrained MODEL.onnx TWIN.onnx

The twin has the same graph as MODEL with weights that were never trained. They are not stored: the file computes them from
whole numbers when it is loaded, so that it takes some kilobytes and gives the same weights everywhere.
"""

import argparse
import pathlib
import warnings

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

import scenes as data
from network import PREFIX, SIZES, TinyVit

OPSET = 17
DESCRIPTIONS = {
    "tiny-vit": "Token backbone trained on drawn street scenes by dense supervision",
    "tiny-vit-large": "Token backbone trained on drawn street scenes by dense supervision, the larger sibling",
    "tiny-vit-untrained": "The graph of tiny-vit with weights that were never trained, for comparison",
}


def metadata(name, **facts):
    """All strings. Keys that detectors have as well carry the names that exporters of detectors use."""
    return {
        "description": f"{name}: {DESCRIPTIONS[name]}. Drawn scenes, not photographs.",
        "author": "S2Vision",
        "license": "Apache-2.0",
        "version": "1",
        "task": "features",
        "stride": str(data.STRIDE),
        "imgsz": f"[{data.SIDE}, {data.SIDE}]",
        "channels": "3",
        "color": "RGB",
        "prefix_tokens": str(PREFIX),
        "mean": str([data.MEAN] * 3),
        "std": str([data.STD] * 3),
        "names": str(dict(enumerate(data.LABELS + data.COLOURS))),
        **{key: str(value) for key, value in facts.items()},
    }


def tag(model, facts):
    del model.metadata_props[:]
    for key, value in facts.items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, value
    model.producer_name, model.producer_version, model.doc_string = "S2Vision", "1", facts["description"]
    for node in model.graph.node:
        node.doc_string = ""


def trained(checkpoint, target):
    state = torch.load(checkpoint)
    name = next(name for name, size in SIZES.items() if size == state["size"])
    network = TinyVit(**state["size"]).eval()
    network.load_state_dict(state["model"])
    example = torch.randn(2, 3, data.SIDE, data.SIDE, generator=torch.Generator().manual_seed(0))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network, (example,), str(target), opset_version=OPSET, dynamo=False,
            input_names=["images"], output_names=["tokens"],
            dynamic_axes={"images": {0: "batch"}, "tokens": {0: "batch"}},
        )
    model = onnx.load(target)
    tag(model, metadata(name, seed=state["seed"], steps=state["step"], crops=32 * state["step"],
                        scenes=state["scenes"], code=state["code"]))
    onnx.checker.check_model(model)
    onnx.save(model, target)

    session = onnxruntime.InferenceSession(str(target), providers=["CPUExecutionProvider"])
    batch = torch.randn(3, 3, data.SIDE, data.SIDE, generator=torch.Generator().manual_seed(1))
    tokens = session.run(None, {"images": batch.numpy()})[0]
    with torch.inference_mode():
        expected = network(batch).numpy()
    single = np.concatenate([session.run(None, {"images": batch[i : i + 1].numpy()})[0] for i in range(3)])
    print(f"{target}: {pathlib.Path(target).stat().st_size / 1e6:.2f} MB, tokens {list(tokens.shape)}, mean |x| "
          f"{np.abs(tokens).mean():.2f}, greatest difference to PyTorch {np.abs(tokens - expected).max():.1e}, "
          f"of three alone to a batch {np.abs(tokens - single).max():.1e}")


def spread(name, shape):
    """The deviation that a weight has before training; None for what starts at 0 or 1."""
    if len(shape) == 4:
        return (3 * np.prod(shape[1:])) ** -0.5
    return 0.02 if len(shape) >= 2 and np.prod(shape) > 256 or name in ("prefix", "position") else None


def untrained(source, target, seed=1):
    """Replaces weights by nodes: a long row of whole numbers, mixed, cut into pieces, scaled."""
    model = onnx.load(source)
    graph = model.graph
    weights = [t for t in graph.initializer if t.data_type == TensorProto.FLOAT]
    drawn, kept = [], []
    for tensor in graph.initializer:
        value = numpy_helper.to_array(tensor)
        if tensor.data_type == TensorProto.FLOAT and spread(tensor.name, value.shape) is not None:
            drawn.append((tensor.name, value.shape, spread(tensor.name, value.shape)))
        elif tensor.data_type == TensorProto.FLOAT and value.size > 1:
            one = "norm" in tensor.name and tensor.name.endswith("weight")
            kept.append(numpy_helper.from_array(np.full(value.shape, float(one), np.float32), tensor.name))
        else:
            kept.append(tensor)
    assert weights and drawn

    nodes = []

    def constant(name, value, kind=np.int64):
        kept.append(numpy_helper.from_array(np.array(value, kind), f"twin_{name}"))
        return f"twin_{name}"

    def node(kind, inputs, name, **attributes):
        nodes.append(helper.make_node(kind, inputs, [f"twin_{name}"], name=f"twin_{name}", **attributes))
        return f"twin_{name}"

    # Three rounds of x -> (x² + previous x) mod (2³¹ - 1): products stay below 2⁶³.
    count = int(sum(np.prod(shape) for _, shape, _ in drawn))
    prime = constant("prime", 2**31 - 1)
    row = node("Range", [constant("first", 0), constant("count", count), constant("one", 1)], "row")
    row = node("Mul", [row, constant("factor", 48271)], "times")
    row = node("Add", [row, constant("seed", 1_000_003 * seed)], "plus")
    previous = mixed = node("Mod", [row, prime], "mixed0")
    for turn in (1, 2, 3):
        square = node("Add", [node("Mul", [mixed, mixed], f"square{turn}"), previous], f"sum{turn}")
        previous, mixed = mixed, node("Mod", [square, prime], f"mixed{turn}")
    real = node("Cast", [mixed], "real", to=TensorProto.FLOAT)
    unit = node("Mul", [real, constant("scale", 2 * 3**0.5 / (2**31 - 1), np.float32)], "unit")
    even = node("Sub", [unit, constant("middle", 3**0.5, np.float32)], "even")  # mean 0, deviation 1
    sizes = constant("sizes", [int(np.prod(shape)) for _, shape, _ in drawn])
    pieces = [f"twin_piece{i}" for i in range(len(drawn))]
    nodes.append(helper.make_node("Split", [even, sizes], pieces, name="twin_split", axis=0))
    for i, (name, shape, deviation) in enumerate(drawn):
        scaled = node("Mul", [pieces[i], constant(f"deviation{i}", deviation, np.float32)], f"scaled{i}")
        nodes.append(helper.make_node("Reshape", [scaled, constant(f"shape{i}", shape)], [name], name=f"twin_{name}"))

    body = list(graph.node)
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes + body)
    graph.initializer.extend(kept)
    tag(model, metadata("tiny-vit-untrained", seed=seed, steps=0, crops=0, scenes=0))
    onnx.checker.check_model(model)
    onnx.save(model, target)
    session = onnxruntime.InferenceSession(str(target), providers=["CPUExecutionProvider"])
    tokens = session.run(None, {"images": np.random.default_rng(0).normal(size=(2, 3, 96, 96)).astype(np.float32)})[0]
    print(f"{target}: {pathlib.Path(target).stat().st_size / 1e3:.0f} kB, tokens {list(tokens.shape)}, "
          f"mean |x| {np.abs(tokens).mean():.2f}, {count} weights drawn when it is loaded")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("--untrained", action="store_true")
    args = parser.parse_args()
    (untrained if args.untrained else trained)(args.source, args.target)


if __name__ == "__main__":
    main()
