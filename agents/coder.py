"""The coder: writes the program that makes the film, and mends it."""

from typing import Any

from agents.endpoint.fitting import Thinner
from agents.endpoint.question import Question
from agents.flow.production import Production
from agents.flow.state import State
from agents.prompting import failure, latest, prompt
from agents.turns.making import how_made, tools_in
from agents.turns.plans import failed_alone, to_make
from agents.turns.stubs import imported_by, needed_stubs, shortened
from studio.nouns.artifact import is_handle
from studio.nouns.program import Program

DESCRIPTION = "Writes one Python program against the tools."


async def write_program(production: Production) -> str:
    """Ask for a program: the first one, one that a review wants, or one that mends a failed run."""
    state = production.state
    sections = turn(state, production.stubs)
    program = await production.ask(
        Question("coder", prompt("coder"), sections, Program, thinner=THINNER)
    )
    number = {"iteration": state.iteration, "attempt": state.attempt + 1}
    production.logbook.write("program", "coder", program.model_dump(mode="json") | number)
    lines = len(program.code.splitlines())
    return f"{program.plan or 'A program.'} ({lines} lines, version {number['iteration']})"


def turn(state: State, stubs: str) -> dict[str, Any]:
    """What the coder is sent: of all `stubs` those that the plan, the last program, its error and
    the person's notes speak of."""
    assert state.film
    how = how_made(state.film)
    sections: dict[str, Any] = {
        "PLAN": to_make(state.film),
        "MAKING": how,
        "FINDINGS": state.findings,
        "TOOLS": "",
    }
    if state.versions and not state.freshly_planned:
        sections["PROGRAM"] = state.versions[-1].code
        sections["REVIEW"] = failed_alone(state.versions[-1].review)
    if state.run and state.program:  # it failed, else the critic would be speaking
        sections["PROGRAM"] = state.program.code
        sections["RUN"] = failure(state.run)
    if state.notes:
        sections["NOTES"] = latest(state.notes)
    named = [*tools_in(how), *imported_by(sections.get("PROGRAM", ""))]
    sections["TOOLS"] = needed_stubs(stubs, named, "\n".join(state.notes))
    return sections


def _of_media(sections: dict[str, Any]) -> dict[str, Any]:
    """Without what was found of characters: the tools know their sheets."""
    found = sections.get("FINDINGS")
    if found is None:
        return sections
    kept = [one for one in found.findings if is_handle(one.subject)]
    return sections | {"FINDINGS": found.model_copy(update={"findings": kept})}


def _in_short(sections: dict[str, Any]) -> dict[str, Any]:
    return sections | {"TOOLS": shortened(sections["TOOLS"])}


THINNER: tuple[Thinner, ...] = (
    ("findings about characters", _of_media),
    ("all but the first line of what each tool does", _in_short),
)
