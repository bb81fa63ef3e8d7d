"""What a failed run forbids to the next program.

It is a comment in the program, for the reader, and the next one finds it there again: the coder is
sent the last program and its run only. What a critic wants changed is in the plan already.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from llm.planner.recipes.footage.tools import EDIT_TOOLS
from studio.nouns.program import RunRecord
from studio.plan import Film

_WITHOUT = re.compile(r"^# Without: (\w+)(?:\((\w+)\))?$", re.MULTILINE)
_SIMPLEST = "# Simplest form: "
_UNKNOWN_ARGUMENT = re.compile(
    r"unexpected keyword|unknown[- ](?:keyword|argument|parameter)|no parameter"
    r"|does not match any known parameter|extra (?:field|argument)|not permitted",
    re.IGNORECASE,
)
_UNKNOWN_TOOL = re.compile(
    r"not (?:found|defined|imported)|unknown tool|no tool|has no (?:member|attribute)"
    r"|cannot import|unresolved",
    re.IGNORECASE,
)
_NO_FACE = re.compile(r"\bno face\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")


@dataclass
class Mending:
    """Arguments and tools to leave out, and whether only the bare minimum is to be written."""

    arguments: set[tuple[str, str]] = field(default_factory=set)
    tools: set[str] = field(default_factory=set)
    simplest: str = ""

    def comments(self) -> list[str]:
        """The program's heading."""
        lines = [f"# Without: {tool}" for tool in sorted(self.tools)]
        lines += [f"# Without: {tool}({name})" for tool, name in sorted(self.arguments)]
        return lines + ([_SIMPLEST + self.simplest] if self.simplest else [])

    @property
    def _known(self) -> int:
        return len(self.arguments) + len(self.tools)


def _read(model: Any, section: Any) -> Any:
    try:
        return model.model_validate(section)
    except ValidationError:
        return None


def _after_error(
    mending: Mending, run: RunRecord, program: str, used: dict[str, set[str]], film: Film
) -> None:
    """What the message of a failed run says to leave out; failing that, the simplest program."""
    words = set(_WORD.findall(run.error))
    named = {tool for tool in used if tool in words}
    known = mending._known
    edited = _failed_edits(run, program, named, used, film)
    if _UNKNOWN_ARGUMENT.search(run.error):
        for tool in named or set(used):
            mending.arguments |= {(tool, name) for name in used[tool] & words}
    elif _UNKNOWN_TOOL.search(run.error):
        mending.tools |= named
    elif run.outcome == "error" and edited:
        mending.tools |= edited
    if known == mending._known:
        line = f" in line {run.line}" if run.line else ""
        mending.simplest = f"the run before ended with {run.outcome}{line}"


def _failed_edits(
    run: RunRecord, program: str, named: set[str], used: dict[str, set[str]], film: Film
) -> set[str]:
    """The tools of edits that a failed run blames, by its line, else by their names: what is left
    of an edit without them is worth making, so far as something is."""
    tools, lines = set(EDIT_TOOLS.values()), program.splitlines()
    at = lines[run.line - 1] if run.line and run.line <= len(lines) else ""
    blamed = set(_WORD.findall(at)) & tools & set(used) or named & tools
    if _NO_FACE.search(run.error):
        # The fix that it offers names another tool.
        blamed = {EDIT_TOOLS["exaggerate"]} & set(used)
    edits = film.footage
    kept = [
        film.is_assembled or any(EDIT_TOOLS[step.kind] not in blamed for step in shot.steps)
        for shot in edits
    ]
    return blamed if edits and all(kept) else set()


def gather(sections: dict[str, Any], film: Film, used: dict[str, set[str]]) -> Mending:
    """What PROGRAM and RUN ask to leave out. `used`: tools and the argument names with which this
    coder calls them."""
    mending = Mending()
    section = sections.get("PROGRAM")
    program = section if isinstance(section, str) else ""
    for tool, name in _WITHOUT.findall(program):
        if name:
            mending.arguments.add((tool, name))
        else:
            mending.tools.add(tool)
    for line in program.splitlines():
        if line.startswith(_SIMPLEST):
            mending.simplest = line.removeprefix(_SIMPLEST)
    run = _read(RunRecord, sections.get("RUN"))
    if run and run.outcome != "done":
        _after_error(mending, run, program, used, film)
    return mending
