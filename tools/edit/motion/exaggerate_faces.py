"""exaggerate_faces: a video with the expressions of its faces exaggerated."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Mask, Video
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene, Seconds, edit
from tools.edit.motion.head_notes import head_notes
from tools.engines.vision.requests import Exaggerate


class Exaggerated(TypedDict):
    video: Video
    duration: float
    faces: int
    share: float
    strength: float


@tool("edit", engines=("vision",))
async def exaggerate_faces(
    ctx: ToolContext,
    video: Scene,
    amount: Annotated[float, Field(ge=1, le=4)] = 2.0,
    start: Seconds = 0.0,
    end: Seconds | None = None,
    mask: Mask | None = None,
) -> Exaggerated:
    """Exaggerate the expressions of the faces in a video, as a caricature does.

    Brows, eyes, mouth and jaw move `amount` times as far from the face's own rest (1 changes
    nothing, 2 doubles, 4 is grotesque), from `start` to `end` in seconds. Size, rate, length and
    sound stay; what is around a face does not move. Up to three `faces` at once; `share` is the
    fraction of the frames in the range in which one was changed, `strength` by how much the
    expressions grew, measured on the new frames. Faces must be seen fairly large and not from
    the side. With a `mask` of segment_video() only faces in it, and nothing outside it moves.
    Exaggerate before slow motion and before punching in.

        funny = await exaggerate_faces(scene, amount=2.5, start=1.0, end=3.0)
    """
    about = {"amount": amount, "start": start, "end": end, **head_notes(ctx, video)}
    about["mask"] = ctx.path(mask) if mask else None
    exaggerated, made = await edit(
        ctx,
        video,
        lambda source, out: Exaggerate(video=source, out=out, **about),
        also=[mask] if mask else [],
    )
    return {
        "video": exaggerated,
        "duration": made["duration"],
        "faces": made["faces"],
        "share": made["share"],
        "strength": made["strength"],
    }
