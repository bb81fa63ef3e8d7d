"""The diffusion engine's process: `python -m tools.engines.diffusion.network.worker BASE`, the
folder of the base's weights; frames in and out."""

import json
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

import torch

from tools.engines.diffusion.card import GIB, Setting, setting_for, within_memory
from tools.engines.diffusion.network.pipeline import Painter, is_full
from tools.engines.diffusion.requests import LetGo, Paint
from tools.engines.worker.serve import Job, serve

VERSION = "1"
CARDS = "STUDIO_DIFFUSION_CARDS"  # the table of configs/diffusion.yaml as JSON
CPU_THREADS = 1  # of a processor's: small matrices only wait for each other


def main(base: Path) -> None:
    """Serve with the base in this folder."""
    table = json.loads(os.environ[CARDS])
    device = "cuda" if torch.cuda.is_available() else "cpu"
    if device == "cpu":
        torch.set_num_threads(CPU_THREADS)
    name, first = setting_for(_gib(device), table["cards"])
    now = {"setting": first}

    @cache
    def painter() -> Painter:
        return Painter(base, device)

    def paint(params: dict[str, Any], job: Job) -> dict[str, Any]:
        wanted = Paint.read(params)
        told: list[str] = []

        def step(number: int, steps: int) -> None:
            job.progress(0.1 + 0.85 * number / steps, f"step {number} of {steps}")

        def work(setting: Setting) -> dict[str, float]:
            job.progress(0.02, "loading" if told or wanted.controls else "")
            return painter().paint(wanted, setting, step)

        def full(error: BaseException) -> bool:
            if is_full(error):
                painter().let_go()
            return is_full(error)

        seconds, now["setting"] = within_memory(
            now["setting"], table["steps_down"], work, full, told.append
        )
        return {"seconds": seconds, "told": told, "setting": f"{name}: {now['setting'].told()}"}

    def let_go(params: dict[str, Any], job: Job) -> dict[str, Any]:
        painter().let_go()
        return {}

    serve({Paint.method(): paint, LetGo.method(): let_go}, "diffusion", VERSION)


def _gib(device: str) -> float:
    """The card's memory; 0 without one."""
    return torch.cuda.get_device_properties(0).total_memory / GIB if device == "cuda" else 0.0


if __name__ == "__main__":
    main(Path(sys.argv[1]))
