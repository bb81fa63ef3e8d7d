"""Tells what the plan will take before a second is spent on it."""

from agents.flow.production import Production
from tools.estimate import estimated


async def estimate_plan(production: Production) -> None:
    """Write down the estimate of the plan."""
    film, brief = production.state.film, production.state.brief
    assert film and brief
    known = production.toolbox.artifacts.get
    recent = production.logbook.recent
    found = estimated(film, recent, production.settings, brief.media, known)
    production.logbook.write("estimate", "studio", found)
