"""What the engines can be asked for that tell whose face it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

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


class Likenesses(TypedDict):
    """`faces`: of each the cosine of its embedding with the picture's, the median over its looks:
    1 for the same picture; None where it is too small or turned away. `looks` at each."""

    faces: list[float | None]
    looks: list[int]


@dataclass(frozen=True, kw_only=True)
class CompareFaces(Request[Likenesses]):
    """How like the largest face of the picture `like` those of the video at `path` are: of each
    `times` in seconds and as many `boxes` (x0, y0, x1, y1) in pixels."""

    path: Path
    like: Path
    faces: Sequence[dict[str, Any]]
