"""What of a brief the draft does not hold: its words in phrases, each with a reason."""

from llm.planner.data import table as data
from llm.planner.data.items import told_items
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.language.words import Words
from llm.planner.reader.slots.draft import LeftOutWords
from studio.plan import LeftOut

_MOST, _LONGEST = 16, 80
# What is said of footage where a piece of the studio's own has another reason.
_OF_FOOTAGE = {"act": "happening"} | dict.fromkeys(
    ("animal", "weather", "clothes", "people", "prop", "place", "feeling"), "added"
)


def reason_for(key: str, **values: str) -> str:
    """The sentence of a reason, by its key in reasons.yaml; another text is its own reason."""
    text = str(data("reasons").get(key, key))
    return text.format(**told_items(), **values) if "{" in text else text


def unplaced_words(words: Words) -> list[LeftOutWords]:
    """Phrases of words that no slot holds, in order."""
    found: list[LeftOutWords] = []
    items = words.items
    group: list[Phrase] = []
    for place, item in enumerate([*items, None]):
        if item is not None and item.is_content and not item.taken:
            if group and _apart(group, item):
                found.append(_phrase(words, group))
                group = []
            group.append(item)
            continue
        if item is not None and group and _between(items, place):
            group.append(item)
            continue
        if group:
            found.append(_phrase(words, group))
            group = []
    return found


def _apart(group: list[Phrase], item: Phrase) -> bool:
    """Whether two words that are left out have different reasons."""
    if not item.has("cannot"):
        return False
    told = next((one.value("cannot") for one in reversed(group) if one.has("cannot")), "")
    return bool(told) and item.value("cannot") != told


def _between(items: list[Phrase], place: int) -> bool:
    """Whether an item only joins two words that are both left out: "a ball of wool"."""
    item = items[place]
    following = items[place + 1] if place + 1 < len(items) else None
    if item.is_mark or (item.taken and item.is_content) or following is None:
        return False
    return following.is_content and not following.taken


def _phrase(words: Words, group: list[Phrase]) -> LeftOutWords:
    first = group[0].place
    start = group[0].start
    # A preposition and an article belong to it: "with a dog".
    for item in reversed(words.items[max(0, first - 3) : first]):
        leads = words.listed("where", item.norm) or words.listed("articles", item.norm)
        leads = leads or words.listed("holding", item.norm) or words.listed("possessive", item.norm)
        if item.is_mark or not leads:
            break
        start = item.start
    for item in reversed(words.items[max(0, first - 3) : first]):
        if start < group[0].start or not words.listed("epithets", item.norm):
            break
        start = item.start  # "long blond hair"
    return LeftOutWords(start, _end(words, group[-1]), _reason(words, group, first))


def _end(words: Words, last: Phrase) -> int:
    """Where the words end that go with those that are left out: "gives up", "green eyes"."""
    end = last.end
    for item in words.items[last.place + 1 : last.place + 3]:
        verb = last.value("cannot") in ("", "act")
        particle = end == last.end and verb and words.listed("particles", item.norm)
        trait = not item.entries and item.taken
        if not (particle or trait or item.has("about")):
            break
        end = item.end
    return end


def _reason(words: Words, group: list[Phrase], first: int) -> str:
    told = [item.value("cannot") for item in group if item.has("cannot")]
    if told:
        return _OF_FOOTAGE.get(told[0], told[0]) if words.footage else told[0]
    if words.foreign:
        return "language"
    if any(item.has("speech") or ("speech" in item.known and not item.entries) for item in group):
        return "wordless"
    if words.footage:
        return _reason_of_footage(words, group)
    if any(item.entries for item in group):
        return "second"
    name = group[0].text[:1].isupper() and not words.tokens[group[0].first].opens
    if name or (group[0].text[:1].isupper() and _acts(words, group[-1])):
        return "name"
    before = words.items[first - 1] if first else None
    place = before is not None and words.listed("articles", before.norm) and first > 1
    lead = words.items[first - 2] if place else before
    if lead is not None and words.listed("where", lead.norm):
        return "place" if place else "thing"
    return "thing"


def _reason_of_footage(words: Words, group: list[Phrase]) -> str:
    """Why words on footage are left out that ask for nothing that is known to be none."""
    if any(words.listed("widths", item.norm) for item in group):
        return "width"
    if any(item.has("emotion", "time", "set") for item in group) and not _within(group):
        return "added"
    if any(item.has("degree", "relative") for item in group) and not _within(group):
        return "vague"
    return "happening" if any(item.entries for item in group) else "unknown"


def _within(group: list[Phrase]) -> bool:
    """Whether words name what is in footage: "the jump", "at the end"."""
    return any(item.has("action", "place", "moment", "scene", "outcry") for item in group)


def _acts(words: Words, item: Phrase) -> bool:
    place = item.place + 1
    following = words.items[place : place + 1]
    return bool(following) and following[0].has("action", "speech")


def left_out_parts(text: str, left: list[LeftOutWords]) -> list[LeftOut]:
    """The same as parts of the plan, each once, in the order of the brief."""
    parts: list[LeftOut] = []
    told = -1  # up to where the parts so far reach: all begin before
    for one in sorted(left, key=lambda item: (item.start, -item.end)):
        if one.end <= told:
            continue
        told = one.end
        said = text[one.start : one.end].strip()
        if len(said) > _LONGEST:
            said = said[: _LONGEST - 1] + "…"
        # A sentence that is told as a note as well stands here within another one.
        reason = one.reason.rstrip(".") if " " in one.reason else reason_for(one.reason)
        parts.append(LeftOut(words=said, reason=reason[:200], start=one.start, end=one.end))
    return fewest(parts)


def fewest(parts: list[LeftOut]) -> list[LeftOut]:
    """At most so many as the plan holds: the last of them take in those beyond."""
    if len(parts) <= _MOST:
        return parts
    last = parts[_MOST - 1 :]
    said = "; ".join(part.words for part in last)
    said = said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"
    merged = LeftOut(words=said, reason=last[0].reason, start=last[0].start, end=last[-1].end)
    return [*parts[: _MOST - 1], merged]


def names_unknown(words: Words) -> list[str]:
    """Words that look like names of characters and are nobody's."""
    return [
        item.text
        for item in words.items
        if not item.entries
        and item.text[:1].isupper()
        and (not words.tokens[item.first].opens or _acts(words, item))
    ]
