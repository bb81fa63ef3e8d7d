"""What the engines that follow a subject through a video are asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict

from tools.engines.request import Request


class FoundSubject(TypedDict):
    """`method`: the network, or the way, that followed it; `found_by`: "point", "box", "face",
    "figure" or "motion"; `frames` of the mask; `share` of the picture that it takes up on average
    and `seen` of the frames in which it is, 0..1."""

    method: str
    found_by: str
    frames: int
    share: float
    seen: float


class Pointed(TypedDict):
    """The subject in the frame at `at` seconds, in its pixels: a "point" on it (x, y), a "box"
    around it (x0, y0, x1, y1), or the box of a "face" whose whole figure it is."""

    at: float
    by: Literal["point", "box", "face"]
    where: Sequence[float]


@dataclass(frozen=True, kw_only=True)
class SegmentVideo(Request[FoundSubject]):
    """The subject of the video at `path`, a mask of all its frames to `out` (media/masks.py).

    It is followed in the shots of `places`, from the first place of each; with none, in every shot
    the figure in front, else what moves otherwise than the rest."""

    path: Path
    out: Path
    places: Sequence[Pointed] = ()


class Tracked(TypedDict):
    """`path`: the masks of all frames, a NumPy file of uint8 (frames, h, w), 255 on the subject."""

    method: str


@dataclass(frozen=True, kw_only=True)
class TrackMask(Request[Tracked]):
    """For an engine's own process, which opens no stranger's file: frames of uint8 RGB
    (frames, h, w, 3) in the NumPy file `frames`, the subject in number `start` by `point` or `box`
    in its pixels; masks of uint8 (frames, h, w) to `out`."""

    frames: Path
    out: Path
    start: int
    point: Sequence[float] | None = None
    box: Sequence[float] | None = None
