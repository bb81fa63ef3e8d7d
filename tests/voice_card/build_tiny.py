"""An XTTS with random weights, whose GPT is tiny: `python -m tests.voice_card.build_tiny FOLDER`.

Run in the environment of XTTS.
"""

import sys
from pathlib import Path

import torch

from benchmarks.gpu.networks.speaking import written


def build(folder: Path) -> None:
    """Write config.json, vocab.json and model.pth as the publisher's repository has them."""
    model, config = written(folder, tiny=True)
    # The publisher's file has its settings as an object, too.
    torch.save({"model": model.state_dict(), "config": config}, folder / "model.pth")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
