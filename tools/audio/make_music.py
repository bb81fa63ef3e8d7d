"""make_music: a short score for a mood."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Audio
from studio.nouns.vocabulary import Mood
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.media.probe import probe
from tools.engines.music.engine import ComposeMusic


class Music(TypedDict):
    audio: Audio
    duration: float


@tool("audio", engines=("music",))
async def make_music(
    ctx: ToolContext,
    mood: Mood,
    duration: Annotated[float, Field(ge=1, le=300)],
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0,
) -> Music:
    """Compose an instrumental piece of `duration` seconds in a mood.

    It begins at once and comes to an end on the home chord. Another `seed` gives another tune of
    the same mood. The loudness is about -17 LUFS: in a mix under speech use "duck": True and
    "gain_db" of about -8.

        music = await make_music(mood="cheerful", duration=5.0)
    """
    out = ctx.folder / "music.wav"
    made = await ctx.engine.run(ComposeMusic(mood=mood, duration=duration, seed=seed, out=out))
    notes = {key: made[key] for key in ("key", "tempo", "chords", "lufs", "peak_db")}
    return {
        "audio": Audio(ctx.keep(out, "audio", probe(out), notes=notes)),
        "duration": made["duration"],
    }
