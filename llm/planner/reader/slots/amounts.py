"""How many there are to be: numbers, kinds of several, and "in one take"."""

from llm.planner.data import table as data
from llm.planner.reader.language.lexicon import Meaning
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.slots.context import ReadingContext, found_value


def on_factor(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    """ "3x Giulia waving": so many pictures."""
    follower = context.item(1)
    if context.group.count or follower is None or not follower.has("name", "kind"):
        return False
    context.group.count = min(24, int(float(entry.value)))
    return bool(found_value(item, entry.value))


def on_list_of(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    """ "in three poses", "two versions of": so many pictures."""
    number = context.item(-1) if entry.value != "twice" else item
    if number is None or not (number.has("number") or number is item):
        return False
    if context.shot.lines or context.words.only_heard:
        context.group.varied = [number, item]
        return False
    rest = context.words.items[item.place + 1 :]
    several = max(
        sum(one.has(name) for one in rest) for name in ("action", "emotion", "time", "set")
    )
    done = context.item(-1)
    acts = done is not None and done.has("action")
    if number is item and several < 2 and (acts or not context.group.kind):
        return False  # "Luca jumps twice"
    number.taken = item.taken = True
    context.group.count = min(24, int(float(number.value("number") or 2)))
    if entry.value == "any" or several > 1:
        moves = any(one.has("length", "move", "speed", "fps") for one in context.words.items)
        moves |= context.words.happens
        group, kind = context.group, "take" if moves else "picture"
        group.film = group.film or (moves and not group.kind)
        group.listed, group.kind = True, group.kind or kind
        context.shot.kind = context.shot.kind or kind
    return True


def on_number(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    """ "Two friends": how many they are is told by their names. "Three views" are those of a
    sheet."""
    follower = context.item(1)
    item.taken |= follower is not None and context.words.listed("persons", follower.norm)
    group = context.group
    if follower is not None and context.words.listed("views", follower.norm):
        item.taken |= context.draft.sheet
        usual = len(data("resolve")["sheet_views"])
        context.draft.sheet = context.draft.sheet or float(entry.value) == usual
    if follower is not None and context.words.listed("film_parts", follower.norm):
        if group.count or group.kind not in ("", "take") or context.shot.roles:
            return item.taken
        group.count, group.film = min(24, int(float(entry.value))), True  # "4 cuts: …"
        item.taken = follower.taken = True
        follower.entries = {}
    return item.taken


def on_list_noun(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    """ "Make two things": their number says no more than they do themselves."""
    number = context.item(-1)
    said = any(one.has("speech") for one in context.clause.items[: context.at])
    if number is not None and number.has("number") and not said:  # not "says two things"
        context.draft.pieces = int(float(number.value("number")))
    for one in (item, number) if number is not None and number.has("number") else (item,):
        one.taken = True
    return True


def on_sheet(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    context.draft.sheet = context.draft.sheet or entry.value == "any"
    return bool(found_value(item, entry.value))


def on_single(context: ReadingContext, item: Phrase, entry: Meaning) -> bool:
    """ "In one take": nothing that follows begins another shot of this piece."""
    group = context.group
    group.single, group.kind, item.taken = True, group.kind or "take", True
    context.shot.kind = context.shot.kind or group.kind
    return True
