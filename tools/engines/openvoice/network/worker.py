"""OpenVoice's process: `python -m tools.engines.openvoice.network.worker FOLDER`."""

import os
import sys
from pathlib import Path
from typing import Any

from tools.engines.card.held_network import best_device
from tools.engines.diffusion.requests import LetGo
from tools.engines.openvoice.network.converter import Converter
from tools.engines.voice.conversion import ConvertVoice
from tools.engines.worker.serve import BadInput, Job, serve

VERSION = "1"


def main(folder: Path) -> None:
    """Serve. Nothing is fetched: Coqui's package may not ask anybody."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    converter = Converter(folder, best_device())

    def convert(params: dict[str, Any], job: Job) -> dict[str, Any]:
        wanted = ConvertVoice.read(params)
        if not Path(wanted.out).is_absolute():
            raise BadInput(f"out is {wanted.out!r}", "give an absolute path that ends in .wav")
        converter.convert(wanted, job)
        return {"engine": "OpenVoice V2", "told": []}

    jobs = {ConvertVoice.method(): convert, LetGo.method(): converter.let_go}
    serve(jobs, "openvoice", VERSION)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
