"""measure_audio: loudness, clipping and intelligibility of a sound."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.errors import ToolError
from studio.nouns.artifact import Heard
from studio.nouns.vocabulary import Language
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Seconds
from tools.engines.audio_analysis.engine import MeasureSound


class AudioMeasures(TypedDict):
    duration: float
    loudness: float
    true_peak: float
    crest: float
    clipped: float
    silence: float
    starts: float | None
    ends: float | None
    pitch: float | None
    pitch_range: float | None
    recognised: str
    word_error_rate: float | None
    phone_agreement: float | None
    picked: float | None


@tool("measure", engines=("listening",))
async def measure_audio(
    ctx: ToolContext,
    audio: Heard,
    text: Annotated[str, Field(max_length=4000)] = "",
    language: Language = "en",
    start: Seconds = 0.0,
    end: Seconds | None = None,
) -> AudioMeasures:
    """Measure a sound, or the sound of a video, from `start` to `end` seconds.

    `loudness` in LUFS, `true_peak` in dBTP, `crest` (peak over RMS) in dB, `clipped` and `silence`
    as fractions, `starts` and `ends` of what is not silent in seconds, median `pitch` in Hz and its
    range in semitones. With the `text` that should be spoken it listens: `phone_agreement` is 0 for
    what chance gives and 1 for every phone heard, 0.3 and over being clear English; `picked` is the
    share of multiple-choice tests in which the text was told from decoys, in any language;
    `word_error_rate` of a dictation is for English alone and strict.
    """
    artifact = ctx.artifact(audio)
    if artifact.kind == "video" and artifact.facts.has_audio is False:
        raise ToolError(f"{audio} has no sound.", "Give compose_video() an audio handle.")
    part = {"start": start, "end": end}
    return await ctx.engine.run(
        MeasureSound(path=ctx.path(audio), text=text, language=language, **part)
    )
