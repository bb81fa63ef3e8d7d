"""What the OpenCV engine is asked for of videos."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict

from studio.nouns.vocabulary import DrawnLook
from tools.engines.ffmpeg.requests import EditVideo, MadeVideo, RetimedVideo
from tools.engines.request import Request

# Pixels of a picture that is drawn; strokes grow with it, so that a larger one is drawn so large,
# and enlarged.
LARGEST_DRAWN = 3840 * 2160


class InterpolatedVideo(MadeVideo):
    """`made`: frames that no frame of the video is; `cuts`: over which none was made."""

    fps: float
    made: int
    cuts: int


@dataclass(frozen=True, kw_only=True)
class Interpolate(EditVideo[InterpolatedVideo]):
    """Frames in between: `fps` frames a second, None for as many as the video has or, where `slow`
    is 1, twice as many; `slow` 1 or more: how many times as long it lasts; "mute" leaves the sound
    out. `moved` as that of StretchSound."""

    fps: int | None = None
    slow: float = 1.0
    sound: Literal["keep", "mute"] = "keep"
    moved: Sequence[float] = ()


@dataclass(frozen=True, kw_only=True)
class SlowMotion(EditVideo[RetimedVideo]):
    """Speeds and `ease` as those of Retime; slow parts get frames in between. `moved` as that of
    StretchSound."""

    speeds: Sequence[dict[str, float]]
    ease: float
    sound: Literal["stretch", "mute"]
    moved: Sequence[float] = ()


class CompositedVideo(MadeVideo):
    """`share` of the picture that is the subject, on average, 0..1."""

    share: float


@dataclass(frozen=True, kw_only=True)
class Composite(EditVideo[CompositedVideo]):
    """The subject of the video, white in `mask` (media/masks.py), before the picture or video
    `over`, whose size it has. `soft`: standard deviation in pixels by which its edge is blurred;
    `size`: 1 fits the video into the picture; its middle lies at `x` and `y` of it, 0..1."""

    mask: Path
    over: Path
    soft: float = 1.0
    size: float = 1.0
    x: float = 0.5
    y: float = 0.5


class SeparatedVideo(MadeVideo):
    """`plate_seen`: how much of what is behind was seen at some time, 0..1, the rest is made up;
    None where the camera moves and no plate was made."""

    plate_seen: float | None


@dataclass(frozen=True, kw_only=True)
class Separate(EditVideo[SeparatedVideo]):
    """The subject of the video, white in `mask`, by itself with an alpha channel: ProRes 4444 in a
    .mov at `out`, its sound beside it; what is behind it to `plate`, a PNG."""

    mask: Path
    plate: Path


class WeighedMask(TypedDict):
    """`shares`: how much of each frame of the video the mask takes up, 0..1; `rate`: the video's
    frames a second."""

    shares: list[float]
    rate: float


@dataclass(frozen=True, kw_only=True)
class WeighMask(Request[WeighedMask]):
    """A mask of the video at `video` (media/masks.py)."""

    video: Path
    mask: Path


@dataclass(frozen=True, kw_only=True)
class ChangeWithin(EditVideo[MadeVideo]):
    """The video as it is where `mask` is black, and as the video `changed` has it where it is
    white; of another size or rate, that one is seen at the times of the video."""

    mask: Path
    changed: Path


@dataclass(frozen=True, kw_only=True)
class ExaggerateMotion(EditVideo[MadeVideo]):
    """What moves moves `factor` (1 or more) times as far from where it was over the last `memory`
    seconds, from `start` to `end` (None: the video's end)."""

    factor: float
    memory: float
    start: float
    end: float | None


class StylizedVideo(MadeVideo):
    """`flicker`: how much the picture trembles where the footage stands still, 0 to 255: the mean
    change from frame to frame, before and after."""

    before_flicker: float
    after_flicker: float


@dataclass(frozen=True, kw_only=True)
class Stylize(EditVideo[StylizedVideo]):
    """A drawn look at `strength` 0 none to 1 full; `detail` 0.5 to 2: finer lines and dots for
    more."""

    look: DrawnLook
    strength: float
    detail: float
