"""Reads a brief into a film."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from llm.planner.reader.accounting import account
from llm.planner.reader.assembly import Assembler
from llm.planner.reader.book import Book
from llm.planner.reader.footage import EditAssembler
from llm.planner.reader.frame import Left, Slot
from llm.planner.reader.language import brief_language
from llm.planner.reader.leftover import names_unknown, told
from llm.planner.reader.lexicon import languages
from llm.planner.reader.quotes import empty_quotes
from llm.planner.reader.reading import read_draft
from llm.planner.reader.steps import Wish
from llm.planner.reader.videos import Video, is_edit, read_edit, videos_of
from llm.planner.reader.words import Words
from studio.plan import Film

LONGEST_BRIEF = 4000  # characters, as studio.nouns.brief has it


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
    text = text.strip()
    if len(text) > LONGEST_BRIEF:
        return Reading(too_long(text))
    read, written = brief_language(text)
    videos, _ = videos_of(media)
    words = Words(text, book, read)
    named = any(item.has("name") for item in words.items)
    edited = read_edit(text, book, read, media) if videos or not named else None
    if edited and videos and is_edit(edited[1], edited[0]):
        return _edited(text, book, videos, edited, seed)
    if edited and not videos and (edited[1].refers or edited[1].steps or edited[1].parody):
        return _orphaned(text, edited)
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


def too_long(text: str) -> Film:
    """The refusal of a text that is longer than any brief may be."""
    return Film(
        intent="Nothing is made: the brief is too long.",
        refused=True,
        message=(
            f"The brief has {len(text)} characters; the limit is {LONGEST_BRIEF}. Say it shorter,"
            " or split it into several briefs (python main.py play FILE.yaml)."
        ),
    )


def _edited(
    text: str, book: Book, videos: list[Video], edited: tuple[Words, Wish, int | None], seed: int
) -> Reading:
    """An edit, and beside it the new pieces that the brief asks for."""
    words, wish, begins = edited
    if begins is not None:
        for item in words.items:
            item.taken = item.taken or item.start >= begins
    named = [video for video in videos if video.name and video.name.lower() in text.lower()]
    assembler = EditAssembler(words, wish, seed)
    film = assembler.film(named or videos, text)
    if begins is None:
        return Reading(film, assembler.trace, words.language)
    beside = read_brief(text[begins:], book, seed=seed)
    moved = [
        replace(s, start=s.start + begins, end=s.end + begins) if s.end else s for s in beside.trace
    ]
    left = [
        one.model_copy(update={"start": one.start + begins, "end": one.end + begins})
        for one in beside.film.left_out
    ]
    if beside.film.refused:
        return Reading(
            film.model_copy(update={"left_out": [*film.left_out, *left]}), assembler.trace
        )
    pieces = [shot.model_copy(update={"separate": True}) for shot in beside.film.shots]
    if film.refused:
        return Reading(beside.film.model_copy(update={"left_out": [*film.left_out, *left]}), moved)
    both = {"shots": [*film.shots, *pieces], "left_out": [*film.left_out, *left][:16]}
    return Reading(film.model_copy(update=both), [*assembler.trace, *moved], words.language)


def _orphaned(text: str, edited: tuple[Words, Wish, int | None]) -> Reading:
    message = (
        "This brief edits footage, and no video came with it: give one along (--media scene.mp4;"
        " in the chat: /with scene.mp4). For example, with a video: “Make this clip black and"
        " white, with tense music”."
    )
    words = edited[0]
    span = Left(words.items[0].start, words.items[-1].end, "edit") if words.items else None
    intent = "Nothing is made: the brief cannot be fulfilled as it stands."
    left = told(text, [span] if span else [])
    return Reading(Film(intent=intent, refused=True, message=message, left_out=left), [])


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
        parts.append(
            f"The brief does not name a character. The studio knows {known or 'nobody yet'}."
        )
    elif not parts and any(s.lines for s in state.draft.shots):
        parts.append(
            f"The brief does not say who speaks. The studio knows {known or 'nobody yet'}."
        )
    elif not parts:
        parts.append("A voice line needs its words, in quotation marks.")
    name = (book.names or ["Luca"])[0]
    example = f" For example: “A picture of {name} waving in the harbour at sunset”."
    message = " ".join([*parts, *notes])[: 400 - len(example)]
    return message + example


def explain(text: str, book: Book) -> list[Slot]:
    """The frame that a brief is read into: every slot, with the place of its words."""
    return read_brief(text, book).trace
