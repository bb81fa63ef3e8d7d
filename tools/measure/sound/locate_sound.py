"""locate_sound: where one sound is heard within another."""

from typing_extensions import TypedDict

from studio.nouns.artifact import Heard
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.audio_analysis.locate import LocateSound


class SoundPlace(TypedDict):
    """`start`: where the sound begins, in seconds; `clear`: how far it stands out of chance, in
    standard deviations: over 12 it is surely heard there."""

    start: float
    clear: float


class SoundPlaces(TypedDict):
    places: list[SoundPlace]


@tool("measure", engines=("listening",))
async def locate_sound(ctx: ToolContext, media: Heard, sound: Heard) -> SoundPlaces:
    """Find where a sound is heard in another one, or in a video: an effect, a line, a song.

    `places`, clearest first, 20 at most; it is found under what is louder, but not at another speed
    or pitch. None where one of them is silent.

        boing = await make_sfx("boing")
        heard = await locate_sound(film, boing["audio"])
    """
    found = await ctx.engine.run(LocateSound(path=ctx.path(media), sound=ctx.path(sound)))
    return {"places": [dict(one) for one in found["places"]]}
