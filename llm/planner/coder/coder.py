"""The coder's reply: the program, and what it does in a few words."""

from typing import Any

from pydantic import ValidationError

from llm.planner.coder.revisions import Revision, gather
from llm.planner.coder.scenes import WRITERS, Names
from llm.planner.coder.source import Code, literal, width
from llm.planner.coder.stubs import Stubs
from llm.planner.coder.writer import MissingTool, Writer
from llm.planner.errors import CannotAnswer
from studio.nouns.program import Program
from studio.nouns.treatment import Shot, Treatment
from studio.plan.wording import told_edit


def _simplest(shot: Shot) -> Shot:
    """The shot without what it can do without."""
    if shot.kind == "edit" and not shot.edits:
        return shot
    return shot.model_copy(update={"title": "", "music": None, "subtitles": False, "passes": []})


def _heading(shot: Shot) -> str:
    who = " and ".join(
        f"{r.character} ({r.action.replace('_', ' ')}, {r.expression})" for r in shot.cast
    )
    if shot.kind == "edit":
        return f"{shot.id}: " + ", ".join(told_edit(edit) for edit in shot.edits)
    says = " and ".join(dict.fromkeys(line.character for line in shot.lines))
    parts = [who, f"{says} speaking" if says and not shot.cast else ""]
    if shot.cast:
        parts.append(f"{shot.set.replace('_', ' ')}, {shot.time_of_day}")
    return f"{shot.id}: " + ", ".join(part for part in parts if part)


def _write(shots: list[Shot], stubs: Stubs, revision: Revision) -> Writer:
    writer = Writer(stubs, revision)
    for shot in shots:
        if shot.kind not in WRITERS:
            raise CannotAnswer(
                f"The offline planner writes no program for a shot of kind {shot.kind!r}.",
                "messages",
            )
        if shot.kind == "edit" and not (shot.source and (shot.edits or shot.music or shot.title)):
            raise CannotAnswer(
                f"The edit {shot.id!r} has no source or changes nothing.", "messages"
            )
        if (not shot.cast and shot.kind in ("picture", "shot")) or (
            shot.kind == "voice_line" and not shot.lines
        ):
            raise CannotAnswer(f"The shot {shot.id!r} has nobody in it.", "messages")
        writer.line("")
        writer.comment(_heading(shot))
        WRITERS[shot.kind](shot, writer, Names(shot, alone=len(shots) == 1))
    return writer


def _source(writer: Writer, comments: list[str]) -> str:
    tools = f"from tools import {', '.join(sorted(writer.imports))}"
    if len(tools) > width():
        names = "".join(f"    {name},\n" for name in sorted(writer.imports))
        tools = f"from tools import (\n{names})"
    head = (["import asyncio", ""] if writer.gathers else []) + [tools]
    results: dict[str, Code | list[Code]] = writer.results
    return (
        "\n".join(
            [
                *comments,
                *([""] if comments else []),
                *head,
                *writer.statements,
                "",
                literal(results),
            ]
        )
        + "\n"
    )


def _plan(shots: list[Shot], revision: Revision) -> str:
    """What the program does, and what has changed."""
    does = {"picture": "renders", "voice_line": "speaks", "shot": "films", "edit": "edits"}
    parts = ["; ".join(f"{does[shot.kind]} {shot.id}" for shot in shots)]
    changed = [f"{c.shot}: {c.parameter} {c.value}" for c in revision.changes]
    refused = [f"{c.parameter} of {c.shot}" for c in revision.refused]
    parts += [f"Revised: {', '.join(changed)}"] if changed else []
    parts += [f"Could not change {', '.join(refused)}"] if refused else []
    parts += ["Only what is essential, after a failed run"] if revision.simplest else []
    return (". ".join(part[:1].upper() + part[1:] for part in parts) + ".")[:600]


def write_program(sections: dict[str, Any]) -> Program:
    """The program for the TREATMENT against the TOOLS; revised by REVIEW, mended after RUN."""
    try:
        treatment = Treatment.model_validate(sections.get("TREATMENT"))
    except ValidationError as error:
        raise CannotAnswer(
            "The TREATMENT section is missing or is no treatment.", "messages"
        ) from error
    if treatment.refused or not treatment.shots:
        raise CannotAnswer(
            "The treatment has no shots: there is nothing to write a program for.", "messages"
        )
    stubs = Stubs(sections["TOOLS"] if isinstance(sections.get("TOOLS"), str) else "")
    try:
        used = _write(treatment.shots, stubs, Revision()).used
        revision = gather(sections, treatment.shots, used)
        shots = [revision.applied(shot) for shot in treatment.shots]
        shots = [_simplest(shot) for shot in shots] if revision.simplest else shots
        writer = _write(shots, stubs, revision)
    except MissingTool as missing:
        raise CannotAnswer(
            f"The TOOLS section has no {missing}, which the treatment needs.", "messages"
        ) from missing
    return Program(plan=_plan(shots, revision), code=_source(writer, revision.comments()))
