"""A step of an edit that a note asks for: put in its order, or in the place of one that is."""

from typing import Any, get_args

from llm.planner.data import default, step_facts
from llm.planner.data.ranges import range_of
from llm.planner.reader.footage.steps import COMPARED, OWN, StepDraft
from studio.nouns.vocabulary import EditKind
from studio.plan import Change, Edit, EditStep

_SCALED = ("speed", "exaggerate", "exaggerate_motion", "zoom", "shake", "stylize")
_ADDED = ("brightness", "contrast", "saturation", "volume")  # "even brighter"
_AS_FAST = (*COMPARED, "as slow", "as fast")


def place_of(steps: list[EditStep], step: StepDraft) -> int | None:
    """The number of the step in whose place another one comes; None where it comes beside them. Of
    fades there is one at each end."""
    for number, one in enumerate(steps):
        if one.kind == step.kind and (step.kind != "fade" or one.where == step.where):
            return number
    return None


def stepped(edit: Edit, step: StepDraft, place: int | None, more: str) -> Change:
    """The step in the `place` of one of its kind, or put in its order. `more`: "more", "less" or
    nothing of it is asked for."""
    values: dict[str, Any] = {
        "kind": step.kind,
        "where": step.where or "all",
        "start": step.start if step.where == "time" else 0.0,
        "seconds": step.seconds,
        "amount": round(step.amount, 4),
        "look": step.look or None,
    }
    values |= {name: told for name in (*OWN, "scene") if (told := getattr(step, name))}
    several = "several" in step_facts(step.kind) and step.kind != "fade"
    if place is None or several:
        order = get_args(EditKind)
        before = [
            n for n, one in enumerate(edit.steps) if order.index(one.kind) <= order.index(step.kind)
        ]
        where = before[-1] + 1 if before else 0
        return Change(path=f"{edit.id}.steps.{where}", op="insert", value=values)
    values |= _compared(edit.steps[place], step, more)
    return Change(path=f"{edit.id}.steps.{place}", value=values)


def _compared(old: EditStep, step: StepDraft, more: str) -> dict[str, Any]:
    """What stays of the step that was there, and its amount, where the note compares with it."""
    amount: float | None = None
    norms = [item.norm for item in step.items]
    if step.kind == "speed" and step.counted and set(norms) & set(_AS_FAST):
        amount = old.amount * step.amount  # "twice as slow"
    elif step.kind == "speed" and norms[:1] and norms[0] in COMPARED and not step.counted:
        amount = old.amount * (step.amount if step.measured else 0.5 if step.amount < 1 else 2.0)
    elif more and old.amount and step.kind in _SCALED:
        amount = scaled(step.kind, old.amount, more)
    if amount is not None:
        amount = round(_within(step.kind, amount), 4)
        return {
            "amount": amount,
            "where": old.where,
            "start": old.start,
            "seconds": old.seconds,
        }
    if step.kind in _ADDED and not step.measured and old.amount * step.amount > 0:
        return {"amount": round(_within(step.kind, old.amount + step.amount), 4)}
    if step.where == old.where == "time" and not step.seconds:
        return {"seconds": old.seconds}
    return {}


def scaled(kind: str, amount: float, more: str) -> float:
    """More or less of an amount, counted from where it does nothing."""
    nothing = 1.0 if kind in ("zoom", "speed") else 0.0
    return nothing + default("stronger" if more == "more" else "weaker") * (amount - nothing)


def _within(kind: str, amount: float) -> float:
    low, high = map(float, step_facts(kind).get("limits") or range_of("speed"))
    return min(max(amount, low), high)
