"""What the FFmpeg engine is asked for of several videos. Times in seconds; `video` is the first of
them, whose rate and size the new one has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from studio.nouns.vocabulary import TransitionKind
from tools.engines.ffmpeg.graph.graph import Source
from tools.engines.ffmpeg.requests import EditVideo, MadeVideo

Corner = Literal["top_left", "top_right", "bottom_left", "bottom_right", "middle"]
Arrangement = Literal["auto", "columns", "rows", "grid"]


class JoinedVideo(MadeVideo):
    """`starts`: when each of the videos begins."""

    starts: list[float]


@dataclass(frozen=True, kw_only=True)
class JoinVideos(EditVideo[JoinedVideo]):
    """The video and the `others` one after the other; each overlaps with the one before by
    `overlap`, in which the `transition` leads over; 0: cuts. `fps`: None: the first one's."""

    others: Sequence[Source]
    transition: TransitionKind
    overlap: float
    width: int | None
    height: int | None
    fps: float | None


@dataclass(frozen=True, kw_only=True)
class Inset(EditVideo[MadeVideo]):
    """The `inset` small over the video at a `place`, `size` of its width, `margin` of its height
    from the edge, from `start` to `end` (None: as long as both last). `border` in shares of the
    height."""

    inset: Source
    place: Corner
    size: float
    margin: float
    border: float
    start: float
    end: float | None
    sound: Literal["main", "inset", "both"]


@dataclass(frozen=True, kw_only=True)
class SplitScreen(EditVideo[MadeVideo]):
    """The video and the `others` side by side, each filling its part, as long as the longest; the
    others stand still at their ends. `heard`: numbers of those whose sound is, from 0."""

    others: Sequence[Source]
    arrangement: Arrangement
    gap: float
    heard: Sequence[int]
