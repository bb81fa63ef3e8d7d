"""What a video was put together from: its sound's own parts."""

from typing import Any

from tools.context import ToolContext


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
