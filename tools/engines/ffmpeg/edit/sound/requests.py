"""What the FFmpeg engine is asked for of a video's sound; the picture stays as it is. Times in
seconds, gains in dB."""

from collections.abc import Sequence
from dataclasses import dataclass

from tools.engines.ffmpeg.graph.graph import Source
from tools.engines.ffmpeg.requests import EditVideo, MadeVideo


@dataclass(frozen=True, kw_only=True)
class Mute(EditVideo[MadeVideo]):
    """Silence from `start` to `end` (None: the end); of a whole video no sound is left at all."""

    start: float
    end: float | None


class LevelledVideo(MadeVideo):
    """`peak_db` before and after: true peaks in dBTP; `limited`: whether peaks had to be held."""

    before_peak_db: float
    peak_db: float
    limited: bool


@dataclass(frozen=True, kw_only=True)
class SetVolume(EditVideo[LevelledVideo]):
    """Louder or softer by `gain_db` from `start` to `end` (None: the end)."""

    gain_db: float
    start: float
    end: float | None


class DubbedVideo(MadeVideo):
    """`start` and `end` of the new sound; `cut`: seconds of it that the video was too short for."""

    start: float
    end: float
    cut: float


@dataclass(frozen=True, kw_only=True)
class Dub(EditVideo[DubbedVideo]):
    """Lay the sound of the file `sound` over a video's own from `start` on, changed by `gain_db`.
    Under it the video's own is lower by `duck_db`, and silent in the `speech` parts ("start",
    "end")."""

    sound: Source
    start: float
    gain_db: float
    duck_db: float
    speech: Sequence[dict[str, float]]
