"""What the FFmpeg engine is asked for of a video's picture; times and sound stay."""

from dataclasses import dataclass
from typing import Literal

from tools.engines.ffmpeg.requests import EditVideo, MadeVideo


class BoxedVideo(MadeVideo):
    """`x`, `y`, `width`, `height` of the box in pixels, as it was cut out."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Crop(EditVideo[BoxedVideo]):
    """The box at `x`, `y` of `width` and `height`, in "pixels" or in a "share" (0 to 1) of the
    video's width and height."""

    x: float
    y: float
    width: float
    height: float
    unit: Literal["share", "pixels"]


@dataclass(frozen=True, kw_only=True)
class Fade(EditVideo[MadeVideo]):
    """`fade_in` and `fade_out`: seconds from and to a colour; with `sound` it fades as well."""

    fade_in: float
    fade_out: float
    colour: Literal["black", "white"]
    sound: bool


class StabilizedVideo(MadeVideo):
    """How far the picture trembles, in thousandths of its longer side, before and after."""

    before_shake: float
    after_shake: float


@dataclass(frozen=True, kw_only=True)
class Stabilize(EditVideo[StabilizedVideo]):
    """`smoothness`: seconds over which the camera's way is smoothed."""

    smoothness: float


class DenoisedVideo(MadeVideo):
    """Standard deviation of the noise of the brightness, 0 to 255."""

    before_noise: float
    after_noise: float


@dataclass(frozen=True, kw_only=True)
class Denoise(EditVideo[DenoisedVideo]):
    """`strength` 1: as much as noise was measured."""

    strength: float
