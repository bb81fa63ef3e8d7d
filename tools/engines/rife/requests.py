"""What the RIFE engine's own process is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from tools.engines.request import Request


class Drawn(TypedDict):
    """`method`: the network that did it."""

    method: str


@dataclass(frozen=True, kw_only=True)
class DrawBetween(Request[Drawn]):
    """The frames at `shares` (0 to 1) of the time from one frame to another: both of them RGB uint8
    (2, h, w, 3) in the NumPy file `frames`, what is made (shares, h, w, 3) to `out`."""

    frames: Path
    out: Path
    shares: Sequence[float]
