"""The critic: reviews a version shot by shot, from what was measured and from what it sees."""

from typing import Any

from agents.endpoint.fitting import Thinner
from agents.endpoint.question import Question, Shown
from agents.flow.production import Production
from agents.flow.state import State
from agents.prompting import prompt
from agents.rules.review_check import checked_review
from agents.rules.review_parts import joined, parts_of
from agents.stage.looking import look_at_version
from agents.turns.plans import to_judge
from studio.nouns.review import Measurement, Review

ROOM = 1200  # tokens of a review of one shot
DESCRIPTION = "Scores what was made from measurements, and says what to change."


async def write_review(production: Production) -> str:
    """Ask for the review of each shot that failed a measurement or can be seen, and of the film;
    put them together, and hold them to the measurements."""
    state = production.state
    assert state.film is not None and state.judged is not None
    shown = await look_at_version(production)
    parts = parts_of(state.judged, shown)
    replies = {
        name: await _asked(production, name, measured, shown.get(name, Shown()))
        for name, measured in parts.items()
    }
    told = {one for measured in parts.values() for one in map(_key, measured)}
    said = joined(replies, state.judged, whole=len(told) == len(set(map(_key, state.judged))))
    review, corrections = checked_review(said, state.judged, state.film, shown.keys())
    if corrections:
        text = "The critic's review was held to the measurements: " + " ".join(corrections)
        production.logbook.write("notice", "studio", {"text": text, "step": "review"})
    number = {"iteration": state.iteration}
    production.logbook.write("review", "critic", review.model_dump(mode="json") | number)
    verdict = "Approved" if review.approved else "Not approved"
    faults = "; ".join(f"{f.criterion} of {f.shot}: {f.description}" for f in review.faults)
    return f"{verdict}, {review.overall():.1f} of 10. {faults or review.summary}"


async def _asked(
    production: Production, name: str, measured: list[Measurement], shown: Shown
) -> Review:
    sections = turn(production.state, name, measured)
    question = Question("critic", prompt("critic"), sections, Review, shown=shown, thinner=THINNER)
    return await production.ask(question)


def turn(state: State, name: str, measured: list[Measurement]) -> dict[str, Any]:
    """What the critic is sent of one shot, or of the film, by its id."""
    assert state.brief and state.film
    return {
        "BRIEF": {"text": state.brief.text},
        "PLAN": to_judge(state.film, name),
        "MEASUREMENTS": measured,
    }


def _key(measurement: Measurement) -> tuple[str, str]:
    return measurement.shot, measurement.criterion


def _worst(sections: dict[str, Any]) -> dict[str, Any]:
    ordered = sorted(sections["MEASUREMENTS"], key=lambda one: one.score)
    return sections | {"MEASUREMENTS": ordered[:MOST_WORST]}


MOST_WORST = 6
THINNER: tuple[Thinner, ...] = ((f"all but the {MOST_WORST} worst measurements", _worst),)
