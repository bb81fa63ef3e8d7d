"""Fills the draft, item after item."""

from dataclasses import replace
from itertools import islice

from llm.planner.reader.language.clause import STRONG
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.slots import actions, characters, speech
from llm.planner.reader.slots.amounts import (
    on_factor,
    on_list_noun,
    on_list_of,
    on_number,
    on_sheet,
    on_single,
)
from llm.planner.reader.slots.context import Handler, ReadingContext
from llm.planner.reader.slots.draft import FoundValue, LeftOutWords
from llm.planner.reader.slots.fields import (
    on_about,
    on_every,
    on_export,
    on_field,
    on_film,
    on_leading,
    on_length,
    on_make,
    on_negation,
    on_negation_end,
    on_pass,
    on_stretch,
    on_switch,
    on_transition,
    on_view,
)

# Categories of the film itself.
_OVER_ALL = ("music", "mood", "atmosphere", "subtitles", "film_look", "grain")
_SWITCHES = ("transparent", "silent", "separate", "dialogue")
_EXCLUSIVE = (
    *("set", "time", "framing", "angle", "lens", "move"),
    *("exposure", "quality", "seed", "speed"),
)


HANDLERS: dict[str, Handler] = {
    "name": characters.on_name,
    "pronoun": characters.on_pronoun,
    "action": actions.on_action,
    "emotion": actions.on_emotion,
    "strength": actions.on_strength,
    "intensity": actions.on_intensity,
    "speech": speech.on_speech,
    "quote": speech.on_quote,
    "rate": speech.on_rate,
    "loudness": speech.on_loudness,
    "language": speech.on_language,
    "voice_over": speech.on_line("off_screen"),
    "length": on_length,
    "stretch": on_stretch,
    "view": on_view,
    "facing": on_view,
    "pass": on_pass,
    "export": on_export,
    "negation": on_negation,
    "negation_end": on_negation_end,
    "transition": on_transition,
    "sheet": on_sheet,
    "make": on_make,
    "single": on_single,
    "factor": on_factor,
    "every": on_every,
    "list_of": on_list_of,
    "list_noun": on_list_noun,
    "number": on_number,
    "about": on_about,
    **{name: on_field(name) for name in _EXCLUSIVE},
    **{name: on_field(name) for name in ("size", "aspect", "resolution", "fps")},
    **{name: on_film(name) for name in _OVER_ALL},
    **{name: on_switch(name) for name in _SWITCHES},
    **dict.fromkeys(
        (
            *("kind", "pass_noun", "transition_noun", "scenery", "function", "chatter"),
            *("when", "where", "again", "wording", "title", "opening", "closing"),
            *("caption", "enumerator"),
        ),
        on_leading,
    ),
}
# How something is done; denied, it is done as usual.
_MANNER = ("rate", "loudness", "speed")
# Of an item with several meanings, those read first.
_FIRST = ("quote", "name", "pronoun", "action", "speech", "emotion", "strength", "set", "time")


def _is_pause(context: ReadingContext) -> bool:
    """Whether the clause asks for a pause between lines, which the plan has none of."""
    waits = [one for one in context.clause.items if one.has("pause")]
    other = context.clause.having("name", "quote", "set", "kind")
    if not waits or not (context.shot.lines or context.words.only_heard) or other:
        return False
    told = [one for one in context.clause.items if one.is_content or one.has("function", "chatter")]
    context.draft.left.append(LeftOutWords(waits[0].start, told[-1].end, "pause"))
    for one in context.clause.items:
        one.taken = True
    return True


def _is_label(context: ReadingContext) -> bool:
    """Whether the clause is a heading of what follows: "Opening:", "Storyboard"."""
    items, words = context.clause.items, context.words
    if (
        len(items) != 1
        or not items[0].opens
        or items[0].value("cannot") not in ("", "act", "feature")
    ):
        return False
    following = words.items[items[0].place + 1 : items[0].place + 2]
    heads = following and (following[0].norm == ":" or words.tokens[following[0].first].line)
    known = items[0].entries.keys() - {"cannot"}
    several = words.text.count(": ") > 2
    return bool(heads and not known and (words.is_list or "\n" in words.text or several))


def fill_clause(context: ReadingContext) -> None:
    """Put what the clause says into the draft; what nothing holds stays untaken."""
    clause = context.clause
    for item in clause.items:
        item.shot = context.shot.number
    if clause.boundary in STRONG - {"semicolon", "also"}:
        context.telling = False
    context.telling |= bool(clause.having("name", "pronoun", "action", "quote"))
    if _is_label(context):
        context.clause.items[0].taken, context.clause.items[0].entries = True, {}
        return
    if _is_pause(context):
        return
    for place, item in enumerate(context.clause.items):
        context.at = place
        if context.words.listed("each", item.norm) or context.words.listed("whole", item.norm):
            context.of_all = True
        if context.words.listed("relatives", item.norm):
            _relative(context)
        if not item.entries or (item.has("cannot") and not item.has("speech")):
            _unknown(context, item)
            continue
        ordered = sorted(
            item.entries, key=lambda c: _FIRST.index(c) if c in _FIRST else len(_FIRST)
        )
        for category in ordered:
            handler = HANDLERS.get(category)
            if context.negated and category in _MANNER:
                item.taken, context.negated = True, None  # "not too fast"
            elif handler is not None:
                handler(context, item, item.entries[category])
    context.negated = None


def _relative(context: ReadingContext) -> None:
    """ "Alberto, who is angry": what follows is told of the last name, until the clause ends."""
    last = context.item(-1)
    opens = context.at == 0 and context.clause.boundary == "comma"
    if context.recent and (opens or (last is not None and last.has("name"))):
        context.main = (context.subjects, context.listing) if len(context.subjects) > 1 else None
        context.subjects, context.listing = context.recent[-1:], False


def _unknown(context: ReadingContext, item: Phrase) -> None:
    """A word that the studio cannot make anything of. What it does is not done by who was named."""
    follower = context.item(1)
    unnamed = not context.clause.having("name", "pronoun") and context.words.is_plural(item)
    if unnamed and item.value("cannot") == "act":  # "Si incontrano al porto"
        context.subjects = [context.role(one).character for one in context.meant("they")]
    if context.negated:
        # "without people": that is done by not doing it.
        item.taken = True
        return
    traits = [context.words.book.traits[name] for name in [*context.subjects, *context.recent[-2:]]]
    modifies = follower is not None and (not follower.entries or follower.has("cannot"))
    if any(
        item.norm in told and (not modifies or (follower and follower.norm in told))
        for told in traits
    ):
        item.taken = True
        return
    if "rate" in item.known and context.clause.having("move"):
        item.taken = True  # "slowly orbits": a camera has one pace
        return
    if not item.entries and _of_writer(context):
        item.taken = True
        return
    doing = follower is not None and follower.has("action", "speech")
    name = (
        item.text[:1].isupper() and not item.entries and not context.words.tokens[item.first].opens
    )
    led = context.at == 0 or (context.item(-1) or item).has("function")
    if (
        doing
        and (item.value("cannot") in ("animal", "people") or (not item.entries and name and led))
    ) or (name and (item is context.clause.items[0]) and not context.subjects):
        context.ghost = True


def _of_writer(context: ReadingContext) -> bool:
    """Whether the clause tells of who writes, not of the piece: "we are launching a line"."""
    items = context.clause.items
    told = islice((one for one in items if not one.has("chatter")), 2)
    if not any(context.words.listed("writer", one.norm) for one in told):
        return False
    said = any("speech" in one.known for one in context.words.items)
    if said and not any(one.has("quote") for one in context.words.items):
        return False  # "Mina reads: I will be late"
    return not any(one.has("name", "kind", "make") for one in items[: context.at])


def give_pending(context: ReadingContext) -> None:
    """At the end of a shot: what was told of nobody yet is told of everybody in it, or of those in
    the one before where it names nobody."""
    if context.pending and not (context.shot.roles or context.shot.lines):
        earlier = [one for one in context.shots_of(context.shot.group) if one is not context.shot]
        for role in earlier[-1].roles if earlier else ():
            context.role(role.character)
    for role in context.shot.roles:
        for category, value, strength in context.pending:
            if category == "action":
                actions.take_action(role, value)
            else:
                actions.take_feeling(context, role, value, strength)
    if context.shot.roles:
        context.pending = []


def carry(context: ReadingContext, before_fields: dict[str, FoundValue]) -> None:
    """What a shot does not say again goes on from the one before it: place and time."""
    for field in ("set", "time"):
        if field in before_fields and field not in context.shot.fields:
            old = before_fields[field]
            context.shot.fields[field] = replace(old, weak=True, source="carried")
