"""restyle_video: the same clip in another style, held still from frame to frame."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Mask, Video
from studio.plan.parts import Seed
from tools.context import BoundEngine, ToolContext
from tools.declaration import tool
from tools.diffusion.diffusing import (
    Guidance,
    Loras,
    Prompt,
    Steps,
    Unwanted,
    check_steps,
    lora_at,
    size_of_shape,
)
from tools.diffusion.masked import only_within, shown_in
from tools.diffusion.restyling import Anew, Outlines, steering, unsteered
from tools.edit.editing import Scene, Share
from tools.engines.card.lending import held
from tools.engines.diffusion.requests import Paint, Sampler
from tools.engines.ffmpeg.requests import ComposeClips, EncodeFrames
from tools.engines.media.probe import probe
from tools.engines.vision.footage.upright import upright_size
from tools.engines.vision.requests import CarryPainting, SplitFrames
from tools.render.painting import GRID

_MOST = 720  # frames: a minute of twelve a second
_SPLIT, _PAINTED = 0.03, 0.95  # of the progress


class RestyledVideo(TypedDict):
    video: Video
    duration: float
    carried: float
    told: list[str]


@dataclass
class _Done:
    """What was painted: frames in order, what was told of them (each once), and the share of each
    frame that showed what was there before."""

    frames: list[Path] = field(default_factory=list)
    told: dict[str, None] = field(default_factory=dict)
    carried: list[float] = field(default_factory=list)


@tool("diffusion", engines=("diffusion",), uses=("vision", "ffmpeg", "opencv"))
async def restyle_video(
    ctx: ToolContext,
    video: Scene,
    prompt: Prompt,
    negative_prompt: Unwanted = "",
    strength: Anew = 0.5,
    outlines: Outlines = 0.6,
    hold: Share = 0.5,
    fps: Annotated[int, Field(ge=1, le=30)] = 12,
    steps: Steps = 20,
    guidance: Guidance = 6.0,
    sampler: Sampler = "dpm++_2m_karras",
    loras: Loras = [],  # noqa: B006
    seed: Seed = 0,
    mask: Mask | None = None,
) -> RestyledVideo:
    """Paint a clip in another style with SDXL, frame by frame; its sound and length stay.

    Every frame is painted from the same noise over its own outlines, and begins with `hold` of what
    was painted before, carried along with what moves: 0 lets the style flicker, 0.7 smears fast
    movement. `carried` is how much of the clip could be carried, 0 to 1. `fps` frames a second are
    painted, at most 720 in all; 12 is drawn animation's "on twos". Each costs a whole painting.
    With a `mask` of segment_video() only what it holds is painted, and the rest stays as it is.

        take = await render_take([{"character": "Luca", "action": "wave"}], length=2)
        drawn = await restyle_video(take["video"], "pencil and watercolour, picture book")
    """
    check_steps(steps, strength)
    facts = ctx.artifact(video).facts
    seen = await asyncio.to_thread(upright_size, ctx.path(video))
    width, height = size_of_shape(seen, ctx.settings.diffusion.pixels, GRID)
    vision, ffmpeg = ctx.other("vision"), ctx.other("ffmpeg")
    split = SplitFrames(
        path=ctx.path(video), folder=ctx.folder, fps=fps, width=width, height=height, most=_MOST
    )
    frames = (await vision.run(split))["frames"]
    needed = await shown_in(ctx, video, mask, frames, fps) if mask else [True] * frames
    wanted = {
        "prompt": prompt,
        "negative_prompt": negative_prompt,
        "width": width,
        "height": height,
        "steps": steps,
        "guidance": guidance,
        "sampler": sampler,
        "seed": seed,
        "loras": [lora_at(ctx, lora) for lora in loras],
        "strength": strength,
    }
    done = await _painted(
        ctx, [ctx.folder / f"{n:06d}.png" for n in range(frames)], outlines, hold, wanted, needed
    )
    silent, out = ctx.folder / "silent.mp4", ctx.folder / "restyled.mp4"
    await ffmpeg.run(EncodeFrames(frames=done.frames, fps=fps, out=silent))
    made = await ffmpeg.run(
        ComposeClips(
            clips=[silent],
            still_duration=1,
            fps=fps,
            out=out,
            audio=ctx.path(video) if facts.has_audio else None,
            width=seen[0],
            height=seen[1],
        )
    )
    if mask:
        out = await only_within(ctx, video, mask, out)
    told = [*unsteered(ctx, outlines), *done.told]
    carried = round(sum(done.carried) / max(1, len(done.carried)), 3)
    notes = {"told": told, "carried": carried, "painted": [width, height]}
    inputs = [video, mask] if mask else [video]
    kept = Video(ctx.keep(out, "video", probe(out), notes=notes, inputs=inputs))
    return {"video": kept, "duration": made["duration"], "carried": carried, "told": told}


async def _painted(
    ctx: ToolContext,
    frames: list[Path],
    outlines: float,
    hold: float,
    wanted: Mapping[str, Any],
    needed: list[bool],
) -> _Done:
    """Each frame painted, the one after the other, with the card's memory held for all; those that
    are not `needed` stay as they are, and nothing is carried from them."""
    done, vision = _Done(), ctx.other("vision")
    first = Paint(controls=await steering(ctx, frames[0], outlines), **wanted)
    async with held(ctx.engine.engine, first):
        for number, frame in enumerate(frames):
            start = frame
            if not needed[number]:
                done.frames.append(frame)
                continue
            if number and needed[number - 1] and hold:
                start = ctx.folder / f"start_{frame.name}"
                found = await vision.run(
                    CarryPainting(
                        before=frames[number - 1],
                        now=frame,
                        painted=done.frames[-1],
                        share=hold,
                        out=start,
                    )
                )
                done.carried.append(found["carried"])
            out = ctx.folder / f"painted_{frame.name}"
            controls = await steering(ctx, frame, outlines) if number else first.controls
            made = await _counted(ctx, number, len(frames)).run(
                Paint(image=str(start), controls=controls, out=str(out), **wanted)
            )
            done.frames.append(out)
            done.told |= dict.fromkeys(made["told"])
    return done


def _counted(ctx: ToolContext, number: int, of: int) -> BoundEngine:
    """The painter, whose progress is that of one frame of so many."""

    def progress(share: float, note: str) -> None:
        whole = _SPLIT + (_PAINTED - _SPLIT) * (number + share) / of
        ctx.progress(whole, f"frame {number + 1} of {of}")

    return BoundEngine(ctx.engine.engine, progress)
