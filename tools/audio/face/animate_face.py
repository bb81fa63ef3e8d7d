"""animate_face: a face acts a recording."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.errors import ToolError
from studio.nouns.artifact import Heard, Table
from studio.nouns.vocabulary import Language
from studio.plan.parts import Seed
from tools.audio.face.visual_prosody import acted
from tools.audio.voice.aligning import aligned, silent
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.audio_analysis.engine import TraceVoice
from tools.engines.voice.phonetics.visemes import viseme_curve


class ActedFace(TypedDict):
    visemes: Table
    duration: float
    text: str
    language: str


@tool("audio", engines=("listening",), uses=("wav2vec2", "voice", "kokoro", "hearing"))
async def animate_face(
    ctx: ToolContext,
    audio: Heard,
    phonemes: Table | None = None,
    text: Annotated[str, Field(max_length=1000)] = "",
    language: Language | None = None,
    start: Annotated[float, Field(ge=0, le=3600)] = 0.0,
    strength: Annotated[float, Field(ge=0, le=2)] = 1.0,
    seed: Seed = 0,
) -> ActedFace:
    """Make a character's face act a recording of a voice: lips, head, brows and blinks.

    `audio` may be a video, for its own sound. Where `phonemes`, as speak() and align_speech()
    return them, are not given, they are found: `text` is what is said, written down by the ears
    where it is empty. The head nods and the brows rise with what the voice stresses, the head leans
    with its melody, the expression is stronger where it is loud, and the eyes blink in its pauses.
    `strength` of these movements: 0 none, 1 full; `start` is the second of the shot at which the
    recording begins.

        line = await speak("Luca", "", recording=recording)
        face = await animate_face(line["audio"], line["phonemes"], start=0.3)
        take = await render_take([{"character": "Luca", "visemes": [face["visemes"]]}],
                                 length=face["duration"] + 0.4)
    """
    if ctx.artifact(audio).facts.has_audio is False:
        raise silent(audio)
    if phonemes is None:
        found = await aligned(ctx, audio, text, language)
        spoken, inputs = found.table(), [audio]
    else:
        spoken, inputs = ctx.table(phonemes), [audio, phonemes]
        if not isinstance(spoken, dict) or "phonemes" not in spoken:
            raise ToolError(
                f"{phonemes} holds no phoneme times.",
                'Pass the "phonemes" that speak() or align_speech() returned.',
            )
    try:
        lips = viseme_curve(spoken["phonemes"], spoken["duration"])
    except ValueError as error:
        raise ToolError(f"its phoneme times cannot be spoken: {error}.") from error
    trace = await ctx.engine.run(TraceVoice(path=ctx.path(audio)))
    acting = acted(trace, spoken["duration"], strength=strength, seed=seed)
    end = start + spoken["duration"]
    table = ctx.keep_table(
        {
            "visemes": [{**key, "t": round(key["t"] + start, 4)} for key in lips],
            "controls": [{**key, "t": round(key["t"] + start, 4)} for key in acting.controls],
            "energy": [{**key, "t": round(key["t"] + start, 4)} for key in acting.energy],
            "blinks": [round(time + start, 4) for time in acting.blinks],
            "start": start,
            "end": end,
        },
        inputs=inputs,
    )
    return {
        "visemes": Table(table),
        "duration": end,
        "text": spoken.get("text", ""),
        "language": spoken.get("language", ""),
    }
