"""The process of the XTTS engine: `python -m tools.engines.xtts.network.worker FOLDER`."""

import os
import sys
from pathlib import Path
from typing import Any

from tools.engines.diffusion.requests import LetGo
from tools.engines.voice.cloning import Clone
from tools.engines.worker.serve import BadInput, Job, serve
from tools.engines.xtts.network.speaker import Speaker

VERSION = "1"


class Service:
    """What the process does: one line at a time, with a model that stays loaded."""

    def __init__(self, folder: Path):
        self._speaker = Speaker(folder)

    def clone(self, params: dict[str, Any], job: Job) -> dict[str, Any]:
        """Speak one line to a WAV: cloning.py."""
        line = Clone.read(params)
        if not Path(line.out).is_absolute():
            raise BadInput(f"out is {line.out!r}", "give an absolute path that ends in .wav")
        job.progress(0.05, "loading")
        self._speaker.load()
        job.progress(0.3, "speaking")

        def heard(seconds: float) -> None:
            job.progress(min(0.95, 0.3 + 0.08 * seconds), f"{seconds:.1f} s spoken")

        self._speaker.speak(line, heard)
        return {"engine": "XTTS-v2"}

    def let_go(self, params: dict[str, Any], job: Job) -> dict[str, Any]:
        """Give back the card's memory."""
        self._speaker.let_go()
        return {}


def main() -> None:
    """Serve. Nothing is fetched: Coqui's package may not ask anybody."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    service = Service(Path(sys.argv[1]))
    serve({Clone.method(): service.clone, LetGo.method(): service.let_go}, "xtts", VERSION)


if __name__ == "__main__":
    main()
