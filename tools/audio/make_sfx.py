"""make_sfx: a sound effect."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Audio
from studio.nouns.vocabulary import SoundEffect
from studio.plan.parts import Seed
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.media.probe import probe
from tools.engines.sound.requests import MakeEffect


class EffectSound(TypedDict):
    audio: Audio
    duration: float


@tool("audio", engines=("sound",))
async def make_sfx(
    ctx: ToolContext,
    kind: SoundEffect,
    duration: Annotated[float, Field(ge=0.05, le=20)] | None = None,
    seed: Seed = 0,
    loudness: Annotated[float, Field(ge=-40, le=-9)] = -15.0,
) -> EffectSound:
    """Make a sound effect: a whoosh, a boing, an impact, a riser, footsteps and others.

    `duration` None: as long as is usual for its kind. Another `seed` gives another one of the same
    kind. `loudness` in LUFS, of its loudest 0.4 s: by it a knock and a riser are alike. A riser
    ends where what it announces begins; footsteps are 1.9 a second; a drum roll ends with its beat
    0.7 s before the end.

        boing = await make_sfx("boing")
        mix = await mix_audio(tracks=[{"audio": scene}, {"audio": boing["audio"], "start": 1.2}])
    """
    out = ctx.folder / "effect.wav"
    made = await ctx.engine.run(
        MakeEffect(kind=kind, duration=duration, seed=seed, loudness=loudness, out=out)
    )
    notes = {key: made[key] for key in ("lufs", "peak_db")}
    return {
        "audio": Audio(ctx.keep(out, "audio", probe(out), notes=notes)),
        "duration": made["duration"],
    }
