"""Place, time, camera, sound and form: the words that fill a field of a shot or a film."""

from llm.planner.data.items import every
from llm.planner.reader.language.lexicon import Meaning
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.slots.context import Handler, ReadingContext, found_value
from llm.planner.reader.slots.draft import FoundValue


def on_field(category: str) -> Handler:
    def fill(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
        if context.negated and not context.ghost:
            context.negated, item.taken = None, True
            return True
        if category == "set" and _is_held(context):
            return False
        before = context.shot.fields.get(category)
        if before and before.source == "brief" and before.value != entry.value:
            return _second(context, category, item, entry, before)
        if not (before and before.source == "brief" and entry.weak):
            context.shot.fields[category] = found_value(item, entry.value, entry.weak)
        item.taken, context.shot.touched = True, True
        for shot in context.joined if category in ("set", "time") else ():
            shot.fields.setdefault(category, found_value(item, entry.value, True))
        if context.spreads():
            _spread(context, category)
        return True

    return fill


def _second(
    context: ReadingContext, category: str, item: Phrase, entry: Meaning, before: FoundValue
) -> bool:
    """What a shot tells a second time, otherwise: a weak one gives way, and pictures may be asked
    in several framings."""
    counted = context.group.count > 1 and len(context.shots_of(context.shot.group)) == 1
    picture = context.shot.kind in ("", "picture") or context.clause.boundary in ("comma", "and")
    if counted or (category == "framing" and picture and not context.shot.roles):
        context.shot.several.setdefault(category, [before]).append(found_value(item, entry.value))
    elif before.weak and not entry.weak:
        context.shot.fields[category] = found_value(item, entry.value)
    elif not entry.weak:
        return False
    item.taken = True
    return True


def on_every(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    """ "At every time of day": a picture or shot for each."""
    values = [found_value(item, one) for one in every(entry.value)]
    context.shot.several[entry.value] = values
    item.taken, context.shot.touched = True, True
    for number in context.clause.having("number"):
        number.taken = number.taken or float(number.value("number")) == len(values)
    return True


def _is_held(context: ReadingContext) -> bool:
    """Whether a thing is held or worn: "holding a flower" is no place."""
    for item in reversed(context.clause.items[max(0, context.at - 4) : context.at]):
        if context.words.listed("where", item.norm):
            return False
        if context.words.listed("holding", item.norm) and item.norm not in ("with", "con"):
            return True
    return False


def _spread(context: ReadingContext, category: str) -> None:
    for shot in context.shots_of(context.shot.group):
        before = shot.fields.get(category)
        if before is None or before.source == "carried":
            shot.fields[category] = context.shot.fields[category]


def on_view(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    """A view; a picture may be asked from several."""
    views = [view for view in context.shot.views if not view.weak]
    if entry.weak and views:
        return False  # "in profile, waving at the camera"
    value = found_value(item, entry.value, entry.weak)
    if all(view.value != value.value for view in views):
        context.shot.views = [*views, value]
    context.shot.touched = True
    return True


def on_film(category: str) -> Handler:
    def fill(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
        value = found_value(item, entry.value)
        if context.negated:
            context.negated, value.value = None, "none"
        value.weak = entry.weak
        before = context.draft.fields.get(category)
        if before is None or before.value in ("any", "none") or (before.weak and not value.weak):
            context.draft.fields[category] = value
        return True

    return fill


# What may stand beside a length that is the whole film's.
_BESIDE_LENGTH = (
    *("length", "function", "chatter", "about", "kind", "music", "mood", "size", "aspect"),
    *("fps", "quality", "subtitles", "make"),
)


_CARDS = frozenset({"title", "opening", "closing", "caption"})


def on_length(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    """A length: of a title, of the film, where its head or a clause of its own tells it; else of
    the shot."""
    if item.taken:
        return True  # of a title or caption
    value, clause = found_value(item, entry.value), context.clause
    cards = [one for one in clause.items if one.known.keys() & _CARDS]
    if cards and not clause.having("name", "quote", "kind"):  # "both titles 3 seconds"
        context.draft.fields |= {"opening.seconds": value, "closing.seconds": value}
        cards[0].taken, cards[0].entries = True, {"title": cards[0].known.popitem()[1]}
        return True
    beside = clause.boundary == "aside" or (clause.boundary == "comma" and clause.items == [item])
    said = context.before.items[-1:] if beside else []
    if context.written and said and said[0].has("quote"):
        card = "opening" if context.written == "title" else context.written
        context.draft.fields[f"{card}.seconds"] = value
    elif context.spreads() or any(map(context.words.is_each, clause.items)) or _of_several(context):
        context.shot.fields["length"] = context.draft.fields["length.each"] = value
    elif _is_of_film(context, item) and "length" not in context.draft.fields:
        context.draft.fields["length"] = value
    else:
        context.shot.fields["length"] = value
        context.shot.touched = True
    return True


def _of_several(context: ReadingContext) -> bool:
    """Whether a length is of each of several pieces: "three clips of 2 seconds"."""
    kinds = context.clause.having("kind")
    several = kinds and kinds[0].norm.endswith("s") and context.group.count > 1
    return bool(several and not context.group.film)


def _is_of_film(context: ReadingContext, item: Phrase) -> bool:
    """Whether a length is that of the whole film."""
    clause, shot, group = context.clause, context.shot, context.group
    alone = all(one is item or one.has(*_BESIDE_LENGTH) for one in clause.items)
    several = group.film or len(context.shots_of(shot.group)) > 1
    if alone and _says_whole(context) and several:
        return True
    last = context.item(-1)
    if last is not None and context.words.listed("after", last.norm):
        return False
    if clause.boundary == "aside" and group.film and not shot.roles:
        return True
    whole = "film" in clause.values("kind") or not clause.having("name", "pronoun")
    whole = whole or any(one.norm.endswith("s") for one in clause.having("kind"))
    if clause.having("kind") and group.film and whole:
        return True
    counted = clause.boundary in ("aside", "shot") or bool(shot.marked)
    several = sum(one.has("length") for one in context.words.items) > 1
    told = (context.telling and shot.roles) or {"move", "framing", "speed"} & shot.fields.keys()
    row = (context.words.is_list or several) and told
    beside = context.before.having("music", "mood", "atmosphere", "subtitles", "film_look")
    over_all = beside and not context.telling and clause.boundary in ("comma", "and", "sentence")
    return alone and not row and bool(not counted or over_all)


def _says_whole(context: ReadingContext) -> bool:
    """Whether words of the sentence say that the length of all is told: "Length: 12 seconds"."""
    words = [*context.before.items, *context.clause.items]
    return any(context.words.listed("whole_length", one.norm) for one in words)


def on_stretch(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    """ "Shot 2 (5-10 s)": how long it lasts. The times of a caption are read with it."""
    heads = context.at == 0 and item.opens
    if not (context.shot.marked or heads) or context.clause.having("caption", "quote"):
        return False
    first, last = entry.value.split()
    context.shot.fields["length"] = found_value(item, f"{float(last) - float(first):g}")
    return True


_SHAPES = {"square": "1:1", "vertical": "9:16"}


def on_export(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    """A file besides the video; a "vertical version" alone is the shape of the piece itself."""
    value, shape = found_value(item, entry.value), _SHAPES.get(entry.value, "")
    if shape and sum(one.has("export") for one in context.words.items) == 1:
        context.shot.fields["aspect"] = found_value(item, shape)
    else:
        context.draft.exports.append(value)
    return True


def on_pass(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    value = found_value(item, entry.value)
    if context.negated:
        context.negated = None
    else:
        context.shot.passes.append(value)
    return True


def on_negation(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    context.negated, item.taken = item, True
    return True


def on_negation_end(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    context.negated, item.taken = None, True
    return True


def on_transition(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    """A transition: between all shots, or into the next one."""
    value = found_value(item, entry.value)
    joint = next((one for one in context.clause.items if one.has("joint")), None)
    if joint is not None:
        context.draft.joints[int(joint.value("joint"))] = value
        joint.taken = True
        return True
    every = item.text.lower().endswith("s") or any(
        one.has("transition_noun") for one in context.clause.items
    )
    last = all(one.is_mark for one in context.words.items[item.place + 1 :])
    every |= last and context.clause.boundary == "sentence" and context.clause.items == [item]
    if every or context.shot is context.draft.shots[0]:
        context.draft.every_transition = value
    else:
        context.shot.transition = value
    return True


def on_switch(category: str) -> Handler:
    def fill(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
        value = found_value(item, entry.value)
        of_lengths = value.value == "each" and context.clause.having("length")
        if context.negated:
            context.negated = None
        elif not of_lengths or context.clause.having("kind"):
            context.shot.fields[category] = value
        return True

    return fill


def on_make(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    """ "Make a picture" orders; "Luca makes a cake" is something that he does."""
    told = any(one.has("name", "pronoun") for one in context.clause.items[: context.at])
    item.taken = not (told and context.words.is_finite(item))
    return item.taken


def on_about(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    """A noun that leads to others; a part of somebody that the camera goes to is seen from near."""
    item.taken = True
    if context.is_close_part(item):
        context.shot.fields.setdefault("framing", found_value(item, "close_up", weak=True))
        context.shot.touched |= context.clause.cut
    return True


def on_leading(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    """Words that only lead to others: they are taken with those."""
    item.taken = True
    return True
