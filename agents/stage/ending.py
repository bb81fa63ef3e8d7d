"""Ends a session: what was learned goes into memory, what came of it into the last event."""

from agents.flow.production import Production
from agents.flow.state import State, Version
from studio.settings import Budget


async def remember(production: Production) -> str:
    """Keep the lesson of every review that found a fault."""
    state = production.state
    assert state.brief
    taught = [version for version in state.versions if version.review.faults]
    for version in taught:
        await production.memory.lessons.remember(
            version.review, state.brief, version.treatment, production.logbook.session
        )
    text = f"Lessons of {len(taught)} reviews were kept." if taught else "Nothing new was learned."
    production.logbook.write("notice", "studio", {"text": text, "remembered": len(taught)})
    return text


async def end(production: Production) -> str:
    """Write down the outcome."""
    outcome, message, fix = _verdict(production.state, production.settings.budget)
    data = {"outcome": outcome, "message": message, "fix": fix}
    production.logbook.write("ended", "studio", data)
    return f"{message} {fix}".strip()


def _verdict(state: State, budget: Budget) -> tuple[str, str, str]:
    assert state.treatment
    best = state.best()
    if state.delivered and best:
        return _delivered(best, state)
    if state.treatment.refused:
        return "refused", state.treatment.message, ""
    for gate, answer in (("treatment", state.treatment_gate), ("delivery", state.delivery_gate)):
        if answer and not answer[0]:
            return "refused", f"You did not approve the {gate}.", "Run the brief again, reworded."
    if state.last_run_failed and state.run:
        return (
            "failed", f"No program ran to its end in {state.attempt} attempts: {state.run.error}",
            "See the run in the report; a stronger llm.models.coder may mend it.",
        )
    return (
        "failed", f"The {budget.minutes:g} minutes of this session ended before a first version.",
        "Raise budget.minutes.",
    )


def _delivered(best: Version, state: State) -> tuple[str, str, str]:
    score = f"{best.review.overall():.1f} of 10"
    if best.review.approved:
        unheard = " Your last note came too late for it." if state.unheard else ""
        return "approved", f"Approved with {score}, version {best.iteration}.{unheard}", ""
    faults = "; ".join(f"{f.shot}: {f.description}" for f in best.review.faults)
    return (
        "delivered",
        f"Not approved: the best of {len(state.versions)} versions has {score}. {faults}".strip(),
        "Raise budget.iterations, or word the brief differently.",
    )
