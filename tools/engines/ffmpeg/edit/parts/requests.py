"""What the FFmpeg engine is asked for of a video's parts in time. Times in seconds."""

from dataclasses import dataclass

from tools.engines.ffmpeg.requests import EditVideo, MadeVideo, VideoStretch


@dataclass(frozen=True, kw_only=True)
class CutOut(EditVideo[VideoStretch]):
    """Leave out what is shown from `start` to `end` (None: the video's end)."""

    start: float
    end: float | None


class LoopedVideo(MadeVideo):
    """`period`: seconds from one beginning to the next; `count`: how often it begins."""

    period: float
    count: int


@dataclass(frozen=True, kw_only=True)
class Loop(EditVideo[LoopedVideo]):
    """Play a video `count` times, or until a new one of `duration` is full; each time crossfaded
    into the next over `crossfade`, or `back` and forth."""

    count: int | None
    duration: float | None
    crossfade: float
    back: bool
