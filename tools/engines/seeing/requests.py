"""What a model that sees is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from tools.engines.request import Request

MOST_PICTURES = 4  # of one request: what configs/models.yaml allows its vision models


class Description(TypedDict):
    """`model`: which one said it."""

    text: str
    model: str


@dataclass(frozen=True, kw_only=True)
class Describe(Request[Description]):
    """Answer `question` by what the `pictures` show, MOST_PICTURES at most; `about`: what they are,
    as “frames of a video at 0.5 and 1.5 s”."""

    pictures: Sequence[Path]
    question: str
    about: str


class Located(TypedDict):
    """`boxes` [x0, y0, x1, y1] in pixels of the picture, the largest first; `model`: which one said
    it."""

    boxes: list[list[float]]
    model: str


@dataclass(frozen=True, kw_only=True)
class Locate(Request[Located]):
    """Where in the picture the thing is that words name."""

    picture: Path
    what: str
