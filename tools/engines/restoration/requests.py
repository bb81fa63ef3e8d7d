"""What the engines that better a picture are asked for. Pictures go to and fro as NumPy files of
uint8, decoded by whoever asks: an engine's process opens no stranger's file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict

from tools.engines.request import Request

Factor = Literal[2, 4]
Effort = Literal["fast", "best"]


class Upscaled(TypedDict):
    """`method`: the network, or the filter, that did it."""

    method: str


@dataclass(frozen=True, kw_only=True)
class Upscale(Request[Upscaled]):
    """The RGB picture (h, w, 3) at `path`, `factor` times as wide and high, to `out`. "fast" is for
    many pictures; an engine with one way has it for both."""

    path: Path
    out: Path
    factor: Factor
    effort: Effort = "best"


class Filled(TypedDict):
    """`method`: the network, or the filter, that did it."""

    method: str


@dataclass(frozen=True, kw_only=True)
class Fill(Request[Filled]):
    """The RGB picture (h, w, 3) at `path` with what is behind its hole made up, to `out`; the rest
    stays, pixel for pixel. `mask` (h, w): 255 where the hole is, else 0. "fast" is for narrow
    holes; an engine with one way has it for both."""

    path: Path
    mask: Path
    out: Path
    effort: Effort = "best"


class Estimated(TypedDict):
    """`method`: the network that did it."""

    method: str


@dataclass(frozen=True, kw_only=True)
class EstimateDepth(Request[Estimated]):
    """How near everything in the RGB picture (h, w, 3) at `path` is, to `out`: uint16 (h, w),
    inverse depth without a unit, the nearest point 65535 and the farthest 0."""

    path: Path
    out: Path
