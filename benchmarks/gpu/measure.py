"""Runs the cases in the engines' own services, in their environment: one line of JSON each.

Standard input holds what to do, as JSON: `place`, `side`, `steps`, `tiny`, `cases`, and `table`,
which is configs/diffusion.yaml.
"""

import importlib
import json
import shutil
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import torch

from benchmarks.gpu.cases import CASES, Bench, Case
from tools.engines.diffusion.card import GIB
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


def measured(case: Case, bench: Bench, service: Any, device: str) -> dict[str, Any]:
    """The case run twice, the second time with all that is kept from one job to the next."""
    request = case.request(bench)
    run = getattr(service, request.method())
    params = request.params()
    if device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    seconds, watch, made = [], Watch(), {}
    for seed in range(2):  # else a training would find that it is done
        shutil.rmtree(bench.place / "state", ignore_errors=True)
        watch, began = Watch(), time.perf_counter()
        made = run(params | ({"seed": seed} if "seed" in params else {}), watch.job)
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
    cases = [case for case in CASES if case.name in wanted["cases"]]
    prepared: set[str] = set()
    for case in cases:
        parts = importlib.import_module(f"benchmarks.gpu.networks.{case.module}")
        if case.module not in prepared:
            parts.prepare(bench, wanted["tiny"], device, wanted["cases"])
            prepared.add(case.module)
        # A service of its own each: one that had to step down must not slow the next case.
        service: Any = parts.service(case.name, bench, device, wanted["table"])
        try:
            _told({"case": case.name, **measured(case, bench, service, device)})
        except Exception as error:
            _told({"case": case.name, "error": f"{type(error).__name__}: {error}"})
            service.let_go({}, Watch().job)


def _told(line: dict[str, Any]) -> None:
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
