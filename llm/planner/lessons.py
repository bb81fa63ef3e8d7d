"""Past critiques: which of their changes a new shot takes over from the start."""

from typing import Any

from pydantic import ValidationError

from llm.planner.data import table
from llm.planner.words.languages import detect
from llm.planner.words.quotes import quoted_spans
from studio.nouns.review import Change, Lesson
from studio.nouns.treatment import Line, Role, Shot

# How a lesson may call what the nouns call otherwise.
SHOT_NAMES = {"set_name": "set", "camera": "camera_move", "mood": "music"}
ROLE_NAMES = {"pose": "action", "emotion": "expression"}


_STRUCTURE = ("id", "kind", "cast", "lines", "criteria", "fixed", "source", "edits")
# What a shot is about is the brief's affair: no lesson changes it.
_CONTENT = {
    "seed",
    "action",
    "expression",
    "emotion",
    "text",
    "language",
    "character",
    "set",
    "time_of_day",
    "camera_move",
    "music",
    "title",
    "subtitles",
    "transparent",
    "passes",
    "duration",
    "fps",
    "width",
    "height",
    "fixed",
}


def read_lessons(section: Any) -> list[Lesson]:
    """The lessons that can be read, most similar first."""
    found = []
    for item in section if isinstance(section, list) else []:
        try:
            found.append(Lesson.model_validate(item))
        except ValidationError:
            continue
    return sorted(found, key=lambda lesson: -lesson.similarity)


def circumstances(shot: Shot) -> dict[str, set[str]]:
    """What a lesson's context is compared with."""
    if shot.kind == "edit":
        return {"kind": {shot.kind}, "edits": {edit.kind for edit in shot.edits}}
    return {
        "kind": {shot.kind},
        "set": {shot.set},
        "time_of_day": {shot.time_of_day},
        "framing": {shot.framing},
        "character": {r.character for r in shot.cast} | {line.character for line in shot.lines},
        "expression": {r.expression for r in shot.cast} | {line.emotion for line in shot.lines},
        "emotion": {r.expression for r in shot.cast} | {line.emotion for line in shot.lines},
        "action": {r.action for r in shot.cast},
    }


def _matches(lesson: Lesson, parameter: str, shot: Shot) -> bool:
    rules = table("defaults")["lessons"]
    relevant = set(rules.get(parameter, rules["default"]))
    if "expression" in relevant:
        relevant.add("emotion")
    if parameter == "rate" and not _same_language(lesson, shot):
        return False
    now = circumstances(shot)
    compared = [key for key in lesson.context if key in relevant & set(now) and lesson.context[key]]
    return bool(compared) and all(_words(lesson.context[key]) & now[key] for key in compared)


def _same_language(lesson: Lesson, shot: Shot) -> bool:
    """How fast words can be spoken depends on their language; the lesson's brief has its words."""
    learnt = {detect(quote.text) for quote in quoted_spans(lesson.brief)}
    return not learnt or bool(learnt & {line.language for line in shot.lines})


def _words(value: Any) -> set[str]:
    """A context's value; several characters are listed with commas."""
    values = value if isinstance(value, list | tuple) else str(value).split(",")
    return {str(one).strip() for one in values}


def _updated(model: Any, name: str, value: str) -> Any:
    """A copy of `model` with `name` set, or None if the value does not fit."""
    if name not in type(model).model_fields:
        return None
    try:
        return type(model).model_validate({**model.model_dump(), name: value})
    except ValidationError:
        return None


def apply_change(shot: Shot, change: Change) -> Shot | None:
    """`shot` with the change made, or None if it has no such parameter or the value does not fit.
    A parameter of roles or lines is set on all of them, that of an edit on all of its kind."""
    name = SHOT_NAMES.get(change.parameter, change.parameter)
    if shot.kind == "edit" and any(edit.kind == name for edit in shot.edits):
        # An edit's amount goes by the edit's name, that of a look is the look.
        field = "look" if name == "grade" else "amount"
        edits = [
            _updated(edit, field, change.value) if edit.kind == name else edit
            for edit in shot.edits
        ]
        return None if None in edits else shot.model_copy(update={"edits": edits})
    if name in Shot.model_fields and name not in _STRUCTURE:
        return _updated(shot, name, change.value)
    role_name = ROLE_NAMES.get(name, name)
    line_name = "emotion" if role_name == "expression" else name
    roles = (
        [_updated(role, role_name, change.value) for role in shot.cast]
        if role_name in Role.model_fields
        else []
    )
    lines = (
        [_updated(line, line_name, change.value) for line in shot.lines]
        if line_name in Line.model_fields
        else []
    )
    if role_name == "character" or (not roles and not lines) or None in roles or None in lines:
        return None
    return shot.model_copy(update={"cast": roles or shot.cast, "lines": lines or shot.lines})


def _without_haste(lesson: Lesson) -> Lesson:
    kept = [c for c in lesson.changes if c.parameter != "rate" or not _over_one(c.value)]
    return lesson.model_copy(update={"changes": kept})


def _over_one(value: str) -> bool:
    try:
        return float(value) > 1
    except ValueError:
        return False


def apply_lessons(shot: Shot, lessons: list[Lesson], asked: set[str]) -> tuple[Shot, list[str]]:
    """`shot` with what past critiques of its kind changed, and a sentence for each change.
    What the brief itself asked for (`asked`) is left alone, and so is what the shot is about."""
    applied: list[str] = []
    done = set(asked) | _CONTENT
    if "duration" not in asked:
        # Faster speech is a remedy for words that had to fit into a given time.
        lessons = [_without_haste(lesson) for lesson in lessons]
    for lesson in lessons:
        for change in lesson.changes:
            name = SHOT_NAMES.get(
                change.parameter, ROLE_NAMES.get(change.parameter, change.parameter)
            )
            if name in done or not _matches(lesson, name, shot):
                continue
            changed = apply_change(shot, change)
            if changed is None or changed == shot:
                continue
            shot = changed
            done.add(name)
            applied.append(
                f"{shot.id}: {name} {change.value}, because of an earlier critique: {lesson.text}"[
                    :400
                ]
            )
    return shot, applied
