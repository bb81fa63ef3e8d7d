"""Place, time, camera, sound and form: the words that fill a field of a shot or a film."""

from collections.abc import Callable

from llm.planner.reader.frame import Held
from llm.planner.reader.lexicon import Entry
from llm.planner.reader.state import State, held
from llm.planner.reader.words import Item

Handler = Callable[[State, Item, Entry], bool]


def on_field(category: str) -> Handler:
    def fill(state: State, item: Item, entry: Entry) -> bool:
        if state.negated and not state.ghost:
            state.negated, item.taken = None, True
            return True
        if category == "set" and _is_held(state):
            return False
        before = state.shot.fields.get(category)
        if before and before.source == "brief" and before.value != entry.value:
            return _second(state, category, item, entry, before)
        if not (before and before.source == "brief" and entry.weak):
            state.shot.fields[category] = held(item, entry.value, entry.weak)
        item.taken, state.shot.touched = True, True
        for shot in state.joined if category in ("set", "time") else ():
            shot.fields.setdefault(category, held(item, entry.value, True))
        if _of_all(state):
            _spread(state, category)
        return True

    return fill


def _second(state: State, category: str, item: Item, entry: Entry, before: Held) -> bool:
    """What a shot tells a second time, otherwise: a weak one gives way, and pictures may be asked
    in several framings."""
    if category == "framing" and state.shot.kind in ("", "picture") and not state.shot.roles:
        state.shot.framings.append(held(item, entry.value))
    elif before.weak and not entry.weak:
        state.shot.fields[category] = held(item, entry.value)
    elif not entry.weak:
        return False
    item.taken = True
    return True


def _is_held(state: State) -> bool:
    """Whether a thing is held or worn: "holding a flower" is no place."""
    for item in reversed(state.clause.items[max(0, state.at - 4) : state.at]):
        if state.words.listed("where", item.norm):
            return False
        if state.words.listed("holding", item.norm) and item.norm not in ("with", "con"):
            return True
    return False


def _of_all(state: State) -> bool:
    """Whether the clause speaks of all shots: "each at sunset"."""
    return state.of_all and not state.clause.having("name")


def _spread(state: State, category: str) -> None:
    for shot in state.shots_of(state.shot.group):
        before = shot.fields.get(category)
        if before is None or before.source == "carried":
            shot.fields[category] = state.shot.fields[category]


def on_view(state: State, item: Item, entry: Entry) -> bool:
    """A view; a picture may be asked from several."""
    value = held(item, entry.value)
    if all(view.value != value.value for view in state.shot.views):
        state.shot.views.append(value)
    state.shot.touched = True
    return True


def on_film(category: str) -> Handler:
    def fill(state: State, item: Item, entry: Entry) -> bool:
        value = held(item, entry.value)
        if state.negated:
            state.negated, value.value = None, "none"
        value.weak = entry.weak
        before = state.draft.fields.get(category)
        if before is None or before.value in ("any", "none") or (before.weak and not value.weak):
            state.draft.fields[category] = value
        return True

    return fill


def on_length(state: State, item: Item, entry: Entry) -> bool:
    """A length: of the film, where its head or a clause of its own tells it; else of the shot."""
    value = held(item, entry.value)
    if state.clause.boundary == "aside" and state.before.items[-1:]:
        if state.before.items[-1].has("quote") and state.written:
            state.draft.fields[f"{state.written}.seconds"] = value
            return True
    alone = all(
        one is item
        or one.has(
            "length",
            "function",
            "chatter",
            "about",
            "kind",
            "music",
            "mood",
            "size",
            "aspect",
            "fps",
            "quality",
            "subtitles",
            "make",
        )
        for one in state.clause.items
    )
    earlier = [one for one in state.shots_of(state.shot.group) if one is not state.shot]
    own = bool(earlier) and all("length" in one.fields for one in earlier)
    if own and "length" not in state.shot.fields:
        state.shot.fields["length"] = value
        return True
    last = state.item(-1)
    if last is not None and state.words.listed("after", last.norm):
        state.shot.fields["length"] = value
        return True
    if state.clause.boundary == "aside" and state.group.film and not state.shot.roles:
        state.draft.fields.setdefault("length", value)
        return True
    head = any(one.has("kind") for one in state.clause.items)
    each = any(state.words.listed("each", one.norm) for one in state.clause.items)
    if each:
        state.shot.fields["length"] = value
        state.draft.fields["length.each"] = value
    elif (head and state.group.film) or (
        alone
        and state.clause.boundary != "aside"
        and state.clause.boundary != "shot"
        and not state.shot.marked
    ):
        state.draft.fields.setdefault("length", value)
    else:
        state.shot.fields["length"] = value
        state.shot.touched = True
    return True


def on_kind(state: State, item: Item, entry: Entry) -> bool:
    item.taken = True
    return True


def on_pass(state: State, item: Item, entry: Entry) -> bool:
    value = held(item, entry.value)
    if state.negated:
        state.negated = None
    else:
        state.shot.passes.append(value)
    return True


def on_negation(state: State, item: Item, entry: Entry) -> bool:
    state.negated, item.taken = item, True
    return True


def on_negation_end(state: State, item: Item, entry: Entry) -> bool:
    state.negated, item.taken = None, True
    return True


def on_transition(state: State, item: Item, entry: Entry) -> bool:
    """A transition: between all shots, or into the next one."""
    value = held(item, entry.value)
    every = item.text.lower().endswith("s") or any(
        one.has("transition_noun") for one in state.clause.items
    )
    if every or state.shot is state.draft.shots[0]:
        state.draft.every_transition = value
    else:
        state.shot.transition = value
    return True


def on_factor(state: State, item: Item, entry: Entry) -> bool:
    """ "3x Giulia waving": so many pictures."""
    follower = state.item(1)
    if state.group.count or follower is None or not follower.has("name", "kind"):
        return False
    state.group.count = min(24, int(float(entry.value)))
    return bool(held(item, entry.value))


def on_list_of(state: State, item: Item, entry: Entry) -> bool:
    """ "in three poses", "two versions of": so many pictures."""
    number = state.item(-1)
    if number is None or not number.has("number"):
        return False
    if state.shot.lines or state.words.only_heard:
        state.group.varied = [number, item]
        return False
    number.taken = item.taken = True
    state.group.count = min(24, int(float(number.value("number"))))
    rest = state.words.items[item.place + 1 :]
    if entry.value == "any" or sum(one.has("emotion") for one in rest) > 1:
        state.group.listed, state.group.kind = True, state.group.kind or "picture"
        state.shot.kind = state.shot.kind or "picture"
    return True


def on_list_noun(state: State, item: Item, entry: Entry) -> bool:
    """ "Make two things": their number says no more than they do themselves."""
    number = state.item(-1)
    if number is not None and number.has("number"):
        state.draft.pieces = int(float(number.value("number")))
    for one in (item, number) if number is not None and number.has("number") else (item,):
        one.taken = True
    return True


def on_sheet(state: State, item: Item, entry: Entry) -> bool:
    state.draft.sheet = state.draft.sheet or entry.value == "any"
    return bool(held(item, entry.value))


def on_switch(category: str) -> Handler:
    def fill(state: State, item: Item, entry: Entry) -> bool:
        value = held(item, entry.value)
        if state.negated:
            state.negated = None
        else:
            state.shot.fields[category] = value
        return True

    return fill


def on_make(state: State, item: Item, entry: Entry) -> bool:
    """ "Make a picture" orders; "Luca makes a cake" is something that he does."""
    told = any(one.has("name", "pronoun") for one in state.clause.items[: state.at])
    item.taken = not (told and state.words.is_finite(item))
    return item.taken


def on_leading(state: State, item: Item, entry: Entry) -> bool:
    """Words that only lead to others: they are taken with those."""
    item.taken = True
    return True
