"""Takes a review apart, so that a model is asked of one shot at a time, and puts it together."""

from collections.abc import Collection, Mapping

from studio.nouns.review import Measurement, Review
from studio.plan.film import FILM_ID
from studio.plan.wording import counted

MOST_PASSED = 12  # measurements that are told where none failed
_MOST_SCORES, _MOST_FAULTS, _LONGEST = 80, 24, 400  # of the schema
_PASS = 7.0


def parts_of(
    measurements: list[Measurement], shown: Collection[str] = ()
) -> dict[str, list[Measurement]]:
    """What the critic is asked of, by the ids of shots, or `film`, the gravest first: what failed
    of each, and the shots that it is `shown`. Where nothing failed and nothing is seen, of the
    film, with the lowest of what passed."""
    failed: dict[str, list[Measurement]] = {}
    for one in measurements:
        if not one.passed:
            failed.setdefault(one.shot, []).append(one)
    parts = {
        name: failed[name]
        for name in sorted(failed, key=lambda name: -max(map(_gravity, failed[name])))
    }
    parts |= {name: [] for name in shown if name not in parts}
    if not parts:
        lowest = sorted(measurements, key=lambda one: one.score)[:MOST_PASSED]
        return {FILM_ID: lowest}
    return {name: of or _lowest_of(name, measurements) for name, of in parts.items()}


def _lowest_of(name: str, measurements: list[Measurement]) -> list[Measurement]:
    """Of a shot that is only seen: its lowest measurement, so that its numbers are not unknown."""
    own = [one for one in measurements if one.shot == name]
    return sorted(own, key=lambda one: one.score)[:1]


def _gravity(one: Measurement) -> float:
    return one.weight * (_PASS - min(one.score, _PASS) + 1)


def joined(
    replies: Mapping[str, Review], measurements: list[Measurement], *, whole: bool
) -> Review:
    """One review of those of the parts. What one of several says of another part is not taken.
    With `whole` the critic was told everything; else its words over all of it are not taken where
    they could count what it does not know."""
    alone = len(replies) == 1
    scores = [s for name, one in replies.items() for s in one.scores if alone or s.shot == name]
    faults = [f for name, one in replies.items() for f in one.faults if alone or f.shot == name]
    summaries = [one.summary for one in replies.values() if one.summary]
    lessons = [one.lesson for one in replies.values() if one.lesson]
    return Review(
        scores=scores[:_MOST_SCORES],
        faults=faults[:_MOST_FAULTS],
        approved=all(one.approved for one in replies.values()),
        summary=summaries[0] if whole and alone and summaries else summary_of(measurements),
        lesson=lessons[0] if lessons else "",
    )


def summary_of(measurements: list[Measurement]) -> str:
    """How a version stands, by its measurements alone."""
    if not measurements:
        return ""
    failed = [one for one in measurements if not one.passed]
    if not failed:
        mean = sum(one.score for one in measurements) / len(measurements)
        return f"{counted(len(measurements), 'measurement')} passed, {mean:.1f} of 10 on average."
    worst = min(failed, key=lambda one: one.score)
    return (
        f"Not approved: {len(failed)} of {len(measurements)} measurements fail; first of all "
        f"{worst.criterion.replace('_', ' ')} of {worst.shot}: {worst.evidence}"
    )[:_LONGEST]
