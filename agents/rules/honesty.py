"""Holds a review to what was measured: a model may judge what it sees, not make up numbers."""

from studio.nouns.review import Fault, Measurement, Review, Score
from studio.nouns.treatment import Treatment

_TOLERANCE = 0.05  # of 10: rounding is no lie
# The bounds of the schema, which corrections must keep too.
_TEXT, _MOST_SCORES, _MOST_FAULTS = 300, 80, 24


def honest(
    review: Review, measurements: list[Measurement], treatment: Treatment
) -> tuple[Review, list[str]]:
    """The review with its scores as measured, and a sentence for everything that was corrected.

    - A measured criterion has the measurement's score; an unmeasured one has none.
    - A measured failure is a fault, whether the model named it or not.
    - A fault of a criterion that was measured and passed is dropped; of an unmeasured one it stays.
    - Approved means: something was measured, nothing measured failed, no fault is left.
    """
    notes: list[str] = []
    measured = {(m.shot, m.criterion): m for m in measurements}
    said = {(score.shot, score.criterion): score for score in review.scores}
    scores = [_score(m, said.get(key), notes) for key, m in measured.items()]
    for shot, criterion in said.keys() - measured.keys():
        notes.append(f"{criterion} of {shot} was scored, but never measured: left out.")
    faults = _faults(review, measured, treatment, notes)
    failed = any(not m.passed for m in measurements)
    approved = review.approved and bool(measured) and not failed and not faults
    if review.approved and not approved:
        why = "there are faults" if failed or faults else "nothing was measured"
        notes.append(f"It was approved although {why}: not approved.")
    corrected = {
        "scores": scores[:_MOST_SCORES], "faults": faults[:_MOST_FAULTS], "approved": approved,
    }
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
        shot=measurement.shot, criterion=measurement.criterion, score=measurement.score,
        evidence=evidence,
    )


def _faults(
    review: Review,
    measured: dict[tuple[str, str], Measurement],
    treatment: Treatment,
    notes: list[str],
) -> list[Fault]:
    shots = {shot.id for shot in treatment.shots}
    kept: list[Fault] = []
    for fault in review.faults:
        measurement = measured.get((fault.shot, fault.criterion))
        if fault.shot not in shots or fault.change.shot not in shots:
            notes.append(f"A fault of {fault.shot}, which is no shot, was left out.")
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
                    shot=measurement.shot, criterion=measurement.criterion,
                    description=measurement.evidence[:_TEXT], change=measurement.change,
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
        or (change is not None and change.parameter == fault.change.parameter)
    )
