"""Takes a review's changes into the plan, so that plan, program and criteria agree."""

from agents.flow.production import Production


async def revise_plan(production: Production) -> None:
    """Begin the next take."""
    state = production.state
    revision = state.revision
    assert revision
    production.logbook.write("plan", "studio", revision.film)
