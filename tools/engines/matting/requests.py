"""What the matting engine's own process is asked for."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from tools.engines.request import Request


class Matted(TypedDict):
    """`method`: the network that did it."""

    method: str


@dataclass(frozen=True, kw_only=True)
class Matte(Request[Matted]):
    """How much of each pixel is the figure. NumPy files of uint8: the RGB picture (h, w, 3) at
    `path`; `known` (h, w): 255 where it surely is, 0 where it surely is not, 128 between; to `out`
    (h, w), 0 to 255."""

    path: Path
    known: Path
    out: Path
