"""What has changed since the first version: the critic's changes and what a failed run forbids.

Each is a comment in the program, for the reader, and the next revision finds it there again: the
coder is sent the last program and the last review only.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from llm.planner.coder.footage.tools import EDIT_TOOLS
from llm.planner.lessons import apply_change
from studio.nouns.program import RunRecord
from studio.nouns.review import Change, Review
from studio.nouns.treatment import Shot

_REVISED = re.compile(r"^# Revised: (\w+): (\w+) = (.*?) \((.*)\)$", re.MULTILINE)
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
class Revision:
    """Changes to shots, arguments and tools to leave out, and whether only the bare minimum is
    to be written. `refused` are changes that no shot can take."""

    changes: list[Change] = field(default_factory=list)
    arguments: set[tuple[str, str]] = field(default_factory=set)
    tools: set[str] = field(default_factory=set)
    simplest: str = ""
    refused: list[Change] = field(default_factory=list)

    def comments(self) -> list[str]:
        """The program's heading."""
        lines = [
            f"# Revised: {c.shot}: {c.parameter} = {c.value} ({c.reason})" for c in self.changes
        ]
        lines += [f"# Without: {tool}" for tool in sorted(self.tools)]
        lines += [f"# Without: {tool}({name})" for tool, name in sorted(self.arguments)]
        return lines + ([_SIMPLEST + self.simplest] if self.simplest else [])

    def add(self, change: Change) -> None:
        """A later change of the same parameter replaces the earlier one."""
        clean = change.model_copy(
            update={
                "reason": " ".join(change.reason.split()),
                "value": " ".join(change.value.split()),
            }
        )
        self.changes = [
            c for c in self.changes if (c.shot, c.parameter) != (clean.shot, clean.parameter)
        ]
        self.changes.append(clean)

    def applied(self, shot: Shot) -> Shot:
        """`shot` as revised."""
        for change in [c for c in self.changes if c.shot == shot.id]:
            changed = apply_change(shot, change)
            if changed is None and change.parameter != "loudness":
                self.changes.remove(change)
                self.refused.append(change)
            shot = changed or shot
        return shot

    def loudness(self, shot: Shot) -> float | None:
        """The loudness asked for in LUFS, where a change sets it."""
        for change in self.changes:
            if change.shot == shot.id and change.parameter == "loudness":
                try:
                    return float(change.value)
                except ValueError:
                    return None
        return None


def _read(model: Any, section: Any) -> Any:
    try:
        return model.model_validate(section)
    except ValidationError:
        return None


def _after_error(
    revision: Revision, run: RunRecord, program: str, used: dict[str, set[str]], shots: list[Shot]
) -> None:
    """What the message of a failed run says to leave out; failing that, the simplest program."""
    words = set(_WORD.findall(run.error))
    named = {tool for tool in used if tool in words}
    known = len(revision.arguments) + len(revision.tools) + len(revision.changes)
    edited = _failed_edits(run, program, named, used, shots)
    if run.outcome in ("timeout", "limit"):
        for shot in shots:
            if shot.kind != "voice_line" and shot.quality != "draft":
                revision.add(
                    Change(
                        shot=shot.id,
                        parameter="quality",
                        value="draft",
                        reason="the run took too long",
                    )
                )
    elif _UNKNOWN_ARGUMENT.search(run.error):
        for tool in named or set(used):
            revision.arguments |= {(tool, name) for name in used[tool] & words}
    elif _UNKNOWN_TOOL.search(run.error):
        revision.tools |= named
    elif run.outcome == "error" and edited:
        revision.tools |= edited
    if known == len(revision.arguments) + len(revision.tools) + len(revision.changes):
        line = f" in line {run.line}" if run.line else ""
        revision.simplest = f"the run before ended with {run.outcome}{line}"


def _failed_edits(
    run: RunRecord, program: str, named: set[str], used: dict[str, set[str]], shots: list[Shot]
) -> set[str]:
    """The tools of edits that a failed run blames, by its line, else by their names: what is left
    of an edit without them is worth making, so far as something is."""
    tools, lines = set(EDIT_TOOLS.values()), program.splitlines()
    at = lines[run.line - 1] if run.line and run.line <= len(lines) else ""
    blamed = set(_WORD.findall(at)) & tools & set(used) or named & tools
    if _NO_FACE.search(run.error):
        # The fix that it offers names another tool.
        blamed = {EDIT_TOOLS["exaggerate"]} & set(used)
    edits = [shot for shot in shots if shot.kind == "edit"]
    kept = [
        shot.title or shot.music or any(EDIT_TOOLS[e.kind] not in blamed for e in shot.edits)
        for shot in edits
    ]
    return blamed if edits and all(kept) else set()


def gather(sections: dict[str, Any], shots: list[Shot], used: dict[str, set[str]]) -> Revision:
    """The revision that PROGRAM, REVIEW and RUN ask for. `used`: tools and the argument names
    with which this coder calls them."""
    revision = Revision()
    program = sections.get("PROGRAM")
    program = (
        program
        if isinstance(program, str)
        else str((program or {}).get("code", ""))
        if isinstance(program, dict)
        else ""
    )
    for shot, parameter, value, reason in _REVISED.findall(program):
        if change := _read(
            Change, {"shot": shot, "parameter": parameter, "value": value, "reason": reason}
        ):
            revision.add(change)
    for tool, name in _WITHOUT.findall(program):
        if name:
            revision.arguments.add((tool, name))
        else:
            revision.tools.add(tool)
    for line in program.splitlines():
        if line.startswith(_SIMPLEST):
            revision.simplest = line.removeprefix(_SIMPLEST)
    review = _read(Review, sections.get("REVIEW"))
    for fault in review.faults if review else []:
        revision.add(fault.change)
    run = _read(RunRecord, sections.get("RUN"))
    if run and run.outcome != "done":
        _after_error(revision, run, program, used, shots)
    return revision
