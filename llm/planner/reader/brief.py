"""Reads a brief into a film."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from llm.planner.reader.accounting.account import account_of_nothing
from llm.planner.reader.accounting.left_out import fewest, left_out_parts, names_unknown
from llm.planner.reader.footage.assembly import EditAssembler
from llm.planner.reader.footage.steps import EditRequest
from llm.planner.reader.footage.videos import Video, is_edit, read_edit, videos_of
from llm.planner.reader.language.characters import CharacterIndex
from llm.planner.reader.language.detection import brief_language
from llm.planner.reader.language.lexicon import languages, table
from llm.planner.reader.language.recordings import recorded_spans, recordings_of
from llm.planner.reader.language.words import Words
from llm.planner.reader.rereading import read_in_counts
from llm.planner.reader.resolving.refusals import refused
from llm.planner.reader.slots.context import ReadingContext
from llm.planner.reader.slots.draft import LeftOutWords, Slot
from llm.planner.reader.text.quotes import empty_quotes
from studio.nouns.brief import SourceMedia
from studio.plan import Film
from studio.readable import unreadable

LONGEST_BRIEF = 4000  # characters, as studio.nouns.brief has it


@dataclass
class BriefReading:
    """A film, and of each of its parts the words that it came from. `lacks`: whom a refused brief
    does not name: `who` is seen, or the `speaker`."""

    film: Film
    trace: list[Slot] = field(default_factory=list)
    language: str = "en"
    lacks: str = ""


def read_brief(
    text: str,
    book: CharacterIndex,
    media: Sequence[Any] = (),
    seed: int = 0,
    lessons: Sequence[Any] = (),
) -> BriefReading:
    """What a brief asks for, as a film of the plan; one that is `refused` where nothing of it can
    be made."""
    text = text.strip()
    if len(text) > LONGEST_BRIEF:
        return BriefReading(too_long(text))
    videos, _ = videos_of(media)
    read, written = brief_language(text, *(["footage"] if videos else []))
    recordings = recordings_of(media)

    def anew() -> Words:
        words = Words(text, book, read, recordings=recordings)
        words.everyone = [] if videos else words.everyone
        if read != written:
            words.foreign = True
            words.notes = [f"{_understood()} only parts are.", *words.notes]
        return words

    words = anew()
    spoken = {one.text for one in recorded_spans(text, recordings, read)}
    everybody = table(read, "grammar")["everybody"]
    named = any(item.has("name") or item.norm in everybody for item in words.items)
    edited = read_edit(text, book, read, media) if videos or not named else None
    is_acted = bool(videos) and all(video.handle in spoken for video in videos)
    if edited and videos and not is_acted and is_edit(edited[1], edited[0]):
        return _edited(text, book, videos, edited, seed, recordings)
    if edited and not videos and _is_orphaned(edited[1], words):
        return _orphaned(text, edited, media)
    attempt = read_in_counts(anew, seed)
    context, assembler, film, lacks = attempt.context, attempt.assembler, attempt.film, ""
    if film and (why := _unspoken(film)):
        film = refused(f"Nothing can be spoken there: {why}.", film.left_out)
    if film is None:
        account_of_nothing(context, assembler.left)
        lacks = _lacking(context)
        message = _refusal(context, book, assembler.notes)
        film = refused(message, left_out_parts(text, assembler.left))
        if edited and videos:  # what it asks of the footage cannot be done
            return _edited(text, book, videos, edited, seed, recordings_of(media))
        if edited and media and (edited[1].captions or edited[1].fields or edited[1].exports):
            return _orphaned(text, edited, media)
    return BriefReading(film, assembler.trace, read, lacks)


def _lacking(context: ReadingContext) -> str:
    """Whom a brief of which nothing can be made does not name."""
    if names_unknown(context.words) or empty_quotes(context.words.text):
        return ""
    shots = context.draft.shots
    if any(shot.roles for shot in shots):
        return ""
    return "speaker" if any(shot.lines for shot in shots) else "who"


def _unspoken(film: Film) -> str:
    """Why a line of the film cannot be spoken, or ""."""
    lines = [line for shot in film.shots for line in getattr(shot, "lines", ())]
    texts = (line.text for line in lines if line.text or not line.recording)
    return next(filter(None, map(unreadable, texts)), "")


def too_long(text: str) -> Film:
    """The refusal of a text that is longer than any brief may be."""
    message = (
        f"The brief has {len(text)} characters; the limit is {LONGEST_BRIEF}. Say it shorter, or"
        " split it into several briefs (python main.py play FILE.yaml)."
    )
    return refused(message, intent="Nothing is made: the brief is too long.")


def _edited(
    text: str,
    book: CharacterIndex,
    videos: list[Video],
    edited: tuple[Words, EditRequest, int | None],
    seed: int,
    recordings: Sequence[SourceMedia],
) -> BriefReading:
    """An edit, and beside it the new pieces that the brief asks for."""
    words, request, begins = edited
    if begins is not None:
        for item in words.items:
            item.taken = item.taken or item.start >= begins
    assembler = EditAssembler(words, request, seed)
    film = assembler.film(videos, text)
    if begins is None:
        return BriefReading(film, assembler.trace, words.language)
    beside = read_brief(text[begins:], book, recordings, seed=seed)
    moved = [
        replace(s, start=s.start + begins, end=s.end + begins) if s.end else s for s in beside.trace
    ]
    left = [
        one.model_copy(update={"start": one.start + begins, "end": one.end + begins})
        for one in beside.film.left_out
    ]
    both: dict[str, Any] = {"left_out": fewest([*film.left_out, *left])}
    trace = [*assembler.trace, *moved]
    if film.refused and not beside.film.refused:
        return BriefReading(beside.film.model_copy(update=both), trace, words.language)
    if not beside.film.refused:
        pieces = [shot.model_copy(update={"separate": True}) for shot in beside.film.shots]
        both["shots"] = [*film.shots, *pieces]
    return BriefReading(film.model_copy(update=both), trace, words.language)


def _is_orphaned(request: EditRequest, words: Words) -> bool:
    """Whether a brief that names nobody is about footage that did not come: not where it tells of
    somebody without a name, "a boy waves, close-up"."""
    grammar = table(words.language, "grammar")
    people, pronouns = (
        {one for each in grammar.get(name, {}).values() for one in each}
        for name in ("people", "pronouns")
    )
    told = any(i.norm in people - pronouns and not i.has("pronoun") for i in words.items)
    return bool(request.refers or ((request.steps or request.parody) and not told))


def _orphaned(
    text: str, edited: tuple[Words, EditRequest, int | None], media: Sequence[Any]
) -> BriefReading:
    kinds = {one.name: "a sound" for one in recordings_of(media)}
    told = [f"{one} is {kinds.get(one, 'a still picture')}" for one in videos_of(media)[1][:3]]
    lacks = f"{', '.join(told)}, and no video came with it" if told else "no video came with it"
    message = (
        f"This brief edits footage, and {lacks}: give one along (--media scene.mp4;"
        " in the chat: /with scene.mp4). For example, with a video: “Make this clip black and"
        " white, with tense music”."
    )
    words = edited[0]
    span = [LeftOutWords(i.start, words.items[-1].end, "edit") for i in words.items[:1]]
    return BriefReading(refused(message, left_out_parts(text, span)), [], words.language)


_LANGUAGES = {"en": "English", "it": "Italian"}


def _understood() -> str:
    names = " and ".join(_LANGUAGES.get(code, code) for code in languages())
    return f"Briefs are understood in {names}: of this one"


def _refusal(context: Any, book: CharacterIndex, notes: list[str]) -> str:
    parts: list[str] = []
    known = ", ".join(book.names[:8])
    unknown = names_unknown(context.words)
    if context.words.foreign:  # its capitals tell of no names
        parts, unknown, notes = [f"{_understood()} nothing is."], [], []
    for word in unknown[:2]:
        near = book.near(word)
        hint = f"Did you mean {' or '.join(near[:2])}?" if near else f"The studio knows {known}."
        if not book.names:
            hint = "There are no characters yet: add one first."
        parts.append(f"There is no character named “{word}”. {hint}")
    if empty_quotes(context.words.text):
        parts.append("There is nothing to say between the quotation marks: put the words there.")
    elif not parts and _lacking(context) == "who":
        parts.append(
            f"The brief does not name a character. The studio knows {known or 'nobody yet'}."
        )
    elif not parts and any(s.lines for s in context.draft.shots):
        parts.append(
            f"The brief does not say who speaks. The studio knows {known or 'nobody yet'}."
        )
    elif not parts:
        parts.append("A voice line needs its words, in quotation marks.")
    name = (book.names or ["Luca"])[0]
    example = f" For example: “A picture of {name} waving in the harbour at sunset”."
    message = " ".join([*parts, *notes])[: 400 - len(example)]
    return message + example
