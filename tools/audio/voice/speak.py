"""speak: a line in a character's voice."""

from typing import Annotated

from typing_extensions import TypedDict

from studio.errors import ToolError
from studio.nouns.artifact import Audio, Heard, Table
from studio.plan.parts import Line
from studio.readable import unreadable
from tools.audio.voice.aligning import aligned
from tools.audio.voice.cloning import in_own_voice, plain_voice
from tools.context import ToolContext
from tools.declaration import SPREAD, tool
from tools.engines.ffmpeg.requests import MixTracks
from tools.engines.media.probe import probe
from tools.engines.voice.request import Speak

LEVEL = -16.0  # LUFS of a recorded line, as spoken ones have it


class Speech(TypedDict):
    audio: Audio
    phonemes: Table
    duration: float
    text: str
    told: list[str]


@tool(
    "audio",
    engines=("gpt_sovits", "xtts", "kokoro", "voice"),
    uses=("xtts", "kokoro", "voice", "wav2vec2", "hearing", "ffmpeg"),
)
async def speak(
    ctx: ToolContext,
    line: Annotated[Line, SPREAD],
) -> Speech:
    """Speak `text` in the voice of `character`.

    `language` is that of the text; None: the one that the character usually speaks. `strength` of
    the emotion: 0 none, 1 full, up to 2 exaggerated. `rate` 1 is the character's own pace, 1.2 is a
    fifth faster. Where the character's sheet has a sample of its own voice and an engine that can
    clone it is ready, that voice speaks. The phoneme times that come with the sound are what
    lip_sync() needs. `told`: what is spoken otherwise than was asked, such as in another language.

    With a `recording` of up to a minute, in which one person says the line (of a video its own
    sound), that is what is heard, levelled as other lines are, whatever the emotion. Its words are
    written down by the ears where `text` is empty; animate_face() makes the character act it.

        line = await speak("Luca", "Silenzio, Bruno!", emotion="determined")
        lips = await lip_sync(line["phonemes"], start=0.3)
    """
    if line.recording:
        return await _recorded(ctx, line, line.recording)
    if why := unreadable(line.text):
        raise ToolError(f"speak() cannot say this line: {why}.")
    voice = ctx.sheets.get(line.character).voice
    spoken = line.language or voice.language
    out = ctx.folder / "speech.wav"
    request = Speak(
        text=line.text,
        language=spoken,
        # The accent is what the character brings to its usual language.
        accent=voice.accent if spoken == voice.language else None,
        voice=voice.model_dump(mode="json"),
        emotion=line.emotion,
        strength=line.strength,
        rate=line.rate,
        delivery=line.delivery,
        out=str(out),
    )
    own = await in_own_voice(ctx, request, voice)
    made = own.line if own else await plain_voice(ctx).run(request)
    if made["fallback"]:
        ctx.fell_back(made["fallback"])
    table = ctx.keep_table(
        {
            "phonemes": made["phonemes"],
            "words": made["words"],
            "duration": made["duration"],
            "text": line.text,
            "language": spoken,
        }
    )
    notes = {key: made[key] for key in ("lufs", "peak_db", "engine")}
    notes |= {"text": line.text, "language": spoken, "phonemes": table}
    given = []
    if own:  # what the critic compares the voice with
        given = [ctx.keep(own.sample, "audio", probe(own.sample))]
        notes["sample"] = given[0]
    return {
        "audio": Audio(ctx.keep(out, "audio", probe(out), notes=notes, inputs=given)),
        "phonemes": Table(table),
        "duration": made["duration"],
        "text": line.text,
        "told": [*(own.told if own else ()), *made["notes"]],
    }


async def _recorded(ctx: ToolContext, line: Line, recording: Heard) -> Speech:
    """The line as somebody said it, at the level of spoken lines."""
    found = await aligned(ctx, recording, line.text, line.language)
    out = ctx.folder / "speech.wav"
    track = {"path": str(ctx.path(recording)), "start": 0.0, "gain_db": 0.0, "duck": False}
    made = await ctx.other("ffmpeg").run(MixTracks(tracks=[track], loudness=LEVEL, out=out))
    table = ctx.keep_table(found.table(), inputs=[recording])
    notes = {"lufs": made["lufs"], "peak_db": made["peak_db"], "engine": "recording"}
    notes |= {"text": found.text, "language": found.language, "phonemes": table}
    notes["recording"] = recording
    return {
        "audio": Audio(ctx.keep(out, "audio", probe(out), notes=notes, inputs=[recording])),
        "phonemes": Table(table),
        "duration": made["duration"],
        "text": found.text,
        "told": [],
    }
