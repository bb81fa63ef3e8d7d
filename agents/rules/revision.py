"""Applies the critic's changes to the treatment, so that the plan stays true to what is made."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from studio.nouns.review import Change, Review
from studio.nouns.treatment import Line, Role, Shot, Treatment

# The tools' words for what the nouns call otherwise.
ALIASES: dict[type[BaseModel], dict[str, str]] = {
    Shot: {"set_name": "set", "camera": "camera_move", "mood": "music"},
    Role: {"pose": "action", "emotion": "expression"},
    Line: {"expression": "emotion"},
}
_FIXED = {"id", "kind", "cast", "lines", "criteria", "character", "fixed", "source", "edits"}


@dataclass(frozen=True)
class Revision:
    """A treatment with a review's changes in it. `applied` are in the treatment; `open` are for the
    coder alone, who knows parameters that no treatment has."""

    treatment: Treatment
    applied: list[Change]
    open: list[Change]

    @property
    def matters(self) -> bool:
        """Whether another version could differ from the reviewed one."""
        return bool(self.applied or self.open)


def revise(
    treatment: Treatment,
    review: Review,
    earlier: Sequence[Review] = (),
    before: Sequence[Treatment] = (),
) -> Revision:
    """`treatment` with the change of every fault of `review`; later faults win.

    Dropped are changes whose value is in place already, changes back to what a treatment `before`
    this one had, and changes for the coder that an `earlier` review asked for as well: they did not
    help.
    """
    revised = treatment.model_copy(deep=True)
    shots = {shot.id: shot for shot in revised.shots}
    tried = {_key(fault.change) for past in earlier for fault in past.faults}
    applied, unplaced = [], []
    for change in (fault.change for fault in review.faults):
        if any(_was_so(past, change) for past in before):
            continue
        shot = shots.get(change.shot)
        outcome = _apply(shot, change) if shot else None
        if outcome:
            applied.append(change)
        elif outcome is None and _key(change) not in tried:
            unplaced.append(change)
    return Revision(revised, applied, unplaced)


def _was_so(past: Treatment, change: Change) -> bool:
    shot = next((shot for shot in past.shots if shot.id == change.shot), None)
    return shot is not None and _apply(shot.model_copy(deep=True), change) is False


def _key(change: Change) -> tuple[str, str, str]:
    return change.shot, change.parameter, change.value


def _apply(shot: Shot, change: Change) -> bool | None:
    """True when something changed, False when it was so already, None when there is no place."""
    # An edit's amount goes by the edit's name: "speed", "zoom".
    changes = [
        _set(edit, "look" if change.parameter == "grade" else "amount", change.value)
        for edit in shot.edits
        if edit.kind == change.parameter
    ]
    for place in (shot, *shot.lines, *shot.cast):
        name = ALIASES[type(place)].get(change.parameter, change.parameter)
        if name in type(place).model_fields and name not in _FIXED:
            changes.append(_set(place, name, change.value))
    known = [changed for changed in changes if changed is not None]
    return any(known) if known else None


def _set(place: BaseModel, name: str, text: str) -> bool | None:
    adapter = _adapter(type(place), name)
    for reading in (adapter.validate_strings, adapter.validate_json):
        try:
            value = reading(text.strip())
            break
        except ValidationError:
            continue
    else:
        return None
    if getattr(place, name) == value:
        return False
    setattr(place, name, value)
    return True


@cache
def _adapter(noun: type[BaseModel], field: str) -> TypeAdapter[Any]:
    return TypeAdapter(noun.model_fields[field].rebuild_annotation())
