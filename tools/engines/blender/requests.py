"""What the Blender engine can be asked for. Files are written to `out_dir`, an absolute path.

The worker reads the same requests from JSON.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from studio.plan.parts import Camera, Viewpoint
from tools.engines.request import Request, Result


class RenderedStill(TypedDict):
    """Names of files in `out_dir`: the image, and each pass by its name. `joints`: {"name",
    "points" {keypoint: [x, y, visible]}} of each member of the cast; `head_boxes`: [x0, y0, x1,
    y1], in pixels; `timings` in seconds."""

    image: str
    passes: dict[str, str]
    joints: list[dict[str, Any]]
    head_boxes: list[list[float]]
    timings: dict[str, float]


class RenderedShot(TypedDict):
    """`frames`: a name of a file in `out_dir` for each; one that is held is named again. `unique`:
    how many were drawn; `joints` of the first, middle and last frame; `head_boxes` and `mouth_open`
    of each frame; `passes` by name, a file for each frame; `timings` in seconds."""

    frames: list[str]
    passes: dict[str, list[str]]
    unique: int
    joints: list[Any]
    head_boxes: list[Any]
    mouth_open: list[Any]
    timings: dict[str, float]


class SavedScene(TypedDict):
    """`file`: the name of a .blend in `out_dir` that needs no other file; `frames` of it."""

    file: str
    frames: int


class References(TypedDict, total=False):
    """Names of files in `out_dir`, of the views that were asked for."""

    front: str
    three_quarter: str
    full: str


@dataclass(frozen=True, kw_only=True)
class RenderScene(Request[Result]):
    """What every picture is asked for. Each of the cast is {"sheet", "action", "expression",
    "strength", ...}; sizes in pixels, `exposure` in stops."""

    cast: Sequence[dict[str, Any]]
    set: str = "backdrop"
    time_of_day: str = "day"
    camera: Viewpoint
    width: int = 512
    height: int = 512
    quality: str = "final"
    exposure: float = 0.0
    seed: int = 0
    passes: Sequence[str] = ()
    out_dir: str = ""


@dataclass(frozen=True, kw_only=True)
class RenderStill(RenderScene[RenderedStill]):
    """A picture. Each of the cast may have a `viseme`; `transparent` leaves the set out; `passes`
    are written in the picture's size."""

    transparent: bool = False
    denoise: bool = True


@dataclass(frozen=True, kw_only=True)
class SaveStill(RenderScene[SavedScene]):
    """The scene of a picture as Blender's own file."""


@dataclass(frozen=True, kw_only=True)
class SceneInMotion(RenderScene[Result]):
    """A take of `duration` seconds. Each of the cast may have an `expression_curve`, `visemes`,
    `controls` of the face added to its expression's (keys with `t`), `blinks`, of the times that
    are `acted` those named there, and an `amount` of its action; `on_twos` holds every drawing for
    two frames. `passes` are written of every frame, in 8 bits."""

    camera: Camera
    height: int = 288
    fps: int = 24
    duration: float = 3.0
    on_twos: bool = True


@dataclass(frozen=True, kw_only=True)
class RenderShot(SceneInMotion[RenderedShot]):
    """A take as its frames."""


@dataclass(frozen=True, kw_only=True)
class SaveShot(SceneInMotion[SavedScene]):
    """The scene of a take as Blender's own file, cast and camera keyed over its frames."""


@dataclass(frozen=True, kw_only=True)
class Reference(Request[References]):
    """Pictures of the character of a sheet that later ones are compared to, or made like."""

    sheet: dict[str, Any]
    views: Sequence[str] = ("front", "three_quarter", "full")
    width: int = 512
    height: int = 512
    seed: int = 0
    quality: str = "final"
    out_dir: str = ""
