"""What a note changes in an edit of footage: its steps."""

from typing import Any, get_args

from llm.planner.reader.book import Book
from llm.planner.reader.edits import EditReader
from llm.planner.reader.frame import Slot
from llm.planner.reader.steps import StepDraft, usual_places
from llm.planner.reader.words import Words
from studio.nouns.vocabulary import EditKind
from studio.plan import Change, Edit

_STRONGER, _WEAKER = 1.3, 0.7


def edit_changes(
    text: str, language: str, edit: Edit, book: Book
) -> tuple[list[Change], list[Slot]]:
    """The changes to the steps of `edit` that a note asks for, and the words of each."""
    words = Words(text, book, language, "footage")
    wish = EditReader(words).read()
    more = next((i.value("relative") for i in words.items if i.has("relative")), "")
    asked = list(wish.steps)
    usual_places(wish)
    changes: list[Change] = []
    slots: list[Slot] = []
    for number in reversed(range(len(edit.steps))):
        if edit.steps[number].kind in wish.without:
            changes.append(Change(path=f"{edit.id}.steps.{number}", op="remove"))
    gone = wish.without & {step.kind for step in edit.steps}
    for item in words.items:
        if item.taken and gone and item.has("effect", "look", "speed", "negation", "remove"):
            slots.append(Slot(f"{edit.id}.steps", item.text, item.start, item.end, "note"))
    for step in asked:
        place = next((n for n, one in enumerate(edit.steps) if one.kind == step.kind), None)
        changes += _step(edit, step, place, more)
        for item in step.items:
            slots.append(Slot(f"{edit.id}.steps", step.kind, item.start, item.end, "note"))
    if more and asked:
        said = [item for item in words.items if item.has("relative")]
        slots += [Slot(f"{edit.id}.steps", more, i.start, i.end, "note") for i in said]
    if more and not asked and edit.steps:
        for number, step in enumerate(edit.steps):
            if step.kind == "exaggerate":
                amount = round(step.amount * (_STRONGER if more == "more" else _WEAKER), 2)
                changes.append(
                    Change(path=f"{edit.id}.steps.{number}.amount", value=min(4.0, amount))
                )
        for item in words.items:
            if item.has("relative"):
                slots.append(Slot(f"{edit.id}.steps", more, item.start, item.end, "note"))
    return changes, slots


def _step(edit: Edit, step: StepDraft, place: int | None, more: str) -> list[Change]:
    """A step that is changed where there is one of its kind, put in its order else."""
    values: dict[str, Any] = {
        "kind": step.kind,
        "where": step.where or "all",
        "start": step.start if step.where == "time" else 0.0,
        "seconds": step.seconds,
        "amount": round(step.amount, 4),
        "look": step.look or None,
    }
    if place is None:
        order = get_args(EditKind)
        before = [
            n for n, one in enumerate(edit.steps) if order.index(one.kind) <= order.index(step.kind)
        ]
        where = before[-1] + 1 if before else 0
        return [Change(path=f"{edit.id}.steps.{where}", op="insert", value=values)]
    old = edit.steps[place]
    slower = (
        step.kind == "speed"
        and step.items
        and step.items[0].norm in ("slower", "faster", "quicker")
    )
    if (slower and not step.counted) or (more and step.kind == "exaggerate"):
        factor = (
            (0.5 if step.amount < 1 else 2.0)
            if slower
            else _STRONGER
            if more == "more"
            else _WEAKER
        )
        values |= {"amount": round(old.amount * factor, 4), "where": old.where, "start": old.start}
        values["seconds"] = old.seconds
    return [Change(path=f"{edit.id}.steps.{place}", value=values)]
