"""What pictures and clips are made with: the weights of their cases, and the engines' own services.
Runs in the torch environment."""

import json
from collections.abc import Collection
from typing import Any

import torch
from PIL import Image

from benchmarks.gpu.cases import CLIP, FACE, IDENTITY, Bench
from benchmarks.gpu.networks.architectures import SDXL, TINY
from benchmarks.gpu.networks.faces import write_identity
from benchmarks.gpu.networks.moving import write_moving
from benchmarks.gpu.networks.random_weights import write_base, write_controls, write_lora
from tools.engines.diffusion.network.motion.worker import Service as Animating
from tools.engines.diffusion.network.worker import Service


def prepare(bench: Bench, tiny: bool, device: str, cases: Collection[str] = ()) -> None:
    """Write all weights and pictures; what few cases need for those alone."""
    architecture = TINY if tiny else SDXL
    dtype = torch.float16 if device == "cuda" else torch.float32
    write_base(bench.base, architecture, dtype)
    write_controls(bench.controls, architecture, dtype)
    write_lora(bench.lora, architecture)
    if FACE in cases:
        write_identity(bench.place / IDENTITY, architecture, dtype, tiny)
    if CLIP in cases:
        write_moving(bench.place, dtype, tiny)
    bench.pictures.mkdir()
    lines = []
    for number, colour in enumerate(("steelblue", "goldenrod")):
        picture = Image.new("RGB", (bench.side, bench.side), colour)
        picture.paste("white", (bench.side // 4, bench.side // 4, bench.side // 2, bench.side))
        picture.save(bench.pictures / f"{number}.png")
        lines.append(json.dumps({"file_name": f"{number}.png", "text": "luca on a quay"}))
    (bench.pictures / "metadata.jsonl").write_text("\n".join(lines))


def service(case: str, bench: Bench, device: str, table: dict[str, Any]) -> Any:
    """What does the case."""
    if case == CLIP:
        return Animating(device, table)
    return Service(bench.base, device, table)
