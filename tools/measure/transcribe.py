"""transcribe: what is said in a sound or a video."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.errors import ToolError
from studio.nouns.vocabulary import Language
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.hearing.requests import Transcribe

Sound = Annotated[str, Field(pattern=r"^(audio|video):[0-9a-f]{16}$")]


class SpokenWord(TypedDict):
    """A word that was heard; `start` and `end` in seconds, `certainty` 0 to 1."""

    word: str
    start: float
    end: float
    certainty: float


class Words(TypedDict):
    language: str
    certainty: float
    text: str
    words: list[SpokenWord]
    word_error_rate: float | None
    clear_errors: float | None
    differences: list[str]


@tool("measure", engines=("hearing",))
async def transcribe(
    ctx: ToolContext,
    media: Sound,
    language: Language | None = None,
    said: Annotated[str, Field(max_length=4000)] = "",
) -> Words:
    """Write down what is said in a sound or a video, each word with its times.

    `language` None: it is found; the answer's is "" where nobody speaks. With the words that should
    be `said`, `word_error_rate` is 0 for all right and 1 for none; figures and spellings do not
    count, and names are compared by their sound. `clear_errors` leaves out what is easily misheard.

        heard = await transcribe(clip)
        lines = [{"text": w["word"], "start": w["start"], "end": w["end"]} for w in heard["words"]]
    """
    artifact = ctx.artifact(media)
    if artifact.kind == "video" and artifact.facts.has_audio is False:
        raise ToolError(f"{media} has no sound.", "Pass a video with sound, or an audio handle.")
    cast = [ctx.sheets.get(name) for name in ctx.sheets.names()]
    heard = await ctx.engine.run(
        Transcribe(
            path=ctx.path(media),
            language=language or "",
            said=said,
            names=[name for sheet in cast for name in (sheet.name, *sheet.aliases)],
        )
    )
    compared = heard["compared"]
    return {
        "language": heard["language"],
        "certainty": heard["certainty"],
        "text": heard["text"],
        "words": [SpokenWord(**word) for word in heard["words"]],
        "word_error_rate": compared and compared["word_error_rate"],
        "clear_errors": compared and compared["clear_errors"],
        "differences": compared["differences"] if compared else [],
    }
