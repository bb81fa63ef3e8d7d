"""How a picture was painted by a diffusion model, found by what is kept of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from studio.nouns.artifact import Artifact
from studio.settings import Diffusion
from tools.diffusion.diffusing import DRAFT, size_of_shape
from tools.diffusion.edit_image import Margins
from tools.engines.diffusion.weights import QUICK
from tools.render.painting import GRID

PAINTING = ("generate_image", "edit_image", "restyle_image")
START, MASK = "start", "mask"  # what a picture is to a painting, besides a control's
OUTLINES = "outlines"  # for a control's picture: those of the picture that was painted over


@dataclass
class PaintingSteps:
    """How a picture was painted. `controls` are {"kind", "image", "strength", "start", "end"};
    `image` is the handle of a pass, OUTLINES, or "" for one that was not kept. `start_from`: the
    picture that was painted over, `strength` how much of it anew, `mask` where, `margins` what was
    added around it, `on_grey` whether it was laid on grey."""

    prompt: str
    negative: str
    width: int
    height: int
    steps: int
    guidance: float
    seed: int
    sampler: str = "dpm++_2m_karras"
    loras: Mapping[str, float] = field(default_factory=dict)
    controls: list[dict[str, Any]] = field(default_factory=list)
    start_from: str = ""
    strength: float = 1.0
    mask: str = ""
    margins: Margins | None = None
    on_grey: bool = False
    left_out: list[str] = field(default_factory=list)


def control_picture(number: int) -> str:
    """What the picture of a control is called, by its place among them from 0."""
    return f"control{number + 1}"


def steps_of(artifact: Artifact, settings: Diffusion) -> PaintingSteps | None:
    """How a picture was painted by a diffusion model; None for one that was not."""
    steps, given = _as_asked(artifact, settings), artifact.parameters
    if steps is None or not (given.get("draft") or given.get("quality") == "draft"):
        return steps
    return replace(steps, **DRAFT, loras={**steps.loras, QUICK: 1.0})


def _as_asked(artifact: Artifact, settings: Diffusion) -> PaintingSteps | None:
    given, notes = artifact.parameters, artifact.notes
    if artifact.kind != "image":
        return None
    if artifact.tool == "render_character" and "prompt" in notes:
        shape = int(given["width"]), int(given["height"])
        width, height = size_of_shape(shape, settings.pixels, GRID)
        return PaintingSteps(
            prompt=notes["prompt"],
            negative=notes.get("negative_prompt", ""),
            width=width,
            height=height,
            steps=settings.steps,
            guidance=settings.guidance,
            seed=int(given.get("seed", 0)),
            loras=notes.get("loras", {}),
            controls=[
                {
                    "kind": kind,
                    "image": (notes.get("passes", {}) | notes.get("scene", {})).get(kind, ""),
                    "strength": strength,
                }
                for kind, strength in notes.get("controls", {}).items()
            ],
            left_out=["references"] if notes.get("references") else [],
        )
    if artifact.tool not in PAINTING or not given.get("prompt"):
        return None
    facts, restyled = artifact.facts, artifact.tool == "restyle_image"
    return PaintingSteps(
        prompt=given["prompt"],
        negative=given.get("negative_prompt") or "",
        width=int(given.get("width") or facts.width or 1024),
        height=int(given.get("height") or facts.height or 1024),
        steps=int(given.get("steps", settings.steps)),
        guidance=float(given.get("guidance", settings.guidance)),
        seed=int(given.get("seed", 0)),
        sampler=given.get("sampler", "dpm++_2m_karras"),
        loras={one["name"]: one.get("weight", 1.0) for one in given.get("loras") or []},
        controls=_outlines(notes) if restyled else list(given.get("controls") or []),
        start_from=given.get("image") or "",
        strength=float(given.get("strength", 1.0)),
        mask=given.get("mask") or "",
        margins=given.get("margins"),
        on_grey=restyled,
        left_out=[name for name in ("references", "face") if given.get(name)],
    )


def _outlines(notes: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"kind": kind, "image": OUTLINES, "strength": strength}
        for kind, strength in notes.get("controls", {}).items()
    ]
