"""compare_to_sheet: is it the character, the expression and the pose that were asked for?"""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.vocabulary import Emotion, Pose
from studio.plan.parts import Character
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.vision.requests import CompareToSheet

Seen = Annotated[str, Field(pattern=r"^(image|video):[0-9a-f]{16}$")]


class SheetComparison(TypedDict):
    character: str
    face_found: bool
    face_height: float | None
    body_found: bool
    figure_share: float
    nearest: str
    difference: float | None
    margin: float | None
    differences: dict[str, float]
    regions: dict[str, float]
    colours: dict[str, str]
    shape: dict[str, float]
    hair_style: str
    expression: str
    expression_belief: float | None
    expression_strength: float | None
    expressions: dict[str, float]
    mouth: dict[str, float]
    pose_seen: str
    pose_degree: float | None
    pose_source: str
    actions: dict[str, float]
    action_source: str


@tool("measure", engines=("vision",), book=True)
async def compare_to_sheet(
    ctx: ToolContext,
    media: Seen,
    character: Character,
    expression: Emotion | None = None,
    pose: Pose | None = None,
    acting: bool = False,
) -> SheetComparison:
    """Compare a picture or a video with a character's sheet.

    `nearest` is the character of the book whose colours (skin, eyes, hair, clothes) it shows best
    under the light of the shot; `difference` from the sheet is in CIEDE2000, and `margin` says how
    much nearer it is than the next other character (negative: another one is nearer). `shape` says
    how far the head is from the sheet's, whatever its colours, by hair, glasses, hat and scarf:
    from 1 on it is another character's. `face_height` is that of the face from brow to chin in
    pixels: below 36 `nearest` and `expression` are empty, below 28 `shape`, for so small a
    face does not tell. With `expression`: which one the face shows, the belief in the one asked for
    (0 to 1) and its strength. With `pose`: how far it is struck (0 to 1), and what that rests on;
    with `acting`, of a video: how surely each of the actions that can be told is done over time
    (0 to 1). `figure_share` is the share of the picture that figures take up. All of it is read
    from the pixels.
    """
    artifact = ctx.artifact(media)
    sheet = ctx.sheets.get(character)
    known = {name: ctx.sheets.get(name).model_dump(mode="json") for name in ctx.sheets.names()}
    measured = await ctx.engine.run(
        CompareToSheet(
            path=ctx.path(media),
            kind=artifact.kind,
            character=sheet.name,
            sheets=known,
            expression=expression,
            pose=pose,
            acting=acting,
        )
    )
    return {"character": sheet.name, **measured}
