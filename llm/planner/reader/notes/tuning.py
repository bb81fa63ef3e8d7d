"""What a note changes of the time of a step that is there."""

from collections.abc import Collection
from dataclasses import dataclass

from llm.planner.data import default, step_kind_of
from llm.planner.reader.footage.effects import MAKES
from llm.planner.reader.language.clause import Clause
from llm.planner.reader.language.phrases import Phrase
from studio.plan import Change, Edit

_PACED = {"fast": "shorter", "slow": "longer"}
_LONGER, _SHIFT = 1.5, 0.5  # times as long; seconds


@dataclass(frozen=True)
class Tuned:
    """That a step which is there is to last longer, or to begin at another time: "make the fade
    longer", "the boing half a second later"."""

    kind: str
    factor: float
    shift: float
    items: list[Phrase]


def _kind_of(item: Phrase) -> str:
    """The kind of step that an effect's word makes."""
    category = next(one for one in MAKES if item.has(one))
    return MAKES[category] or step_kind_of(item.value("effect"))


def tuned_in(clause: Clause, kinds: Collection[str]) -> Tuned | None:
    """What a clause changes of a step that is there."""
    lasts, shifts = clause.having("lasting"), clause.having("shift")
    named = [item for item in clause.items if item.has(*MAKES)]
    paced = [item for item in named if item.value("effect") in _PACED]
    if len(named) > 1 and paced:  # "fade out faster"
        named = [item for item in named if item not in paced]
        lasts = lasts or (paced if _kind_of(named[0]) == "fade" else [])
    if not (lasts or shifts) or not named:
        return None
    kind = _kind_of(named[0])
    if kind not in kinds:
        return None
    moments = [item for item in clause.having("moment") if item.value("moment").count(" ") == 1]
    seconds = float(moments[0].value("moment").split()[1]) if moments else _SHIFT
    value = lasts[0].value("lasting") or _PACED[lasts[0].value("effect")] if lasts else "1"
    factor = {"longer": _LONGER, "shorter": 1 / _LONGER}.get(value) or float(value)
    way = {"later": 1, "earlier": -1}[shifts[0].value("shift")] if shifts else 0
    items = [*named[:1], *lasts[:1], *shifts[:1], *(moments[:1] if shifts else [])]
    for item in items:
        item.taken = True
    return Tuned(kind, factor, way * seconds, items)


def tuning(edit: Edit, tuned: Tuned) -> list[Change]:
    """The change to the last step of that kind; none where it has no time of its own."""
    numbers = [n for n, step in enumerate(edit.steps) if step.kind == tuned.kind]
    if not numbers:
        return []
    step, path = edit.steps[numbers[-1]], f"{edit.id}.steps.{numbers[-1]}"
    if tuned.shift and step.where == "time":
        return [Change(path=f"{path}.start", value=round(max(0.0, step.start + tuned.shift), 3))]
    if tuned.shift:
        return []
    if step.kind == "freeze":
        amount = step.amount or default("hold_seconds")
        return [Change(path=f"{path}.amount", value=round(amount * tuned.factor, 3))]
    usual = default("fade_seconds" if step.kind == "fade" else "effect_seconds")
    seconds = (step.seconds or usual) * tuned.factor
    return [Change(path=f"{path}.seconds", value=round(seconds, 3))]
