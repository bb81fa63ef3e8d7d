"""The account of a brief's words: each is in a slot of the plan, leads to one, or is left out.

A slot counts only while the finished plan has its value: what another word overwrote, or what the
plan could not hold, is left out with the reason.
"""

from typing import Any

from llm.planner.data import table as data
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.resolving.left_out import unplaced_words
from llm.planner.reader.resolving.shots import USUAL_SET
from llm.planner.reader.slots.context import ReadingContext
from llm.planner.reader.slots.draft import LeftOutWords, Slot
from studio.plan import Film

# Kept as a value of another kind, or within another value: nothing to compare.
_NOT_COMPARED = ("kind", "size", "shape", "passes", "character", "steps", "length")


def account(
    context: ReadingContext, trace: list[Slot], left: list[LeftOutWords], names: set[str]
) -> None:
    """Add to `left` the words that no slot holds, and to `trace` those that only lead to others.
    `names`: the characters in the film."""
    left += unplaced_words(context.words)
    covered = _covered(trace, left)
    parts = [slot.path.split(".")[1:] for slot in trace if slot.end]
    paths = {part for path in parts for part in (*path[:1], *path[-1:])}
    for item in context.words.items:
        if not item.is_content or not item.text.strip():
            continue
        if covered & set(range(item.start, item.end)):
            continue
        category = _leads(context, item, names, paths) or _said_again(item, trace)
        category = category or ("without" if item.taken and _denied(context, item) else "")
        if category:
            trace.append(Slot(f"read.{category}", item.text, item.start, item.end))
        else:
            left.append(LeftOutWords(item.start, item.end, _reason(item)))


def lost(film: Film, trace: list[Slot]) -> list[LeftOutWords]:
    """The words of those slots whose value is not what the finished plan has."""
    found = []
    whole = film.model_dump()
    owners = {"film": whole, **{shot["id"]: shot for shot in whole["shots"]}}
    for slot in trace:
        first, *path = slot.path.split(".")
        if first not in owners or not slot.end or slot.source != "brief":
            continue
        if path[-1] in _NOT_COMPARED:
            continue
        has = _value(owners[first], path)
        told = has.get("text") if isinstance(has, dict) else has
        if has is not _NOTHING and not _same(slot.value, told):
            found.append(LeftOutWords(slot.start, slot.end, f"the plan has {told} instead"))
    return found


_NOTHING = object()


def _value(value: Any, path: list[str]) -> Any:
    """The value at a slot's path; `_NOTHING` where the plan has no such parameter."""
    for name in path:
        if isinstance(value, list):
            named = [one for one in value if one.get("character") == name]
            value = named[0] if named else value[int(name)] if name.isdigit() else _NOTHING
        elif isinstance(value, dict):
            value = value.get(name, _NOTHING)
        if value is _NOTHING:
            break
    return value


def _same(told: str, has: Any) -> bool:
    if isinstance(has, bool):
        return has == (told in ("yes", "True", "any"))
    if isinstance(has, int | float):
        return abs(float(told) - has) < 0.01
    return has is None if told == "none" else str(has).startswith(told[:79])


def _covered(trace: list[Slot], left: list[LeftOutWords]) -> set[int]:
    places: set[int] = set()
    for one in (*trace, *left):
        places.update(range(one.start, one.end))
    return places


def _denied(context: ReadingContext, item: Phrase) -> bool:
    """Whether a word stands after a negation: what is not to be is not missing."""
    before = context.words.items[max(0, item.place - 4) : item.place]
    for one in reversed(before):
        if one.is_mark or one.has("negation_end"):
            return False
        if one.has("negation"):
            return True
    return False


def _said_again(item: Phrase, trace: list[Slot]) -> str:
    """Whether a slot has the same value of that kind by other words of the brief: "square, 1:1"."""
    rules = data("readings")["slots"]
    told = {
        (entry.value, name)
        for entry in item.entries.values()
        for name in rules.get(entry.category, [entry.category])
    }
    for slot in trace:
        if slot.end and (slot.value, slot.path.rpartition(".")[2]) in told:
            return "echo"
    return ""


def _leads(context: ReadingContext, item: Phrase, names: set[str], paths: set[str]) -> str:
    """The category of a word that needs no slot of its own, "" of one that does. `paths`: what the
    slots so far are of."""
    if item.has("name"):
        return "name" if item.value("name") in names else ""
    if item.has("number", "list_of"):
        return "number" if item.taken else ""
    time, action = item.get("time"), item.get("action")
    if time and time.weak and len(item.entries) == 1:
        shown = {s.fields["time"].value for s in context.draft.shots if "time" in s.fields}
        return "" if "night" in shown else "time"
    if action and action.weak and action.value == "idle" and len(item.entries) == 1:
        return "action"
    if item.has("kind") and not _is_made(context, item):
        return ""
    if item.has("scenery"):
        return "scenery" if _is_true(context, item) else ""
    if not item.entries:
        return "trait"
    if item.has("cannot"):
        return "without"
    for category in item.entries:
        needed = data("readings")["leading"].get(category)
        if needed is not None and (not needed or paths & set(needed)):
            return category
    return ""


def _is_made(context: ReadingContext, item: Phrase) -> bool:
    """Whether a piece of the kind that is asked for is among the shots: "a thumbnail"."""
    words, kind = context.words, item.value("kind")
    before = words.items[max(0, item.place - 3) : item.place]
    asked = any(words.listed("indefinite", one.norm) or one.has("number") for one in before)
    following = words.items[item.place + 1 : item.place + 2]
    if not asked or (following and following[0].has("kind")):
        return True
    kinds = {shot.kind for shot in context.draft.shots}
    wanted = {"film": {"take", "edit"}, "take": {"take", "edit"}}.get(kind, {kind})
    spoken = kind == "voice_line" and any(shot.lines for shot in context.draft.shots)
    return bool(wanted & kinds) or spoken


def _is_true(context: ReadingContext, item: Phrase) -> bool:
    """Whether what a word says of a place is true of one that is shown: "a green meadow"."""
    shown = [shot.fields["set"].value for shot in context.draft.shots if "set" in shot.fields]
    return any(quality in item.value("scenery").split() for quality in shown or [USUAL_SET])


def _reason(item: Phrase) -> str:
    """The key of the reason why a word that is understood is left out."""
    reasons = data("readings")["reasons"]
    return next((reasons[c] for c in item.entries if c in reasons), "second")
