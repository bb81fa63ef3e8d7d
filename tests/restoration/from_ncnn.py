"""The published Real-ESRGAN, out of ncnn's file, by the names that its .safetensors file has.
Run in the torch environment: python -m tests.restoration.from_ncnn FOLDER OUT"""

import struct
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

NAME = "realesrgan-x4plus"
HALVES = 0x01306B47  # the mark before weights of 16 bits
BLOCKS = 23
LAYERS = [
    "conv_first",
    *(f"body.{n}.rdb{d}.conv{c}" for n in range(BLOCKS) for d in (1, 2, 3) for c in range(1, 6)),
    *(f"conv_{name}" for name in ("body", "up1", "up2", "hr", "last")),
]


def tensors(folder: Path) -> dict[str, torch.Tensor]:
    raw, at, read = (folder / f"{NAME}.bin").read_bytes(), 0, {}
    lines = (folder / f"{NAME}.param").read_text().splitlines()
    layers = [line.split() for line in lines if line.startswith("Convolution ")]
    for name, layer in zip(LAYERS, layers, strict=True):
        about = dict(part.split("=") for part in layer if "=" in part)
        made, count = int(about["0"]), int(about["6"])
        assert struct.unpack_from("<I", raw, at)[0] == HALVES
        weights = np.frombuffer(raw, np.float16, count, at + 4).astype(np.float32)
        at += 4 + (2 * count + 3) // 4 * 4
        biases = np.frombuffer(raw, np.float32, made, at)
        at += 4 * made
        read[f"{name}.weight"] = torch.from_numpy(weights.reshape(made, -1, 3, 3))
        read[f"{name}.bias"] = torch.tensor(biases)
    assert at == len(raw)
    return read


if __name__ == "__main__":
    out = Path(sys.argv[2]) / NAME
    out.mkdir(parents=True)
    save_file(tensors(Path(sys.argv[1])), out / "RealESRGAN_x4plus.safetensors")
