"""The account of a brief's words: each is in a slot of the plan, leads to one, or is left out.

A slot counts only where the finished plan has its value (`holding.py`). A word without a slot of
its own counts as read only by what it can prove of the plan, at the shot where it stands
(`proofs.py`); all others are left out, each with the reason.
"""

from collections.abc import Callable

from llm.planner.data import table as data
from llm.planner.reader.accounting.attribution import given_to_others
from llm.planner.reader.accounting.holding import Holding
from llm.planner.reader.accounting.left_out import unplaced_words
from llm.planner.reader.accounting.proofs import Proofs
from llm.planner.reader.language.lexicon import function_words
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.language.words import Words
from llm.planner.reader.resolving.cast import UNSEEN
from llm.planner.reader.slots.context import ReadingContext
from llm.planner.reader.slots.draft import LeftOutWords, Slot
from studio.plan import Film


def account(
    context: ReadingContext,
    film: Film,
    trace: list[Slot],
    left: list[LeftOutWords],
    made: dict[int, list[str]],
) -> int:
    """Add to `left` the words that the plan does not hold, and to `trace` those that are proven
    otherwise. `made`: the ids of the shots that each shot of the draft became. How many shots fewer
    or more the plan has than numbers and deeds tell."""
    holding = Holding(film.model_dump())
    shown = _covered([slot for slot in trace if not holding.missing(slot)], [])
    left[:] = [o for o in left if o.reason != UNSEEN or shown.isdisjoint(range(o.start, o.end))]
    proofs = Proofs(context, holding, made, trace)
    left += given_to_others(proofs)
    counted = [one for item in context.words.items for one in proofs.counted(item)]
    for item in counted:
        item.taken = True
    left += [*holding.lost(trace), *unplaced_words(context.words)]
    trace += [Slot("read.counted", item.text, item.start, item.end) for item in counted]
    covered = _covered([slot for slot in trace if not holding.missing(slot)], left)
    fillers: list[Phrase] = []
    stands = False
    for item in [*context.words.items, None]:
        if item is None or item.is_mark or context.words.tokens[item.first].line:
            heads = item is not None and item.norm in (":", "=")
            left += [] if stands or heads else _leading_nowhere(fillers)
            fillers, stands = [], False
        if item is None or item.is_mark or not item.text.strip():
            continue
        if not covered.isdisjoint(range(item.start, item.end)):
            stands = True
            continue
        if why := proofs.untrue(item):
            left.append(LeftOutWords(item.start, item.end, why))
            continue
        if proofs.is_at_once(item):
            left.append(LeftOutWords(item.start, proofs.end_of(item), "at_once"))
            stands = True
            continue
        if item.has("about") and not _is_about(context, item, covered):
            left.append(LeftOutWords(item.start, item.end, "thing"))
            stands = True
            continue
        if proofs.is_filler(item):
            fillers.append(item)
            continue
        stands = True
        if by := proofs.of(item):
            trace.append(Slot(f"read.{by}", item.text, item.start, item.end))
        else:
            end = proofs.end_of(item) if item.has("sequence") else _end(context, item)
            left.append(LeftOutWords(item.start, end, _reason(item)))
    lost = _covered([], left)
    crowded = _covered([], [one for one in left if one.reason in ("second", "at_once")])
    return sum(
        proofs.off_by(one, one.start in lost) + (one.start in crowded and proofs.is_crowded(one))
        for one in context.words.items
    )


def _end(context: ReadingContext, item: Phrase) -> int:
    """Where the words that are left out with an item end: "each time"."""
    following = context.words.items[item.place + 1 : item.place + 2]
    joined = item.has("function", "separate") and following and following[0].has("chatter")
    return following[0].end if joined else item.end


def _is_about(context: ReadingContext, item: Phrase, covered: set[int]) -> bool:
    """Whether a noun ("expression", "light") is about something that is told beside it, be it left
    out with that."""
    items, place = context.words.items, item.place
    of = data("readings")["about"].get(item.norm, ())
    for side in (items[place + 1 :], list(reversed(items[:place]))):
        for one in side[:_ABOUT_WITHIN]:
            if one.norm in (":", "=") or (not of and one.has("chatter", "name")):
                return True
            owner = one.has("name") and context.words.tokens[one.last - 1].possessive
            if (one.has("name") and not owner) or one.is_stop or (one.is_mark and not of):
                break
            if owner or one.has("pronoun") or not one.is_content:
                continue
            unheld = not one.entries or one.has("cannot") or not one.taken
            told = one.taken or not covered.isdisjoint(_span(one))
            if told and (one.has(*of) or unheld or not of):
                return True
            break
    return False


def account_of_nothing(context: ReadingContext, left: list[LeftOutWords]) -> None:
    """The same where nothing is made: whatever was read is left out with it."""
    left += unplaced_words(context.words)
    covered = _covered([], left)
    for item in context.words.items:
        if (
            item.is_content
            and item.text.strip()
            and covered.isdisjoint(range(item.start, item.end))
        ):
            left.append(LeftOutWords(item.start, item.end, "nothing"))


def account_of_changes(words: Words, trace: list[Slot], left: list[LeftOutWords]) -> None:
    """The same for words about a piece or footage that is there: one that no change came from is
    left out, unless it leads to one in its sentence; where none came from its part of it, the
    words that lead to it are left out with it."""
    changed, leading = _covered(trace, []), data("readings")["leading"]
    covered = _covered(trace, left)
    for item in words.items:
        joins = item.has(*leading) or item.norm in function_words(words.language)
        item.taken = joins or not covered.isdisjoint(_span(item))
    left += unplaced_words(words)
    covered = _covered(trace, left)
    left += [
        LeftOutWords(o.start, o.end, "unchanged") for o in words.items if _denies_none(words, o)
    ]
    for sentence in _split(words, lambda item: item.is_stop):
        held = any(not covered.isdisjoint(_span(one)) for one in sentence)
        told = [one for one in sentence if one.is_content]
        left += [] if held else [LeftOutWords(o.start, o.end, "unchanged") for o in told]
    for part in _split(words, lambda item: item.is_mark or words.listed("joins", item.norm)):
        told = [one for one in part if one.is_content]
        while told[1:] and told[0].value("change") == "now":
            told.pop(0)  # "now rotate"
        if not told or any(not changed.isdisjoint(_span(one)) for one in part):
            continue
        start, end = told[0].start, told[-1].end
        within = [o for o in left if o.start < end and start < o.end]
        asked = told[0].value("change")
        orders = asked in _MEASURES or (len(told) > 1 and asked in _ORDERS)
        if within or orders:
            end = max([end, *(one.end for one in within)])
            why = within[0].reason if within else "unchanged"
            left.append(LeftOutWords(min([start, *(o.start for o in within)]), end, why))


def _denies_none(words: Words, item: Phrase) -> bool:
    """ "A vertical version with subtitles and a square one without"."""
    after = words.items[item.place + 1 : item.place + 2]
    ends = not after or after[0].is_mark
    return (
        ends and item.has("negation") and not item.has("change") and item.norm not in ("no", "not")
    )


def overruled(trace: list[Slot]) -> list[LeftOutWords]:
    """The words of values of which none stays, because later words set all of them otherwise."""
    last = {slot.path: slot for slot in trace}
    stays = {(slot.start, slot.end) for slot in last.values()}
    stays |= {(slot.start, slot.end) for slot in trace if slot.path in _OF_MANY}
    return [
        LeftOutWords(slot.start, slot.end, f"later words say {last[slot.path].value}")
        for slot in trace
        if slot.value not in (last[slot.path].value, *_UNDONE)
        and slot.path.rpartition(".")[2] != "length"  # "shorter, 4 seconds"
        and (slot.start, slot.end) not in stays
    ]


_UNDONE = ("idle", "neutral", "None")  # what a negation leaves
_OF_MANY = ("read.note", "read.added")
_ABOUT_WITHIN = 4  # items
_ORDERS = ("remove", "swap", "move", "first")
_MEASURES = ("slower", "faster", "closer", "farther", "brighter", "darker", "louder", "quieter")


def _split(words: Words, ends: Callable[[Phrase], bool]) -> list[list[Phrase]]:
    """The items in parts, each up to one that ends it, or to the end of a line."""
    parts: list[list[Phrase]] = [[]]
    for item in words.items:
        if ends(item) or words.tokens[item.first].line:
            parts.append([])
        if not ends(item):
            parts[-1].append(item)
    return parts


def _span(item: Phrase) -> range:
    return range(item.start, item.end)


def _covered(trace: list[Slot], left: list[LeftOutWords]) -> set[int]:
    places: set[int] = set()
    for one in (*trace, *left):
        places.update(range(one.start, one.end))
    return places


def _leading_nowhere(fillers: list[Phrase]) -> list[LeftOutWords]:
    """Words that join others, with none that they could join: "how are you"."""
    if (
        not fillers
        or any(item.taken for item in fillers)
        or any(item.has("chatter", "correction", "corrected") for item in fillers)
    ):
        return []
    return [LeftOutWords(fillers[0].start, fillers[-1].end, "thing")]


def _reason(item: Phrase) -> str:
    """The key of the reason why a word that is understood is left out."""
    reasons = data("readings")["reasons"]
    return next((reasons[c] for c in item.entries if c in reasons), "second")
