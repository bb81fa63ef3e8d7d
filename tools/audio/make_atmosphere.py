"""make_atmosphere: the sound of a place."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Audio
from studio.nouns.vocabulary import Atmosphere
from studio.plan.parts import LONGEST_FILM, Seed
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.atmosphere.engine import MakeAtmosphere
from tools.engines.media.probe import probe


class PlaceSound(TypedDict):
    audio: Audio
    duration: float


@tool("audio", engines=("atmosphere",))
async def make_atmosphere(
    ctx: ToolContext,
    kind: Atmosphere,
    duration: Annotated[float, Field(ge=0.5, le=LONGEST_FILM)],
    seed: Seed = 0,
) -> PlaceSound:
    """Make the sound of a place: waves, birds, crickets, a room, a town, wind or rain.

    It is `duration` seconds long and quiet (-24 LUFS), and fades in and out.

        sea = await make_atmosphere("sea", duration=9.0)
        film = await assemble_film(shots, atmosphere=sea["audio"])
    """
    out = ctx.folder / "atmosphere.wav"
    made = await ctx.engine.run(MakeAtmosphere(kind=kind, duration=duration, seed=seed, out=out))
    notes = {key: made[key] for key in ("lufs", "peak_db")}
    return {
        "audio": Audio(ctx.keep(out, "audio", probe(out), notes=notes)),
        "duration": made["duration"],
    }
