"""Tells what the plan will take before a second is spent on it."""

from agents.flow.production import Production
from tools.estimate import estimated


async def estimate_plan(production: Production) -> None:
    """Write down the estimate of the plan."""
    film, brief = production.state.film, production.state.brief
    assert film and brief
    found = estimated(film, production.logbook.recent, production.settings, brief.media)
    production.logbook.write("estimate", "studio", found)
