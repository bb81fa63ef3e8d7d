"""render_character: a still of one to three characters in a set."""

from typing import Annotated, Any, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Image
from studio.nouns.vocabulary import (
    CameraAngle,
    Emotion,
    Framing,
    PassName,
    Pose,
    Quality,
    SetName,
    TimeOfDay,
    View,
)
from tools.context import ToolContext
from tools.declaration import Character, tool
from tools.engines.media.probe import probe
from tools.render.staging import Exposure, Seed, Side, Strength, check_cast, sheet_of


class Companion(TypedDict):
    """A further character in a picture."""

    character: Character
    pose: NotRequired[Pose]
    expression: NotRequired[Emotion]
    strength: NotRequired[Strength]


class Still(TypedDict):
    image: Image
    passes: dict[str, Image]


@tool("render", engines=("blender",))
async def render_character(
    ctx: ToolContext,
    character: Character,
    pose: Pose = "idle",
    expression: Emotion = "neutral",
    strength: Strength = 1.0,
    companions: list[Companion] = [],  # noqa: B006
    set_name: SetName = "seaside_town",
    time_of_day: TimeOfDay = "day",
    framing: Framing = "medium",
    angle: CameraAngle = "eye_level",
    view: View = "three_quarter",
    width: Side = 512,
    height: Side = 512,
    quality: Quality = "final",
    exposure: Exposure = 0.0,
    passes: Annotated[list[PassName], Field(max_length=5)] = [],  # noqa: B006
    transparent: bool = False,
    seed: Seed = 0,
) -> Still:
    """Render a picture of a character, alone or with up to two companions.

    `strength` of the expression: 0 none, 1 full, up to 2 exaggerated. `framing` "full" and "wide"
    show the whole body (running, jumping), "close_up" the face. `exposure` in stops: +0.5 is
    brighter, -0.5 darker. `quality` "draft" is quick and grainy. `transparent` leaves the set out
    and gives the picture an alpha channel. `passes` come back in still["passes"] by name, in the
    picture's size.

        still = await render_character("Luca", pose="run", expression="excited", framing="full",
                                       passes=["depth"])
        still["image"], still["passes"]["depth"]
    """
    lead = {"character": character, "pose": pose, "expression": expression, "strength": strength}
    cast = check_cast([lead, *companions])
    made = await ctx.engine(
        "render_still",
        {
            "cast": [_member(ctx, role) for role in cast],
            "set": set_name,
            "time_of_day": time_of_day,
            "framing": framing,
            "angle": angle,
            "view": view,
            "width": width,
            "height": height,
            "quality": quality,
            "exposure": exposure,
            "seed": seed,
            "transparent": transparent,
            "passes": list(dict.fromkeys(passes)),
            "out_dir": str(ctx.folder),
        },
    )
    kept = {name: _keep(ctx, file, {"pass": name}) for name, file in made["passes"].items()}
    notes = {key: made[key] for key in ("joints", "head_boxes", "timings")} | {"passes": kept}
    return {"image": _keep(ctx, made["image"], notes), "passes": kept}


def _member(ctx: ToolContext, role: dict[str, Any]) -> dict[str, Any]:
    return {
        "sheet": sheet_of(ctx, role["character"]),
        "pose": role.get("pose", "idle"),
        "expression": role.get("expression", "neutral"),
        "strength": role.get("strength", 1.0),
        "viseme": None,
    }


def _keep(ctx: ToolContext, file: str, notes: dict[str, Any]) -> Image:
    path = ctx.folder / file
    return Image(ctx.keep(path, "image", probe(path), notes=notes))
