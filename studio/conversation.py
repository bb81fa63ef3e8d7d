"""How the crew writes to a model: titled sections of JSON or text, in one user message.

A language model reads them as they are; the offline planner parses them back. Both sides use this
file, so that the two cannot drift apart.
"""

import json
import re
from bisect import bisect_left
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

ROLES = ("director", "analyst", "coder", "critic")

# What a role may be sent. The reply's schema goes out as `response_format`, by these names.
SECTIONS = (
    "BRIEF",
    "EARLIER",
    "BORROWED",
    "CHARACTERS",
    "LESSONS",
    "PLAN",
    "MEASUREMENTS",
    "CALLS",
    "PICTURES",
    "FINDINGS",
    "MAKING",
    "TOOLS",
    "PROGRAM",
    "RUN",
    "REVIEW",
    "QUESTION",
    "ANSWERS",
    "REPAIR",
    "NOTES",
    "CHAT",
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
_NONE, _PLAIN = object(), {str, int, float, bool, type(None)}


def bare(value: Any) -> Any:
    """`value` as plain JSON; of models what is not as usual alone: no field that has its default,
    but for the tag by which a member of a union is told, such as a shot's `kind`."""
    if isinstance(value, BaseModel):
        told = ((name, getattr(value, name), usual) for name, usual in _usual(type(value)))
        return {name: bare(one) for name, one, usual in told if usual is _NONE or one != usual}
    if isinstance(value, list | tuple):
        return [bare(item) for item in value]
    if isinstance(value, dict):
        return {key: bare(item) for key, item in value.items()}
    return value if type(value) in _PLAIN else to_jsonable_python(value)


@cache
def _usual(model: type[BaseModel]) -> list[tuple[str, Any]]:
    """The fields of a model, each with its default; tags and what must be said have none."""
    return [
        (
            name,
            _NONE
            if field.is_required() or _is_tag(field)
            else field.get_default(call_default_factory=True),
        )
        for name, field in model.model_fields.items()
    ]


def _is_tag(field: FieldInfo) -> bool:
    words = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
    return len(words) == 1 and isinstance(words[0], str)


def laid_out(value: Any) -> str:
    """JSON with a line for each member of a list or an object, and of the lists of objects in it.
    What is indented further takes a third more of a model's tokens, and tells it no more."""
    if isinstance(value, dict) and value:
        members = (
            f"{json.dumps(str(key), ensure_ascii=False)}: {_member(value[key])}" for key in value
        )
        return "{\n" + ",\n".join(members) + "\n}"
    return _member(value)


def _member(value: Any) -> str:
    if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        return "[\n" + ",\n".join(json.dumps(item, ensure_ascii=False) for item in value) + "\n]"
    return json.dumps(value, ensure_ascii=False)


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
            language, body = "json", laid_out(bare(value))
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
