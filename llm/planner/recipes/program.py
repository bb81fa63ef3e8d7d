"""The coder's reply: the program, and what it does in a few words."""

import ast
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from llm.planner.errors import CannotAnswer
from llm.planner.recipes.film import make_film, make_piece, with_exports
from llm.planner.recipes.footage.edits import make_edit
from llm.planner.recipes.kit import Kit, MissingTool
from llm.planner.recipes.layout import Code, imports
from llm.planner.recipes.made import Made, Names
from llm.planner.recipes.mending import Mending, gather
from llm.planner.recipes.scenes import make_picture, make_take, make_voice_line
from llm.planner.recipes.stubs import Stubs
from llm.planner.recipes.templates import fill
from studio.nouns.program import LONGEST_PROGRAM, Program
from studio.plan import Film, Shot
from studio.plan.film import FILM_ID
from studio.plan.wording import counted, told_line, told_role, told_step

RECIPES: dict[str, Callable[..., Made]] = {
    "picture": make_picture,
    "voice_line": make_voice_line,
    "take": make_take,
    "edit": make_edit,
}
_DOES = {"picture": "renders", "voice_line": "speaks", "take": "films", "edit": "edits"}


def write_program(sections: dict[str, Any]) -> Program:
    """The program for the PLAN against the TOOLS; mended after a RUN that failed.

    Raises:
        CannotAnswer: there is no plan, or no program for it can be written.
    """
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
        first = Kit(stubs, Mending(), film.is_assembled)
        _write(film, first)
        mending = gather(sections, film, first.used)
        kit = Kit(stubs, mending, film.is_assembled)
        code = _write(mending.applied(film), kit)
    except MissingTool as missing:
        raise CannotAnswer(
            f"The TOOLS section has no {missing}, which the plan needs.", "messages"
        ) from missing
    return Program(plan=_told(film, kit, mending), code=_short(code))


def _short(code: str) -> str:
    """`code`; where it is too long, without its layout and most of its comments."""
    if len(code) <= LONGEST_PROGRAM:
        return code
    head = [line for line in code.partition("from tools")[0].splitlines() if line[:1] == "#"]
    short = "\n".join([*head, ast.unparse(ast.parse(code))]) + "\n"
    if len(short) > LONGEST_PROGRAM:
        raise CannotAnswer(
            f"The plan needs a program of {len(short)} characters, over the {LONGEST_PROGRAM} that "
            "one may have: plan fewer shots or lines.",
            "messages",
        )
    return short


def _write(film: Film, kit: Kit) -> str:
    """The program's code."""
    parts: list[dict[str, str]] = []
    made: dict[str, Made] = {}
    for number, shot in enumerate(film.shots, start=1):
        names = Names(number if len(film.shots) > 1 else 0)
        one = RECIPES[shot.kind](film, shot, kit, names)
        if shot.kind in ("take", "edit") and (shot.separate or not kit.assembles):
            one = with_exports(film, make_piece(film, shot, one, kit, names), kit, names)
        made[shot.id] = one
        parts.append({"heading": _heading(shot), "body": one.body})
    if kit.assembles:
        made[FILM_ID] = with_exports(film, make_film(film, made, kit), kit, Names())
        parts.append({"heading": "The film", "body": made[FILM_ID].body})
    result: dict[str, Code | list[Code]] = {name: one.handles for name, one in made.items()}
    return (
        fill(
            "program",
            kit,
            comments=kit.mending.comments(),
            imports=imports(kit.tools),
            parts=parts,
            result=result,
        )
        + "\n"
    )


def _heading(shot: Shot) -> str:
    parts = [told_role(role) for role in getattr(shot, "cast", [])]
    if not parts:
        parts = [told_line(line) for line in getattr(shot, "lines", [])[:1]]
    parts += [told_step(step) for step in getattr(shot, "steps", [])]
    return f"{shot.id}: {'; '.join(parts)}"[:160] if parts else shot.id


def _told(film: Film, kit: Kit, mending: Mending) -> str:
    """What the program does, and what it does without."""
    parts = ["; ".join(f"{_DOES[shot.kind]} {shot.id}" for shot in film.shots)]
    if film.is_assembled:
        parts.append(f"Puts {counted(len(film.cut), 'shot')} together to a film")
    if kit.missing:
        parts.append(f"Without {', '.join(sorted(kit.missing))}, which the tools lack")
    parts += dict.fromkeys(kit.notes)
    parts += mending.told()
    return ". ".join(part[:1].upper() + part[1:] for part in parts)[:599] + "."
