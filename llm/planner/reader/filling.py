"""Fills the frame, item after item."""

from llm.planner.reader import deeds, people, speech
from llm.planner.reader.fields import (
    Handler,
    on_factor,
    on_field,
    on_film,
    on_kind,
    on_leading,
    on_length,
    on_list_noun,
    on_list_of,
    on_make,
    on_negation,
    on_negation_end,
    on_pass,
    on_sheet,
    on_switch,
    on_transition,
    on_view,
)
from llm.planner.reader.frame import Held, Left
from llm.planner.reader.state import State
from llm.planner.reader.words import Item

# Categories of the film itself.
_OVER_ALL = ("music", "mood", "atmosphere", "subtitles")
_SWITCHES = ("transparent", "silent", "separate", "dialogue")
_EXCLUSIVE = ("set", "time", "framing", "angle", "move", "exposure", "quality", "seed", "speed")


HANDLERS: dict[str, Handler] = {
    "name": people.on_name,
    "pronoun": people.on_pronoun,
    "action": deeds.on_action,
    "emotion": deeds.on_emotion,
    "strength": deeds.on_strength,
    "intensity": deeds.on_intensity,
    "speech": speech.on_speech,
    "quote": speech.on_quote,
    "rate": speech.on_rate,
    "loudness": speech.on_loudness,
    "language": speech.on_language,
    "voice_over": speech.on_voice_over,
    "length": on_length,
    "view": on_view,
    "facing": on_view,
    "kind": on_kind,
    "pass": on_pass,
    "negation": on_negation,
    "negation_end": on_negation_end,
    "transition": on_transition,
    "sheet": on_sheet,
    "make": on_make,
    "factor": on_factor,
    "list_of": on_list_of,
    "list_noun": on_list_noun,
    **{name: on_field(name) for name in _EXCLUSIVE},
    **{name: on_field(name) for name in ("size", "aspect", "resolution", "fps")},
    **{name: on_film(name) for name in _OVER_ALL},
    **{name: on_switch(name) for name in _SWITCHES},
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
        on_leading,
    ),
}
# Of an item with several meanings, those read first.
_FIRST = ("quote", "name", "pronoun", "action", "speech", "emotion", "strength", "set", "time")


def _is_pause(state: State) -> bool:
    """Whether the clause asks for a pause between lines, which the plan has none of."""
    waits = [one for one in state.clause.items if one.has("pause")]
    other = state.clause.having("name", "quote", "set", "kind")
    if not waits or not (state.shot.lines or state.words.only_heard) or other:
        return False
    told = [one for one in state.clause.items if one.is_content or one.has("function", "chatter")]
    state.draft.left.append(Left(waits[0].start, told[-1].end, "pause"))
    for one in state.clause.items:
        one.taken = True
    return True


def fill_clause(state: State) -> None:
    """Put what the clause says into the frame; what nothing holds stays untaken."""
    if _is_pause(state):
        return
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
                deeds.take_action(role, value)
            else:
                deeds.take_feeling(state, role, value, strength)
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
