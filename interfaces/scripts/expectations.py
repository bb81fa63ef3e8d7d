"""What of a script's expectations an outcome does not meet."""

from collections import Counter

from agents.outcome import Deliverable, Outcome
from interfaces.scripts.script import Expected

_SLACK = 0.05  # seconds: a film ends with a whole frame


def unmet(expected: Expected, outcome: Outcome) -> list[str]:
    """The expectations that an outcome does not meet, each a sentence."""
    found = []
    if expected.outcome and outcome.outcome != expected.outcome:
        found.append(f"The outcome is {outcome.outcome}, not {expected.outcome}.")
    score = score_of(outcome)
    if expected.score is not None and score < expected.score:
        found.append(f"The score is {score:.1f}, under {expected.score:g}.")
    left = len(outcome.left_out)
    if expected.left_out is not None and left > expected.left_out:
        found.append(f"{left} parts of the brief are left out, over {expected.left_out}.")
    whole = whole_of(outcome)
    return [
        *found,
        *_of_criteria(expected, outcome),
        *_of_files(expected, whole),
        *_of_seconds(expected, whole),
        *_of_sizes(expected, whole),
    ]


def score_of(outcome: Outcome) -> float:
    """The mean of the critic's last scores, 0 to 10; 0 where nothing was reviewed."""
    return outcome.reviews[-1].overall() if outcome.reviews else 0.0


def whole_of(outcome: Outcome) -> list[Deliverable]:
    """What was handed over, without the parts of a film."""
    return [one for one in outcome.deliverables if not one.part]


def _of_criteria(expected: Expected, outcome: Outcome) -> list[str]:
    found = []
    scores = outcome.reviews[-1].scores if outcome.reviews else []
    for name, least in expected.criteria.items():
        given = [one for one in scores if one.criterion == name]
        if not given:
            measured = ", ".join(sorted({one.criterion for one in scores})) or "nothing"
            found.append(f"The criterion {name} was not measured, but {measured}.")
        found += [
            f"The criterion {name} has {one.score:.1f} in {one.shot}, under {least:g}."
            for one in given
            if one.score < least
        ]
    return found


def _of_files(expected: Expected, whole: list[Deliverable]) -> list[str]:
    if expected.files is None:
        return []
    if isinstance(expected.files, int):
        if len(whole) == expected.files:
            return []
        return [f"{len(whole)} files were handed over, not {expected.files}."]
    came = Counter(one.kind for one in whole)
    return [
        f"{came[kind]} files of the kind {kind} were handed over, not {count}."
        for kind, count in expected.files.items()
        if came[kind] != count
    ]


def _of_seconds(expected: Expected, whole: list[Deliverable]) -> list[str]:
    if not expected.seconds:
        return []
    least, most = expected.seconds
    lengths = [one.facts["duration"] for one in whole if one.facts.get("duration")]
    lasting = lengths[0] if lengths else 0.0
    if least - _SLACK <= lasting <= most + _SLACK:
        return []
    return [f"It lasts {lasting:.2f} s, not {least:g} to {most:g} s."]


def _of_sizes(expected: Expected, whole: list[Deliverable]) -> list[str]:
    found = []
    for side in ("width", "height"):
        wanted = getattr(expected, side)
        if wanted is None:
            continue
        sizes = [one.facts[side] for one in whole if one.facts.get(side)]
        if not sizes:
            found.append(f"Nothing that was handed over has a {side}.")
        found += [f"The {side} is {size} pixels, not {wanted}." for size in sizes if size != wanted]
    return found
