"""What the vision engine can be asked about hands."""

from dataclasses import dataclass
from pathlib import Path

from typing_extensions import TypedDict

from tools.engines.request import Request

FINGERS = ("thumb", "index", "middle", "ring", "little")


class FoundHand(TypedDict):
    """`side`: the person's own, "left" or "right". `points`: 21 of [x, y] in pixels: the wrist,
    then four of each finger from its root to its tip, thumb first. `fingers`: which are stretched.
    `score` of the network of palms and `presence` of that of hands, 0..1."""

    side: str
    box: list[float]
    points: list[list[float]]
    fingers: list[str]
    score: float
    presence: float


class FoundHands(TypedDict):
    """Largest first."""

    hands: list[FoundHand]


@dataclass(frozen=True, kw_only=True)
class FindHands(Request[FoundHands]):
    """The hands in the picture at `path`."""

    path: Path
