"""Fills the frame, item after item."""

from collections.abc import Callable

from llm.planner.reader import people, speech
from llm.planner.reader.frame import Held
from llm.planner.reader.lexicon import Entry
from llm.planner.reader.state import State, held
from llm.planner.reader.words import Item

Handler = Callable[[State, Item, Entry], bool]
# Categories of the film itself.
_OVER_ALL = ("music", "mood", "atmosphere", "subtitles")
_SWITCHES = ("transparent", "silent", "separate", "dialogue")
_EXCLUSIVE = ("set", "time", "framing", "angle", "move", "exposure", "quality", "seed", "speed")


def _on_field(category: str) -> Handler:
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


def _on_view(state: State, item: Item, entry: Entry) -> bool:
    """A view; a picture may be asked from several."""
    value = held(item, entry.value)
    if all(view.value != value.value for view in state.shot.views):
        state.shot.views.append(value)
    state.shot.touched = True
    return True


def _on_film(category: str) -> Handler:
    def fill(state: State, item: Item, entry: Entry) -> bool:
        value = held(item, entry.value)
        if state.negated:
            state.negated, value.value = None, "none"
        before = state.draft.fields.get(category)
        if before is None or before.value in ("any", "none"):
            state.draft.fields[category] = value
        return True

    return fill


def _on_length(state: State, item: Item, entry: Entry) -> bool:
    """A length: of the film, where its head or a clause of its own tells it; else of the shot."""
    value = held(item, entry.value)
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


def _on_kind(state: State, item: Item, entry: Entry) -> bool:
    item.taken = True
    return True


def _on_pass(state: State, item: Item, entry: Entry) -> bool:
    value = held(item, entry.value)
    if state.negated:
        state.negated = None
    else:
        state.shot.passes.append(value)
    return True


def _on_negation(state: State, item: Item, entry: Entry) -> bool:
    state.negated, item.taken = item, True
    return True


def _on_negation_end(state: State, item: Item, entry: Entry) -> bool:
    state.negated, item.taken = None, True
    return True


def _on_transition(state: State, item: Item, entry: Entry) -> bool:
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


def _on_factor(state: State, item: Item, entry: Entry) -> bool:
    """ "3x Giulia waving": so many pictures."""
    follower = state.item(1)
    if state.group.count or follower is None or not follower.has("name", "kind"):
        return False
    state.group.count = min(24, int(float(entry.value)))
    return bool(held(item, entry.value))


def _on_list_of(state: State, item: Item, entry: Entry) -> bool:
    """ "in three poses", "two versions of": so many pictures."""
    number = state.item(-1)
    if number is None or not number.has("number"):
        return False
    number.taken = item.taken = True
    state.group.count = min(24, int(float(number.value("number"))))
    if entry.value == "any":
        state.group.listed, state.group.kind = True, state.group.kind or "picture"
        state.shot.kind = state.shot.kind or "picture"
    return True


def _on_list_noun(state: State, item: Item, entry: Entry) -> bool:
    """ "Make two things": their number says no more than they do themselves."""
    number = state.item(-1)
    for one in (item, number) if number is not None and number.has("number") else (item,):
        one.taken = True
    return True


def _on_sheet(state: State, item: Item, entry: Entry) -> bool:
    state.draft.sheet = state.draft.sheet or entry.value == "any"
    return bool(held(item, entry.value))


def _on_switch(category: str) -> Handler:
    def fill(state: State, item: Item, entry: Entry) -> bool:
        value = held(item, "yes")
        if state.negated:
            state.negated = None
        else:
            state.shot.fields[category] = value
        return True

    return fill


def _on_make(state: State, item: Item, entry: Entry) -> bool:
    """ "Make a picture" orders; "Luca makes a cake" is something that he does."""
    told = any(one.has("name", "pronoun") for one in state.clause.items[: state.at])
    item.taken = not (told and state.words.is_finite(item))
    return item.taken


def _nothing(state: State, item: Item, entry: Entry) -> bool:
    """Words that only lead to others: they are taken with those."""
    item.taken = True
    return True


HANDLERS: dict[str, Handler] = {
    "name": people.on_name,
    "pronoun": people.on_pronoun,
    "action": people.on_action,
    "emotion": people.on_emotion,
    "strength": people.on_strength,
    "intensity": people.on_intensity,
    "speech": speech.on_speech,
    "quote": speech.on_quote,
    "rate": speech.on_rate,
    "language": speech.on_language,
    "voice_over": speech.on_voice_over,
    "length": _on_length,
    "view": _on_view,
    "facing": _on_view,
    "kind": _on_kind,
    "pass": _on_pass,
    "negation": _on_negation,
    "negation_end": _on_negation_end,
    "transition": _on_transition,
    "sheet": _on_sheet,
    "make": _on_make,
    "factor": _on_factor,
    "list_of": _on_list_of,
    "list_noun": _on_list_noun,
    **{name: _on_field(name) for name in _EXCLUSIVE},
    **{name: _on_field(name) for name in ("size", "aspect", "resolution", "fps")},
    **{name: _on_film(name) for name in _OVER_ALL},
    **{name: _on_switch(name) for name in _SWITCHES},
    **dict.fromkeys(
        (
            "pass_noun",
            "transition_noun",
            "scenery",
            "function",
            "chatter",
            "about",
            "when",
            "where",
            "again",
            "wording",
            "title",
            "opening",
            "closing",
            "caption",
            "enumerator",
        ),
        _nothing,
    ),
}
# Of an item with several meanings, those read first.
_FIRST = ("quote", "name", "pronoun", "action", "speech", "emotion", "strength", "set", "time")


def fill_clause(state: State) -> None:
    """Put what the clause says into the frame; what nothing holds stays untaken."""
    for place, item in enumerate(state.clause.items):
        state.at = place
        if state.words.listed("each", item.norm) or state.words.listed("whole", item.norm):
            state.of_all = True
        if state.words.listed("relatives", item.norm):
            _relative(state)
        if not item.entries or item.has("cannot"):
            _unknown(state, item)
            continue
        ordered = sorted(
            item.entries, key=lambda c: _FIRST.index(c) if c in _FIRST else len(_FIRST)
        )
        for category in ordered:
            handler = HANDLERS.get(category)
            if handler is not None:
                handler(state, item, item.entries[category])
    state.negated = None


def _relative(state: State) -> None:
    """ "Alberto, who is angry": what follows is told of the last name, until the clause ends."""
    last = state.item(-1)
    opens = state.at == 0 and state.clause.boundary == "comma"
    if state.recent and (opens or (last is not None and last.has("name"))):
        state.main = (state.subjects, state.listing) if len(state.subjects) > 1 else None
        state.subjects, state.listing = state.recent[-1:], False


def _unknown(state: State, item: Item) -> None:
    """A word that the studio cannot make anything of. What it does is not done by who was named."""
    follower = state.item(1)
    if state.negated:
        # "without people": that is done by not doing it.
        item.taken = True
        return
    traits = [state.words.book.traits[name] for name in [*state.subjects, *state.recent[-2:]]]
    modifies = follower is not None and (not follower.entries or follower.has("cannot"))
    if any(
        item.norm in told and (not modifies or (follower and follower.norm in told))
        for told in traits
    ):
        item.taken = True
        return
    if "rate" in item.known and state.clause.having("move"):
        item.taken = True  # "slowly orbits": a camera has one pace
        return
    if not item.entries and _of_writer(state):
        item.taken = True
        return
    doing = follower is not None and follower.has("action", "speech")
    name = item.text[:1].isupper() and not item.entries and not state.words.tokens[item.first].opens
    led = state.at == 0 or (state.item(-1) or item).has("function")
    if (
        doing
        and (item.value("cannot") in ("animal", "people") or (not item.entries and name and led))
    ) or (name and (item is state.clause.items[0]) and not state.subjects):
        state.ghost = True


def _of_writer(state: State) -> bool:
    """Whether the clause tells of who writes, not of the piece: "we are launching a line"."""
    told = [one for one in state.clause.items if not one.has("chatter")][:2]
    before = state.clause.items[: state.at]
    if any(one.has("name", "kind", "make") for one in before):
        return False
    return any(state.words.listed("writer", one.norm) for one in told)


def give_pending(state: State) -> None:
    """At the end of a shot: what was told of nobody yet is told of everybody in it."""
    for role in state.shot.roles:
        for category, value, strength in state.pending:
            if category == "action":
                people._act(role, value)
            else:
                people._feel(state, role, value, strength)
    if state.shot.roles:
        state.pending = []


def carry(state: State, before_fields: dict[str, Held], names: list[str]) -> None:
    """What a shot does not say again goes on from the one before it: place, time, and who."""
    for field in ("set", "time"):
        if field in before_fields and field not in state.shot.fields:
            old = before_fields[field]
            state.shot.fields[field] = Held(old.value, old.start, old.end, True, "carried")
    if not state.shot.roles and not state.shot.lines:
        for name in names:
            state.role(name)
