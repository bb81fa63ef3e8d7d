"""When each phoneme of a recording is said: what align_speech() and recorded lines share."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.errors import EngineError, EngineMissing, ToolError
from studio.nouns.artifact import Heard
from studio.nouns.sheet import VoiceProfile
from studio.nouns.vocabulary import Language
from studio.nouns.vocabulary import words as members
from studio.plan.parts import LONGEST_RECORDING
from studio.readable import unreadable
from tools.audio.voice.cloning import plain_voice
from tools.context import ToolContext
from tools.engines.audio_analysis.decode import write_mono
from tools.engines.hearing.requests import Transcribe
from tools.engines.voice.request import LEAST_AGREEMENT, Align, AlignedLine, Speak, SpokenLine

ALIGNING = "wav2vec2", "voice"  # the engines that find when a phoneme is said, the better one first


@dataclass(frozen=True)
class AlignedRecording:
    """What is said in a recording, and when: `times` as in a SpokenLine."""

    text: str
    language: str
    times: AlignedLine

    def table(self) -> dict[str, Any]:
        """It as lip_sync() and animate_face() read it."""
        return {
            "phonemes": self.times["phonemes"],
            "words": self.times["words"],
            "duration": self.times["duration"],
            "text": self.text,
            "language": self.language,
        }


async def aligned(
    ctx: ToolContext, audio: Heard, text: str, language: Language | None
) -> AlignedRecording:
    """The phonemes and words of a recording with their times, by the first of ALIGNING that is
    ready; where it fails that is told, and the next one does it. What is said in it, and in which
    language, is heard where it is not given. ToolError for one that is too long, in which nobody
    is heard, or that says other words."""
    recording, reading = ctx.folder / "recording.wav", ctx.folder / "reading.wav"
    await decoded(ctx, audio, recording)
    said, spoken = text.strip(), language
    if not said or spoken is None:
        said, spoken = await _heard(ctx, audio, said, spoken)
    if why := unreadable(said):
        raise ToolError(f"the text of the recording cannot be read: {why}.")
    read = await _read(ctx, said, spoken, str(reading))
    made = await _times(
        ctx,
        Align(
            recording=str(recording),
            reading=str(reading),
            phonemes=read["phonemes"],
            words=read["words"],
        ),
    )
    if made["agreement"] < LEAST_AGREEMENT:
        raise ToolError(
            f"the recording does not say “{said[:60]}” (agreement {made['agreement']:.2f}).",
            "Give the words that are said in it, and a recording of one voice without music.",
        )
    return AlignedRecording(said, spoken, made)


async def decoded(ctx: ToolContext, audio: Heard, out: Path) -> None:
    """A WAV of what is heard in a recording, mono. ToolError for one without sound, or longer than
    a line may be."""
    facts = ctx.artifact(audio).facts
    length = facts.duration or 0.0
    if length > LONGEST_RECORDING:
        raise ToolError(
            f"the recording lasts {length:.0f} s.", f"Give one of up to {LONGEST_RECORDING:g} s."
        )
    if facts.has_audio is False or not await asyncio.to_thread(write_mono, ctx.path(audio), out):
        raise silent(audio)


def silent(audio: Heard) -> ToolError:
    """What is said of a recording without any sound."""
    return ToolError(f"{audio} has no sound.", "Give one in which somebody speaks.")


async def _times(ctx: ToolContext, request: Align) -> AlignedLine:
    first, last = ALIGNING
    try:
        engine = ctx.other(first)
    except EngineMissing:
        return await ctx.other(last).run(request)
    try:
        return await engine.run(request)
    except EngineError as error:
        ctx.fell_back("Another engine finds the phonemes", error)
        return await ctx.other(last).run(request)


async def _heard(
    ctx: ToolContext, audio: Heard, text: str, language: str | None
) -> tuple[str, str]:
    """The text and the language, of which one at least is not known. ToolError where nobody is
    heard, or in a language that nobody here can read."""
    request = Transcribe(path=ctx.path(audio), language=language or "", said=text, names=[])
    heard = await ctx.other("hearing").run(request)
    found = language or heard["language"]
    if not (text or heard["text"].strip()):
        raise ToolError(f"nobody is heard in {audio}.", "Give one in which somebody speaks.")
    if found not in members(Language):
        raise ToolError(
            f"{audio} is in a language that cannot be read here ({found or 'none'}).",
            f"Name its language: one of {', '.join(members(Language))}.",
        )
    return text or heard["text"].strip(), found


async def _read(ctx: ToolContext, text: str, language: str, out: str) -> SpokenLine:
    """A reading of the words by the best voice that is here, at its usual pace."""
    request = Speak(
        text=text,
        language=language,
        accent=None,
        voice=VoiceProfile(timbre="female", pitch_hz=200, formant_ratio=1.12).model_dump(
            mode="json"
        ),
        emotion="neutral",
        strength=1.0,
        rate=1.0,
        out=out,
    )
    return await plain_voice(ctx).run(request)
