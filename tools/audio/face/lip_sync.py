"""lip_sync: phoneme times to mouth shapes."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.errors import ToolError
from studio.nouns.artifact import Table
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.voice.phonetics.visemes import viseme_curve


class LipSync(TypedDict):
    visemes: Table
    duration: float


@tool("audio")
async def lip_sync(
    ctx: ToolContext, phonemes: Table, start: Annotated[float, Field(ge=0, le=3600)] = 0.0
) -> LipSync:
    """Turn the phoneme times of a spoken line into mouth shapes for render_take().

    `phonemes` is what speak() returned; `start` is the second of the shot at which the line begins
    (the same "start" as in mix_audio). `duration` of the result is where the line ends.

        lips = await lip_sync(line["phonemes"], start=0.3)
        take = await render_take([{"character": "Luca", "visemes": [lips["visemes"]]}],
                                 length=lips["duration"] + 0.4)
    """
    spoken = ctx.table(phonemes)
    if not isinstance(spoken, dict) or "phonemes" not in spoken:
        raise ToolError(
            f"{phonemes} holds no phoneme times.", 'Pass the "phonemes" that speak() returned.'
        )
    try:
        curve = viseme_curve(spoken["phonemes"], spoken["duration"])
    except ValueError as error:
        raise ToolError(f"{phonemes}: {error}.", "Speak the line with other words.") from error
    end = start + spoken["duration"]
    table = ctx.keep_table(
        {
            "visemes": [{**key, "t": round(key["t"] + start, 4)} for key in curve],
            "start": start,
            "end": end,
        },
        inputs=[phonemes],
    )
    return {"visemes": Table(table), "duration": end}
