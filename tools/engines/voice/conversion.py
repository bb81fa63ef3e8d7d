"""What an engine is asked that makes a recording sound as somebody else, and what it answers."""

from dataclasses import dataclass
from typing import TypedDict

from tools.engines.request import Request


class ConvertedVoice(TypedDict):
    """`engine`: what did it, in words; `told`: what it changed, and what it could not."""

    engine: str
    told: list[str]


@dataclass(frozen=True, kw_only=True)
class ConvertVoice(Request[ConvertedVoice]):
    """The WAV `recording`, of one voice, as the one of the WAV `sample` would say it; words, times
    and melody stay. `out`: an absolute path that ends in .wav, the same for the same `seed`.
    `tract`: how many times as high the formants shall be, for an engine that does not hear that
    itself."""

    recording: str
    sample: str
    out: str
    seed: int = 0
    tract: float = 1.0
