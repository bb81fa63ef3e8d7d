"""Questions within the crew: the coder may ask the director, the critic the analyst, a bounded
number of times in a take."""

from typing import Any

from agents.endpoint.fitting import Thinner, without
from agents.endpoint.question import Question
from agents.flow.production import Production
from agents.flow.state import State
from agents.prompting import answering_prompt
from agents.turns.facts import with_results
from agents.turns.plans import to_look_up
from studio.nouns.event import Actor
from studio.nouns.exchange import Answer

ASKS: dict[str, Actor] = {"coder": "director", "critic": "analyst"}
ROOM = 300  # tokens of an answer


def questions_left(production: Production, role: Actor) -> int:
    """How often a role may yet ask in this take."""
    asked = len(production.state.answers_to(role))
    return max(0, production.settings.crew.questions - asked)


def told_answers(state: State, role: str, of: str = "") -> list[dict[str, str]]:
    """What a role was answered in this take, as it is told again; with `of`, of that shot."""
    return [{"question": one.text, "answer": one.answer} for one in state.answers_to(role, of)]


def put(production: Production, role: Actor, text: str, of: str = "") -> None:
    """Write down what a role asks."""
    to = ASKS[role]
    production.logbook.write("question", role, {"to": to, "text": text, "of": of})


async def answer_question(production: Production) -> None:
    """The asked role's answer."""
    question = production.state.question
    assert question
    to: Actor = ASKS[question.role]
    reply = await production.ask(
        Question(
            to,
            answering_prompt(to, question.role),
            _known(production, to) | {"QUESTION": question.text},
            Answer,
            model_of="director",  # it is asked without pictures, and awake
            thinner=THINNER,
            room=ROOM,
        )
    )
    production.logbook.write("answer", to, {"to": question.role, "text": reply.text})


def _known(production: Production, role: Actor) -> dict[str, Any]:
    """What a role answers from."""
    state = production.state
    assert state.brief and state.film
    sections: dict[str, Any] = {"BRIEF": {"text": state.brief.text}}
    if role == "director":
        return sections | {"PLAN": state.film}
    return sections | {
        "PLAN": to_look_up(state.film),
        "MEASUREMENTS": with_results(state.measured or [], []),
        "FINDINGS": state.findings,
    }


THINNER: tuple[Thinner, ...] = (
    ("the measurements, which the findings tell", without("MEASUREMENTS")),
    ("the plan", without("PLAN")),
)
