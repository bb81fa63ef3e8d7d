"""Takes a review's changes into the treatment, so that plan, program and criteria agree."""

from agents.flow.production import Production
from studio.nouns.review import Change


async def revise_treatment(production: Production) -> str:
    """Begin the next version."""
    state = production.state
    revision = state.revision
    assert revision
    production.logbook.write("treatment", "studio", revision.treatment)
    return "To change: " + "; ".join(_told(change) for change in revision.applied + revision.open)


def _told(change: Change) -> str:
    return f"{change.parameter} of {change.shot} to {change.value} ({change.reason})"
