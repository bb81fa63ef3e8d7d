"""The coder: writes the program that makes the film, and mends it."""

from typing import Any

from agents.endpoint.question import Question
from agents.flow.production import Production
from agents.prompting import failure, fitting_stubs, how_made, latest, prompt
from studio.nouns.program import Program
from studio.plan.film import FILM_ID

DESCRIPTION = "Writes one Python program against the tools."


async def write_program(production: Production) -> str:
    """Ask for a program: the first one, one that a review wants, or one that mends a failed run."""
    state = production.state
    sections = _sections(production)
    program = await production.ask(Question("coder", prompt("coder"), sections, Program))
    number = {"iteration": state.iteration, "attempt": state.attempt + 1}
    production.logbook.write("program", "coder", program.model_dump(mode="json") | number)
    lines = len(program.code.splitlines())
    return f"{program.plan or 'A program.'} ({lines} lines, version {number['iteration']})"


def _sections(production: Production) -> dict[str, Any]:
    state = production.state
    assert state.film
    kinds = frozenset(shot.kind for shot in state.film.shots)
    kinds |= {FILM_ID} if state.film.is_assembled else set()
    sections: dict[str, Any] = {
        "PLAN": state.bare_film,
        "FINDINGS": state.findings,
        "TOOLS": fitting_stubs(production.stubs, named_in=how_made(kinds)),
    }
    if state.versions and not state.freshly_planned:
        sections["PROGRAM"] = state.versions[-1].code
        sections["REVIEW"] = state.versions[-1].review
    if state.run and state.program:  # it failed, else the critic would be speaking
        sections["PROGRAM"] = state.program.code
        sections["RUN"] = failure(state.run)
    if state.notes:
        sections["NOTES"] = latest(state.notes)
    return sections
