"""subtitle: lines of text with times."""

import itertools
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.errors import ToolError
from studio.nouns.artifact import Table
from tools.context import ToolContext
from tools.declaration import tool


class SubtitleLine(TypedDict):
    """One subtitle; `start` and `end` in seconds of the film."""

    text: Annotated[str, Field(min_length=1, max_length=300)]
    start: Annotated[float, Field(ge=0, le=7200)]
    end: Annotated[float, Field(ge=0, le=7200)]


class Subtitles(TypedDict):
    subtitles: Table


@tool("video")
async def subtitle(
    ctx: ToolContext, lines: Annotated[list[SubtitleLine], Field(min_length=1, max_length=300)]
) -> Subtitles:
    """Make subtitles for compose_video().

    Lines are sorted by time; they must not overlap, for one is shown at a time.

        subs = await subtitle([{"text": "Silenzio, Bruno!", "start": 0.3, "end": 1.8}])
        film = await compose_video([take["video"]], subtitles=subs["subtitles"])
    """
    ordered = sorted(lines, key=lambda line: (line["start"], line["end"]))
    for line in ordered:
        if not line["text"].strip():
            raise ToolError(f"the subtitle at {line['start']:g} s is empty.", "Give it a text.")
        if line["end"] <= line["start"]:
            raise ToolError(
                f"subtitle {line['text']!r} ends at {line['end']:g} s, "
                f"not after its start at {line['start']:g} s.",
                "Let `end` be later than `start`.",
            )
    for line, following in itertools.pairwise(ordered):
        if following["start"] < line["end"]:
            raise ToolError(
                f"subtitles {line['text']!r} (until {line['end']:g} s) and {following['text']!r} "
                f"(from {following['start']:g} s) overlap.",
                "End the first one where the second begins.",
            )
    return {"subtitles": Table(ctx.keep_table({"lines": ordered}))}
