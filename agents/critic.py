"""The critic: reviews a version from its measurements, and from its pictures where it sees."""

from agents.endpoint.question import Question
from agents.flow.production import Production
from agents.prompting import prompt
from agents.rules.review_check import checked_review
from agents.stage.looking import look_at_version
from studio.nouns.review import Review

DESCRIPTION = "Scores what was made from measurements, and says what to change."


async def write_review(production: Production) -> str:
    """Ask for the review, and hold it to the measurements."""
    state = production.state
    assert state.film is not None and state.judged is not None
    sections = {
        "BRIEF": state.brief,
        "PLAN": state.bare_film,
        "MEASUREMENTS": state.judged,
    }
    shown = await look_at_version(production)
    said = await production.ask(Question("critic", prompt("critic"), sections, Review, shown=shown))
    seen = {caption["shot"] for caption in shown.captions}
    review, corrections = checked_review(said, state.judged, state.film, seen)
    if corrections:
        text = "The critic's review was held to the measurements: " + " ".join(corrections)
        production.logbook.write("notice", "studio", {"text": text, "step": "review"})
    number = {"iteration": state.iteration}
    production.logbook.write("review", "critic", review.model_dump(mode="json") | number)
    verdict = "Approved" if review.approved else "Not approved"
    faults = "; ".join(f"{f.criterion} of {f.shot}: {f.description}" for f in review.faults)
    return f"{verdict}, {review.overall():.1f} of 10. {faults or review.summary}"
