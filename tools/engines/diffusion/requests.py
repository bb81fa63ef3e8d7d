"""What the diffusion engine can be asked for. Files are written to `out`, an absolute path."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypedDict, get_args

from tools.engines.request import Request

Sampler = Literal["dpm++_2m_karras", "euler", "euler_ancestral", "ddim", "unipc", "lcm"]
SAMPLERS: tuple[str, ...] = get_args(Sampler)
ControlKind = Literal["depth", "edge", "openpose"]  # as our passes are called

SAMPLES = "samples"  # the folder of a training's state in which its sample pictures lie


class Painted(TypedDict):
    """`seconds` of loading and of painting; `told`: what is to be said of how it was done, such as
    words of the prompt that were cut, or less memory than was hoped for; `setting`: how it ran."""

    seconds: dict[str, float]
    told: list[str]
    setting: str


class Trained(TypedDict):
    """`done`: steps in all; `losses` of those that were new; `told`: what is to be said of it, such
    as samples that did not fit into the card's memory."""

    done: int
    losses: list[float]
    told: list[str]


@dataclass(frozen=True, kw_only=True)
class Train(Request[Trained]):
    """Go on with a LoRA until `until` steps are done, and write it to `out`, a .safetensors file.

    `pictures`: a folder in diffusers' layout, with metadata.jsonl; `state`: the folder in which the
    training is kept, so that it goes on where it stopped; `digest` of the dataset: another one is
    another training. `resolution` in pixels a side, 64 to 2048; `rank` 1 to 256; `learning_rate`
    under 1.

    Before the first step and after each `sample_every` (0: never) the adapter as it stands paints
    `sample_prompts`, each always with the same seed, in so many steps with such a guidance, to
    samples/sample_000250_1.png of the state's folder (250 steps done, first prompt). They change
    nothing about the training."""

    pictures: str
    out: str
    state: str
    until: int
    resolution: int = 1024
    rank: int = 16
    learning_rate: float = 1e-4
    seed: int = 0
    digest: str = ""
    sample_every: int = 0
    sample_prompts: Sequence[str] = ()
    sample_negative: str = ""
    sample_steps: int = 30
    sample_guidance: float = 7.5


class Gone(TypedDict):
    """Nothing."""


@dataclass(frozen=True, kw_only=True)
class LetGo(Request[Gone]):
    """Give back the memory that is held for the next picture."""


@dataclass(frozen=True, kw_only=True)
class Paint(Request[Painted]):
    """A picture after `prompt`, `width` by `height` pixels (multiples of 8), in `steps` (1 to 100)
    with `guidance` (0 to 20; at most 1: the negative prompt has no effect).

    `loras`: {"file": path of a .safetensors file, "name", "weight": -2 to 2}. `controls`: {"kind",
    "folder": of its weights, "image": path of a picture of any size, "strength": 0 to 2, "start"
    and "end": from which share of the steps to which, 0 to 1}. `references`: {"folder" of the
    IP-Adapter, "image": path of a picture that the painting shall be like, of which the middle
    square is seen, "strength": 0 to 1, "start" and "end", and maybe "box": where it counts, [x0,
    y0, x1, y1] in shares of the painting, if its sides are multiples of 32}.

    `face`: {"folder" of InstantID, "embedding": of the face that is wanted, 512 numbers, "points":
    eyes, nose and corners of the mouth, (x, y) from the viewer's left, in pixels of the painting,
    "strength" of its likeness and "structure" of where it is, 0 to 1.5, "start" and "end"}.
    `image`: a picture to start from, of which `strength` (0 to 1) is painted anew; with a `mask`
    only where that is white, and what is black stays as it is, pixel for pixel. `out`: the PNG."""

    prompt: str
    negative_prompt: str = ""
    width: int = 1024
    height: int = 1024
    steps: int = 30
    guidance: float = 7.5
    sampler: str = "dpm++_2m_karras"
    seed: int = 0
    loras: Sequence[dict[str, Any]] = ()
    controls: Sequence[dict[str, Any]] = ()
    references: Sequence[dict[str, Any]] = ()
    face: dict[str, Any] | None = None
    image: str = ""
    mask: str = ""
    strength: float = 0.6
    out: str = ""
