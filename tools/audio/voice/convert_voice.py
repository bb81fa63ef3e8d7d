"""convert_voice: a recording in a character's voice."""

from dataclasses import replace
from pathlib import Path

from typing_extensions import TypedDict

from studio.errors import EngineError, EngineMissing, ToolError
from studio.nouns.artifact import Audio, Heard
from studio.plan.parts import Character
from tools.audio.voice.aligning import decoded
from tools.audio.voice.cloning import plain_voice
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.ffmpeg.requests import MixTracks
from tools.engines.hearing.requests import CompareVoices
from tools.engines.media.probe import probe
from tools.engines.voice.conversion import ConvertedVoice, ConvertVoice
from tools.engines.voice.request import Speak
from tools.samples import own_sample

_LEVEL = -16.0  # LUFS, as spoken lines have it
_TRACTS = (0.85, 0.92, 1.0, 1.08, 1.16)  # times as high the formants, that are tried
_SAID = "We will ride down to the harbour again, and then we shall see all of the boats."


class VoiceConverted(TypedDict):
    audio: Audio
    duration: float
    method: str
    told: list[str]


@tool("audio", engines=("openvoice", "voice"), uses=("voice", "kokoro", "hearing", "ffmpeg"))
async def convert_voice(ctx: ToolContext, audio: Heard, character: Character) -> VoiceConverted:
    """Make a recording sound as a character would say it: its words, times and melody stay.

    One voice without music, up to a minute; of a video its own sound. The character's voice is the
    sample of its sheet, else the voice that the sheet designs. OpenVoice takes the timbre over;
    without it Praat moves pitch and formants alone, these to where a speaker's embedding finds both
    most alike, and `told` says how far. The recording's phoneme times hold for the result.

        told = await convert_voice(recording, "Luca")
        line = await speak("Luca", "", recording=told["audio"])
    """
    recording, changed = ctx.folder / "recording.wav", ctx.folder / "converted.wav"
    await decoded(ctx, audio, recording)
    sample = await _sample(ctx, character)
    request = ConvertVoice(recording=str(recording), sample=str(sample), out=str(changed))
    made = await _converted(ctx, request)
    out = ctx.folder / "voice.wav"
    track = {"path": str(changed), "start": 0.0, "gain_db": 0.0, "duck": False}
    mixed = await ctx.other("ffmpeg").run(MixTracks(tracks=[track], loudness=_LEVEL, out=out))
    given = ctx.keep(sample, "audio", probe(sample))
    notes = {"engine": made["engine"], "told": made["told"], "sample": given, "recording": audio}
    return {
        "audio": Audio(ctx.keep(out, "audio", probe(out), notes=notes, inputs=[audio, given])),
        "duration": mixed["duration"],
        "method": made["engine"],
        "told": made["told"],
    }


async def _converted(ctx: ToolContext, request: ConvertVoice) -> ConvertedVoice:
    """By the engine that was chosen; where it fails that is told, and Praat does what it can."""
    if ctx.engine.name == "voice":
        return await _moved(ctx, request)
    try:
        return await ctx.engine.run(request)
    except (EngineError, ToolError) as error:
        ctx.fell_back("Praat moves pitch and formants instead", error)
        return await _moved(ctx, request)


async def _moved(ctx: ToolContext, request: ConvertVoice) -> ConvertedVoice:
    """By Praat, with the vocal tract with which the voice is heard to be most like the sample's;
    with its own where no likeness is heard here."""
    praat = ctx.other("voice")
    try:
        ears = ctx.other("hearing")
    except EngineMissing:
        return await praat.run(request)
    best, best_tract = -2.0, 1.0
    for tract in _TRACTS:
        await praat.run(replace(request, tract=tract))
        heard = await ears.run(
            CompareVoices(path=Path(request.out), reference=Path(request.sample))
        )
        if heard["likeness"] > best:
            best, best_tract = heard["likeness"], tract
    return await praat.run(replace(request, tract=best_tract))


async def _sample(ctx: ToolContext, character: str) -> Path:
    """A file in which the character's voice is heard."""
    voice = ctx.sheets.get(character).voice
    if voice.sample is not None:
        return own_sample(voice.sample, ctx.settings)
    out = ctx.folder / "sample.wav"
    try:
        speaker = plain_voice(ctx)
    except EngineMissing as error:
        raise ToolError(
            f"nobody can say how {character} sounds: {error.message}", error.fix
        ) from error
    await speaker.run(
        Speak(
            text=_SAID,
            language="en",
            accent=None,
            voice=voice.model_dump(mode="json"),
            emotion="neutral",
            strength=0.0,
            rate=1.0,
            out=str(out),
        )
    )
    return out
