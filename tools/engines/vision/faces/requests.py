"""What the vision engine can be asked about faces."""

from dataclasses import dataclass
from pathlib import Path

from typing_extensions import TypedDict

from tools.engines.request import Request


class FaceLook(TypedDict):
    """One face at one time. `box` x0, y0, x1, y1 in pixels. `yaw`, `pitch` and `roll` in degrees:
    to the picture's right, up, clockwise. `open`: gap of the lips, `width` of the mouth, `lift` of
    its corners and rise of the `brows` in eye distances; `eyes`: gap of the lids over the width of
    an eye. Of brows and eyes the picture's left one comes first. `gaze`: where the eyes look in
    their sockets, to the picture's right and up, 1 in a corner of the eye; None in
    a frame in which it was not looked at."""

    box: list[float]
    yaw: float
    pitch: float
    roll: float
    open: float
    width: float
    lift: float
    eyes: list[float]
    brows: list[float]
    gaze: list[float] | None


class FoundFace(FaceLook):
    """`score` of the detector and of the mesh `presence`, 0..1; `expression`: an emotion of our
    characters where one stands clear of the others, else None. `points` as of FollowedFace."""

    score: float
    presence: float
    expression: str | None
    points: list[list[float]]


class FoundFaces(TypedDict):
    """Largest first."""

    faces: list[FoundFace]


@dataclass(frozen=True, kw_only=True)
class FindFaces(Request[FoundFaces]):
    """The faces of the picture at `path`; with `mesh` all their points."""

    path: Path
    mesh: bool = False


class FollowedFace(TypedDict):
    """`times` in seconds and a look for each of them; `points`: of each the mesh, 468 of [x, y, z]
    in pixels and 5 for each iris, where it was asked for. `expression` as of
    FoundFace, over all."""

    times: list[float]
    looks: list[FaceLook]
    points: list[list[list[float]]]
    expression: str | None


class FollowedFaces(TypedDict):
    """In the order in which they come. `frames` of the video and its `duration` in seconds."""

    faces: list[FollowedFace]
    frames: int
    duration: float


@dataclass(frozen=True, kw_only=True)
class TrackFaces(Request[FollowedFaces]):
    """The faces of the video at `path`, three at once at most, through its frames; with `mesh` all
    their points."""

    path: Path
    mesh: bool = False
