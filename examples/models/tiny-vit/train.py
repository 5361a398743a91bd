"""Trains one backbone from scratch on drawn scenes: python train.py tiny-vit --scenes FOLDER --out FOLDER

Dense supervision: each token says how much of its area each kind, surface and colour covers. Runs on one thread; a run
that was stopped goes on where it was when the same command is given again.
"""

import argparse
import hashlib
import math
import pathlib
import time

import numpy as np
import torch
from torch import nn

import scenes as data
from network import SIZES, Heads, TinyVit

BATCH = 32
WARM_UP = 100
LEARNING_RATE = {"tiny-vit": 2e-3, "tiny-vit-large": 1.5e-3}


def loss_of(cells, image, shares):
    """Binary cross-entropy with soft targets: a quarter of a token's area is enough to be wholly there."""
    labels = len(data.LABELS)
    dense = nn.functional.binary_cross_entropy_with_logits(cells, (4 * shares).clamp(max=1))
    whole = nn.functional.binary_cross_entropy_with_logits(
        image, (40 * shares[:, :, :labels].mean(1)).clamp(max=1)
    )
    return dense + 0.1 * whole


def optimiser_of(modules, rate):
    matrices = [p for m in modules for p in m.parameters() if p.ndim > 1 and p.shape[0] > 1]
    vectors = [p for m in modules for p in m.parameters() if not (p.ndim > 1 and p.shape[0] > 1)]
    groups = [dict(params=matrices, weight_decay=0.05), dict(params=vectors, weight_decay=0)]
    return torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98))


def code_hash():
    here = pathlib.Path(__file__).parent
    text = b"".join((here / name).read_bytes() for name in ("network.py", "scenes.py", "train.py"))
    return hashlib.sha256(text).hexdigest()[:16]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", choices=SIZES)
    parser.add_argument("--scenes", required=True, help="folder of training scenes")
    parser.add_argument("--out", required=True, help="folder for the checkpoint and the log")
    parser.add_argument("--steps", type=int, default=6250)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bf16", choices=["yes", "no"], default="yes", help="matrix products in bfloat16")
    args = parser.parse_args()

    torch.set_num_threads(1)
    data.cv2.setNumThreads(1)
    torch.manual_seed(args.seed)
    out = pathlib.Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    checkpoint = out / f"{args.model}.pt"
    log = open(out / f"{args.model}.log", "a")

    def say(text):
        print(text, flush=True)
        print(text, file=log, flush=True)

    code = code_hash()
    training = data.Scenes(args.scenes)
    size = SIZES[args.model]
    model = TinyVit(**size)
    heads = Heads(size["width"], len(data.LABELS), len(data.COLOURS))
    rate = LEARNING_RATE[args.model]
    optimiser = optimiser_of([model, heads], rate)
    first, spent = 0, 0.0
    if checkpoint.exists():
        state = torch.load(checkpoint)
        model.load_state_dict(state["model"])
        heads.load_state_dict(state["heads"])
        optimiser.load_state_dict(state["optimiser"])
        first, spent = state["step"], state["seconds"]
        say(f"going on from step {first}")
    else:
        parameters = sum(p.numel() for p in model.parameters())
        say(f"model={args.model} parameters={parameters} scenes={len(training)} steps={args.steps} batch={BATCH} "
            f"rate={rate} seed={args.seed} bf16={args.bf16} torch={torch.__version__} code={code}")

    start = time.process_time() - spent
    total = 0.0
    for step in range(first, args.steps):
        # Each step has random numbers of its own, so that a run that goes on sees the crops it would have seen.
        images, shares = data.batch(training, np.random.default_rng([args.seed, step]), BATCH)
        share = step / WARM_UP if step < WARM_UP else (step - WARM_UP) / (args.steps - WARM_UP)
        for group in optimiser.param_groups:
            group["lr"] = rate * (share if step < WARM_UP else 0.5 * (1 + math.cos(math.pi * share)))
        with torch.autocast("cpu", torch.bfloat16, enabled=args.bf16 == "yes"):
            cells, image = heads(model(torch.from_numpy(images)))
        loss = loss_of(cells.float(), image.float(), torch.from_numpy(shares))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_([*model.parameters(), *heads.parameters()], 1.0)
        optimiser.step()
        total += loss.item()
        done = step + 1
        if done % 100 == 0 or done == args.steps:
            seconds = time.process_time() - start
            say(f"step={done} crops={done * BATCH} loss={total / ((done - 1) % 100 + 1):.4f} cpu_s={seconds:.0f}")
            total = 0.0
        if done % 500 == 0 or done == args.steps:
            state = dict(model=model.state_dict(), heads=heads.state_dict(), optimiser=optimiser.state_dict(),
                         step=done, seconds=time.process_time() - start, steps=args.steps, seed=args.seed,
                         scenes=len(training), size=size, code=code)
            torch.save(state, checkpoint.with_suffix(".part"))
            checkpoint.with_suffix(".part").replace(checkpoint)


if __name__ == "__main__":
    main()
