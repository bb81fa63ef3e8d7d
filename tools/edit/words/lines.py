"""Lines with times: of a list, of a table, of the text of an .srt file."""

import re
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from studio.errors import ToolError
from tools.edit.editing import Seconds

_TIMES = re.compile(r"^\s*(\S+)\s+-->\s+(\S+)")
_STAMP = re.compile(r"^(?:(\d+):)?(\d{1,2}):(\d{1,2})[,.](\d{1,3})$")
_MARKS = re.compile(r"</?[a-zA-Z][^>]*>|\{\\[^}]*\}")  # <i>, {\an8}
_FIX = "Pass the text of an .srt file: a number, `00:00:01,000 --> 00:00:02,500`, the words."
LONGEST = 300  # letters of one line


class TimedLine(TypedDict):
    """What is read from `start` to `end`, in seconds of the video."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    start: Seconds
    end: Seconds


def read_srt(text: str) -> list[dict[str, Any]]:
    """The lines of an .srt (or .vtt) file, without the marks of their styles. ToolError says which
    of them cannot be read."""
    found: list[dict[str, Any]] = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip("﻿\n ")):
        rows = block.split("\n")
        at = next((number for number, row in enumerate(rows) if "-->" in row), None)
        if at is None:
            if found or len(rows) > 2:
                raise ToolError(f"the subtitle {block[:60]!r} has no times.", _FIX)
            continue  # what a .vtt begins with
        times = _TIMES.match(rows[at])
        start, end = (_seconds(stamp) for stamp in times.groups()) if times else (None, None)
        words = " ".join(_MARKS.sub("", " ".join(rows[at + 1 :])).split())
        if start is None or end is None:
            raise ToolError(f"the times {rows[at].strip()[:60]!r} cannot be read.", _FIX)
        if words:
            found.append({"text": words, "start": start, "end": end})
    if not found:
        raise ToolError("no subtitle was found.", _FIX)
    return found


def lines_of(table: Any, handle: str) -> list[dict[str, Any]]:
    """The lines in a table of subtitle() or transcribe(); ToolError where it holds none."""
    lines = table.get("lines") if isinstance(table, dict) else None
    if not isinstance(lines, list) or not all(
        isinstance(one, dict) and {"text", "start", "end"} <= one.keys() for one in lines
    ):
        raise ToolError(
            f"{handle} holds no lines with times.",
            'Pass the "subtitles" that subtitle() returned, or `lines`.',
        )
    return lines


def _seconds(stamp: str) -> float | None:
    found = _STAMP.match(stamp)
    if not found:
        return None
    hours, minutes, seconds, part = found.groups()
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + int(part.ljust(3, "0")) / 1000
