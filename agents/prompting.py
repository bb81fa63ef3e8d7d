"""The system prompts, and the bounds that keep what a model is sent flat as the chat grows."""

from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from agents.examples import analyst, coder, critic, director
from agents.examples.example import Example, told
from agents.rules.revision import NOT_THE_CRITICS
from studio.nouns.finding import Findings
from studio.nouns.program import Program, ProgramAgain, RunRecord
from studio.nouns.review import Review
from studio.packs.registry import registry
from studio.plan import Film
from studio.plan.digest import digest, vocabulary
from studio.plan.outline import outline

_FOLDER = Path(__file__).parent / "prompts"
EXAMPLES: dict[str, tuple[Example, ...]] = {
    "director": director.EXAMPLES,
    "analyst": analyst.EXAMPLES,
    "coder": coder.EXAMPLES,
    "critic": critic.EXAMPLES,
}
NOUNS: dict[str, type[BaseModel]] = {
    "director": Film,
    "analyst": Findings,
    "coder": Program,
    "critic": Review,
}

# Characters. The rest of what is sent is bounded by the nouns' own schemas.
MOST_OUTPUT = 2000
MOST_ERROR = 3000
MOST_NOTES, MOST_NOTE = 4, 1000


@cache
def prompt(role: str) -> str:
    """The system prompt of a role: the plan's own parameters or words where it lists them, the
    shape of its reply, and examples."""
    text = (_FOLDER / f"{role}.md").read_text(encoding="utf-8").strip()
    noun = NOUNS[role]
    filled = {
        "{criteria_of_packs}": _criteria_of_packs,
        "{changeable}": lambda: digest(without=NOT_THE_CRITICS),
        "{parameters}": digest,
        "{vocabulary}": vocabulary,
        "{schema}": lambda: outline(noun, keys_only=noun is Film),
        "{schema_again}": lambda: outline(ProgramAgain),
        "{examples}": lambda: told(EXAMPLES[role]),
    }
    for place, tell in filled.items():
        if place in text:
            text = text.replace(place, tell())
    return text


@cache
def answering_prompt(role: str, asker: str) -> str:
    """The system prompt of a role that another one asks."""
    text = (_FOLDER / "answering.md").read_text(encoding="utf-8").strip()
    return text.replace("{role}", role).replace("{asker}", asker)


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


def failure(record: RunRecord, program: str) -> dict[str, Any]:
    """What the coder is told of a run of `program` that failed."""
    lines = program.splitlines()
    known = record.line is not None and 0 < record.line <= len(lines)
    at = {"at": lines[record.line - 1].strip()} if known and record.line else {}
    return {
        "outcome": record.outcome,
        "line": record.line,
        **at,
        "error": clip(record.error, MOST_ERROR),
        "output": clip(record.output, MOST_OUTPUT),
        **({"absent": record.absent} if record.absent else {}),
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
