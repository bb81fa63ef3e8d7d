"""Asks the person whether to go on."""

from pydantic import BaseModel

from agents.flow.production import Production


async def ask_about_plan(production: Production) -> str:
    """Before anything is made."""
    assert production.state.film
    return await _ask("plan", production.state.film, production)


async def ask_about_delivery(production: Production) -> str:
    """Before anything is handed over."""
    best = production.state.best()
    assert best
    return await _ask("delivery", best.review, production)


async def _ask(gate: str, subject: BaseModel, production: Production) -> str:
    assert production.gates
    answer = await production.gates.approve(gate, subject)
    approved, note = answer or (True, "")
    data = {
        "gate": gate,
        "approved": approved,
        "note": note.strip(),
        "asked": answer is not None,
    }
    production.logbook.write("gate", "person" if answer else "studio", data)
    return f"The {gate} is {'approved' if approved else 'not approved'}. {note}".strip()
