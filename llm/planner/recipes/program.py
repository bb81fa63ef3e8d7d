"""The coder's reply: the program, and what it does in a few words."""

import ast
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from llm.planner.errors import CannotAnswer
from llm.planner.recipes.film import write_film, write_lettering
from llm.planner.recipes.footage.edits import write_edit
from llm.planner.recipes.mending import Mending, gather
from llm.planner.recipes.names import Names
from llm.planner.recipes.scenes import write_picture, write_take, write_voice_line
from llm.planner.recipes.source import Code, literal, width
from llm.planner.recipes.stubs import Stubs
from llm.planner.recipes.writer import MissingTool, Writer
from studio.nouns.program import LONGEST_PROGRAM, Program
from studio.plan import Film, Shot, Sound
from studio.plan.film import FILM_ID
from studio.plan.wording import counted, told_line, told_role, told_step

RECIPES: dict[str, Callable[..., None]] = {
    "picture": write_picture,
    "voice_line": write_voice_line,
    "take": write_take,
    "edit": write_edit,
}
_DOES = {"picture": "renders", "voice_line": "speaks", "take": "films", "edit": "edits"}


def write_program(sections: dict[str, Any]) -> Program:
    """The program for the PLAN against the TOOLS; mended after a RUN that failed."""
    try:
        film = Film.model_validate(sections.get("PLAN"))
    except ValidationError as error:
        raise CannotAnswer("The PLAN section is missing or is no plan.", "messages") from error
    if film.refused or not film.shots:
        raise CannotAnswer(
            "The plan has no shots: there is nothing to write a program for.", "messages"
        )
    stubs = Stubs(sections["TOOLS"] if isinstance(sections.get("TOOLS"), str) else "")
    try:
        used = _write(film, stubs, Mending(), film.is_assembled).used
        mending = gather(sections, film, used)
        # What is to be handed over stays the same, though less lies over it.
        assembled = film.is_assembled
        film = _simplest(film) if mending.simplest else film
        writer = _write(film, stubs, mending, assembled)
    except MissingTool as missing:
        raise CannotAnswer(
            f"The TOOLS section has no {missing}, which the plan needs.", "messages"
        ) from missing
    return Program(plan=_told(film, writer, mending), code=_short(_source(writer, mending)))


def _simplest(film: Film) -> Film:
    """The film without what it can do without, in the quickest way."""
    shots = [shot.model_copy(update=_bare(shot)) for shot in film.shots]
    bare = {"sound": Sound(loudness=film.sound.loudness), "subtitles": False}
    return film.model_copy(update=bare | {"shots": shots, "opening": None, "closing": None})


def _bare(shot: Shot) -> dict[str, Any]:
    match shot.kind:
        case "picture":
            return {"captions": [], "passes": [], "quality": "draft"}
        case "take":
            return {"captions": [], "quality": "draft"}
        case "edit":
            return {"captions": [], "smooth": False}
        case _:
            return {"captions": []}


def _write(film: Film, stubs: Stubs, mending: Mending, assembled: bool) -> Writer:
    writer = Writer(stubs, mending)
    alone = len(film.shots) == 1
    for number, shot in enumerate(film.shots, start=1):
        writer.line("")
        writer.comment(_heading(shot))
        names = Names(shot, 0 if alone else number)
        RECIPES[shot.kind](film, shot, writer, names)
        write_lettering(film, shot, writer, names)
    if assembled:
        write_film(film, writer)
    return writer


def _heading(shot: Shot) -> str:
    parts = [told_role(role) for role in getattr(shot, "cast", [])]
    if not parts:
        parts = [told_line(line) for line in getattr(shot, "lines", [])[:1]]
    parts += [told_step(step) for step in getattr(shot, "steps", [])]
    return f"{shot.id}: {'; '.join(parts)}"[:160]


def _short(code: str) -> str:
    """`code`, where it is too long without its layout and most of its comments."""
    if len(code) <= LONGEST_PROGRAM:
        return code
    head = [line for line in code.partition("from tools")[0].splitlines() if line[:1] == "#"]
    code = "\n".join([*head, ast.unparse(ast.parse(code))]) + "\n"
    if len(code) > LONGEST_PROGRAM:
        raise CannotAnswer(
            f"The plan needs a program of {len(code)} characters, over the {LONGEST_PROGRAM} that "
            "one may have: plan fewer shots or lines.",
            "messages",
        )
    return code


def _source(writer: Writer, mending: Mending) -> str:
    comments = mending.comments()
    tools = f"from tools import {', '.join(sorted(writer.imports))}"
    if len(tools) > width():
        names = "".join(f"    {name},\n" for name in sorted(writer.imports))
        tools = f"from tools import (\n{names})"
    head = (["import asyncio", ""] if writer.gathers else []) + [tools]
    results: dict[str, Code | list[Code]] = writer.results
    lines = [*comments, *([""] if comments else []), *head, *writer.statements, ""]
    return "\n".join([*lines, literal(results)]) + "\n"


def _told(film: Film, writer: Writer, mending: Mending) -> str:
    """What the program does, and what it does without."""
    parts = ["; ".join(f"{_DOES[shot.kind]} {shot.id}" for shot in film.shots)]
    if FILM_ID in writer.results:
        parts.append(f"Puts {counted(len(film.cut), 'shot')} together to a film")
    left = [
        *sorted(mending.tools),
        *(f"{tool}({name})" for tool, name in sorted(mending.arguments)),
    ]
    parts += [f"Without {', '.join(left)}, which failed"] if left else []
    parts += ["Only what is essential, after a failed run"] if mending.simplest else []
    return (". ".join(part[:1].upper() + part[1:] for part in parts) + ".")[:600]
