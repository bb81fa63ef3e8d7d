"""What a person says during a session, laid over what the brief asked for."""

import re
from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from llm.planner.brief.drafts import Deliverable
from llm.planner.brief.reading import Reading, read_brief
from llm.planner.words.cast import Cast
from studio.nouns.treatment import Shot, Treatment

_SWITCHES = ("music", "subtitles", "transparent", "silent")


def split_notes(section: Any) -> list[str]:
    """The notes, oldest first; they come as a list with dashes."""
    text = section if isinstance(section, str) else ""
    return [note.strip() for note in re.split(r"^- ", text, flags=re.MULTILINE) if note.strip()]


def _says_something(draft: Deliverable) -> bool:
    acts = any(r.action or r.expression or r.strength != 1 for r in draft.roles)
    switched = any(getattr(draft, name) for name in _SWITCHES) or bool(draft.without)
    return acts or switched or bool(draft.fields or draft.lines or draft.title or draft.passes)


def _overlay(draft: Deliverable, note: Deliverable) -> None:
    """Set in `draft` what `note` names."""
    draft.fields.update(note.fields)
    draft.title = note.title or draft.title
    draft.passes = list(dict.fromkeys([*draft.passes, *note.passes]))
    for name in _SWITCHES:
        setattr(
            draft, name, (getattr(draft, name) or getattr(note, name)) and name not in note.without
        )
    mine = {role.character: role for role in draft.roles}
    for role in note.roles:
        own = mine.get(role.character)
        if own is None:
            continue
        own.action = role.action or own.action
        own.strength = role.strength if role.strength != 1 or role.expression else own.strength
        if role.expression:
            own.expression = role.expression
            for line in draft.lines:
                if line.speaker == role.character:
                    line.emotion, line.strength = role.expression, role.strength
    for line in note.lines:
        same = [one for one in draft.lines if one.speaker == line.speaker]
        if same:
            same[0].text, same[0].language = line.text, line.language
            same[0].emotion = line.emotion or same[0].emotion


def apply_notes(reading: Reading, notes: list[str], cast: Cast) -> tuple[Reading, list[str]]:
    """`reading` as the notes change it, the newest last, and what of them was not understood."""
    changed, faults = deepcopy(reading), []
    for text in notes:
        names = list(dict.fromkeys(r.character for d in changed.deliverables for r in d.roles))
        note = read_brief(text, cast, heirs=names)
        wanted = [d for d in note.deliverables if _says_something(d)]
        if note.unknown.names or note.unknown.things or note.edits or not wanted:
            faults.append(f"I do not understand the note “{text[:120]}”.")
            continue
        changed.unknown.loose += note.unknown.loose
        changed.unknown.places += note.unknown.places
        for draft in wanted:
            if draft.added:
                changed.deliverables.append(draft)
                continue
            for target in changed.deliverables:
                _overlay(target, draft)
    return changed, faults


def planned_shots(sections: dict[str, Any]) -> list[Shot]:
    """The shots of the plan so far, where there is one."""
    try:
        return Treatment.model_validate(sections.get("TREATMENT")).shots
    except ValidationError:
        return []


def keep_settings(shot: Shot, planned: Shot, asked: set[str]) -> Shot:
    """`shot` with what the critic's changes made of its settings in the plan so far, but for what
    the person asked for (`asked`)."""
    if planned.kind != shot.kind:
        return shot
    same_light = (planned.set, planned.time_of_day) == (shot.set, shot.time_of_day)
    names = {"quality", "framing", "view", "angle"} | ({"exposure"} if same_light else set())
    kept: dict[str, Any] = {name: getattr(planned, name) for name in names - asked}
    feelings = {(r.character, r.expression): r.strength for r in planned.cast}
    rates = {(line.character, line.text): line.rate for line in planned.lines}
    if "strength" not in asked:
        kept["cast"] = [
            r.model_copy(update={"strength": feelings.get((r.character, r.expression), r.strength)})
            for r in shot.cast
        ]
    if "rate" not in asked:
        kept["lines"] = [
            line.model_copy(update={"rate": rates.get((line.character, line.text), line.rate)})
            for line in shot.lines
        ]
    return shot.model_copy(update=kept)
