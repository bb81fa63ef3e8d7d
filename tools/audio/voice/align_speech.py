"""align_speech: when each phoneme of any recording is said."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Heard, Table
from studio.nouns.vocabulary import Language
from tools.audio.voice.aligning import ALIGNING, aligned
from tools.context import ToolContext
from tools.declaration import tool


class AlignedSpeech(TypedDict):
    phonemes: Table
    duration: float
    text: str
    language: str
    agreement: float


@tool("audio", engines=ALIGNING, uses=("voice", "kokoro", "hearing"))
async def align_speech(
    ctx: ToolContext,
    audio: Heard,
    text: Annotated[str, Field(max_length=1000)] = "",
    language: Language | None = None,
) -> AlignedSpeech:
    """Find when each phoneme and word of a recording is said.

    A person's own voice can so act a character; of a video it is its own sound. `text` is what is
    said in it; without one it is written down by the ears first. One voice without music, up to a
    minute. `agreement`: 1 where the recording says the text, 0 for other words; under 0.35 it is
    refused.

        spoken = await align_speech(recording)
        face = await animate_face(recording, spoken["phonemes"], start=0.3)
        take = await render_take([{"character": "Luca", "visemes": [face["visemes"]]}],
                                 length=face["duration"] + 0.4)
    """
    found = await aligned(ctx, audio, text, language)
    table = ctx.keep_table(found.table(), inputs=[audio])
    return {
        "phonemes": Table(table),
        "duration": found.times["duration"],
        "text": found.text,
        "language": found.language,
        "agreement": found.times["agreement"],
    }
