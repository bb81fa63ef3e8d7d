"""What the vision engine is asked for of lips."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typing_extensions import TypedDict

from tools.engines.ffmpeg.requests import EditVideo, MadeVideo
from tools.engines.request import Request


class SpeakingVideo(MadeVideo):
    """`share` of the line's frames in which the face was seen; `opened`: how far its lips part at
    most, in eye distances."""

    share: float
    opened: float


@dataclass(frozen=True, kw_only=True)
class LipSyncVideo(EditVideo[SpeakingVideo]):
    """The mouth of a face in the video speaks the `visemes`, keys {"t" s, "viseme", "weight"} of
    voice/phonetics/visemes.py in the video's own time, from `start` to `end` s; the sound is that
    of `voice` alone, a WAV that begins at `start`. `point`: in pixels, on the face in the frame in
    which it is seen first after `start`; None for the largest."""

    visemes: Sequence[Mapping[str, Any]]
    start: float
    end: float
    voice: Path
    point: Sequence[float] | None = None


class LipsAndVoice(TypedDict):
    """`sync_offset` in ms, how much later the voice comes than the lips move, its correlation and
    confidence; None where it cannot be told, and `sync_evidence` says why."""

    sync_readable: bool
    sync_offset: float | None
    sync_correlation: float | None
    sync_confidence: float | None
    sync_evidence: str


@dataclass(frozen=True, kw_only=True)
class CheckSync(Request[LipsAndVoice]):
    """Lips and voice of the video at `path`. `voices`: as of MeasureFootage."""

    path: Path
    voices: Sequence[dict[str, Any]] = ()


class LipsMoved(TypedDict):
    """`lips`: how far the lips are parted otherwise than the source's at the same times, root mean
    square in distances of the eyes; None where no mouth is read in both."""

    lips: float | None


@dataclass(frozen=True, kw_only=True)
class CompareLips(Request[LipsMoved]):
    """The lips of the largest face in the video at `path` beside those in its `source`, from
    `start` s on."""

    path: Path
    source: Path
    start: float = 0.0
