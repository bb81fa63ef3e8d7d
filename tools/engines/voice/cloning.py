"""What an engine is asked that speaks in the voice of a sample, and what it answers. It tells no
times: Recast (request.py) finds those."""

from dataclasses import dataclass
from typing import Any, TypedDict

from tools.engines.request import Request


class ClonedLine(TypedDict):
    """`engine`: what spoke, in words."""

    engine: str


@dataclass(frozen=True, kw_only=True)
class Clone(Request[ClonedLine]):
    """`text` in the voice of the WAV at `sample`, in which `sample_text` is said. `rate` 1 is as
    the sample speaks. `weights`: of the engine's own for this character, by its words for them.
    `out`: an absolute path that ends in .wav."""

    text: str
    language: str
    sample: str
    sample_text: str
    sample_language: str
    out: str
    rate: float = 1.0
    seed: int = 0
    weights: dict[str, Any] | None = None
