"""segment_video: which pixels of a video are its subject, frame by frame."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.errors import EngineError, ToolError
from studio.nouns.artifact import Mask
from studio.plan.parts import Character
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene, Seconds
from tools.engines.media.masks import SUFFIX
from tools.engines.media.probe import probe
from tools.engines.sam2.requests import FoundSubject, Pointed, SegmentVideo
from tools.video.layers.pointing import by_name, by_words

Pixels = Annotated[float, Field(ge=0, le=16384)]


class Segmented(TypedDict):
    mask: Mask
    share: float
    seen: float
    found_by: str
    method: str


@tool("video", engines=("sam2", "vision"), uses=("vision", "seeing"), book=True)
async def segment_video(
    ctx: ToolContext,
    video: Scene,
    point: Annotated[list[Pixels], Field(min_length=2, max_length=2)] | None = None,
    box: Annotated[list[Pixels], Field(min_length=4, max_length=4)] | None = None,
    at: Seconds | None = None,
    what: Annotated[str, Field(min_length=2, max_length=200)] | None = None,
    character: Character | None = None,
) -> Segmented:
    """Find which pixels of a video are its subject, in every frame: a mask over time.

    `point` [x, y] lies on the subject or `box` [x0, y0, x1, y1] around it, in pixels of the frame
    that is shown at `at` seconds (0); it is followed from there both ways, as far as the shot goes.
    Or name it, in all shots where it is seen, with `at` in that one alone: `what` in words, which
    the endpoint's model that sees looks for (“the red umbrella”), or one of our characters, by its
    face. With none of these, the figure in front is taken in each shot, else what moves otherwise
    than the rest. `share` of the picture that it takes up where it is seen, and `seen` of the
    frames, are from 0 to 1; `found_by` is "point", "box", "words", "character", "figure" or
    "motion". composite(), exaggerate_faces() and restyle_video() take the mask.

        subject = await segment_video(scene, box=[120, 40, 380, 400], at=1.5)
        moved = await composite(scene, subject["mask"], over=beach)
    """
    ways = {"point": point, "box": box, "what": what, "character": character}
    given = [name for name, value in ways.items() if value]
    if len(given) > 1:
        raise ToolError(
            f"both `{given[0]}` and `{given[1]}` were given.", "Give the one that is surer."
        )
    found_by, told = "", {}
    places: list[Pointed] = []
    if where := point or box:
        places = [{"at": at or 0.0, "by": "point" if point else "box", "where": where}]
    elif what:
        found_by = "words"
        places, told["looked_by"] = await by_words(ctx, video, what, at)
    elif character:
        found_by = "character"
        places = await by_name(ctx, video, character, at)
    out = ctx.folder / f"mask{SUFFIX}"
    made = await _segmented(ctx, SegmentVideo(path=ctx.path(video), out=out, places=places))
    made = {**made, "found_by": found_by or made["found_by"]}
    notes = {**made, **told}
    return {
        "mask": Mask(ctx.keep(out, "mask", probe(out), inputs=[video], notes=notes)),
        "share": made["share"],
        "seen": made["seen"],
        "found_by": made["found_by"],
        "method": made["method"],
    }


async def _segmented(ctx: ToolContext, request: SegmentVideo) -> FoundSubject:
    """By the engine that was chosen; where it fails that is told, and the one without a network of
    its own does it."""
    try:
        return await ctx.engine.run(request)
    except EngineError as error:
        if ctx.engine.name == "vision":
            raise
        ctx.fell_back("Optical flow and GrabCut follow it", error)
        return await ctx.other("vision").run(request)
