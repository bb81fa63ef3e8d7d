"""The graphics card of this machine: whether there is one, its memory, and how models run on it."""

import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from studio.config_file import read_yaml
from studio.settings import ROOT

TABLE = ROOT / "configs" / "diffusion.yaml"
_DRIVER = Path("/proc/driver/nvidia/version")
_SECONDS = 10  # for the driver to tell its card's memory


def has_card() -> bool:
    """Whether NVIDIA's driver is here. Cheap: nothing is asked of it."""
    return _DRIVER.exists() or shutil.which("nvidia-smi") is not None


@cache
def card_gib() -> float:
    """Memory of the first card, as its driver tells; 0 where it does not."""
    ask = ["nvidia-smi", "--query-gpu=memory.total", "--format=csv,noheader,nounits"]
    try:
        said = subprocess.run(ask, capture_output=True, text=True, timeout=_SECONDS, check=True)
        return int(said.stdout.splitlines()[0]) / 1024
    except (OSError, ValueError, IndexError, subprocess.SubprocessError):
        return 0.0


def card_table() -> dict[str, Any]:
    """configs/diffusion.yaml."""
    return read_yaml(TABLE, "Restore configs/diffusion.yaml.")
