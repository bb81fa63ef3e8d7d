"""render_character: a still of one to three characters in a set."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from studio.errors import EngineError, ToolError
from studio.nouns.artifact import Image
from studio.nouns.vocabulary import PassName, Quality
from studio.plan.parts import MOST_CAST, Exposure, Place, Role, Seed, Size, Viewpoint
from tools.context import ToolContext
from tools.declaration import SPREAD, tool
from tools.diffusion.diffusing import size_of_shape
from tools.engines.blender.requests import RenderedStill, RenderStill
from tools.engines.media.probe import probe
from tools.render.painting import COMPARED, GRID, Scene, paint_over, why_rendered
from tools.render.staging import sheet_of


class RenderedPicture(TypedDict):
    image: Image
    passes: dict[str, Image]
    told: list[str]


@tool("render", engines=("diffusion", "blender"), uses=("blender",))
async def render_character(
    ctx: ToolContext,
    cast: Annotated[list[Role], Field(min_length=1, max_length=MOST_CAST)],
    place: Annotated[Place, SPREAD],
    camera: Annotated[Viewpoint, SPREAD],
    size: Annotated[Size, SPREAD],
    quality: Quality = "final",
    exposure: Exposure = 0.0,
    passes: Annotated[list[PassName], Field(max_length=5)] = [],  # noqa: B006
    transparent: bool = False,
    seed: Seed = 0,
) -> RenderedPicture:
    """Render a picture of one to three characters.

    The first of the cast is the one that the picture is about. `strength` of an expression: 0 none,
    1 full, up to 2 exaggerated. `framing` "full" and "wide" show the whole body (running, jumping),
    "close_up" the face. `exposure` in stops: +0.5 is brighter, -0.5 darker. `quality` "draft" is
    quick and grainy. `transparent` leaves the set out and gives the picture an alpha channel.
    `passes` come back in still["passes"] by name, in the picture's size. Where a diffusion model is
    at hand, it paints the picture over the scene, which gives pose, camera and depth. `told` says
    how, and what was done otherwise than asked.

        still = await render_character([{"character": "Luca", "action": "run"}], framing="full",
                                       passes=["depth"])
        still["image"], still["passes"]["depth"]
    """
    asked = list(dict.fromkeys(passes))
    is_painter = ctx.engine.name == "diffusion"
    why = why_rendered(quality, transparent, ctx.settings) if is_painter else ""
    shape = size.width, size.height

    async def rendered(side: tuple[int, int], how: Quality, kept: list[PassName]) -> RenderedStill:
        return await ctx.other("blender").run(
            RenderStill(
                cast=[member_of(ctx, role) for role in cast],
                **place.model_dump(),
                camera=camera,
                width=side[0],
                height=side[1],
                quality=how,
                exposure=exposure,
                seed=seed,
                transparent=transparent,
                passes=kept,
                out_dir=str(ctx.folder),
            )
        )

    if not is_painter or why:
        return _kept(ctx, await rendered(shape, quality, asked), asked, [why] if why else [])
    needed = [*dict.fromkeys([*asked, *ctx.settings.diffusion.controls, *COMPARED])]
    made = await rendered(
        size_of_shape(shape, ctx.settings.diffusion.pixels, GRID), "draft", needed
    )
    scene, painted = made["image"], Scene(cast, place, camera)
    try:
        notes = await paint_over(ctx, made, painted, size, seed, quality == "draft")
    except (EngineError, ToolError) as error:
        ctx.fell_back("The picture is Blender's", error, by="blender")
        return _kept(ctx, await rendered(shape, quality, asked), asked)
    # What the critic compares the painting with.
    compared = {name: _keep(ctx, made["passes"][name], {"pass": name}) for name in COMPARED}
    notes["scene"] = {"image": _keep(ctx, scene, {"pass": "scene"}), **compared}
    return _kept(ctx, made, asked, notes.pop("told"), notes)


def _kept(
    ctx: ToolContext,
    made: RenderedStill,
    asked: Sequence[str],
    told: Sequence[str] = (),
    notes: Mapping[str, Any] = {},
) -> RenderedPicture:
    """What was made, as artifacts; `notes` count before what Blender notes of its scene."""
    kept = {name: _keep(ctx, made["passes"][name], {"pass": name}) for name in asked}
    about = {key: made[key] for key in ("joints", "head_boxes", "timings")} | notes
    about |= {"told": list(told), "passes": kept}
    return {"image": _keep(ctx, made["image"], about), "passes": kept, "told": list(told)}


def member_of(ctx: ToolContext, role: Role) -> dict[str, Any]:
    """One of the cast, as the engine knows it."""
    return {
        "sheet": sheet_of(ctx, role.character),
        "action": role.action,
        "expression": role.expression,
        "strength": role.strength,
        "viseme": None,
    }


def _keep(ctx: ToolContext, file: str, notes: dict[str, Any]) -> Image:
    path = ctx.folder / file
    return Image(ctx.keep(path, "image", probe(path), notes=notes))
