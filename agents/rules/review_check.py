"""Holds a review to what was measured: a model may judge what it sees, not make up numbers."""

from collections.abc import Collection
from typing import Any

from agents.rules.review_parts import summary_of
from studio.nouns.review import Fault, Measurement, Review, Score
from studio.plan import Film, is_fixed
from studio.plan.film import FILM_ID

LOOK = "look"
_TOLERANCE = 0.05  # of 10: rounding is no lie
# The bounds of the schema, which corrections must keep too.
_TEXT, _MOST_SCORES, _MOST_FAULTS = 300, 80, 24


def checked_review(
    review: Review,
    measurements: list[Measurement],
    film: Film,
    seen: Collection[str] = (),
) -> tuple[Review, list[str]]:
    """The review with its scores as measured, and a sentence for everything that was corrected.

    - A measured criterion has the measurement's score; an unmeasured one has none, but for the
      look of a shot that the critic was shown (`seen`: their ids).
    - A measured failure is a fault, whether the model named it or not.
    - A fault of a criterion that was measured and passed is dropped; of an unmeasured one it stays,
      but not of the look of a shot that was not shown.
    - A fault whose change would overrule what the brief itself named is dropped.
    - Approved means: something was measured, nothing measured failed, no fault is left, and nothing
      of the brief was left out of the plan.
    """
    notes: list[str] = []
    measured: dict[tuple[str, str], Measurement] = {}
    for one in measurements:
        # Where a criterion was measured more than once, its worst result counts.
        known = measured.get((one.shot, one.criterion))
        if known is None or (one.passed, one.score) < (known.passed, known.score):
            measured[one.shot, one.criterion] = one
    said = {(score.shot, score.criterion): score for score in review.scores}
    scores = [_score(m, said.get(key), notes) for key, m in measured.items()]
    shots = {FILM_ID, *(shot.id for shot in film.shots)}
    for (shot, criterion), score in said.items():
        if (shot, criterion) in measured:
            continue
        if criterion == LOOK and shot in shots and shot in seen:
            scores.append(score)
            continue
        notes.append(f"{criterion} of {shot} was scored, but never measured: left out.")
    faults = _faults(review, measured, film, seen, notes)
    failed = any(not m.passed for m in measurements)
    whole = not film.left_out
    approved = review.approved and bool(measured) and not failed and not faults and whole
    if review.approved and not approved:
        why = "there are faults" if failed or faults else "nothing was measured"
        if measured and not failed and not faults:
            why = "a part of the brief was left out"
        notes.append(f"It was approved although {why}: not approved.")
    corrected: dict[str, Any] = {
        "scores": scores[:_MOST_SCORES],
        "faults": faults[:_MOST_FAULTS],
        "approved": approved,
    }
    if failed and (review.approved or not review.summary):
        corrected["summary"] = summary_of(list(measured.values()))
    return review.model_copy(update=corrected), notes


def _score(measurement: Measurement, said: Score | None, notes: list[str]) -> Score:
    evidence = measurement.evidence
    if said and abs(said.score - measurement.score) <= _TOLERANCE:
        evidence = said.evidence or evidence
    elif said:
        notes.append(
            f"{said.criterion} of {said.shot} was scored {said.score:g}, "
            f"and measured {measurement.score:g}: corrected."
        )
    return Score(
        shot=measurement.shot,
        criterion=measurement.criterion,
        score=measurement.score,
        evidence=evidence,
    )


def _faults(
    review: Review,
    measured: dict[tuple[str, str], Measurement],
    film: Film,
    seen: Collection[str],
    notes: list[str],
) -> list[Fault]:
    shots = {FILM_ID, *(shot.id for shot in film.shots)}
    kept: list[Fault] = []
    for fault in review.faults:
        measurement = measured.get((fault.shot, fault.criterion))
        if fault.shot not in shots or fault.change.place not in shots | {"*"}:
            notes.append(f"A fault of {fault.shot}, which is no shot, was left out.")
        elif is_fixed(film, fault.change):
            notes.append(
                f"{fault.change.parameter} of {fault.shot} is the brief's own choice: not changed."
            )
        elif fault.criterion == LOOK and fault.shot not in seen:
            notes.append(f"The look of {fault.shot} was criticised unseen: left out.")
        elif measurement and measurement.passed:
            notes.append(f"{fault.criterion} of {fault.shot} passed, and is no fault: left out.")
        else:
            kept.append(fault)
    for measurement in measured.values():
        if measurement.passed or any(_covers(fault, measurement) for fault in kept):
            continue
        notes.append(f"{measurement.criterion} of {measurement.shot} failed unmentioned: added.")
        if measurement.change:
            kept.append(
                Fault(
                    shot=measurement.shot,
                    criterion=measurement.criterion,
                    description=measurement.evidence[:_TEXT],
                    change=measurement.change,
                )
            )
    return kept


def _covers(fault: Fault, measurement: Measurement) -> bool:
    """Whether a fault speaks of a measurement: by its criterion, or by the same change, since one
    change may mend several criteria."""
    change = measurement.change
    return fault.shot == measurement.shot and (
        fault.criterion == measurement.criterion
        or measurement.criterion.replace("_", " ") in fault.description.replace("_", " ")
        or (change is not None and change.path == fault.change.path)
    )
