"""Where the renderer put the heads of a take: a start for what is to be made of it.

Nothing that judges a piece may read this: tools/measure and tools/evaluation look at pixels alone.
"""

from typing import Any

from tools.context import ToolContext


def head_notes(ctx: ToolContext, video: str) -> dict[str, Any]:
    """`head_boxes` (per frame) and the `head_width` of the picture that they are measured in.
    Empty when the video was cut from several clips, or has other frames than its take."""
    artifact = ctx.artifact(video)
    take = artifact
    if not artifact.notes.get("head_boxes"):
        clips = [handle for handle in artifact.inputs if handle.startswith("video:")]
        take = ctx.artifact(clips[0]) if len(clips) == 1 else artifact
    boxes = take.notes.get("head_boxes")
    if not boxes or not take.facts.width:
        return {"head_boxes": [], "head_width": 1}
    return {"head_boxes": boxes, "head_width": take.facts.width}
