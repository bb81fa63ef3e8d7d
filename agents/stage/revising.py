"""Takes a review's changes into the plan, so that plan, program and criteria agree."""

from agents.flow.production import Production
from studio.plan import Change


async def revise_plan(production: Production) -> str:
    """Begin the next take."""
    state = production.state
    revision = state.revision
    assert revision
    production.logbook.write("plan", "studio", revision.film)
    return "To change: " + "; ".join(_told(change) for change in revision.applied + revision.open)


def _told(change: Change) -> str:
    return f"{change.path} to {change.value} ({change.reason})"
