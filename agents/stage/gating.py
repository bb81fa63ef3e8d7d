"""Asks the person whether to go on."""

from pydantic import BaseModel

from agents.flow.production import Production
from agents.flow.steps import Step


async def ask_about_plan(production: Production) -> str:
    """Before anything is made."""
    return await _ask("plan", *subject_of(Step.PLAN_GATE, production), production)


async def ask_about_delivery(production: Production) -> str:
    """Before anything is handed over."""
    return await _ask("delivery", *subject_of(Step.DELIVERY_GATE, production), production)


def subject_of(gate: Step, production: Production) -> tuple[str, BaseModel]:
    """What a person is asked at a gate, and of what: the plan; where it does not fit the budget,
    whether to make it all the same; the review of what would be delivered."""
    if gate is Step.DELIVERY_GATE:
        best = production.state.best()
        assert best
        return "delivery", best.review
    film, estimate = production.state.film, production.state.estimate
    assert film and estimate
    return ("plan", film) if estimate.fits else ("budget", estimate)


async def _ask(gate: str, question: str, subject: BaseModel, production: Production) -> str:
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
    return f"The {gate} is {'approved' if approved else 'not approved'}. {note}".strip()
