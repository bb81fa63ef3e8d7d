"""Tiny checkpoints as trainers save them, each turned into tensors: what came of it, as JSON.
`python -m tests.voice_card.build_checkpoints FOLDER`, in PyTorch's environment."""

import json
import os
import sys
from collections import OrderedDict
from pathlib import Path

import torch

from tools.engines.card.tensor_files import converted
from tools.engines.worker.serve import BadInput

TIED = torch.arange(6.0).reshape(2, 3)


class Settings:
    """What a checkpoint may hold besides."""

    def __init__(self) -> None:
        self.rate = 24000


class Evil:
    """Unpickled, it would run a command."""

    def __reduce__(self):
        return exec, ("open('evil', 'w')",)


OURS = f"{Settings.__module__}.{Settings.__qualname__}"
CHECKPOINTS = {
    "trained": {
        "model": OrderedDict(weight=TIED.t(), tied=TIED, half=TIED.half()),
        "optimizer": {"state": {0: {"step": 3, "mean": TIED + 1}}, "param_groups": [{"lr": 0.1}]},
        "iteration": 7,
        "name": "tiny",
        "config": {"rates": [8, 8], "zero_g": True, "seed": None},
    },
    "settings": {"model": {"weight": TIED}, "config": Settings()},
    "evil": {"model": {"weight": TIED}, "more": Evil()},
    "numbers": {"weight": TIED, "levels": {1, 2}},
    "twice": {"a.b": TIED, "a": {"b": TIED}},
}


def outcome(path: Path, *without: str) -> str:
    """The name of the file that came of it, or why none did."""
    try:
        return converted(path, without=without).name
    except BadInput as error:
        return str(error)


def noted(folder: Path) -> dict[str, object]:
    """What comes of a pickle that is known, of other bytes that have its size and time, and of one
    that was changed since."""
    pickled, tensors = folder / "other.pth", folder / "other.safetensors"
    pickled.write_bytes((folder / "trained.pth").read_bytes())
    tensors.write_bytes((folder / "trained.safetensors").read_bytes())
    outcome(pickled)
    status = pickled.stat()
    pickled.write_bytes(bytes(status.st_size))
    os.utime(pickled, ns=(status.st_atime_ns, status.st_mtime_ns))
    told: dict[str, object] = {"known": outcome(pickled)}  # read, it would be refused
    torch.save({"weight": TIED + 5}, pickled)
    return told | {"another": outcome(pickled)}


def main(folder: Path) -> None:
    """Convert each, the trained one again, and again when it has changed."""
    for name, held in CHECKPOINTS.items():
        torch.save(held, folder / f"{name}.pth")
    told = {name: outcome(folder / f"{name}.pth") for name in CHECKPOINTS}
    told["left out"] = outcome(folder / "settings.pth", OURS)
    made = folder / "trained.safetensors"
    first = made.stat().st_mtime_ns
    outcome(folder / "trained.pth")
    told["kept"] = made.stat().st_mtime_ns == first
    told |= noted(folder)
    (folder / "cut.pth").write_bytes((folder / "trained.pth").read_bytes()[:-200])
    told["cut"] = outcome(folder / "cut.pth")
    told["absent"] = outcome(folder / "absent.pth")
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(Path(sys.argv[1]))
