"""The diffusion engine's process: `python -m tools.engines.diffusion.network.worker BASE`, the
folder of the base's weights; frames in and out."""

import json
import os
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import torch

from tools.engines.diffusion.card import GIB, Setting, setting_for, within_memory
from tools.engines.diffusion.network.pipeline import Painter, is_full
from tools.engines.diffusion.network.training import Trainer
from tools.engines.diffusion.requests import LetGo, Paint, Train
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
    running: dict[str, Trainer] = {}

    @cache
    def painter() -> Painter:
        return Painter(base, device)

    def paint(params: dict[str, Any], job: Job) -> dict[str, Any]:
        wanted = Paint.read(params)
        end_training()
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

    def train(params: dict[str, Any], job: Job) -> dict[str, Any]:
        wanted = Train.read(params)
        job.progress(0.0, "reading the pictures")
        one = running.get("trainer")
        if one is None or not one.is_for(wanted):
            end_training()
            # weights stay on the card: what waits elsewhere cannot be trained
            one = Trainer(
                painter().plain(replace(first, offload="none", compile=False)), wanted, device
            )
            running["trainer"] = one
        begun = one.done

        def told(done: int, loss: float) -> None:
            share = (done - begun) / max(1, wanted.until - begun)
            job.progress(share, f"step {done}, loss {loss:.4f}")

        try:
            losses = one.train(wanted.until, told)
        except BaseException:
            end_training()
            raise
        one.adapter(Path(wanted.out))
        return {"done": one.done, "losses": losses}

    def end_training() -> None:
        one = running.pop("trainer", None)
        if one is not None:
            one.close()
            painter().let_go()

    def let_go(params: dict[str, Any], job: Job) -> dict[str, Any]:
        end_training()
        painter().let_go()
        return {}

    methods = {Paint.method(): paint, Train.method(): train, LetGo.method(): let_go}
    serve(methods, "diffusion", VERSION)


def _gib(device: str) -> float:
    """The card's memory; 0 without one."""
    return torch.cuda.get_device_properties(0).total_memory / GIB if device == "cuda" else 0.0


if __name__ == "__main__":
    main(Path(sys.argv[1]))
