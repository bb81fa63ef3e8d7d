"""What the identity engine can be asked for."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from tools.engines.request import Request


class Identity(TypedDict):
    """`embedding`: 512 numbers, alike for pictures of one person; `points`: eyes, nose and corners
    of the mouth, (x, y) from the viewer's left, in shares of `size`, the picture's width and
    height."""

    embedding: list[float]
    points: list[list[float]]
    size: list[int]


@dataclass(frozen=True, kw_only=True)
class Identify(Request[Identity]):
    """The largest face of a picture."""

    path: Path
