"""What the FFmpeg engine can be asked for. Times are in seconds, sizes in pixels, `out` is a path
that ends in .mp4 where nothing else is said."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NotRequired, TypedDict

from studio.nouns.vocabulary import Look
from studio.plan.parts import Finish
from tools.engines.ffmpeg.graph.graph import Source
from tools.engines.ffmpeg.loudness import MadeSound
from tools.engines.request import Request, Result

Text = dict[str, Any]


class MadeVideo(TypedDict):
    """A video that was made; of one that was not written, "graph" says how (Graph.told), and the
    path is ""."""

    path: str
    frames: int
    duration: float
    graph: NotRequired[Text]


class Encoded(MadeVideo):
    width: int
    height: int


class Joined(MadeVideo):
    has_audio: bool


class Composed(Encoded):
    has_audio: bool


class VideoStretch(MadeVideo):
    """`start` and `end` of what was cut out or held."""

    start: float
    end: float


class GradedVideo(MadeVideo):
    """`before` and `after`: luminance, saturation and clipped share, 0 to 1."""

    before: dict[str, float]
    after: dict[str, float]


class RetimedVideo(MadeVideo):
    """A part for each of the speeds; `start` and `end` are in the new video."""

    parts: list[dict[str, float]]


class StretchedSound(TypedDict):
    path: str


class MadeStems(TypedDict):
    """Paths of the stems by their names, and of the mix that they add up to."""

    stems: dict[str, str]
    mix: str


class EncodedPiece(TypedDict):
    path: str
    frames: int


class Lettered(TypedDict):
    path: str


class MadeSheet(TypedDict):
    path: str
    times: list[float]


class FoundShots(TypedDict):
    """One after the other from 0 to the video's end."""

    shots: list[dict[str, float]]


@dataclass(frozen=True, kw_only=True)
class EncodeFrames(Request[Encoded]):
    """Pictures of one size, in playing order, repeats allowed. `fps` 1 to 120; `crf` 0 (lossless)
    to 51."""

    frames: Sequence[str | Path]
    fps: int
    out: Path
    crf: int = 12


@dataclass(frozen=True, kw_only=True)
class MixTracks(Request[MadeSound]):
    """Tracks of {"path", "start", "gain_db", "duck"}, of a part of a sound with "skip" and
    "length"; a path may be the graph of a video that is not written. `duration`: None: until the
    last track ends; `loudness` in LUFS; `ducking`: dB by which tracks with "duck" go down under the
    others; `out` ends in .wav."""

    tracks: Sequence[Text]
    loudness: float
    out: Path
    duration: float | None = None
    ducking: float = 12.0


@dataclass(frozen=True, kw_only=True)
class SplitStems(Request[MadeStems]):
    """Tracks as MixTracks has them, each with the name of its "stem", and of `duration`: a WAV for
    each stem and one of the mix before its loudness is set, in the folder `out`."""

    tracks: Sequence[Text]
    duration: float
    out: Path
    ducking: float = 12.0


@dataclass(frozen=True, kw_only=True)
class ComposeClips(Request[Composed]):
    """Videos and stills in order. `audio`: None: the clips keep their own sound; `width` and
    `height`: None: the first clip's; `crossfade` between clips; `fade` from black at the beginning,
    to black and silence at the end; `subtitles` are {"text", "start", "end"}."""

    clips: Sequence[str | Source]
    still_duration: float
    fps: int
    out: Path
    audio: str | Path | None = None
    title: str = ""
    subtitles: Sequence[Text] = ()
    width: int | None = None
    height: int | None = None
    crossfade: float = 0.0
    fade: float = 0.0


@dataclass(frozen=True, kw_only=True)
class EncodePiece(Request[EncodedPiece]):
    """One piece of a film, as `tools.engines.timeline.read.Piece.as_dict` gives it, each
    source's `media` a path."""

    piece: dict[str, Any]
    width: int
    height: int
    fps: int
    out: Path
    finish: Finish


@dataclass(frozen=True, kw_only=True)
class JoinPieces(Request[Joined]):
    """The pieces that EncodePiece made, in order; `frames` of all of them together."""

    pieces: Sequence[str | Path]
    frames: int
    fps: int
    out: Path
    audio: str | Path | None = None
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class LetterPicture(Request[Lettered]):
    """Texts of {"text", "at": top, middle or bottom}; `out` ends in .png."""

    path: Path
    texts: Sequence[Text]
    out: Path


@dataclass(frozen=True, kw_only=True)
class MakeContactSheet(Request[MadeSheet]):
    """1 to 16 `frames` of a video, `width` wide each; `out` ends in .png."""

    video: Path
    frames: int
    width: int
    out: Path


@dataclass(frozen=True, kw_only=True)
class DetectCuts(Request[FoundShots]):
    """`threshold`: how many times as large as its neighbours' the change must be, above 1;
    `shortest`: of a shot."""

    video: Path
    threshold: float
    shortest: float


@dataclass(frozen=True, kw_only=True)
class EditVideo(Request[Result]):
    """A change to a video. Without `out` it is not written: the result says how it is made, where
    that is a graph."""

    video: Source
    out: Path | None


@dataclass(frozen=True, kw_only=True)
class Trim(EditVideo[VideoStretch]):
    """`start` and `end` are taken to the next frame boundary."""

    start: float
    end: float


@dataclass(frozen=True, kw_only=True)
class Reverse(EditVideo[MadeVideo]):
    """Backwards; "mute" leaves the sound out."""

    sound: Literal["reverse", "mute"]


@dataclass(frozen=True, kw_only=True)
class Retime(EditVideo[RetimedVideo]):
    """Speeds of {"start", "end", "speed" 0.05 to 20}; `ease`: seconds of footage over which one is
    reached. Frames of slow parts are held. `heard`: its new sound (StretchSound); without, it has
    none."""

    speeds: Sequence[dict[str, float]]
    ease: float
    heard: Path | None


@dataclass(frozen=True, kw_only=True)
class StretchSound(Request[StretchedSound]):
    """The sound of a video after a Retime with the same `speeds` and `ease`, at its pitch. `moved`:
    by how many seconds each frame of the video is seen later than it is meant; empty for none."""

    video: Source
    speeds: Sequence[dict[str, float]]
    ease: float
    out: Path
    moved: Sequence[float] = ()


@dataclass(frozen=True, kw_only=True)
class Reframe(EditVideo[MadeVideo]):
    """Keys of {"time", "zoom" 1 or more, "x", "y": the window's middle, 0 to 1, "ease"}."""

    keys: Sequence[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Shake(EditVideo[MadeVideo]):
    """`amount` 1 moves by up to 3 % of the frame; with `decay` it dies down till `end`."""

    start: float
    end: float | None
    amount: float
    decay: bool
    seed: int


@dataclass(frozen=True, kw_only=True)
class Freeze(EditVideo[VideoStretch]):
    """Hold the frame at `at` for `duration` more; `zoom` 1 or more: punched in around `x`, `y` (0
    to 1); "mute": silence under the hold, "continue": the sound runs on."""

    at: float
    duration: float
    sound: Literal["mute", "continue"]
    zoom: float = 1.0
    x: float = 0.5
    y: float = 0.5


@dataclass(frozen=True, kw_only=True)
class Grade(EditVideo[GradedVideo]):
    """A look of the registry and a table of colours `lut` (the text of a .cube file), at `strength`
    0 none to 1 full, after brightness, contrast, temperature (-1 to 1) and saturation (0 to 3)."""

    look: Look | None = None
    strength: float = 1.0
    brightness: float = 0.0
    contrast: float = 0.0
    saturation: float = 1.0
    temperature: float = 0.0
    lut: str = ""
