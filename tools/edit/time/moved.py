"""By how much the frames of a video are seen later than they are meant to be.

Footage whose pictures come at times of no even rate is read at one: each goes to the next place, up
to half a frame away. That is not seen, until slow motion makes it several times as long.
"""

import asyncio
from pathlib import Path

from studio.media.opener import reading_of
from studio.nouns.artifact import Artifact
from tools.context import ToolContext
from tools.engines.media.confined import confined

# Tools after which the frames lie in another order, or last longer. What goes on from them begins
# anew: its frames count as meant for where they are.
_REORDERS = {"freeze_frame", "loop", "retime_video", "reverse_video"}


async def moved(ctx: ToolContext, video: str) -> list[float]:
    """By how many seconds each frame of a video is seen later than it is meant, after whatever
    edits of footage; empty for none."""
    about = ctx.artifact(video)
    if not about.tool:
        return await asyncio.to_thread(_of_footage, ctx.path(video))
    match about.tool:
        case "trim_video":
            first, last = _span(about)
            return (await moved(ctx, about.inputs[0]))[first:last]
        case "cut_out":
            first, last = _span(about)
            before = await moved(ctx, about.inputs[0])
            return before[:first] + before[last:]
        case "join_videos":
            return await _of_joined(ctx, about)
        case _ if _keeps_frames(ctx, about):
            return await moved(ctx, about.inputs[0])
    return []


def _keeps_frames(ctx: ToolContext, about: Artifact) -> bool:
    """Whether its frames are those of what it was made of, each changed by itself."""
    if not about.inputs or about.tool in _REORDERS:
        return False
    old, new = ctx.artifact(about.inputs[0]), about.facts
    return old.kind == "video" and (old.facts.frames, old.facts.fps) == (new.frames, new.fps)


async def _of_joined(ctx: ToolContext, about: Artifact) -> list[float]:
    """One after the other, each from where it starts; none where their rates differ."""
    parts = [ctx.artifact(one) for one in about.parameters["videos"]]
    frames, rate = about.facts.frames or 0, about.facts.fps or 0.0
    joined = [0.0] * frames
    for part, start in zip(parts, about.notes["starts"], strict=True):
        first, own = round(start * rate), await moved(ctx, part.handle)
        if own and part.facts.fps == rate:
            joined[first : first + len(own)] = own
    return joined[:frames] if any(joined) else []


def _span(about: Artifact) -> tuple[int, int]:
    """The frames of its source that a cut names."""
    rate = about.facts.fps or 0.0
    return round(about.notes["start"] * rate), round(about.notes["end"] * rate)


@confined
def _of_footage(path: Path) -> list[float]:
    return list(reading_of(path).moved)
