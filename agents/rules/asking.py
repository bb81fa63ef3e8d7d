"""Holds what a plan says of the brief's words against the brief itself."""

from collections.abc import Sequence
from typing import TypeVar

from studio.nouns.brief import Answered
from studio.plan import Asked, Film, LeftOut

Words = TypeVar("Words", Asked, LeftOut)


def with_places(
    film: Film, text: str, others: Sequence[str] = (), answered: Answered | None = None
) -> Film:
    """`film` with the places in the brief's `text` of the words that set its parameters and of
    those that it leaves out. Words that stand neither there nor in `others`, what else was said of
    the piece, set nothing: nobody said them. Those of an answer to a question
    about the brief stand where the words that it was about stand."""
    others = [*others, answered.answer] if answered else others
    known = [text.casefold(), *(other.casefold() for other in others)]
    said = [one for one in film.asked if any(one.words.casefold() in told for told in known)]
    update = {
        "asked": [_placed(one, text, answered) for one in said],
        "left_out": [_placed(one, text, answered) for one in film.left_out],
    }
    return film.model_copy(update=update)


def _placed(one: Words, text: str, answered: Answered | None) -> Words:
    words = one.words.casefold()
    if text[one.start : one.end].strip().casefold().startswith(words) and words:
        return one
    if answered and words and words in answered.answer.casefold():
        return one.model_copy(update={"start": answered.start, "end": answered.end})
    start, end = place_of(words, text)
    return one.model_copy(update={"start": start, "end": end})


def place_of(words: str, text: str) -> tuple[int, int]:
    """Where `words` first stand in `text`, however they are written; (0, 0) where they do not."""
    folded, sought = text.casefold(), words.casefold()
    start = folded.find(sought) if sought else -1
    fits = start >= 0 and len(folded) == len(text)
    return (start, start + len(sought)) if fits else (0, 0)
