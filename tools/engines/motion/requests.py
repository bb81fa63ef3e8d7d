"""What the motion engine can be asked for. Frames are written to `out_dir`, an absolute path."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from tools.engines.request import Request


class Animated(TypedDict):
    """`frames`: names of PNGs in playing order; `seconds` of loading and of painting; `told`: what
    is to be said of how it was done; `setting`: how it ran."""

    frames: list[str]
    seconds: dict[str, float]
    told: list[str]
    setting: str


@dataclass(frozen=True, kw_only=True)
class Animate(Request[Animated]):
    """`frames` pictures that move, of `width` by `height` pixels (multiples of 8), after `prompt`.

    `base` and `adapter`: folders of the weights, of the family `model` (sd15 or sdxl). `controls`,
    of sd15 alone: {"kind", "folder" of its weights, "images": a path for each frame, "strength": 0
    to 2, "start" and "end": shares of the steps}. `image`: path of a PNG that is the first frame,
    of which `strength` (0 to 1) is painted anew in those that follow."""

    model: str
    base: str
    adapter: str
    prompt: str
    negative_prompt: str = ""
    width: int = 512
    height: int = 512
    frames: int = 16
    steps: int = 25
    guidance: float = 7.5
    seed: int = 0
    controls: Sequence[dict[str, Any]] = ()
    image: str = ""
    strength: float = 0.7
    out_dir: str = ""
