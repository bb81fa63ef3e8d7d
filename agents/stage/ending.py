"""Ends a session: what was learned goes into memory, what came of it into the last event."""

from agents.flow.production import Production
from agents.flow.state import State, Version
from studio.plan.film import FILM_ID
from studio.plan.wording import counted, told_left_out, told_reading
from studio.settings import Budget


async def remember(production: Production) -> None:
    """Keep the lessons of the reviews that found a fault."""
    state = production.state
    assert state.brief
    taught = [version for version in state.versions if _teaches(version, state)]
    for version in taught:
        await production.memory.lessons.remember(
            version.review, state.brief, version.film, production.logbook.session
        )
    kept = f"Lessons of {counted(len(taught), 'review')} were kept."
    text = kept if taught else "Nothing new was learned."
    production.logbook.write("notice", "studio", {"text": text, "remembered": len(taught)})


def _teaches(version: Version, state: State) -> bool:
    """Whether a review names a fault and a change that was not seen to be of no use: the version
    after it is better, or there is none after it though the change could have made one."""
    if not version.review.faults:
        return False
    after = next((v for v in state.versions if v.iteration > version.iteration), None)
    if after:
        return after.rank() > version.rank()
    return state.revision is None or state.revision.matters


async def end(production: Production) -> None:
    """Write down the outcome."""
    outcome, message, fix = _verdict(production)
    data = {"outcome": outcome, "message": message, "fix": fix}
    production.logbook.write("ended", "studio", data)


def _verdict(production: Production) -> tuple[str, str, str]:
    state, budget = production.state, production.settings.budget
    assert state.film
    best = state.best()
    if state.delivered and best:
        return _delivered(best, production)
    if state.film.refused:
        return "refused", state.film.message, ""
    if held_back := _held_back(state):
        return held_back
    if state.last_run_failed and state.run:
        return (
            "failed",
            f"No program ran to its end in {state.attempt} attempts: {state.run.error}",
            "See the run in the report; a stronger llm.models.coder may mend it.",
        )
    return (
        "failed",
        f"The {budget.minutes:g} minutes of this session ended before a first take.",
        "Raise budget.minutes in configs/studio.yaml.",
    )


def _held_back(state: State) -> tuple[str, str, str] | None:
    """What a person did not want, or what takes longer than is allowed."""
    estimate, reworded = state.estimate, "Run the brief again, reworded."
    if state.delivery_gate is False:
        return "refused", "You did not approve the delivery.", reworded
    long = estimate if estimate and not estimate.fits else None
    if state.plan_gate is False:
        return "refused", "You did not approve the plan.", long.way_on() if long else reworded
    if long and not state.agreed and not state.versions:
        return "refused", f"{long.refusal()} Nothing was rendered.", long.way_on()
    return None


def _delivered(best: Version, production: Production) -> tuple[str, str, str]:
    state = production.state
    score = f"{best.review.overall():.1f} of 10"
    if best.review.approved:
        unheard = " Your last note came too late for it." if state.unheard else ""
        said = f"Approved with {score}, take {best.iteration}. {_told_read(best, state)}".strip()
        return "approved", f"{said}{unheard}", ""
    reading, missing = _told_read(best, state), " ".join(told_left_out(best.film))
    failed = _what_failed(best)
    if missing and not failed:
        text = f"{missing} What was made of the rest passes with {score}, take {best.iteration}."
        return (
            "delivered",
            f"{reading} {text}".strip(),
            "Word the brief with what the studio can show, or take it as it is.",
        )
    begun = {event.data["iteration"] for event in production.logbook.events("program")}
    which = f"take {best.iteration}" + (f", the best of {len(begun)}," if len(begun) > 1 else "")
    return (
        "delivered",
        f"{reading} {missing} ".lstrip()
        + f"Not approved: {which} has {score}. {failed or _unsaid(best)}",
        _way_on(state, production.settings.budget),
    )


def _told_read(best: Version, state: State) -> str:
    """How the brief was read, and its media: what was lost of them, or chosen."""
    media = state.brief.media if state.brief else []
    told = [f"{source.name}: {note}" for source in media for note in source.facts.notes]
    return " ".join(filter(None, [told_reading(best.film), *told]))


def _what_failed(best: Version) -> str:
    """The faults of the review, and every criterion below the mark that none of them is about; not
    that something is left out, which is told by itself."""
    faults = best.review.faults
    told = [f"{one.shot}: {one.description}" for one in faults if one.criterion != "brief"]
    known = {(FILM_ID, "brief"), *((one.shot, one.criterion) for one in faults)}
    told += [
        f"{m.shot}: {m.criterion.replace('_', ' ')}: {m.evidence}"
        for m in best.measurements
        if not m.passed and (m.shot, m.criterion) not in known
    ]
    return "; ".join(part.rstrip(".") for part in told) + "." if told else ""


def _unsaid(best: Version) -> str:
    return best.review.summary or "The critic gave no reason."


def _way_on(state: State, budget: Budget) -> str:
    """What may help, by what ended it: the budget, the program, or that nothing is left to try."""
    if state.review is None:
        return "The take after it did not come about: see the report. Word the brief differently."
    if state.revision is None or not state.revision.matters:
        return "The critic knows no change that would mend it: word the brief differently."
    if state.iteration >= budget.iterations:
        return (
            f"The budget ended it: run it again with `--iterations {2 * budget.iterations}`, or "
            "word the brief differently."
        )
    return f"Its {budget.minutes:g} minutes were over: raise budget.minutes in configs/studio.yaml."
