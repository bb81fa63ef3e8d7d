"""What the renderer noted about the take that an artifact was made from."""

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


def joint_notes(ctx: ToolContext, media: str, character: str) -> list[dict[str, Any]]:
    """The renderer's own joints of `character`, one set per moment that it noted."""
    artifact = ctx.artifact(media)
    sources = [artifact, *(ctx.artifact(h) for h in artifact.inputs if h.startswith("video:"))]
    joints = next((s.notes["joints"] for s in sources if s.notes.get("joints")), [])
    moments = joints if joints and isinstance(joints[0], list) else [joints]
    return [body["points"] for bodies in moments for body in bodies if body["name"] == character]


def voices_over_music(ctx: ToolContext, video: str) -> list[dict[str, Any]]:
    """`path` and `start` (seconds) of the spoken lines in the mix that `video` sounds with. Empty
    where they sound alone, for then the video's own sound is the voice."""
    mixes = [ctx.artifact(h) for h in ctx.artifact(video).inputs if h.startswith("audio:")]
    tracks = mixes[0].parameters.get("tracks", []) if len(mixes) == 1 else []
    spoken = [track for track in tracks if ctx.artifact(track["audio"]).tool == "speak"]
    if len(spoken) == len(tracks):
        return []
    return [
        {"path": str(ctx.path(track["audio"])), "start": track.get("start") or 0.0}
        for track in spoken
    ]
