"""export: a finished video as a file for where it goes."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Image, Video
from studio.nouns.vocabulary import ExportPurpose
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene
from tools.engines.ffmpeg.export.requests import ExportVideo, TakeStills
from tools.engines.ffmpeg.requests import MakeContactSheet
from tools.engines.media.probe import probe
from tools.engines.vision.requests import CropToShape

_SHAPES = {"square": (1, 1), "vertical": (9, 16)}
_ENDINGS = {"master": "mov", "gif": "gif"}
_SHEET = (16, 480)  # frames, and pixels that each is wide


class Exported(TypedDict):
    """The file as a `video`, or the `images`; their size in pixels and all of their bytes."""

    video: Video | None
    images: list[Image]
    width: int
    height: int
    bytes: int


@tool("film", engines=("ffmpeg",), uses=("vision",))
async def export(
    ctx: ToolContext,
    video: Scene,
    purpose: ExportPurpose,
    stills: Annotated[int, Field(ge=1, le=60)] = 12,
) -> Exported:
    """Write a finished video as the file that is wanted where it goes.

    "web" is an MP4 of 1080 lines at most; "square" and "vertical" (9 to 16) are cropped with the
    face kept in view; "master" is a ProRes 422 HQ .mov with uncompressed sound, for an editor;
    "gif" is silent, 480 pixels at most, of 30 s at most; "stills" are that many frames in full size
    (PNG), "sheet" 16 of them on one picture. Nothing is enlarged.

        upright = await export(film["video"], "vertical")
    """
    source = ctx.path(video)
    if purpose in ("stills", "sheet"):
        return _told(ctx, None, await _pictures(ctx, video, purpose, stills))
    if shape := _SHAPES.get(purpose):
        cropped = ctx.folder / "cropped.mp4"
        await ctx.other("vision").run(
            CropToShape(video=source, out=cropped, width=shape[0], height=shape[1])
        )
        source = cropped
    out = ctx.folder / f"export.{_ENDINGS.get(purpose, 'mp4')}"
    await ctx.engine.run(ExportVideo(video=source, out=out, purpose=purpose))
    return _told(ctx, Video(ctx.keep(out, "video", probe(out), inputs=[video])), [])


async def _pictures(
    ctx: ToolContext, video: str, purpose: ExportPurpose, stills: int
) -> list[Image]:
    source = ctx.path(video)
    if purpose == "sheet":
        sheet = ctx.folder / "sheet.png"
        frames, width = _SHEET
        await ctx.engine.run(MakeContactSheet(video=source, frames=frames, width=width, out=sheet))
        files = [sheet]
    else:
        taken = await ctx.engine.run(TakeStills(video=source, count=stills, folder=ctx.folder))
        files = [ctx.folder / path for path in taken["paths"]]
    return [Image(ctx.keep(file, "image", probe(file), inputs=[video])) for file in files]


def _told(ctx: ToolContext, video: Video | None, images: list[Image]) -> Exported:
    facts = [ctx.artifact(handle).facts for handle in ([video] if video else images)]
    return {
        "video": video,
        "images": images,
        "width": facts[0].width or 0,
        "height": facts[0].height or 0,
        "bytes": sum(one.bytes for one in facts),
    }
