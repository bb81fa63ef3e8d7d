"""detect_speech: when somebody speaks."""

from typing_extensions import TypedDict

from studio.nouns.artifact import Heard
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.hearing.requests import FindSpeech


class SpeechSegment(TypedDict):
    start: float
    end: float


class Speech(TypedDict):
    segments: list[SpeechSegment]
    seconds: float
    share: float


@tool("measure", engines=("hearing",))
async def detect_speech(ctx: ToolContext, media: Heard) -> Speech:
    """Find when somebody speaks in a sound or a video, also in a room with music.

    `segments` in seconds, parted by pauses; `seconds` of speech altogether, and the `share` of the
    whole. What is said: transcribe(), which takes longer.

        spoken = (await detect_speech(scene))["segments"]
    """
    artifact = ctx.artifact(media)
    if artifact.kind == "video" and artifact.facts.has_audio is False:
        return {"segments": [], "seconds": 0.0, "share": 0.0}
    found = await ctx.engine.run(FindSpeech(path=ctx.path(media)))
    seconds = sum(part["end"] - part["start"] for part in found["segments"])
    return {
        "segments": [SpeechSegment(**part) for part in found["segments"]],
        "seconds": round(seconds, 3),
        "share": round(seconds / found["duration"], 4) if found["duration"] else 0.0,
    }
