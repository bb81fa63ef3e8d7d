"""Two shots that are named with what joins them: "a dissolve between shots 2 and 3"."""

from collections.abc import Sequence

from llm.planner.reader.language.lexicon import Meaning, table, units
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.text.tokens import phrase_key

_NEAR = 3  # items between a transition and the shots that it joins


def joints_in(items: Sequence[Phrase], language: str) -> list[tuple[int, int, Meaning]]:
    """(first item, item after the last, meaning) of each pair of following shots that is named
    beside a transition; its value is the number of the first of both."""
    found = []
    for place, item in enumerate(items):
        around = items[max(0, place - _NEAR) : place]
        if not any(one.has("transition", "transition_noun") for one in around):
            continue
        if end := _pair(items, place, language):
            found.append((place, *end))
        elif item.has("stretch") and not set(phrase_key(item.text)) & units(language).keys():
            first, second = map(float, item.value("stretch").split())
            if second == first + 1:  # "between 2 and 3"
                found.append((place, place + 1, Meaning("joint", f"{first:.0f}")))
    return found


def _pair(items: Sequence[Phrase], place: int, language: str) -> tuple[int, Meaning] | None:
    """Where "from the first to the second shot" ends, if it begins at `place`."""
    told = table(language, "grammar")["stretch"]
    numbers: list[int] = []
    for leads in (told["from"], told["to"]):
        if place >= len(items) or items[place].norm not in leads:
            return None
        place = _after_noun(items, place + 1, language)
        number = _number(items[place]) if place < len(items) else 0
        if not number:
            return None
        numbers.append(number)
        place = _after_noun(items, place + 1, language)
    follows = numbers[1] == numbers[0] + 1
    return (place, Meaning("joint", str(numbers[0]))) if follows else None


def _after_noun(items: Sequence[Phrase], place: int, language: str) -> int:
    """The place after an article and "shot"."""
    articles = (*table(language, "grammar")["definite"], *table(language, "grammar")["articles"])
    parts = table(language, "grammar")["film_parts"]
    while place < len(items) and (
        items[place].norm in (*articles, *parts) or items[place].has("enumerator")
    ):
        place += 1
    return place


def _number(item: Phrase) -> int:
    told = item.value("number") or item.value("ordinal")
    return int(told) if told.isdigit() else 0
