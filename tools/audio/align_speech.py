"""align_speech: when each phoneme of any recording is said."""

import asyncio
from pathlib import Path
from typing import Annotated

import soundfile
from pydantic import Field
from typing_extensions import TypedDict

from studio.errors import ToolError
from studio.nouns.artifact import Audio, Table
from studio.nouns.sheet import VoiceProfile
from studio.nouns.vocabulary import Language
from studio.nouns.vocabulary import words as members
from studio.readable import unreadable
from tools.audio.cloning import plain_voice
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.audio_analysis.decode import mono, read_sound
from tools.engines.hearing.requests import Transcribe
from tools.engines.voice.request import LEAST_AGREEMENT, Align, Speak, SpokenLine

_LONGEST = 60.0  # seconds


class AlignedSpeech(TypedDict):
    phonemes: Table
    duration: float
    text: str
    language: str
    agreement: float


@tool("audio", engines=("voice",), uses=("kokoro", "hearing"))
async def align_speech(
    ctx: ToolContext,
    audio: Audio,
    text: Annotated[str, Field(max_length=1000)] = "",
    language: Language | None = None,
) -> AlignedSpeech:
    """Find when each phoneme and word of a recording is said.

    A person's own voice can so act a character. `text` is what is said in it; without one it is
    written down by the ears first. One voice without music, up to a minute. `agreement`: 1 where
    the recording says the text, 0 for other words; under 0.35 it is refused.

        spoken = await align_speech(recording)
        lips = await lip_sync(spoken["phonemes"], start=0.3)
        take = await render_take([{"character": "Luca", "visemes": [lips["visemes"]]}],
                                 length=lips["duration"] + 0.4)
    """
    length = ctx.artifact(audio).facts.duration or 0.0
    if length > _LONGEST:
        raise ToolError(
            f"the recording lasts {length:.0f} s.", f"Give one of up to {_LONGEST:g} s."
        )
    said, spoken = text.strip(), language
    if not said or spoken is None:
        said, spoken = await _heard(ctx, audio, said, spoken)
    if why := unreadable(said):
        raise ToolError(f"the text of the recording cannot be read: {why}.")
    recording, reading = ctx.folder / "recording.wav", ctx.folder / "reading.wav"
    await asyncio.to_thread(_decode, ctx.path(audio), recording)
    read = await _read(ctx, said, spoken, str(reading))
    made = await ctx.engine.run(
        Align(
            recording=str(recording),
            reading=str(reading),
            phonemes=read["phonemes"],
            words=read["words"],
        )
    )
    if made["agreement"] < LEAST_AGREEMENT:
        raise ToolError(
            f"the recording does not say “{said[:60]}” (agreement {made['agreement']:.2f}).",
            "Give the words that are said in it, and a recording of one voice without music.",
        )
    table = ctx.keep_table(
        {
            "phonemes": made["phonemes"],
            "words": made["words"],
            "duration": made["duration"],
            "text": said,
            "language": spoken,
        },
        inputs=[audio],
    )
    return {
        "phonemes": Table(table),
        "duration": made["duration"],
        "text": said,
        "language": spoken,
        "agreement": made["agreement"],
    }


async def _heard(
    ctx: ToolContext, audio: Audio, text: str, language: str | None
) -> tuple[str, str]:
    """The text and the language, of which one at least is not known. ToolError where nobody is
    heard, or in a language that nobody here can read."""
    request = Transcribe(path=ctx.path(audio), language=language or "", said=text, names=[])
    heard = await ctx.other("hearing").run(request)
    found = language or heard["language"]
    if not (text or heard["text"].strip()):
        raise ToolError("nobody is heard in the recording.", "Give one in which somebody speaks.")
    if found not in members(Language):
        raise ToolError(
            f"the recording is in a language that cannot be read here ({found or 'none'}).",
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


def _decode(path: Path, out: Path) -> None:
    """A WAV of what is heard in a sound file of any kind: Praat reads no other."""
    samples, rate = read_sound(path)
    soundfile.write(out, mono(samples), rate)
