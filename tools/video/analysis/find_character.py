"""find_character: when and where a character is seen in a video."""

from typing_extensions import TypedDict

from studio.nouns.artifact import Table
from studio.plan.parts import Character
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene
from tools.engines.vision.shots.requests import Appearance, FindCharacter


class CharacterInVideo(TypedDict):
    character: str
    appearances: list[Appearance]
    seconds: float
    duration: float
    track: Table


@tool("video", engines=("vision",), book=True)
async def find_character(ctx: ToolContext, video: Scene, character: Character) -> CharacterInVideo:
    """Find when and where one of our characters is seen in a video, by its colours and its head.

    Each face is compared with every sheet (skin, eyes, hair, clothes under the light of the shot,
    and the shape of the head); it counts where the character's is nearest and near enough.
    `appearances` lie within one shot each, with the `box` of the face in pixels in the middle of
    that time and a `certainty` of 0 to 1. The table `track` has `times` and `boxes` of all frames
    that were looked at, four a second. Who is seen from behind is not found; what the studio knows
    of a character by its name: look_up_character().

        seen = (await find_character(scene, "Luca"))["appearances"]
        part = await trim_video(scene, start=seen[0]["start"], end=seen[0]["end"])
    """
    sheet = ctx.sheets.get(character)
    known = {name: ctx.sheets.get(name).model_dump(mode="json") for name in ctx.sheets.names()}
    found = await ctx.engine.run(
        FindCharacter(path=ctx.path(video), character=sheet.name, sheets=known)
    )
    track = {"times": found["times"], "boxes": found["boxes"]}
    return {
        "character": sheet.name,
        "appearances": found["appearances"],
        "seconds": found["seconds"],
        "duration": found["duration"],
        "track": Table(ctx.keep_table(track, inputs=[video])),
    }
