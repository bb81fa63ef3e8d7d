"""The system prompts, and the bounds that keep what a model is sent flat as the chat grows."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from studio.nouns.program import RunRecord

_FOLDER = Path(__file__).parent / "prompts"
_DOCSTRING = re.compile(r'^( +)"""(.*?)"""\n', re.MULTILINE | re.DOTALL)

# Characters. The rest of what is sent is bounded by the nouns' own schemas.
MOST_STUBS = 16000
MOST_OUTPUT = 2000
MOST_ERROR = 3000
MOST_NOTES, MOST_NOTE = 4, 1000


@cache
def prompt(role: str) -> str:
    """The system prompt of a role."""
    return (_FOLDER / f"{role}.md").read_text(encoding="utf-8").strip()


def fitting_stubs(stubs: str) -> str:
    """`stubs` as they are, or with the first line of each docstring alone when they are long."""
    if len(stubs) <= MOST_STUBS:
        return stubs

    def first_line(match: re.Match[str]) -> str:
        indent, text = match.groups()
        return f'{indent}"""{text.strip().splitlines()[0]}"""\n' if text.strip() else ""

    return _DOCSTRING.sub(first_line, stubs)


def failure(record: RunRecord) -> dict[str, Any]:
    """What the coder is told of a run that failed."""
    return {
        "outcome": record.outcome, "line": record.line, "error": clip(record.error, MOST_ERROR),
        "output": clip(record.output, MOST_OUTPUT),
    }


def latest(notes: list[str]) -> str:
    """A person's newest notes, the newest last."""
    return "\n".join(f"- {clip(note, MOST_NOTE)}" for note in notes[-MOST_NOTES:])


def clip(text: str, length: int) -> str:
    """`text`, or its head and tail around a mark when it is longer than `length`."""
    if len(text) <= length:
        return text
    half = (length - 5) // 2
    return f"{text[:half]} ... {text[-half:]}"
