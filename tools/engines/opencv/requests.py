"""What the OpenCV engine is asked for of videos."""

from dataclasses import dataclass
from typing import Literal

from tools.engines.ffmpeg.requests import EditVideo, MadeVideo


class InterpolatedVideo(MadeVideo):
    """`made`: frames that no frame of the video is; `cuts`: over which none was made."""

    fps: float
    made: int
    cuts: int


@dataclass(frozen=True, kw_only=True)
class Interpolate(EditVideo[InterpolatedVideo]):
    """Frames in between: `fps` frames a second, None for as many as the video has or, where `slow`
    is 1, twice as many; `slow` 1 or more: how many times as long it lasts; "mute" leaves the sound
    out."""

    fps: int | None = None
    slow: float = 1.0
    sound: Literal["keep", "mute"] = "keep"
