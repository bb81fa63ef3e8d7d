"""upscale_video: a video with more pixels."""

import asyncio

import numpy as np
from typing_extensions import TypedDict

from studio.nouns.artifact import Video
from tools.context import BoundEngine, ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene
from tools.engines.ffmpeg.edit.footage import read
from tools.engines.media.frames import film, pictures, to_i420, to_rgb
from tools.engines.media.probe import probe
from tools.engines.opencv.drawings import is_same
from tools.engines.restoration.requests import Effort, Factor
from tools.restoration.upscaling import check_size, enlarged

MOST = 3840 * 2160  # pixels of a frame of the result


class UpscaledVideo(TypedDict):
    video: Video
    width: int
    height: int
    method: str


@tool("restoration", engines=("spandrel", "ncnn", "opencv"), uses=("ffmpeg",))
async def upscale_video(
    ctx: ToolContext, video: Scene, factor: Factor = 2, effort: Effort = "fast"
) -> UpscaledVideo:
    """Make a video 2 or 4 times as wide and high, with edges as sharp as before.

    Length, rate and sound stay. Each new drawing is enlarged as upscale_image() does it; a frame
    that shows the one before is not done again. Without a graphics card a second of 512x288 takes
    about a minute with `effort` "fast", and twenty with "best"; a frame may become as large as
    3840x2160. `method` is the network that did it, or "lanczos", a filter, where none is here.

        large = await upscale_video(film["video"], factor=2)
    """
    footage = await asyncio.to_thread(read, ctx.path(video))
    check_size(footage.width, footage.height, factor, MOST)
    quiet = BoundEngine(ctx.engine.engine, lambda *_: None)
    out, method = ctx.folder / "upscaled.mp4", ""
    before: np.ndarray | None = None
    large = np.empty(0, np.uint8)
    with film(footage, out) as write:
        for number, frame in enumerate(pictures(footage)):
            if before is None or not is_same(before, frame):
                rgb, method = await enlarged(quiet, to_rgb(frame), factor, effort, ctx.folder)
                before, large = frame, to_i420(rgb)
            await asyncio.to_thread(write, large)
            ctx.progress((number + 1) / footage.frames, f"frame {number + 1} of {footage.frames}")
    facts = probe(out)
    kept = Video(ctx.keep_master(out, facts, inputs=[video], notes={"method": method}))
    return {
        "video": kept,
        "width": facts.width or 0,
        "height": facts.height or 0,
        "method": method,
    }
