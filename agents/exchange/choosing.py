"""Whether a role may still choose what is measured, and its calls when it does."""

from agents.flow.production import Production
from agents.flow.steps import MOST_ROUNDS
from studio.nouns.event import Actor
from studio.nouns.exchange import MeasuringCall


def calls_left(production: Production, role: Actor) -> int:
    """How many calls of measuring tools a role may yet make in this turn."""
    if production.state.rounds >= MOST_ROUNDS:
        return 0
    most = production.settings.crew.measurements
    return max(0, most - len(production.state.results_of(role)))


def want(
    production: Production, role: Actor, calls: list[MeasuringCall], left: int, of: str = ""
) -> None:
    """Write down what a role wants measured, no more than it may."""
    kept = calls[:left]
    data = {"role": role, "of": of, "calls": [one.model_dump(mode="json") for one in kept]}
    production.logbook.write("calls", role, data)
