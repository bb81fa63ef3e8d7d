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
