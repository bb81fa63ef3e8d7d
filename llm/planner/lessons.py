"""Past critiques: which of their changes a new plan takes over from the start."""

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from llm.planner.data import table
from llm.planner.reader.language.detection import language_of
from llm.planner.reader.text.quotes import quoted_spans
from studio.nouns.review import Lesson
from studio.plan import Change, Edit, Film, Shot, apply_changes

# What a lesson may set. What a shot is about is the brief's affair: no lesson changes it.
_LEARNT = ("exposure", "quality", "rate", "strength", "framing", "view", "angle", "amount")
_MOST = 6


def read_lessons(section: Any) -> list[Lesson]:
    """The lessons that can be read, most similar first."""
    found = []
    for item in section if isinstance(section, list) else []:
        try:
            found.append(Lesson.model_validate(item))
        except ValidationError:
            continue
    return sorted(found, key=lambda lesson: -lesson.similarity)


def apply_lessons(film: Film, lessons: list[Lesson], text: str) -> Film:
    """`film` with what past critiques of such shots changed, each told in `lessons_applied`. What
    the brief itself named is left alone; the first lesson about a parameter counts."""
    applied: list[str] = []
    for shot in film.shots:
        done: set[str] = set()
        for lesson in lessons:
            for change in _fitting(lesson, shot):
                if change.parameter in done:
                    continue
                revised = apply_changes(film, [change])
                if revised.made:
                    film = revised.film
                    done.add(change.parameter)
                    applied.append(
                        f"{shot.id}: {change.parameter} {change.value}, because of an earlier "
                        f"critique: {lesson.text}"[:400]
                    )
    return film.model_copy(update={"lessons_applied": applied[:_MOST]})


def _fitting(lesson: Lesson, shot: Shot) -> Iterable[Change]:
    """The lesson's changes that concern a shot like this one, as changes of this one."""
    for change in lesson.changes:
        name = _name(change)
        # Faster speech is a remedy for words that had to fit into a given time.
        hasty = name == "rate" and isinstance(change.value, int | float) and change.value > 1
        if name not in _LEARNT or change.op != "set" or (hasty and "length" not in shot.fixed):
            continue
        if _matches(lesson, name, change, shot):
            yield change.model_copy(update={"path": f"{shot.id}.{_for_all(change.parameter)}"})


def _name(change: Change) -> str:
    return change.path.rpartition(".")[2]


def _for_all(parameter: str) -> str:
    """Of a character or a line by name or number: of all of them, for the new shot has others."""
    first, *rest = parameter.split(".")
    return f"{first}.*.{rest[-1]}" if first in ("cast", "lines") and rest else parameter


def _matches(lesson: Lesson, name: str, change: Change, shot: Shot) -> bool:
    rules = table("defaults")["lessons"]
    learnt = change.path.split(".")[-2] if name == "amount" else name
    relevant = set(rules.get(learnt, rules["default"]))
    if name == "rate" and not _same_language(lesson, shot):
        return False
    now = _circumstances(shot)
    compared = [key for key in lesson.context if key in relevant & set(now) and lesson.context[key]]
    return bool(compared) and all(_words(lesson.context[key]) & now[key] for key in compared)


def _circumstances(shot: Shot) -> dict[str, set[str]]:
    """What a lesson's context is compared with."""
    if isinstance(shot, Edit):
        return {"kind": {shot.kind}, "edits": {step.kind for step in shot.steps}}
    cast, lines = getattr(shot, "cast", []), getattr(shot, "lines", [])
    found = {
        "kind": {shot.kind},
        "character": {part.character for part in (*cast, *lines)},
        "expression": {role.expression for role in cast} | {line.emotion for line in lines},
        "action": {role.action for role in cast},
    }
    place, camera = getattr(shot, "place", None), getattr(shot, "camera", None)
    if place and camera:
        found |= {
            "set": {place.set},
            "time_of_day": {place.time_of_day},
            "framing": {camera.framing},
        }
    return found


def _same_language(lesson: Lesson, shot: Shot) -> bool:
    """How fast words can be spoken depends on their language; the lesson's brief has its words."""
    learnt = {language_of(quote.text) for quote in quoted_spans(lesson.brief)}
    return not learnt or bool(learnt & {line.language for line in getattr(shot, "lines", [])})


def _words(value: Any) -> set[str]:
    """A context's value; several characters are listed with commas."""
    values = value if isinstance(value, list | tuple) else str(value).split(",")
    return {str(one).strip() for one in values}
