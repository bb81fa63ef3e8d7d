"""The system prompts, and the bounds that keep what a model is sent flat as the chat grows."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any

from agents.wordlists import fillings
from studio.nouns.program import RunRecord

_FOLDER = Path(__file__).parent / "prompts"
_DOCSTRING = re.compile(
    r'(?P<head>^async def (?P<tool>\w+)(?:(?!^async def ).)*?)^(?P<indent> +)"""(?P<text>.*?)"""\n',
    re.MULTILINE | re.DOTALL,
)
_FILLED_IN = re.compile(r"\{\{(?P<name>\w+)\}\}")

# Characters. The rest of what is sent is bounded by the nouns' own schemas.
MOST_STUBS = 18500
MOST_OUTPUT = 2000
MOST_ERROR = 3000
MOST_NOTES, MOST_NOTE = 4, 1000


@cache
def prompt(role: str) -> str:
    """The system prompt of a role, with the plan's own words and parameters filled in."""
    text = (_FOLDER / f"{role}.md").read_text(encoding="utf-8").strip()
    known = fillings()
    return _FILLED_IN.sub(lambda match: known[match["name"]], text)


@cache
def how_made(kinds: frozenset[str]) -> str:
    """What the coder's prompt says of how these kinds of shots, and a `film`, are made."""
    lines = prompt("coder").splitlines()
    return "\n".join(line for line in lines if line.startswith(tuple(f"- `{k}`:" for k in kinds)))


def fitting_stubs(stubs: str, named_in: str = "") -> str:
    """`stubs` as they are where they fit; else the first line alone of the docstrings of tools that
    are not named in `named_in`; then without the tools that the coder's prompt names for no shot;
    and where that is not enough, the first lines alone of all."""
    if len(stubs) <= MOST_STUBS:
        return stubs
    named = set(re.findall(r"`(\w+)`", named_in))
    some = _DOCSTRING.sub(lambda m: m[0] if m["tool"] in named else _first(m), stubs)
    if len(some) > MOST_STUBS:
        some = _needed(some, named | set(re.findall(r"`(\w+)`", prompt("coder"))))
    return some if len(some) <= MOST_STUBS else _DOCSTRING.sub(_first, stubs)


def _needed(stubs: str, names: set[str]) -> str:
    """`stubs` without the tools that are not among `names`, and what only they speak of."""
    tree = ast.parse(stubs)
    lines = stubs.splitlines(keepends=True)
    tools = [node for node in tree.body if isinstance(node, ast.AsyncFunctionDef)]
    others = [node for node in tree.body if not isinstance(node, ast.AsyncFunctionDef)]
    kept = [_lines(lines, node) for node in tools if node.name in names]
    spoken_of = set(re.findall(r"\w+", "".join(kept)))
    # A class is defined before what uses it.
    for node in reversed(others):
        if not isinstance(node, ast.ClassDef) or node.name in spoken_of:
            text = _lines(lines, node)
            spoken_of |= set(re.findall(r"\w+", text))
            kept.insert(0, text)
    return "".join(kept)


def _lines(lines: list[str], node: ast.stmt) -> str:
    apart = "" if isinstance(node, ast.Assign | ast.ImportFrom) else "\n"
    return "".join(lines[node.lineno - 1 : node.end_lineno]) + apart


def _first(match: re.Match[str]) -> str:
    head, indent, text = match["head"], match["indent"], match["text"]
    return f'{head}{indent}"""{text.strip().splitlines()[0]}"""\n' if text.strip() else head


def failure(record: RunRecord) -> dict[str, Any]:
    """What the coder is told of a run that failed."""
    return {
        "outcome": record.outcome,
        "line": record.line,
        "error": clip(record.error, MOST_ERROR),
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
