"""The critic: a review of what was measured."""

from typing import Any

from pydantic import ValidationError

from llm.planner.data import table
from llm.planner.data.items import remedy_of
from llm.planner.errors import CannotAnswer
from llm.planner.measuring import offered_handles, wanted_of
from studio.nouns.exchange import ReviewOrCalls
from studio.nouns.review import Fault, Measurement, Review, Score
from studio.plan import Change, Edit, Film, Shot, VoiceLine, apply_changes
from studio.plan.film import FILM_ID
from studio.plan.wording import spaced

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


def _remedy(measurement: Measurement, film: Film | None) -> Change | None:
    """The change that came with the measurement, else what usually helps; None where that is
    the brief's own choice, so already, or no parameter of the plan."""
    if measurement.change is not None:
        return measurement.change
    shot = film.shot(measurement.shot) if film else None
    if film is None or (shot is None and measurement.shot != FILM_ID):
        return None
    path, value = remedy_of(measurement.criterion, edited=isinstance(shot, Edit)) or ("", "")
    if not path or (measurement.shot == FILM_ID and not path.startswith(FILM_ID)):
        return None
    change = Change(
        path=path if path.startswith(FILM_ID) else f"{measurement.shot}.{path}",
        value=_value(value, path, shot),
        reason=f"{spaced(measurement.criterion)} fails, and this is what usually helps",
    )
    return change if apply_changes(film, [change]).made else None


def _value(text: str, path: str, shot: Shot | None) -> Any:
    """A value of the table: a word, a number, or with a sign one more of it than there is."""
    if text.startswith("+") and shot is not None:
        kind = path.split(".")[1]
        amounts = [step.amount for step in getattr(shot, "steps", []) if step.kind == kind]
        most = float(table("remedies")["most"].get(kind, 100))
        return min(most, max(amounts, default=0) + float(text))
    try:
        return float(text)
    except ValueError:
        return text


def _faults(failed: list[Measurement], film: Film | None) -> list[Fault]:
    """One fault for each parameter to change, the gravest first."""
    by_change: dict[str, Fault] = {}
    for one in sorted(failed, key=lambda m: -m.weight * (_PASS - min(m.score, _PASS) + 1)):
        change = _remedy(one, film)
        if change is None:
            continue
        text = f"{one.criterion.replace('_', ' ')}: {one.evidence}"
        key = change.path
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
    change = f"{fault.change.parameter.replace('.', ' ')} {fault.change.value}"
    criterion = spaced(fault.criterion)
    if shot is None:
        return f"Where {criterion} fails, {change} mends it."
    remedy = f"{criterion} falls short; set {change} from the start."
    return f"In {_about(shot)}: {remedy} {fault.change.reason}"[:300]


def _about(shot: Shot) -> str:
    if isinstance(shot, Edit):
        kinds = ", ".join(dict.fromkeys(step.kind for step in shot.steps))
        return f"edits with {kinds or 'music and titles'}"
    lines = getattr(shot, "lines", [])
    feelings = [role.expression for role in getattr(shot, "cast", [])]
    feelings += [line.emotion for line in lines]
    feeling = next((one for one in feelings if one != "neutral"), "")
    if isinstance(shot, VoiceLine):
        return f"{feeling} voice lines of {lines[0].character}".strip()
    kind = {"picture": "pictures", "take": "takes"}[shot.kind]
    place = f"{spaced(shot.place.set)}, {shot.place.time_of_day}"
    about = f"{spaced(shot.camera.framing)} {kind} in the {place}"
    return about + (f", {feeling} expression" if feeling else "")


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


def _seen(calls: Any) -> str:
    """What was measured besides, where no remedy is known: `measure_image: brightness 0.2.`"""
    told = []
    for one in calls if isinstance(calls, list) else []:
        result = one.get("result") if isinstance(one, dict) else None
        numbers = [
            f"{spaced(name)} {value:.3g}"
            for name, value in (result if isinstance(result, dict) else {}).items()
            if isinstance(value, int | float) and not isinstance(value, bool)
        ]
        told += [f"{one['tool']}: {', '.join(numbers[:4])}."] if numbers else []
    return " ".join(told)


def review(sections: dict[str, Any]) -> Review:
    """The review of the MEASUREMENTS; the PLAN tells what the shots were to be. Where no remedy is
    known for what failed, it has the artifact measured first, if TOOLS are offered."""
    measured = _measurements(sections.get("MEASUREMENTS"))
    if not measured:
        raise CannotAnswer(
            "The MEASUREMENTS section is missing or holds no measurement.", "messages"
        )
    try:
        film = Film.model_validate(sections.get("PLAN"))
    except ValidationError:
        film = None
    scores = [
        Score(shot=m.shot, criterion=m.criterion, score=m.score, evidence=m.evidence)
        for m in measured[:_MOST_SCORES]
    ]
    failed = [m for m in measured if not m.passed and m.weight > 0]
    faults = _faults(failed, film)
    unmended = any(_remedy(one, film) is None for one in failed)
    if unmended and (calls := wanted_of(offered_handles(sections), sections)[:1]):
        return ReviewOrCalls(calls=calls)
    return Review(
        scores=scores,
        faults=faults,
        approved=not failed,
        summary=f"{_summary(scores, faults, failed)} {_seen(sections.get('CALLS'))}".strip()[:400],
        lesson=_lesson(faults[0], film.shot(faults[0].shot) if film else None) if faults else "",
    )
