"""How the crew writes to a model: titled sections of JSON or text, in one user message.

A language model reads them as they are; the offline planner parses them back. Both sides use this
file, so that the two cannot drift apart.
"""

import json
import re
from bisect import bisect_left
from typing import Any

from pydantic import BaseModel

ROLES = ("director", "analyst", "coder", "critic")

# What a role may be sent. The reply's schema goes out as `response_format`, by these names.
SECTIONS = (
    "BRIEF",
    "EARLIER",
    "CHARACTERS",
    "LESSONS",
    "PLAN",
    "MEASUREMENTS",
    "PICTURES",
    "FINDINGS",
    "TOOLS",
    "PROGRAM",
    "RUN",
    "REVIEW",
    "REPAIR",
    "NOTES",
)
REPLIES = {
    "director": "Film",
    "analyst": "Findings",
    "coder": "Program",
    "critic": "Review",
}
# Whom the crew asks when the tools have run that a role's reply set to work.
AFTER_TOOLS = {"coder": "critic"}
# Headers by which it tells that an endpoint: any name of its own, and the model it will ask next.
SESSION_HEADER, NEXT_HEADER = "X-Studio-Session", "X-Studio-Next"
# A title, then the fence that opens its section. The section ends with a line that is the same
# fence and nothing more.
_OPENING = re.compile(r"^## ([A-Z]+)[ \t]*\n(?:[ \t]*\n)*(`{3,})(\w*)(?=\n)", re.MULTILINE)
_FENCE_LINE = re.compile(r"^(`{3,})[ \t]*$", re.MULTILINE)
_BACKTICKS = re.compile(r"`{3,}")


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def write_sections(sections: dict[str, Any]) -> str:
    """One message from `sections`: str values as Python code fences (TOOLS, PROGRAM) or text,
    everything else as JSON fences. A fence is longer than any run of backticks in what it holds,
    as Markdown has it, so that nothing in a section can end it or begin another."""
    parts = []
    for name, value in sections.items():
        if name not in SECTIONS:
            raise ValueError(f"no section {name!r}; one of {', '.join(SECTIONS)}")
        if isinstance(value, str):
            language, body = "python" if name in ("TOOLS", "PROGRAM") else "text", value
        else:
            language, body = "json", json.dumps(_plain(value), ensure_ascii=False, indent=1)
        longest = max(map(len, _BACKTICKS.findall(body)), default=2)
        fence = "`" * (longest + 1)
        parts.append(f"## {name}\n{fence}{language}\n{body}\n{fence}")
    return "\n\n".join(parts)


def has_sections(text: str) -> bool:
    """Whether `read_sections` would find any title with a fence in `text`."""
    return _OPENING.search(text) is not None


def read_sections(text: str) -> dict[str, Any]:
    """The sections of a message, the inverse of `write_sections`; unknown titles and sections
    without an end are skipped. ValueError or RecursionError: a section of JSON is none."""
    fences: dict[str, list[int]] = {}
    for line in _FENCE_LINE.finditer(text):
        fences.setdefault(line[1], []).append(line.start())
    found: dict[str, Any] = {}
    at = 0
    while opening := _OPENING.search(text, at):
        name, fence, language = opening.groups()
        at = opening.end() + 1
        ends = fences.get(fence, [])
        nearest = bisect_left(ends, at)
        if nearest == len(ends):
            continue
        content = text[at : max(at, ends[nearest] - 1)]
        at = ends[nearest] + len(fence)
        if name in SECTIONS:
            found[name] = json.loads(content) if language == "json" else content
    return found
