"""A line in a character's own voice: spoken by an engine that clones it, then made one of ours."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from studio.errors import EngineError, EngineMissing, ToolError
from studio.nouns.sheet import VoiceProfile, VoiceSample
from tools.context import BoundEngine, ToolContext
from tools.engines.voice.cloning import Clone
from tools.engines.voice.request import Recast, Speak, SpokenLine
from tools.samples import own_sample

CLONING = ("gpt_sovits", "xtts")  # best first
_DESIGNED = "The voice that the sheet designs speaks"
_EXCLAIMED = 3  # words in the mother tongue that are said within another language, with an accent


@dataclass(frozen=True)
class OwnVoice:
    """A line that was spoken in the voice of a `sample`, a file. `told`: how it is otherwise than
    was asked."""

    line: SpokenLine
    sample: Path
    told: tuple[str, ...] = ()


def plain_voice(ctx: ToolContext) -> BoundEngine:
    """The better one of the engines of designed voices that is ready."""
    try:
        return ctx.other("kokoro")
    except EngineMissing:
        return ctx.other("voice")


async def in_own_voice(ctx: ToolContext, line: Speak, voice: VoiceProfile) -> OwnVoice | None:
    """The line in the voice of the sheet's sample, by the first engine that is ready and can; None
    where the sheet has none, or no engine is ready. What fails is told, and the next one speaks;
    after the last, somebody else has to."""
    if voice.sample is None:
        return None
    failed: list[EngineError | ToolError] = []
    for name in CLONING:
        try:
            engine = ctx.other(name)
        except EngineMissing:
            continue
        try:
            own = await _cloned(ctx, engine, line, voice, voice.sample)
        except (EngineError, ToolError) as error:
            failed.append(error)
            continue
        if failed:
            ctx.fell_back("Another engine clones the voice", *failed)
        return own
    if failed:
        ctx.fell_back(_DESIGNED, *failed)
    return None


async def _cloned(
    ctx: ToolContext, engine: BoundEngine, line: Speak, voice: VoiceProfile, own: VoiceSample
) -> OwnVoice:
    spoken, reading = ctx.folder / "line.wav", ctx.folder / "reading.wav"
    told: tuple[str, ...] = ()
    if engine.name == CLONING[0]:
        line, told = _in_its_language(line, voice, ctx.settings.engines.gpt_sovits.languages)
    weights = voice.gpt_sovits.model_dump() if voice.gpt_sovits else None
    sample = own_sample(own, ctx.settings)
    made = await engine.run(
        Clone(
            text=line.text,
            language=line.language,
            sample=str(sample),
            sample_text=own.text,
            sample_language=own.language,
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
    return OwnVoice(await ctx.other("voice").run(Recast(**recast)), sample, told)


def _in_its_language(
    line: Speak, voice: VoiceProfile, known: list[str]
) -> tuple[Speak, tuple[str, ...]]:
    """The line as GPT-SoVITS can read it, and what is told of that. A few words of a character's
    mother tongue are, where its weights lack that, read as words of the character's usual language:
    the accent is in the sample."""
    lacks = line.language not in known and voice.language in known
    if lacks and line.language == voice.accent and len(line.text.split()) <= _EXCLAIMED:
        told = (
            f"{line.text!r} is in {line.language!r}, which GPT-SoVITS's weights do not speak: read "
            f"as {voice.language!r}, with the accent of the sample (where they do, name it in "
            "engines.gpt_sovits.languages of configs/studio.yaml)"
        )
        return replace(line, language=voice.language, accent=None), (told,)
    return line, ()


def _plainly(line: Speak, out: str) -> Speak:
    """The words without feeling, to be laid beside them."""
    plain = {"emotion": "neutral", "strength": 0.0, "delivery": "spoken", "out": out}
    return Speak(**line.params() | plain)
