"""Asks the person whether to go on."""

from pydantic import BaseModel

from agents.flow.production import Production


async def ask_about_plan(production: Production) -> str:
    """Before anything is made; where it does not fit the budget, whether to make it all the
    same."""
    film, estimate = production.state.film, production.state.estimate
    assert film and estimate
    if estimate.fits:
        return await _ask("plan", "plan", film, production)
    return await _ask("plan", "budget", estimate, production)


async def ask_about_delivery(production: Production) -> str:
    """Before anything is handed over."""
    best = production.state.best()
    assert best
    return await _ask("delivery", "delivery", best.review, production)


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
