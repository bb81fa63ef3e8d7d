"""The coder: writes the program that makes the film, and mends it."""

from typing import Any

from agents.endpoint.client import EndpointClient
from agents.endpoint.exchange import connect
from agents.endpoint.fitting import Thinner, without
from agents.endpoint.question import Question, ask
from agents.endpoint.reply import ReplyError
from agents.exchange.answering import put, questions_left, told_answers
from agents.flow.production import Production, StandIn
from agents.flow.state import State
from agents.flow.steps import has_failed
from agents.prompting import failure, latest, prompt
from agents.rules.replacing import on_few_lines, whole
from agents.turns.making import how_made, tools_in
from agents.turns.plans import failed_alone, to_make
from agents.turns.stubs import imported_by, needed_stubs, shortened, signatures
from studio.errors import EndpointError
from studio.nouns.artifact import is_handle
from studio.nouns.exchange import ProgramAgainOrQuestion, ProgramOrQuestion
from studio.nouns.finding import Findings
from studio.nouns.program import Program, ProgramAgain

DESCRIPTION = "Writes one Python program against the tools."
RECIPE = "offline-planner"  # the model's name where the studio's own recipe answers
_PLANNED = ("PLAN", "MAKING", "FINDINGS", "TOOLS")  # sections that tell nothing of earlier programs
# Tokens of a program as JSON: of its frame, of each shot, of each line and each step of an edit;
# and of the parts of one that change.
PROGRAM, A_SHOT, A_LINE, A_STEP, A_CHANGE = 500, 280, 180, 95, 1300


async def write_program(production: Production) -> None:
    """Ask for a program: the first one, one that a review wants, or one that mends a failed run."""
    state = production.state
    if has_failed(state, production.settings.budget) and production.stand_in:
        await _stand_in(production, production.stand_in)
        return
    program = await _asked(production, turn(state, production.stubs))
    if isinstance(program, str):
        put(production, "coder", program)
        return
    number = {"iteration": state.iteration, "attempt": state.attempt + 1}
    production.logbook.write("program", "coder", program.model_dump(mode="json") | number)


async def _stand_in(production: Production, open_recipe: StandIn) -> None:
    """Have the studio's own recipe write the program of the plan, for the coder's model could not;
    or say why it cannot either."""
    state, llm = production.state, production.settings.llm
    assert state.brief
    sections = {key: one for key, one in turn(state, production.stubs).items() if key in _PLANNED}
    question = Question("coder", prompt("coder"), sections, Program, room=room_for(state))
    try:
        async with open_recipe() as url, connect(url, llm) as connection:
            client = EndpointClient(connection, url, RECIPE, llm, state.brief.seed)
            program = await ask(question, client, production.logbook, repairs=0)
    except EndpointError as error:
        text = f"The studio's own recipe cannot make this plan either: {error.message}"
        production.logbook.write("notice", "studio", {"text": text, "stood_in": True})
        return
    text = "None of the coder's programs ran. The studio's own recipe writes one of the plan."
    production.logbook.write("notice", "studio", {"text": text})
    number = {"iteration": state.iteration, "attempt": state.attempt + 1, "stood_in": True}
    production.logbook.write("program", "coder", program.model_dump(mode="json") | number)


async def _asked(production: Production, sections: dict[str, Any]) -> Program | str:
    """A program, or what the coder asks the director first."""
    room, before = room_for(production.state), sections.get("PROGRAM")
    may_ask = questions_left(production, "coder") > 0
    first: type[Program] = ProgramOrQuestion if may_ask else Program
    again: type[ProgramAgain] = ProgramAgainOrQuestion if may_ask else ProgramAgain

    def checked(reply: Program) -> Program:
        if getattr(reply, "question", ""):
            return reply
        if before is not None and isinstance(reply, ProgramAgain):
            return whole(reply, before)
        if not reply.code.strip():
            raise ReplyError("code: it is empty, and there is no question")
        return reply

    reply = await production.ask(
        Question(
            "coder",
            prompt("coder"),
            sections,
            first if before is None else again,
            check=checked,
            thinner=THINNER,
            room=room if before is None else min(room, A_CHANGE),
        )
    )
    asked = getattr(reply, "question", "")
    return asked or Program(plan=reply.plan, code=reply.code)


def room_for(state: State) -> int:
    """The tokens that a program of the plan takes."""
    assert state.film
    lines = sum(len(getattr(shot, "lines", [])) for shot in state.film.shots)
    steps = sum(len(shot.steps) for shot in state.film.footage)
    return PROGRAM + A_SHOT * len(state.film.shots) + A_LINE * lines + A_STEP * steps


def turn(state: State, stubs: str) -> dict[str, Any]:
    """What the coder is sent: of all `stubs` those that the plan, the last program, its error and
    the person's notes speak of."""
    assert state.film
    how = how_made(state.film)
    sections: dict[str, Any] = {
        "PLAN": to_make(state.film),
        "MAKING": how,
        "FINDINGS": _of_media(state.findings),
        "TOOLS": "",
    }
    if state.versions and not state.freshly_planned:
        sections["PROGRAM"] = state.versions[-1].code
        sections["REVIEW"] = failed_alone(state.versions[-1].review)
    if state.run and state.program:  # it failed, else the critic would be speaking
        sections["PROGRAM"] = state.program.code
        sections["RUN"] = failure(state.run, state.program.code)
    if state.notes:
        sections["NOTES"] = latest(state.notes)
    if answers := told_answers(state, "coder"):
        sections["ANSWERS"] = answers
    named = [*tools_in(how), *imported_by(sections.get("PROGRAM", ""))]
    sections["TOOLS"] = needed_stubs(stubs, named, "\n".join(state.notes))
    return sections


def _of_media(findings: Findings | None) -> Findings | None:
    """Without what was found of characters: the tools know their sheets."""
    if findings is None:
        return None
    kept = [one for one in findings.findings if is_handle(one.subject)]
    return findings.model_copy(update={"findings": kept})


def _in_short(sections: dict[str, Any]) -> dict[str, Any]:
    return sections | {"TOOLS": shortened(sections["TOOLS"])}


def _by_name_alone(sections: dict[str, Any]) -> dict[str, Any]:
    return sections | {"TOOLS": signatures(sections["TOOLS"])}


def _on_few_lines(sections: dict[str, Any]) -> dict[str, Any]:
    before = sections.get("PROGRAM")
    return sections | {"PROGRAM": on_few_lines(before)} if before else sections


def _program_tells(sections: dict[str, Any]) -> dict[str, Any]:
    """A program that is there shows how its plan is made."""
    return without("MAKING")(sections) if "PROGRAM" in sections else sections


THINNER: tuple[Thinner, ...] = (
    ("the findings", without("FINDINGS")),
    ("the layout and comments of the program", _on_few_lines),
    ("how it is made, which the program shows", _program_tells),
    ("all but the first line of what each tool does", _in_short),
    ("what each tool does, of which its name tells", _by_name_alone),
)
