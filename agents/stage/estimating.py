"""Tells what the plan will take before a second is spent on it."""

from agents.flow.production import Production
from studio.nouns.artifact import ToolCall
from tools.estimate import estimate, told_seconds

LEARNT_FROM = 200  # calls


async def estimate_plan(production: Production) -> str:
    """Write down the estimate of the plan."""
    film, settings = production.state.film, production.settings
    assert film
    past = [
        ToolCall.model_validate(data) for data in production.logbook.recent("tool", LEARNT_FROM)
    ]
    found = estimate(film, past, settings.budget.minutes * 60)
    production.logbook.write("estimate", "studio", found.model_dump() | {"fits": found.fits})
    text = f"This will take about {told_seconds(found.seconds)}."
    if found.fits:
        return text
    return f"{text} {settings.budget.minutes:g} min are allowed: {found.proposal}."
