"""Which parts lie on the card when each works, with the offload `model`: watched, not assumed.

    .venvs/torch-cpu/bin/python -m benchmarks.gpu.resident

Tiny models are painted with by the engine's own painter, with `cpu:0` in the place of a card, and
accelerate's hooks are watched as they bring parts and send them away. Prints JSON: for each kind of
picture the parts that are there while it starts from a picture, is painted, and is decoded.
"""

import contextlib
import json
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import torch
from accelerate.hooks import CpuOffload
from diffusers import DiffusionPipeline

from benchmarks.gpu.cases import Bench
from benchmarks.gpu.networks.painting import prepare
from tools.engines.diffusion.card import Setting
from tools.engines.diffusion.network.pipeline import Painter

CARD = torch.device("cpu:0")
KINDS: dict[str, dict[str, Any]] = {
    "picture": {},
    "steered": {"controls": 3},
    "started": {"strength": 0.9},
    "started and steered": {"controls": 3, "strength": 0.9},
}


@contextlib.contextmanager
def watched() -> Iterator[list[tuple[str, list[str]]]]:
    """Each call of a part, and what is on the card then."""
    calls: list[tuple[str, list[str]]] = []
    names: dict[int, str] = {}
    here: set[str] = set()
    move, offload = torch.nn.Module.to, DiffusionPipeline.enable_model_cpu_offload
    call = CpuOffload.pre_forward

    def moved(part: Any, *args: Any, **more: Any) -> Any:
        name, to = names.get(id(part), ""), args[0] if args else None
        if name and to == CARD:
            here.add(name)
        elif str(to) == "cpu":
            here.discard(name)
        return move(part, *args, **more)

    def offloading(pipe: Any, **_: Any) -> None:
        parts = {n: one for n, one in pipe.components.items() if isinstance(one, torch.nn.Module)}
        names.update({id(one): name for name, one in parts.items()})
        offload(pipe, device=str(CARD))

    def called(hook: Any, part: Any, *args: Any, **more: Any) -> Any:
        # accelerate sends away what is on a card, and takes cpu:0 for none.
        if hook.prev_module_hook is not None:
            hook.prev_module_hook.offload()
        made = call(hook, part, *args, **more)
        calls.append((names[id(part)], sorted(here)))
        return made

    with (
        patch.object(torch.nn.Module, "to", moved),
        patch.object(DiffusionPipeline, "enable_model_cpu_offload", offloading),
        patch.object(CpuOffload, "pre_forward", called),
    ):
        yield calls


def phases_of(calls: list[tuple[str, list[str]]]) -> dict[str, list[str]]:
    """What is there in each phase: the network is called between the VAE's two calls."""
    order = [name for name, _ in calls]
    painting = order.index("unet")
    found = {"painting": calls[painting][1], "decoding": calls[-1][1]}
    if "vae" in order[:painting]:
        found["starting"] = calls[order.index("vae")][1]
    return found


def main() -> None:
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    found = {}
    with tempfile.TemporaryDirectory() as place:
        bench = Bench(Path(place), 64, 2)
        prepare(bench, True, "cpu")
        for kind, more in KINDS.items():
            begun = {"image": bench.picture} if "strength" in more else {}
            with watched() as calls:
                painter = Painter(bench.base, str(CARD))
                painter.paint(bench.paint(**more, **begun), Setting(offload="model"), _quiet)
            found[kind] = phases_of(calls)
    print(json.dumps(found))


def _quiet(_number: int, _steps: int) -> None:
    """Nobody looks on."""


if __name__ == "__main__":
    main()
