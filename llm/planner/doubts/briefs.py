"""What is in doubt in a brief."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from llm.planner.data.items import said_set
from llm.planner.doubts.doubt import Doubt
from llm.planner.reader import BriefReading, CharacterIndex, read_brief
from llm.planner.reader.accounting.left_out import names_unknown
from llm.planner.reader.footage.videos import read_edit, videos_of, without_videos
from llm.planner.reader.language.lexicon import table as language_table
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.language.recordings import recordings_of
from llm.planner.reader.language.words import Words
from studio.packs.registry import names
from studio.plan import OpenQuestion, Picture, Place, Take
from studio.plan.film import MOST_CHOICES

EDIT, ANEW = "a change of the footage", "a new piece"
_NOBODY = ("animal", "prop", "people")  # who would be seen, and cannot be
Finder = Callable[[BriefReading, Words, Sequence[Any]], Doubt | None]


def doubt_in_brief(
    reading: BriefReading, text: str, book: CharacterIndex, media: Sequence[Any]
) -> Doubt | None:
    """The first doubt about a brief that was read; None where its reading leaves nothing open."""
    if not reading.film.refused and not reading.film.left_out:
        return None
    words = Words(text, book, reading.language, recordings=recordings_of(media))
    finders: tuple[Finder, ...] = (_footage_or_new, _near_names, _nobody, _same_place)
    return next(filter(None, (find(reading, words, media) for find in finders)), None)


def _footage_or_new(reading: BriefReading, words: Words, media: Sequence[Any]) -> Doubt | None:
    """Somebody does something, and footage came along that the brief does not speak of."""
    if not videos_of(media)[0] or not any(item.has("name") for item in words.items):
        return None
    request = read_edit(words.text, words.book, words.language, media)[1]
    others = without_videos(media)
    anew = read_brief(words.text, words.book, others).film
    if request.refers or request.parody or anew.refused or anew.left_out:
        return None
    asked = "Change the footage that came with it, or make something new?"
    question = OpenQuestion(text=asked, words=words.text[:80], choices=[EDIT, ANEW])
    return Doubt(question, 0, 0, of_footage=True)


def _near_names(reading: BriefReading, words: Words, media: Sequence[Any]) -> Doubt | None:
    """A name that is as near to one character as to another."""
    unknown = names_unknown(words)
    for item in words.items:
        near = words.book.near(item.norm) if item.text in unknown else []
        if len(near) > 1:
            near = near[:MOST_CHOICES]
            text = f"Who is “{item.text}”: {' or '.join(near)}?"
            question = OpenQuestion(text=text[:160], words=item.text[:80], choices=near)
            return Doubt(question, item.start, item.end, near[0])
    return None


def _nobody(reading: BriefReading, words: Words, media: Sequence[Any]) -> Doubt | None:
    """A brief that names nobody: who is to be seen, or heard."""
    lacks = reading.lacks
    if not lacks or not words.book.names:
        return None
    item = next((one for one in words.items if _stands_in(one, words)), None)
    fitting = _fitting(item, words)[:MOST_CHOICES]
    if item is not None:
        start = _with_article(item, words)
        said = words.text[start : item.end]
        question = OpenQuestion(text=f"Who is “{said}”?"[:160], words=said[:80], choices=fitting)
        return Doubt(question, start, item.end)
    if any(one.value("cannot") in _NOBODY for one in words.items):
        return None
    if not any(one.entries and one.is_content for one in words.items):
        example = f"{fitting[0]} waving in the {said_set(Place().set)}"
        question = OpenQuestion(text="What is to be seen or heard?", choices=[example[:80]])
        return Doubt(question, 0, len(words.text))
    if lacks == "speaker":
        question = OpenQuestion(text="Who says that?", choices=fitting)
        return Doubt(question, 0, 0, after=": ")
    end = len(words.text.rstrip(" .!?"))
    return Doubt(OpenQuestion(text="Who is to be seen?", choices=fitting), end, end, before=", ")


def _stands_in(item: Phrase, words: Words) -> bool:
    """Whether a phrase means somebody without a name: he, the girl, a boy, somebody."""
    if item.has("pronoun") or words.listed("one_of_them", item.norm):
        return True
    people = language_table(words.language, "grammar").get("people", {})
    return any(item.norm in listed for listed in people.values())


def _with_article(item: Phrase, words: Words) -> int:
    """Where a phrase begins with the article before it."""
    before = words.items[item.place - 1] if item.place else None
    return before.start if before and words.listed("articles", before.norm) else item.start


def _fitting(item: Phrase | None, words: Words) -> list[str]:
    """The characters who can be meant."""
    book = words.book
    people = language_table(words.language, "grammar").get("people", {})
    norm = item.norm if item else ""
    who = item.value("pronoun") if item else ""
    who = next((one for one in ("he", "she") if norm in people.get(one, ())), who)
    who = "she" if who == "her" else who
    fitting = [name for name in book.names if book.gender(name) == who]
    return fitting or book.names


def _same_place(reading: BriefReading, words: Words, media: Sequence[Any]) -> Doubt | None:
    """The same place as what, where nothing was made before and no place is named?"""
    film = reading.film
    shots = [shot for shot in film.shots if isinstance(shot, Picture | Take)]
    listed = language_table(words.language, "grammar").get("same_place", [])
    found = re.search("|".join(map(re.escape, listed)), words.text, re.IGNORECASE)
    placed = any(item.has("set") for item in words.items)
    if not listed or not found or len(film.shots) != 1 or not shots or placed:
        return None
    taken = shots[0].place.set
    sets = [taken, *(name for name in names("sets") if name != taken)][:MOST_CHOICES]
    said = found[0]
    choices = [f"the {said_set(name)}" for name in sets]
    question = OpenQuestion(text=f"Where is “{said}”?"[:160], words=said[:80], choices=choices)
    return Doubt(question, found.start(), found.end())
