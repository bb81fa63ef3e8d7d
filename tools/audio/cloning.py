"""A line in a character's own voice: spoken by an engine that clones it, then made one of ours."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.errors import EngineError, EngineMissing, ToolError
from studio.nouns.sheet import VoiceProfile
from tools.context import BoundEngine, ToolContext
from tools.engines.voice.cloning import Clone
from tools.engines.voice.request import Recast, Speak, SpokenLine
from tools.samples import own_sample

CLONING = ("gpt_sovits",)


@dataclass(frozen=True)
class OwnVoice:
    """A line that was spoken in the voice of a `sample`, a file."""

    line: SpokenLine
    sample: Path


def plain_voice(ctx: ToolContext) -> BoundEngine:
    """The better one of the engines of designed voices that is ready."""
    try:
        return ctx.other("kokoro")
    except EngineMissing:
        return ctx.other("voice")


async def in_own_voice(ctx: ToolContext, line: Speak, voice: VoiceProfile) -> OwnVoice | None:
    """The line in the voice of the sheet's sample; None where it has none, or this engine clones
    none. Where it cannot, that is told, and somebody else has to speak."""
    if ctx.engine.name not in CLONING or voice.sample is None:
        return None
    spoken, reading = ctx.folder / "line.wav", ctx.folder / "reading.wav"
    weights = voice.gpt_sovits.model_dump() if voice.gpt_sovits else None
    try:
        sample = own_sample(voice.sample, ctx.settings)
        made = await ctx.engine.run(
            Clone(
                text=line.text,
                language=line.language,
                sample=str(sample),
                sample_text=voice.sample.text,
                sample_language=voice.sample.language,
                out=str(spoken),
                rate=line.rate * voice.rate,
                weights=weights,
            )
        )
        read = await plain_voice(ctx).run(_plainly(line, str(reading)))
        recast: dict[str, Any] = line.params() | {
            "spoken": str(spoken),
            "reading": str(reading),
            "phonemes": read["phonemes"],
            "words": read["words"],
            "spoken_by": made["engine"],
        }
        return OwnVoice(await ctx.other("voice").run(Recast(**recast)), sample)
    except (EngineError, ToolError) as error:
        ctx.fell_back(f"{error.message.rstrip('.')}. The voice that the sheet designs speaks")
        return None


def _plainly(line: Speak, out: str) -> Speak:
    """The words without feeling, to be laid beside them."""
    plain = {"emotion": "neutral", "strength": 0.0, "delivery": "spoken", "out": out}
    return Speak(**line.params() | plain)
