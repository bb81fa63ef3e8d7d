"""separate_subject: the subject of a video by itself, and the empty place behind it."""

from typing_extensions import TypedDict

from studio.nouns.artifact import Image, Mask, Video
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene
from tools.engines.media.probe import probe
from tools.engines.opencv.requests import Separate


class Separated(TypedDict):
    video: Video
    background: Image | None
    seen: float | None


@tool("video", engines=("opencv",))
async def separate_subject(ctx: ToolContext, video: Scene, mask: Mask) -> Separated:
    """Take the subject of a video out of it, for another program to cut with.

    `video` of the result has an alpha channel (ProRes 4444 in a MOV; here it is seen without one,
    composite() takes video and mask themselves). `background` is the place without the subject, put
    together from the frames in which it is not in the way: `seen` of it, 0 to 1, and the rest
    smeared over from around it (inpaint() does that better); None where the camera moves. `mask`
    is what segment_video() made.

        subject = await segment_video(scene)
        apart = await separate_subject(scene, subject["mask"])
    """
    out, plate = ctx.folder / "subject.mov", ctx.folder / "background.png"
    made = await ctx.engine.run(
        Separate(video=ctx.path(video), out=out, mask=ctx.path(mask), plate=plate)
    )
    kept = Video(ctx.keep(out, "video", probe(out), inputs=[video, mask]))
    behind = None
    if made["plate_seen"] is not None:
        behind = Image(ctx.keep(plate, "image", probe(plate), inputs=[video, mask]))
    return {"video": kept, "background": behind, "seen": made["plate_seen"]}
