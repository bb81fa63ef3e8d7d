"""Runs the cases in the engine's own service, in the torch environment: one line of JSON each.

Standard input holds what to do, as JSON: `place`, `side`, `steps`, `tiny`, `cases`, and `table`,
which is configs/diffusion.yaml.
"""

import json
import shutil
import sys
import time
import warnings
from collections.abc import Collection
from pathlib import Path
from typing import Any

import torch
from PIL import Image

from benchmarks.gpu.architectures import SDXL, TINY
from benchmarks.gpu.cases import CASES, CLIP, FACE, IDENTITY, Bench, Case
from benchmarks.gpu.faces import write_identity
from benchmarks.gpu.moving import write_moving
from benchmarks.gpu.random_weights import write_base, write_controls, write_lora
from tools.engines.diffusion.card import GIB
from tools.engines.diffusion.network.motion.worker import Service as Animating
from tools.engines.diffusion.network.worker import Service
from tools.engines.worker.serve import Job


class Watch:
    """When each step of a job was done."""

    def __init__(self) -> None:
        self.steps: list[float] = []
        self.job = Job(1, self._told, set())

    def _told(self, message: dict[str, Any]) -> None:
        if str(message.get("note", "")).startswith("step "):
            self.steps.append(time.perf_counter())

    def per_step(self) -> float | None:
        """Seconds from one step to the next; the first, which waits for kernels, does not count."""
        between = len(self.steps) - 1
        return (self.steps[-1] - self.steps[0]) / between if between > 0 else None


def prepared(bench: Bench, tiny: bool, device: str, cases: Collection[str] = ()) -> None:
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


def measured(case: Case, bench: Bench, service: Any, device: str) -> dict[str, Any]:
    """The case run twice, the second time with all that is kept from one job to the next."""
    request = case.request(bench)
    run = getattr(service, request.method())
    if device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    seconds, watch, made = [], Watch(), {}
    for seed in range(2):  # else a training would find that it is done
        shutil.rmtree(bench.place / "state", ignore_errors=True)
        watch, began = Watch(), time.perf_counter()
        made = run(request.params() | {"seed": seed}, watch.job)
        seconds.append(time.perf_counter() - began)
    peak = torch.cuda.max_memory_reserved() / GIB if device == "cuda" else None
    service.let_go({}, watch.job)
    return {
        "first": seconds[0],
        "seconds": seconds[1],
        "per_step": watch.per_step(),
        "peak_gib": peak,
        "setting": made.get("setting", ""),
        "told": made.get("told", []),
    }


def main() -> None:
    """Everything that standard input asks for."""
    warnings.simplefilter("ignore")
    wanted = json.load(sys.stdin)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    if device == "cpu" and not wanted["tiny"]:
        _told({"no_card": True})
        return
    if device == "cuda":
        card = torch.cuda.get_device_properties(0)
        _told({"card": card.name, "gib": card.total_memory / GIB})
    else:
        torch.set_num_threads(1)
        _told({"card": "no card: tiny models on the processor", "gib": 0})
    bench = Bench(Path(wanted["place"]), wanted["side"], wanted["steps"])
    prepared(bench, wanted["tiny"], device, wanted["cases"])
    for case in CASES:
        if case.name not in wanted["cases"]:
            continue
        # A service of its own each: one that had to step down must not slow the next case.
        service: Any = Service(bench.base, device, wanted["table"])
        if case.name == CLIP:
            service = Animating(device, wanted["table"])
        try:
            _told({"case": case.name, **measured(case, bench, service, device)})
        except Exception as error:
            _told({"case": case.name, "error": f"{type(error).__name__}: {error}"})
            service.let_go({}, Watch().job)


def _told(line: dict[str, Any]) -> None:
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
