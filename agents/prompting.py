"""The system prompts, and the bounds that keep what a model is sent flat as the chat grows."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any

from agents.rules.revision import NOT_THE_CRITICS
from studio.nouns.program import RunRecord
from studio.packs.registry import registry
from studio.plan.digest import digest

_FOLDER = Path(__file__).parent / "prompts"
_DOCSTRING = re.compile(
    r'(?P<head>^async def (?P<tool>\w+)(?:(?!^async def ).)*?)^(?P<indent> +)"""(?P<text>.*?)"""\n',
    re.MULTILINE | re.DOTALL,
)

# Characters. The rest of what is sent is bounded by the nouns' own schemas.
MOST_STUBS = 18500
MOST_OUTPUT = 2000
MOST_ERROR = 3000
MOST_NOTES, MOST_NOTE = 4, 1000


@cache
def prompt(role: str) -> str:
    """The system prompt of a role, with the plan's own parameters where it lists them."""
    text = (_FOLDER / f"{role}.md").read_text(encoding="utf-8").strip()
    text = text.replace("{criteria_of_packs}", _criteria_of_packs())
    text = text.replace("{changeable}", digest(without=NOT_THE_CRITICS))
    return text.replace("{parameters}", digest())


def _criteria_of_packs() -> str:
    """A line for each criterion that says itself which shots are judged by it."""
    lines = []
    for item in registry("criteria").values():
        if kinds := item.facts["shots"]:
            sets = ", ".join(f"`{name}`" for name in item.facts["sets"])
            where = f" in {sets}" if sets else ""
            what = item.facts["description"].rstrip(".")
            lines.append(f"   - {', '.join(kinds)}{where}: `{item.name}` ({what})\n")
    return "".join(lines)


@cache
def how_made(kinds: frozenset[str]) -> str:
    """What the coder's prompt says of how these kinds of shots are made."""
    lines = prompt("coder").splitlines()
    return "\n".join(line for line in lines if line.startswith(tuple(f"- `{k}`:" for k in kinds)))


def fitting_stubs(stubs: str, named_in: str = "") -> str:
    """`stubs` as they are where they fit; else with the first line alone of the docstrings of tools
    that are not named in `named_in`; where that is not enough, without those tools; and where not
    even that is, with all docstrings cut to their first line."""
    if len(stubs) <= MOST_STUBS:
        return stubs
    named = set(re.findall(r"`(\w+)`", named_in))
    some = _DOCSTRING.sub(lambda m: m[0] if m["tool"] in named else _first(m), stubs)
    if len(some) <= MOST_STUBS:
        return some
    few = _only(stubs, named) if named else stubs
    return few if len(few) <= MOST_STUBS else _DOCSTRING.sub(_first, few)


def _only(stubs: str, named: set[str]) -> str:
    """The stubs of the tools that are named, with the types that they speak of."""
    lines = stubs.splitlines(keepends=True)
    blocks = [
        (node, "".join(lines[node.lineno - 1 : node.end_lineno])) for node in ast.parse(stubs).body
    ]
    kept = [not isinstance(node, ast.AsyncFunctionDef) or node.name in named for node, _ in blocks]
    for place in reversed(range(len(blocks))):  # a type stands before whoever speaks of it
        node, _ = blocks[place]
        if isinstance(node, ast.ClassDef):
            later = [
                text
                for (_, text), keep in zip(blocks[place + 1 :], kept[place + 1 :], strict=True)
                if keep
            ]
            kept[place] = any(re.search(rf"\b{node.name}\b", text) for text in later)
    return "\n".join(text for (_, text), keep in zip(blocks, kept, strict=True) if keep)


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
