"""The motion engine's process: `python -m tools.engines.diffusion.network.motion.worker`; frames
in and out."""

import json
import os
from dataclasses import replace
from typing import Any

from tools.engines.diffusion.card import VARIABLE, Setting, setting_for, within_memory
from tools.engines.diffusion.network.motion.animator import Animator
from tools.engines.diffusion.network.pipelines import is_full, memory_of, usual_device
from tools.engines.diffusion.requests import LetGo
from tools.engines.motion.requests import Animate
from tools.engines.worker.serve import Job, serve

VERSION = "1"


class Service:
    """What the process does. `table` is configs/diffusion.yaml; the setting that was found to
    suffice stays from one clip to the next."""

    def __init__(self, device: str, table: dict[str, Any]):
        self._steps_down = table["steps_down"]
        self._card, setting = setting_for(memory_of(device), table["cards"])
        self._setting = replace(setting, compile=False)  # each length would be compiled anew
        self._animator = Animator(device)

    def animate(self, params: dict[str, Any], job: Job) -> dict[str, Any]:
        """A clip's frames, with less memory where that is needed."""
        wanted = Animate.read(params)
        told: list[str] = []

        def step(number: int, steps: int) -> None:
            job.progress(0.1 + 0.8 * number / steps, f"step {number} of {steps}")

        def work(setting: Setting) -> dict[str, Any]:
            job.progress(0.02, "loading")
            return self._animator.animate(wanted, setting, step)

        def full(error: BaseException) -> bool:
            if is_full(error):
                self._animator.let_go()
            return is_full(error)

        made, self._setting = within_memory(
            self._setting, self._steps_down, work, full, told.append
        )
        how = f"{self._card}: {self._setting.told()}"
        return {**made, "told": [*told, *made["told"]], "setting": how}

    def let_go(self, params: dict[str, Any], job: Job) -> dict[str, Any]:
        """Give back the card's memory."""
        self._animator.let_go()
        return {}


def main() -> None:
    """Serve."""
    service = Service(usual_device(), json.loads(os.environ[VARIABLE]))
    methods = {Animate.method(): service.animate, LetGo.method(): service.let_go}
    serve(methods, "motion", VERSION)


if __name__ == "__main__":
    main()
