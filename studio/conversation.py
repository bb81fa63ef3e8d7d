"""How the crew writes to a model: titled sections of JSON or text, in one user message.

A language model reads them as they are; the offline planner parses them back. Both sides use this
file, so that the two cannot drift apart.
"""

import json
import re
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
_HEAD = re.compile(r"^## ([A-Z]+)$", re.MULTILINE)
_FENCE = re.compile(r"^```(\w*)\n(.*?)\n?^```$", re.MULTILINE | re.DOTALL)


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
    everything else as JSON fences. Fences inside a text are defused."""
    parts = []
    for name, value in sections.items():
        if name not in SECTIONS:
            raise ValueError(f"no section {name!r}; one of {', '.join(SECTIONS)}")
        if isinstance(value, str):
            language = "python" if name in ("TOOLS", "PROGRAM") else "text"
            body = value.replace("```", "'''")
        else:
            language, body = "json", json.dumps(_plain(value), ensure_ascii=False, indent=1)
        parts.append(f"## {name}\n```{language}\n{body}\n```")
    return "\n\n".join(parts)


def read_sections(text: str) -> dict[str, Any]:
    """The sections of a message, the inverse of `write_sections`; unknown titles are skipped."""
    found: dict[str, Any] = {}
    heads = list(_HEAD.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    for head, end in zip(heads, ends, strict=False):
        body = text[head.end() : end]
        fence = _FENCE.search(body)
        if head.group(1) in SECTIONS and fence:
            language, content = fence.groups()
            found[head.group(1)] = json.loads(content) if language == "json" else content
    return found
