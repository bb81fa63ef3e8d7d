"""The critic: a review of what was measured."""

from typing import Any

from pydantic import ValidationError

from llm.planner.data import table
from llm.planner.errors import CannotAnswer
from studio.nouns.review import Change, Fault, Measurement, Review, Score
from studio.nouns.treatment import Shot, Treatment

_MOST_SCORES, _MOST_FAULTS = 80, 24
_PASS = 7.0


def _measurements(section: Any) -> list[Measurement]:
    found = []
    for item in section if isinstance(section, list) else []:
        try:
            found.append(Measurement.model_validate(item))
        except ValidationError:
            continue
    return found


def _remedy(measurement: Measurement, shot: Shot | None) -> Change | None:
    """The change that came with the measurement, else what usually helps; None where that is
    the brief's own choice."""
    if measurement.change is not None:
        return measurement.change
    if shot is not None and shot.kind == "edit":
        return _edit_remedy(measurement, shot)
    parameter, value = table("remedies").get(measurement.criterion, ("seed", "+1"))
    if parameter == "seed":
        value = str((shot.seed if shot else 0) + 1)
    if shot and parameter in shot.fixed:
        return None
    return Change(
        shot=measurement.shot,
        parameter=parameter,
        value=value,
        reason=f"{measurement.criterion.replace('_', ' ')} fails, and this is what usually helps"[
            :200
        ],
    )


def _edit_remedy(measurement: Measurement, shot: Shot) -> Change | None:
    """What helps an edit: more of an effect that it has. Another seed shows nothing else."""
    parameter, value = table("remedies")["edit"].get(measurement.criterion, ("", ""))
    if not parameter or parameter in shot.fixed:
        return None
    if value.startswith("+"):
        amounts = [edit.amount for edit in shot.edits if edit.kind == parameter and edit.amount]
        most = float(table("remedies")["most"].get(parameter, 100))
        if not amounts or max(amounts) >= most:
            return None
        value = f"{min(most, max(amounts) + float(value)):g}"
    return Change(
        shot=measurement.shot,
        parameter=parameter,
        value=value,
        reason=f"{measurement.criterion} falls short, and more of it is what usually helps"[:200],
    )


def _faults(failed: list[Measurement], shots: dict[str, Shot]) -> list[Fault]:
    """One fault for each parameter to change, the gravest first."""
    by_change: dict[tuple[str, str], Fault] = {}
    for one in sorted(failed, key=lambda m: -m.weight * (_PASS - min(m.score, _PASS) + 1)):
        change = _remedy(one, shots.get(one.shot))
        if change is None:
            continue
        text = f"{one.criterion.replace('_', ' ')}: {one.evidence}"
        key = (change.shot, change.parameter)
        if key in by_change:
            joined = f"{by_change[key].description}; {text}"
            by_change[key] = by_change[key].model_copy(update={"description": joined[:300]})
        else:
            by_change[key] = Fault(
                shot=one.shot, criterion=one.criterion, description=text[:300], change=change
            )
    return list(by_change.values())[:_MOST_FAULTS]


def _lesson(fault: Fault, shot: Shot | None) -> str:
    """The gravest fault in words that fit the next brief of its kind."""
    change = f"{fault.change.parameter.replace('_', ' ')} {fault.change.value}"
    criterion = fault.criterion.replace("_", " ")
    if shot is None:
        return f"Where {criterion} fails, {change} mends it."
    feelings = [r.expression for r in shot.cast] + [line.emotion for line in shot.lines]
    feeling = next((f for f in feelings if f != "neutral"), "")
    if shot.kind == "edit":
        kinds = ", ".join(dict.fromkeys(edit.kind for edit in shot.edits)) or "music and titles"
        text = f"In edits with {kinds}: {criterion} falls short; set {change} from the start."
        return f"{text} {fault.change.reason}"[:300]
    if shot.kind == "voice_line":
        about = (
            f"{feeling} voice lines of {shot.lines[0].character}" if shot.lines else "voice lines"
        )
    else:
        kind = {"picture": "pictures", "shot": "shots"}.get(shot.kind, shot.kind)
        place, framing = shot.set.replace("_", " "), shot.framing.replace("_", " ")
        about = f"{framing} {kind} in the {place}, {shot.time_of_day}"
        about += f", {feeling} expression" if feeling else ""
    remedy = f"{criterion} falls short; set {change} from the start."
    return f"In {about.strip()}: {remedy} {fault.change.reason}"[:300]


def _summary(scores: list[Score], faults: list[Fault], failed: list[Measurement]) -> str:
    mean = f"{sum(s.score for s in scores) / len(scores):.1f} of 10 on average"
    if not failed and len(scores) == 1:
        return f"Approved: the one measurement that counts passes, {scores[0].score:g} of 10."
    if not failed:
        return f"Approved: all {len(scores)} measurements that count pass, {mean}."
    text = f"Not approved: {len(failed)} of {len(scores)} measurements fail, {mean}; first of all"
    if not faults:
        first = min(failed, key=lambda m: m.score)
        text += f" {first.criterion.replace('_', ' ')} of {first.shot} ({first.evidence}), which"
        return f"{text[:340]} nothing mends that the brief leaves open."
    worst, change = faults[0], faults[0].change
    text += f" {worst.criterion.replace('_', ' ')} of {worst.shot}:"
    return f"{text} set {change.parameter} to {change.value}."[:400]


def review(sections: dict[str, Any]) -> Review:
    """The review of the MEASUREMENTS; the TREATMENT tells what the shots were to be."""
    measured = _measurements(sections.get("MEASUREMENTS"))
    if not measured:
        raise CannotAnswer(
            "The MEASUREMENTS section is missing or holds no measurement.", "messages"
        )
    try:
        shots = {
            shot.id: shot for shot in Treatment.model_validate(sections.get("TREATMENT")).shots
        }
    except ValidationError:
        shots = {}
    scores = [
        Score(shot=m.shot, criterion=m.criterion, score=m.score, evidence=m.evidence)
        for m in measured[:_MOST_SCORES]
    ]
    failed = [m for m in measured if not m.passed and m.weight > 0]
    faults = _faults(failed, shots)
    return Review(
        scores=scores,
        faults=faults,
        approved=not failed,
        summary=_summary(scores, faults, failed),
        lesson=_lesson(faults[0], shots.get(faults[0].shot)) if faults else "",
    )
