"""What a failed run forbids to the next program, and what a review asks that no plan can hold.

It is a comment in the program, for the reader, and the next one finds it there again: the coder is
sent the last program and its run only. What a critic wants changed is in the plan already.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from llm.planner.recipes.footage.tools import EDIT_TOOLS
from studio.nouns.program import RunRecord
from studio.nouns.review import Review
from studio.plan import Edit, Film, Picture, Shot, Sound, Take, apply_changes

_WITHOUT = re.compile(r"^# Without: (\w+)(?:\((\w+)\))?$", re.MULTILINE)
_SIMPLEST, _DRAFT = "Simplest form: ", "Draft: the run before took too long"
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
_WORD = re.compile(r"\w+")
# What a piece can do without.
OPTIONAL = frozenset(
    {"make_music", "make_atmosphere", "caption_picture", "lip_sync", "animate_face"}
)


@dataclass
class Mending:
    """Arguments and tools to leave out; whether drafts are to be made, and whether only the bare
    minimum is to be written. `refused`: paths that a review wants changed and no plan has."""

    arguments: set[tuple[str, str]] = field(default_factory=set)
    tools: set[str] = field(default_factory=set)
    draft: bool = False
    simplest: str = ""
    refused: list[str] = field(default_factory=list)

    def comments(self) -> list[str]:
        """The program's heading, from which the next mending is read back."""
        lines = [f"Without: {tool}" for tool in sorted(self.tools)]
        lines += [f"Without: {tool}({name})" for tool, name in sorted(self.arguments)]
        lines += [_DRAFT] if self.draft else []
        return lines + ([_SIMPLEST + self.simplest] if self.simplest else [])

    def told(self) -> list[str]:
        """It, for a person."""
        left = [*sorted(self.tools), *(f"{tool}({name})" for tool, name in sorted(self.arguments))]
        return [
            *([f"Without {', '.join(left)}, which failed"] if left else []),
            *(["In draft quality, for the run before took too long"] if self.draft else []),
            *(["Only what is essential, after a failed run"] if self.simplest else []),
            *([f"Could not change {', '.join(self.refused)}"] if self.refused else []),
        ]

    def applied(self, film: Film) -> Film:
        """`film` as it is to be made."""
        if self.draft:
            film = film.model_copy(update={"shots": [_drafted(shot) for shot in film.shots]})
        return _simplest(film) if self.simplest else film

    @property
    def known(self) -> int:
        return len(self.arguments) + len(self.tools) + self.draft


def _drafted(shot: Shot) -> Shot:
    """A shot that takes less time, so far as the brief leaves that open."""
    if isinstance(shot, Picture | Take) and "quality" not in shot.fixed:
        return shot.model_copy(update={"quality": "draft"})
    return shot.model_copy(update={"smooth": False}) if isinstance(shot, Edit) else shot


def _simplest(film: Film) -> Film:
    """The film without what it can do without."""
    shots = [
        shot.model_copy(
            update={"captions": []} | ({"passes": []} if isinstance(shot, Picture) else {})
        )
        for shot in film.shots
    ]
    bare = {"sound": Sound(loudness=film.sound.loudness), "subtitles": False}
    return film.model_copy(update=bare | {"shots": shots, "opening": None, "closing": None})


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
    known = mending.known
    edited = _failed_edits(run, program, named, used, film)
    if run.outcome in ("timeout", "limit"):
        mending.draft = mending.draft or any(_drafted(shot) != shot for shot in film.shots)
    elif _UNKNOWN_ARGUMENT.search(run.error):
        for tool in named or set(used):
            mending.arguments |= {(tool, name) for name in used[tool] & words}
    elif _UNKNOWN_TOOL.search(run.error):
        mending.tools |= named
    elif run.outcome == "error":
        mending.tools |= edited or named & OPTIONAL
    if known == mending.known:
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
    if run.absent:  # the fix that the error offers names other tools
        blamed = {run.absent} & tools & set(used)
    edits = film.footage
    kept = [
        film.is_assembled or any(EDIT_TOOLS[step.kind] not in blamed for step in shot.steps)
        for shot in edits
    ]
    return blamed if edits and all(kept) else set()


def gather(sections: dict[str, Any], film: Film, used: dict[str, set[str]]) -> Mending:
    """What PROGRAM, RUN and REVIEW ask for. `used`: tools and the argument names with which this
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
        mending.draft |= line == f"# {_DRAFT}"
        if line.startswith(f"# {_SIMPLEST}"):
            mending.simplest = line.removeprefix(f"# {_SIMPLEST}")
    review = _read(Review, sections.get("REVIEW"))
    for fault in review.faults if review else []:
        if apply_changes(film, [fault.change]).refused:
            mending.refused.append(fault.change.path)
    told = sections.get("RUN") or {}  # a part of the record, and the program's own line
    run = _read(RunRecord, {key: told[key] for key in told if key in RunRecord.model_fields})
    if run and run.outcome != "done":
        _after_error(mending, run, program, used, film)
    return mending
