"""The account of a brief's words: each is in a slot, leads to one, or is left out."""

from llm.planner.reader.frame import Left, Slot
from llm.planner.reader.leftover import leftovers
from llm.planner.reader.state import State
from llm.planner.reader.words import Item

# Words that only lead to others, or put the brief in order.
LEADING = frozenset(
    {
        "make",
        "list_of",
        "kind",
        "sequence",
        "ordinal",
        "enumerator",
        "list_noun",
        "pass_noun",
        "transition_noun",
        "negation",
        "title",
        "opening",
        "closing",
        "caption",
        "wording",
        "when",
        "where",
        "scenery",
        "again",
        "separate",
        "dialogue",
        "silent",
        "pronoun",
        "speech",
        "sheet",
        "whom",
        "language",
        "step_word",
        "change",
        "voice_over",
    }
)


def account(state: State, trace: list[Slot], left: list[Left], names: set[str]) -> None:
    """Add to `left` the words that no slot holds, and to `trace` those that only lead to others.
    `names`: the characters in the film."""
    left += leftovers(state)
    covered = _covered(trace, left)
    for item in state.words.items:
        if not item.is_content or not item.text.strip():
            continue
        if covered & set(range(item.start, item.end)):
            continue
        category = _leads(state, item, names) or _said_again(item, trace)
        if item.has("strength") and any(slot.path.endswith("strength") for slot in trace):
            category = "degree"
        category = category or ("without" if item.taken and _denied(state, item) else "")
        if category:
            trace.append(Slot(f"read.{category}", item.text, item.start, item.end))
        else:
            left.append(Left(item.start, item.end, "second"))


def _covered(trace: list[Slot], left: list[Left]) -> set[int]:
    places: set[int] = set()
    for one in (*trace, *left):
        places.update(range(one.start, one.end))
    return places


def _denied(state: State, item: Item) -> bool:
    """Whether a word stands after a negation: what is not to be is not missing."""
    place = item.place
    before = state.words.items[max(0, place - 4) : place]
    for one in reversed(before):
        if one.is_mark or one.has("negation_end"):
            return False
        if one.has("negation"):
            return True
    return False


def _said_again(item: Item, trace: list[Slot]) -> str:
    """Whether a slot has the same value by other words of the brief: "square, 1:1"."""
    said = {slot.value for slot in trace if slot.end and not slot.path.startswith("read.")}
    return "echo" if any(entry.value in said for entry in item.entries.values()) else ""


def _leads(state: State, item: Item, names: set[str]) -> str:
    """The category of a word that needs no slot of its own, "" of one that does."""
    if item.has("name"):
        return "name" if item.value("name") in names else ""
    if item.has("number"):
        return "number" if item.taken else ""
    time, action = item.get("time"), item.get("action")
    if time and time.weak and len(item.entries) == 1:
        shown = {s.fields["time"].value for s in state.draft.shots if "time" in s.fields}
        return "" if "night" in shown else "time"
    if action and action.weak and action.value == "idle" and len(item.entries) == 1:
        return "action"
    if not item.entries:
        return "trait"
    if item.has("cannot"):
        return "without"
    return next((category for category in item.entries if category in LEADING), "")
