"""transcribe: what is said in a sound or a video."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Heard
from studio.nouns.vocabulary import Language
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.hearing.requests import HeardWord, Transcribe

_LONGEST = 72  # letters of a line: two rows of a subtitle
_BREATH = 0.6  # seconds without a word that end a line


class SpokenWord(TypedDict):
    """A word that was heard; `start` and `end` in seconds, `certainty` 0 to 1."""

    word: str
    start: float
    end: float
    certainty: float


class SpokenLine(TypedDict):
    """What is said in one breath, as a subtitle; `start` and `end` in seconds."""

    text: str
    start: float
    end: float


class Words(TypedDict):
    language: str
    certainty: float
    text: str
    words: list[SpokenWord]
    lines: list[SpokenLine]
    word_error_rate: float | None
    clear_errors: float | None
    differences: list[str]


@tool("measure", engines=("hearing",), book=True)
async def transcribe(
    ctx: ToolContext,
    media: Heard,
    language: Language | None = None,
    said: Annotated[str, Field(max_length=4000)] = "",
) -> Words:
    """Write down what is said in a sound or a video: each word with its times.

    `lines` are of one breath each, as subtitles show them. `language` None: it is found; the
    answer's is "" where nobody speaks. With the words that should be `said`, `word_error_rate` is 0
    for all right and 1 for none; figures and spellings do not count, and names are compared by
    their sound. `clear_errors` leaves out what is easily misheard.

        heard = await transcribe(clip)
        film = await compose_video([clip], subtitles=(await subtitle(heard["lines"]))["subtitles"])
    """
    artifact = ctx.artifact(media)
    if artifact.kind == "video" and artifact.facts.has_audio is False:
        return _nothing()
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
        "lines": lines_of(heard["words"]),
        "word_error_rate": compared and compared["word_error_rate"],
        "clear_errors": compared and compared["clear_errors"],
        "differences": compared["differences"] if compared else [],
    }


def lines_of(words: Sequence[HeardWord]) -> list[SpokenLine]:
    """Words put together to what is said in one breath; a sentence or a breath ends a line, and so
    does its length."""
    lines: list[SpokenLine] = []
    for word in words:
        last = lines[-1] if lines else None
        if (
            last is None
            or last["text"][-1] in ".!?…"
            or word["start"] - last["end"] > _BREATH
            or len(last["text"]) + len(word["word"]) >= _LONGEST
        ):
            lines.append({"text": word["word"], "start": word["start"], "end": word["end"]})
        else:
            last["text"] += f" {word['word']}"
            last["end"] = word["end"]
    return [line for line in lines if line["end"] > line["start"]]


def _nothing() -> Words:
    """Of a video without sound."""
    return {
        "language": "",
        "certainty": 0.0,
        "text": "",
        "words": [],
        "lines": [],
        "word_error_rate": None,
        "clear_errors": None,
        "differences": [],
    }
