"""A picture of the plan as a diffusion model paints it: our own scene gives pose, camera and depth,
the sheets and the plan give the words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from studio.media.opener import open_picture
from studio.nouns.sheet import CharacterSheet
from studio.packs.registry import registry
from studio.plan.parts import Place, Role, Size, Viewpoint
from studio.plan.wording import spaced
from studio.settings import Settings
from studio.weights.storage import pull_command, warehouse
from tools.adapters import adapter_file, adapter_names, trigger
from tools.context import ToolContext
from tools.diffusion.diffusing import DRAFT, draft_lora, steered_throughout
from tools.engines.blender.requests import RenderedStill
from tools.engines.diffusion.requests import Paint
from tools.engines.diffusion.weights import CONTROLS, QUICK
from tools.engines.media.confined import confined
from tools.engines.media.pixels import pixels_of
from tools.engines.media.probe import probe
from tools.render.likeness import boxes_of, references_for

STYLE = "3D animated film still, stylised characters, soft shading, global illumination"
NEGATIVE = "2d, flat, anime, sketch, photograph, low quality, blurred, text, watermark"
GRID = 32  # pixels: of what the network attends at where it is coarsest
_FRAMINGS = {"close_up": "close-up of the face", "full": "full body", "wide": "wide shot"}
COMPARED = ("mask", "depth")  # passes that are kept with a painting, to compare it with
_EXACT = ("mask", "openpose")  # passes whose colours mean something
_OVER = "painted.png"
_DRAFT_TOLD = f"A draft: {DRAFT['steps']} steps with {QUICK}, guidance {DRAFT['guidance']:g}."


@dataclass(frozen=True)
class Scene:
    """What is seen: who, where, from where."""

    cast: Sequence[Role]
    place: Place
    camera: Viewpoint


async def paint_over(
    ctx: ToolContext, made: RenderedStill, scene: Scene, size: Size, seed: int, draft: bool
) -> dict[str, Any]:
    """Paint over what Blender `made`: its image and passes are then the painting and the passes in
    the picture's size. A `draft` is painted in few steps. Returns what is to be noted: the words,
    what steered, places in pixels of that size."""
    sheets = [ctx.sheets.get(role.character) for role in scene.cast]
    passes = {name: ctx.folder / file for name, file in made["passes"].items()}
    facts = probe(ctx.folder / made["image"])
    width, height = facts.width or 0, facts.height or 0
    prompt = prompt_for(sheets, scene)
    loras = loras_for(sheets, scene.place, ctx.settings) + ([draft_lora(ctx)] if draft else [])
    usual = {"steps": ctx.settings.diffusion.steps, "guidance": ctx.settings.diffusion.guidance}
    how = DRAFT if draft else usual
    controls = controls_for(passes, ctx.settings)
    references = await references_for(ctx, sheets, scene.camera, boxes_of(made, width, height))
    painted = await ctx.engine.run(
        Paint(
            prompt=prompt,
            negative_prompt=NEGATIVE,
            width=width,
            height=height,
            seed=seed,
            loras=loras,
            controls=controls,
            references=references,
            out=str(ctx.folder / _OVER),
            **how,
        )
    )
    scene = ctx.folder / made["image"]
    made["image"] = _OVER
    for name, path in {"": ctx.folder / _OVER, "scene": scene, **passes}.items():
        _bring_to(path, size, name)
    return {
        **_rescaled(made, size.width / width, size.height / height),
        "prompt": prompt,
        "negative_prompt": NEGATIVE,
        "loras": {lora["name"]: lora["weight"] for lora in loras},
        "controls": {control["kind"]: control["strength"] for control in controls},
        "references": {
            sheet.name: {key: one[key] for key in ("strength", "box")}
            for sheet, one in zip(sheets, references, strict=False)
        },
        "told": [*([_DRAFT_TOLD] if draft else []), *not_steered(ctx.settings), *painted["told"]],
        "setting": painted["setting"],
        "timings": made["timings"] | painted["seconds"],
    }


def why_rendered(quality: str, transparent: bool, settings: Settings) -> str:
    """Why a picture is left as Blender renders it where there is a painter; "" for one that is
    painted."""
    if transparent:
        return "Rendered by Blender: what has an alpha channel is not painted."
    if quality == "draft" and warehouse(settings).missing(QUICK):
        lacking = f"drafts are painted where {QUICK} is here ({pull_command(QUICK)})."
        return f"Rendered by Blender: {lacking}"
    return ""


def not_steered(settings: Settings) -> list[str]:
    """What a painting is told of each pass that should steer it and has no ControlNet here."""
    house = warehouse(settings)
    wanted = {kind: CONTROLS[kind] for kind, much in settings.diffusion.controls.items() if much}
    return [
        f"Not steered by {kind}: {entry} is not here ({pull_command(entry)})."
        for kind, entry in wanted.items()
        if house.missing(entry)
    ]


def prompt_for(sheets: Sequence[CharacterSheet], scene: Scene) -> str:
    """Who is seen with what traits, in which pose and with what expression, where and when, from
    how near; then the style."""
    people = [_person(sheet, role) for sheet, role in zip(sheets, scene.cast, strict=True)]
    about = registry("sets")[scene.place.set].facts["description"]
    where = f"{about}, {spaced(scene.place.time_of_day)} light"
    framing = _FRAMINGS.get(scene.camera.framing, "medium shot")
    return f"{'; '.join(people)}; {where}; {framing}; {STYLE}"


def _person(sheet: CharacterSheet, role: Role) -> str:
    traits = ", ".join(sheet.traits) or sheet.description
    pose = registry("actions")[role.action].facts["description"].rstrip(".").lower()
    feeling = "" if role.expression == "neutral" else f"{spaced(role.expression)} expression, "
    word = trigger(sheet)  # what an adapter of the character listens to
    name = sheet.name if word == sheet.name.casefold() else f"{word}, {sheet.name}"
    return f"{name}, {traits}, {feeling}{spaced(role.action)}: {pose}"


def loras_for(
    sheets: Sequence[CharacterSheet], place: Place, settings: Settings
) -> list[dict[str, Any]]:
    """The adapters that have the name of a character or of the set, where they are here; of
    several characters the weight is shared, since each pulls all faces its way."""
    here, wanted = set(adapter_names(settings)), settings.diffusion
    own = list(dict.fromkeys(trigger(sheet) for sheet in sheets))
    own = [name for name in own if name in here]
    weighted = [(name, wanted.character_lora / len(own)) for name in own]
    weighted += [(place.set, wanted.set_lora)] if place.set in here else []
    return [
        {"file": str(adapter_file(name, settings)), "name": name, "weight": round(weight, 3)}
        for name, weight in weighted
    ]


def controls_for(passes: Mapping[str, Path], settings: Settings) -> list[dict[str, Any]]:
    """What the scene steers by: each of its passes whose ControlNet is here."""
    house = warehouse(settings)
    return [
        steered_throughout(
            kind, house.folder_of(CONTROLS[kind]), _for_steering(passes[kind]), strength
        )
        for kind, strength in settings.diffusion.controls.items()
        if kind in passes and strength and not house.missing(CONTROLS[kind])
    ]


def _for_steering(path: Path) -> Path:
    """A pass in 8 bits, as networks have it; depth has 16."""
    out = path.with_name(f"steering-{path.name}")
    Image.fromarray(pixels_of(path, "RGB")).save(out)
    return out


@confined
def _bring_to(path: Path, size: Size, name: str) -> None:
    """Bring a picture, or the pass of this name, to the picture's size, in its place."""
    with open_picture(path) as opened:
        if opened.size == (size.width, size.height):
            return
        way = Image.Resampling.NEAREST if name in _EXACT else Image.Resampling.LANCZOS
        opened.resize((size.width, size.height), way).save(path)


def _rescaled(made: RenderedStill, across: float, down: float) -> dict[str, Any]:
    """Joints and heads in pixels of a picture of another size."""
    joints = [
        one
        | {"points": {key: [x * across, y * down, v] for key, (x, y, v) in one["points"].items()}}
        for one in made["joints"]
    ]
    boxes = [
        [x0 * across, y0 * down, x1 * across, y1 * down] for x0, y0, x1, y1 in made["head_boxes"]
    ]
    return {"joints": joints, "head_boxes": boxes}
