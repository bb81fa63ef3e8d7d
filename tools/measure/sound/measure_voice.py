"""measure_voice: whose voice it is, how good it sounds and how it speaks."""

from typing_extensions import TypedDict

from studio.nouns.artifact import Heard
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.hearing.requests import MeasureVoice, Prosody


class Voice(TypedDict):
    signal: float
    background: float
    overall: float
    likeness: float | None
    manner: Prosody
    plain: Prosody | None


@tool("measure", engines=("hearing",))
async def measure_voice(
    ctx: ToolContext,
    audio: Heard,
    reference: Heard | None = None,
    neutral: Heard | None = None,
) -> Voice:
    """Measure a voice without music: its quality, and the `manner` in which it speaks.

    DNSMOS gives the `signal`, the `background` and the `overall` quality, each 1 to 5. `likeness`
    to the voice of `reference` (other words of the same character): about 0.75 and over for the
    same voice, 0.6 and under for another. `plain` is the manner of `neutral`, the same words spoken
    without feeling, to compare with.
    """
    found = await ctx.engine.run(
        MeasureVoice(
            path=ctx.path(audio),
            reference=ctx.path(reference) if reference else None,
            neutral=ctx.path(neutral) if neutral else None,
        )
    )
    return {
        **found["quality"],
        "likeness": found["likeness"],
        "manner": found["prosody"],
        "plain": found["plain"],
    }
