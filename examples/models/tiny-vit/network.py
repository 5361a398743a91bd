"""The token backbone: a convolutional stem of stride 8, pre-norm transformer blocks, one prefix token."""

import torch
from torch import nn

SIZES = {
    "tiny-vit": dict(width=96, heads=3, hidden=360),
    "tiny-vit-large": dict(width=176, heads=4, hidden=660),
}
DEPTH = 6
PREFIX = 1


class Block(nn.Module):
    def __init__(self, width, heads, hidden):
        super().__init__()
        self.heads = heads
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.up = nn.Linear(width, hidden)
        self.down = nn.Linear(hidden, width)

    def forward(self, x):
        # Plain numbers, so that the batch is the only size that an exported graph leaves open.
        n, c = int(x.shape[1]), int(x.shape[2])
        qkv = self.qkv(self.norm1(x)).reshape(-1, n, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4)
        q, k, v = qkv[0], qkv[1], qkv[2]
        weights = torch.softmax(q @ k.transpose(-2, -1) * (c // self.heads) ** -0.5, dim=-1)
        x = x + self.out((weights @ v).transpose(1, 2).reshape(-1, n, c))
        # Exact GELU: ONNX Runtime fuses it; the tanh form costs 10 % more at opset 17.
        return x + self.down(nn.functional.gelu(self.up(self.norm2(x))))


class TinyVit(nn.Module):
    """[B, 3, 96, 96] -> [B, 1 + 144, width]: a prefix token, then 12 x 12 spatial tokens row by row."""

    def __init__(self, width, heads, hidden, tokens=144):
        super().__init__()
        layers, channels = [], 3
        for out in (width // 4, width // 2, width):
            layers += [nn.Conv2d(channels, out, 3, 2, 1, bias=False), nn.BatchNorm2d(out), nn.GELU()]
            channels = out
        self.stem = nn.Sequential(*layers, nn.Conv2d(width, width, 1))
        self.prefix = nn.Parameter(torch.zeros(1, PREFIX, width))
        self.position = nn.Parameter(torch.zeros(1, PREFIX + tokens, width))
        self.blocks = nn.ModuleList(Block(width, heads, hidden) for _ in range(DEPTH))
        self.norm = nn.LayerNorm(width, eps=1e-6)
        for parameter in (self.prefix, self.position):
            nn.init.trunc_normal_(parameter, std=0.02)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.trunc_normal_(module.weight, std=0.02)
                nn.init.zeros_(module.bias)

    def forward(self, images):
        x = self.stem(images).flatten(2).transpose(1, 2)
        x = torch.cat([self.prefix.expand(x.shape[0], -1, -1), x], 1) + self.position
        for block in self.blocks:
            x = block(x)
        return self.norm(x)


class Heads(nn.Module):
    """What training asks of the tokens; thrown away afterwards."""

    def __init__(self, width, labels, colours):
        super().__init__()
        self.cells = nn.Linear(width, labels + colours)
        self.image = nn.Linear(width, labels)

    def forward(self, tokens):
        return self.cells(tokens[:, PREFIX:]), self.image(tokens[:, 0])
