"""Asks the person whether to go on."""

from pydantic import BaseModel

from agents.flow.production import Production
from agents.flow.steps import Step
from studio.plan import OpenQuestion

LONGEST_ANSWER = 400  # characters


async def ask_back(production: Production) -> None:
    """What the brief leaves open. The answer, or the number of a choice, becomes part of the brief;
    without one the plan stays as it is."""
    gate, subject = subject_of(Step.QUESTION_GATE, production)
    assert production.gates and isinstance(subject, OpenQuestion)
    answer = await production.gates.approve(gate, subject)
    said = _chosen(answer[1].strip()[:LONGEST_ANSWER], subject) if answer else ""
    data = {"gate": gate, "approved": True, "note": said, "asked": answer is not None}
    production.logbook.write("gate", "person" if answer else "studio", data)


def _chosen(answer: str, question: OpenQuestion) -> str:
    """A choice by its number, else the words themselves."""
    place = int(answer) if answer.isdecimal() and len(answer) < 3 else 0
    return question.choices[place - 1] if 0 < place <= len(question.choices) else answer


async def ask_about_plan(production: Production) -> None:
    """Before anything is made."""
    await _ask("plan", *subject_of(Step.PLAN_GATE, production), production)


async def ask_about_delivery(production: Production) -> None:
    """Before anything is handed over."""
    await _ask("delivery", *subject_of(Step.DELIVERY_GATE, production), production)


def subject_of(gate: Step, production: Production) -> tuple[str, BaseModel]:
    """What a person is asked at a gate, and of what: what the brief leaves open; the plan; where it
    does not fit the budget, whether to make it all the same; the review of what would be
    delivered."""
    if gate is Step.DELIVERY_GATE:
        best = production.state.best()
        assert best
        return "delivery", best.review
    film, estimate = production.state.film, production.state.estimate
    if gate is Step.QUESTION_GATE:
        assert film and film.question
        return "question", film.question
    assert film and estimate
    return ("plan", film) if estimate.fits else ("budget", estimate)


async def _ask(gate: str, question: str, subject: BaseModel, production: Production) -> None:
    assert production.gates
    answer = await production.gates.approve(question, subject)
    approved, note = answer or (True, "")
    data = {
        "gate": gate,
        "approved": approved,
        "note": note.strip(),
        "asked": answer is not None,
    }
    production.logbook.write("gate", "person" if answer else "studio", data)
