"""Reads a brief into a film."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from llm.planner.reader.accounting import account
from llm.planner.reader.assembly import Assembler
from llm.planner.reader.book import Book
from llm.planner.reader.frame import Slot
from llm.planner.reader.language import brief_language
from llm.planner.reader.leftover import names_unknown, told
from llm.planner.reader.lexicon import languages
from llm.planner.reader.quotes import empty_quotes
from llm.planner.reader.reading import read_draft
from llm.planner.reader.words import Words
from studio.plan import Film

_LONGEST_BRIEF = 8000


@dataclass
class Reading:
    """A film, and of each of its parts the words that it came from."""

    film: Film
    trace: list[Slot] = field(default_factory=list)
    language: str = "en"


def read_brief(
    text: str,
    book: Book,
    media: Sequence[Any] = (),
    seed: int = 0,
    lessons: Sequence[Any] = (),
) -> Reading:
    """What a brief asks for, as a film of the plan; one that is `refused` where nothing of it can
    be made."""
    text = text[:_LONGEST_BRIEF].strip()
    read, written = brief_language(text)
    words = Words(text, book, read)
    state = read_draft(words)
    if read != written:
        names = " and ".join(_LANGUAGES.get(code, code) for code in languages())
        state.draft.notes.append(f"Briefs are understood in {names}: of this one only parts are.")
    state.draft.notes += words.notes
    assembler = Assembler(state, seed)
    film = assembler.film()
    if film is None:
        account(state, assembler.trace, assembler.left, set())
        left = told(text, assembler.left)
        message = _refusal(state, book, assembler.notes)
        intent = "Nothing is made: the brief cannot be fulfilled as it stands."
        film = Film(intent=intent, refused=True, message=message, left_out=left)
        return Reading(film, assembler.trace, read)
    return Reading(film, assembler.trace, read)


_LANGUAGES = {"en": "English", "it": "Italian"}


def _refusal(state: Any, book: Book, notes: list[str]) -> str:
    parts: list[str] = []
    known = ", ".join(book.names[:8])
    unknown = names_unknown(state)
    for word in unknown[:2]:
        near = book.near(word.value)
        hint = f"Did you mean {' or '.join(near[:2])}?" if near else f"The studio knows {known}."
        if not book.names:
            hint = "There are no characters yet: add one first."
        parts.append(f"There is no character named “{word.value}”. {hint}")
    if empty_quotes(state.words.text):
        parts.append("There is nothing to say between the quotation marks: put the words there.")
    elif not parts and not any(s.roles or s.lines for s in state.draft.shots):
        parts.append(f"The brief does not name a character. The studio knows {known or 'nobody yet'}.")
    elif not parts and any(s.lines for s in state.draft.shots):
        parts.append(f"The brief does not say who speaks. The studio knows {known or 'nobody yet'}.")
    elif not parts:
        parts.append("A voice line needs its words, in quotation marks.")
    name = (book.names or ["Luca"])[0]
    example = f" For example: “A picture of {name} waving in the harbour at sunset”."
    message = " ".join([*parts, *notes])[: 400 - len(example)]
    return message + example


def explain(text: str, book: Book) -> list[Slot]:
    """The frame that a brief is read into: every slot, with the place of its words."""
    return read_brief(text, book).trace
