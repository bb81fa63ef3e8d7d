"""What the hearing engine can be asked for. Its own process reads this file too."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from tools.engines.request import Request

RATE = 16_000  # Hz of all that is heard


class SpeechSpan(TypedDict):
    """`start` and `end` in seconds of what somebody says."""

    start: float
    end: float


class FoundSpeech(TypedDict):
    """`segments` in order; `duration` of the whole sound in seconds."""

    segments: list[SpeechSpan]
    duration: float


class HeardWord(TypedDict):
    """A word as it was written down; `start` and `end` in seconds, `certainty` 0 to 1."""

    word: str
    start: float
    end: float
    certainty: float


class Comparison(TypedDict):
    """How words that were heard differ from those that were meant. `word_error_rate`: words that
    are wrong, missing or too many, per word meant; `clear_errors`: the same of those that sound
    clearly otherwise, and so are no mishearing; `differences`: each as "seat for seed"."""

    word_error_rate: float
    clear_errors: float
    differences: list[str]


class Transcript(TypedDict):
    """What is said in a sound. `language`: two letters, "" where nothing is said; `certainty` of
    the language and of the words together, 0 to 1. `compared`: None where no words were given."""

    language: str
    certainty: float
    text: str
    words: list[HeardWord]
    compared: Comparison | None


class SpeechQuality(TypedDict):
    """DNSMOS P.835, each 1 (bad) to 5: the voice itself, what is behind it, and both together."""

    signal: float
    background: float
    overall: float


class Prosody(TypedDict):
    """How something is said: median `pitch` in Hz and its `range` in semitones (10th to 90th
    percentile), `rise` of the last 0.3 s of voice in semitones over the median, seconds `spoken`
    without pauses, `pauses` as a share of the time, `effort` in dB (above 1 kHz over below),
    `swing` of the loudness in dB. None where there is no voice."""

    pitch: float | None
    range: float | None
    rise: float | None
    spoken: float
    pauses: float
    effort: float | None
    swing: float | None


class VoiceMeasures(TypedDict):
    """`likeness`: of the voices, -1 to 1, None without a `reference`; `plain`: the prosody of the
    `neutral` sound."""

    quality: SpeechQuality
    prosody: Prosody
    likeness: float | None
    plain: Prosody | None


class Speakers(TypedDict):
    """`speakers`: for each span the number of who speaks there; 1 speaks the longest."""

    speakers: list[int]


@dataclass(frozen=True, kw_only=True)
class Transcribe(Request[Transcript]):
    """Write down what is said in the file at `path`. `language`: two letters; "": find it. `said`:
    the words that should be heard, compared with those that are; `names`: proper names that may be
    among them, which are compared by their sound."""

    path: Path
    language: str = ""
    said: str = ""
    names: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class FindSpeech(Request[FoundSpeech]):
    """When somebody speaks in the file at `path`, whatever else sounds there."""

    path: Path


@dataclass(frozen=True, kw_only=True)
class CompareWords(Request[Comparison]):
    """Compare the words `heard` with those `said`, as `Transcribe` does."""

    said: str
    heard: str
    language: str
    names: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class MeasureVoice(Request[VoiceMeasures]):
    """Measure the voice in the file at `path`. `reference`: other words of the voice that it should
    be; `neutral`: the same words in that voice without any feeling."""

    path: Path
    reference: Path | None = None
    neutral: Path | None = None


class VoiceLikeness(TypedDict):
    """`likeness` of two voices, -1 to 1."""

    likeness: float


@dataclass(frozen=True, kw_only=True)
class CompareVoices(Request[VoiceLikeness]):
    """How like the voice in the file at `path` is to the one in `reference`; MeasureVoice tells
    more, and takes longer."""

    path: Path
    reference: Path


@dataclass(frozen=True, kw_only=True)
class TellSpeakers(Request[Speakers]):
    """Tell whose voice is heard in each of `spans`, pairs of seconds, of the file at `path`."""

    path: Path
    spans: Sequence[tuple[float, float]]
