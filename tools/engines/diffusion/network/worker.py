"""The diffusion engine's process: `python -m tools.engines.diffusion.network.worker BASE`, the
folder of the base's weights; frames in and out."""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from tools.engines.diffusion.card import VARIABLE, Setting, setting_for, within_memory
from tools.engines.diffusion.network.attended import can_be_masked
from tools.engines.diffusion.network.pipeline import Painter
from tools.engines.diffusion.network.pipelines import is_full, memory_of, usual_device
from tools.engines.diffusion.network.training import Trainer
from tools.engines.diffusion.requests import LetGo, Paint, Train
from tools.engines.worker.serve import Job, serve

VERSION = "1"


class Service:
    """What the process does. `table` is configs/diffusion.yaml; the setting that was found to
    suffice stays from one picture to the next."""

    def __init__(self, base: Path, device: str, table: dict[str, Any]):
        self._device = device
        self._steps_down = table["steps_down"]
        self._card, self._first = setting_for(memory_of(device), table["cards"])
        self._setting = self._first
        self._painter = Painter(base, device)
        self._trainer: Trainer | None = None

    def paint(self, params: dict[str, Any], job: Job) -> dict[str, Any]:
        """A picture, with less memory where that is needed."""
        wanted = Paint.read(params)
        self._end_training()
        told: list[str] = []
        boxed = any("box" in one for one in wanted.references)
        if boxed and not can_be_masked((wanted.width, wanted.height)):
            told.append("Its sides are no multiples of 32: the references count everywhere.")

        def step(number: int, steps: int) -> None:
            job.progress(0.1 + 0.85 * number / steps, f"step {number} of {steps}")

        def work(setting: Setting) -> dict[str, float]:
            job.progress(0.02, "loading" if told or wanted.controls or wanted.references else "")
            return self._painter.paint(wanted, setting, step)

        def full(error: BaseException) -> bool:
            if is_full(error):
                self._painter.let_go()
            return is_full(error)

        seconds, self._setting = within_memory(
            self._setting, self._steps_down, work, full, told.append
        )
        how = f"{self._card}: {self._setting.told()}"
        return {"seconds": seconds, "told": told, "setting": how}

    def train(self, params: dict[str, Any], job: Job) -> dict[str, Any]:
        """Some steps of a training."""
        wanted = Train.read(params)
        job.progress(0.0, "reading the pictures")
        trainer = self._trainer
        if trainer is None or not trainer.is_for(wanted):
            self._end_training()
            # All stays on the card: what waits elsewhere cannot be trained.
            setting = replace(self._first, offload="none", compile=False)
            trainer = Trainer(self._painter.plain(setting), wanted, self._device)
            self._trainer = trainer
        begun = trainer.done

        def told(done: int, loss: float) -> None:
            share = (done - begun) / max(1, wanted.until - begun)
            job.progress(share, f"step {done}, loss {loss:.4f}")

        try:
            losses = trainer.train(wanted.until, told)
        except BaseException:
            self._end_training()
            raise
        trainer.adapter(Path(wanted.out))
        return {"done": trainer.done, "losses": losses, "told": trainer.told}

    def let_go(self, params: dict[str, Any], job: Job) -> dict[str, Any]:
        """Give back the card's memory."""
        self._end_training()
        self._painter.let_go()
        return {}

    def _end_training(self) -> None:
        if self._trainer is not None:
            self._trainer.close()
            self._painter.let_go()
            self._trainer = None


def main(base: Path) -> None:
    """Serve with the base in this folder."""
    service = Service(base, usual_device(), json.loads(os.environ[VARIABLE]))
    methods = {
        Paint.method(): service.paint,
        Train.method(): service.train,
        LetGo.method(): service.let_go,
    }
    serve(methods, "diffusion", VERSION)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
