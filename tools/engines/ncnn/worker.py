"""The ncnn engine's process: `python -m tools.engines.ncnn.worker REALESRGAN`, the folder of the
weights; frames in and out."""

import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # before ncnn: waiting threads sleep

import ncnn

from tools.engines.ncnn.weights import NETWORKS
from tools.engines.restoration.requests import Upscale
from tools.engines.restoration.tiles import enlarged
from tools.engines.worker.serve import Job, serve

VERSION = "1"
THREADS = max(1, min(8, os.cpu_count() or 1))
SIDE = 192  # pixels of a tile: some 600 MB of memory with the large network
_FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()


def upscale(params: dict[str, Any], job: Job) -> dict[str, Any]:
    """A picture enlarged: requests.Upscale."""
    wanted = Upscale.read(params)
    name = NETWORKS[wanted.effort]
    network = _network(_FOLDER / name)

    def told(number: int, tiles: int) -> None:
        job.progress(number / tiles, f"part {number + 1} of {tiles}")

    def work(tile: np.ndarray) -> np.ndarray:
        pixels = np.ascontiguousarray(tile.transpose(2, 0, 1), np.float32) / 255
        extractor = network.create_extractor()
        extractor.input("data", ncnn.Mat(pixels))
        failed, made = extractor.extract("output")
        if failed:
            raise RuntimeError(f"{name} could not be run (ncnn's error {failed})")
        return np.clip(np.rint(255 * np.array(made).transpose(1, 2, 0)), 0, 255).astype(np.uint8)

    made = enlarged(np.load(wanted.path), wanted.factor, SIDE, work, told)
    np.save(wanted.out, made)
    return {"method": name}


@cache
def _network(path: Path) -> Any:
    network = ncnn.Net()
    network.opt.use_vulkan_compute = False
    network.opt.num_threads = THREADS
    # Numbers of half the length overflow in these networks: all that comes out is NaN.
    for half in ("fp16_packed", "fp16_storage", "fp16_arithmetic", "bf16_storage"):
        setattr(network.opt, f"use_{half}", False)
    for load, suffix in ((network.load_param, ".param"), (network.load_model, ".bin")):
        if load(f"{path}{suffix}"):
            raise RuntimeError(f"{path.name}{suffix} cannot be read")
    return network


if __name__ == "__main__":
    serve({Upscale.method(): upscale}, "ncnn", VERSION)
