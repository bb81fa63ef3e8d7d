"""What a person says of a film that is there: the changes to its plan."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from llm.planner.data.items import said_set
from llm.planner.reader.accounting.account import account_of_changes, overruled
from llm.planner.reader.accounting.left_out import left_out_parts
from llm.planner.reader.brief import read_brief
from llm.planner.reader.footage.videos import videos_of
from llm.planner.reader.language.characters import CharacterIndex
from llm.planner.reader.language.clause import Clause
from llm.planner.reader.language.clauses import clauses_of
from llm.planner.reader.language.detection import brief_language
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.language.words import Words
from llm.planner.reader.notes.footage import FootageNote
from llm.planner.reader.notes.ordering import order_told, put_in_order
from llm.planner.reader.notes.parameters import HANDLERS, NoteContext
from llm.planner.reader.slots.draft import LeftOutWords, Slot
from studio.plan import Change, Film, LeftOut

_FEW_WORDS = 9
_SURE = ("title", "opening", "closing", "caption", "speech", "ordinal")
_SKIPPED = ("action", "emotion", "set", "time", "framing", "angle", "view", "move", "quote")


@dataclass
class NoteChanges:
    """The changes that a note asks for, and what of it could not be understood."""

    changes: list[Change] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    message: str = ""
    trace: list[Slot] = field(default_factory=list)


def _words(text: str, film: Film, book: CharacterIndex) -> Words:
    more = ("notes", "footage") if film.footage else ("notes",)
    return Words(text, book, brief_language(text, *more)[0], "notes")


def is_follow_up(text: str, film: Film | None, book: CharacterIndex) -> bool:
    """Whether a text is a note on a film that is there, not a brief of its own."""
    if film is None or not film.shots:
        return False
    words = _words(text, film, book)
    items = [item for item in words.items if not item.is_mark]
    if not items:
        return False
    if _having(items[:2], "after_it") or order_told(words, film) or _place_of_new(words, film):
        return True
    named = NoteContext(words, film)
    if named.shot_of_somebody(items) or named.shot_of_quality(items):
        return True
    heads = [
        item
        for before, item in pairwise([items[0], *items[:4]])
        if item.has("kind") and not item.has("change") and not before.has("ordinal")
    ]
    named = _having(items, "name")
    if _answers(words, film):
        return True
    if heads and named and not _having(items[:2], "change"):
        return False
    if _having(items, "change", "comparative", "ordinal"):
        return True
    if _having(items, "pronoun") and not named:
        return True
    footage = None if named else _of_footage(text, words.language, film, book, ())
    if footage and footage.is_about_steps:
        return True
    # A whole brief names somebody; a few words that name nobody are about what is there.
    known = [item for item in items if item.known and (item.is_content or "speech" in item.known)]
    short = not _having(items, "kind", "quote") and len(items) < _FEW_WORDS // 2
    return (bool(known) or short) and not named and not heads and len(items) <= _FEW_WORDS


def _answers(words: Words, film: Film) -> bool:
    """Whether somebody of the film says more: "Giulia answers 'Wait for me!'"."""
    told = [one for one in words.items if not (one.is_mark or one.has("sequence", "after_it"))]
    first, verb = [*told, *words.items, *words.items][:2]
    answers = words.listed("answering", verb.norm) and _having(words.items, "quote")
    return answers and first.value("name") in film.characters


def _having(items: list[Phrase], *categories: str) -> bool:
    return any(item.has(*categories) for item in items)


def read_note(
    text: str, film: Film, book: CharacterIndex, seed: int = 0, media: Sequence[Any] = ()
) -> NoteChanges:
    """The changes to `film` that a note asks for, in order, and the words that it could not
    place. `media` are the brief's, and with them the footage of the film."""
    text = text.strip()
    words = _words(text, film, book)
    note = NoteContext(words, film)
    reading = NoteChanges()
    order = order_told(words, film)
    added = put_in_order(note, order) if order else _new_shots(note, book, seed)
    clauses = clauses_of(words, marks=False)
    for clause in clauses:
        clause.items = [item for item in clause.items if item.start not in added]
    footage = _of_footage(text, words.language, film, book, media)
    parts = [footage.changes_of(edit) for edit in film.footage] if footage else []
    for made, slots in [*parts, footage.exports(film)] if footage else []:
        note.changes += made
        note.trace += slots
        held = [*slots, *footage.left]
        for item in words.items:
            if any(s.start < item.end and item.start < s.end for s in held):
                item.taken, item.entries, item.known = True, {}, {}
    for clause in clauses:
        _read_clause(note, clause)
    if footage:
        note.left += footage.left
        note.notes += footage.notes
    note.finish()
    left: list[LeftOutWords] = list(note.left)
    left += [] if film.footage else overruled(note.trace)  # steps of an edit have no path of theirs
    account_of_changes(words, note.trace, left)
    reading.changes, reading.trace = note.changes, note.trace
    reading.left_out = [*left_out_parts(text, left), *note.left_out]
    reading.message = " ".join(dict.fromkeys([*words.notes, *note.notes]))[:400]
    return reading


def _of_footage(
    text: str, language: str, film: Film, book: CharacterIndex, media: Sequence[Any]
) -> FootageNote | None:
    """What a note asks of the footage of a film; None where it has none."""
    if not film.footage:
        return None
    kinds = {step.kind for edit in film.footage for step in edit.steps}
    lengths = {video.handle: video.length for video in videos_of(media)[0]}
    return FootageNote(text, language, book, kinds, lengths)


def _place_of_new(words: Words, film: Film) -> tuple[int, int] | None:
    """Of a note that adds shots: the place of the last word before theirs, and theirs in the
    film."""
    items, last = words.items, len(film.shots)
    if not items or _answers(words, film):
        return None
    put = [n for n, item in enumerate(items[:5]) if item.value("change") in ("add", "move")]
    after = [n for n, item in enumerate(items[:6]) if item.has("after_it")]
    if words.listed("between", items[0].norm.partition(" ")[0]) and (put or after):
        return max(put + after), (1 if last == 2 else last)  # "between them put a close-up of …"
    if after:
        return _told_place(words, after[-1], film)
    for number, item in enumerate(items[:4]):
        when, first = item.value("when"), item.value("change") == "first"
        place = 0 if first or when == "start" else last
        if (when or first) and _tells_of_another(items[number + 1 :], film, place):
            return number, place
    return None


def _told_place(words: Words, place: int, film: Film) -> tuple[int, int]:
    """Where a new shot comes that is told of after `place`: before or after one that is told by its
    number, between two, else last."""
    items, named = words.items, NoteContext(words, film)
    ids = [shot.id for shot in film.shots]
    for number, item in enumerate(items[place + 1 : place + 6], place + 1):
        led = [one.norm for one in items[place + 1 : number]]
        earlier, later = (any(words.listed(n, one) for one in led) for n in ("earlier", "later"))
        if item.is_mark:
            break
        if item.has("when"):  # "one more shot at the end: …"
            return number, (0 if item.value("when") == "start" else len(ids))
        if (earlier or later) and (shot := named.shot_of(item)):
            noun = items[number + 1 : number + 2]
            return number + bool(noun and noun[0].has("kind")), ids.index(shot) + later
    told = [one for one in items if not one.is_mark]
    if words.listed("between", told[-1].norm):
        return place, 1 if len(ids) == 2 else len(ids)
    return place, len(ids)


def _tells_of_another(rest: list[Phrase], film: Film, place: int) -> bool:
    """Whether what follows tells of somebody who is not in the shot at the film's end, or start."""
    names = {item.value("name") for item in rest if item.has("name")}
    there = film.shots[-1 if place else 0]
    cast = {role.character for role in getattr(there, "cast", [])}
    does = _having(rest, "action", "set", "quote") and not _having(rest, "change", "ordinal")
    return bool(names and not names & cast and does and there.kind == "take")


def _new_shots(note: NoteContext, book: CharacterIndex, seed: int) -> range:
    """Read shots that are to be added: the place of their words in the note."""
    items = note.words.items
    found = _place_of_new(note.words, note.film)
    if found is None:
        return range(0)
    place, where = found
    following = [i for i in items[place + 1 :] if not (i.is_mark or i.has("change"))]
    if not _having(following, "name", "pronoun", *_SKIPPED):
        return range(0)
    start, end = following[0].start, len(note.words.text)
    for before, item in pairwise(items[place + 1 :]):  # "…, and let the last shot be slow"
        joins = before.is_mark or note.words.listed("joins", before.norm)
        if joins and item.has("change") and item.value("change") != "add":
            end = before.start
            break
    text = note.words.text[start:end]
    them = any(item.value("pronoun") == "they" for item in following)
    whole = _in_context(note.film, text, where, them)
    reading = read_brief(whole, book, seed=seed)
    base = len(whole) - len(text)
    for part in reading.film.left_out:
        if part.start >= base:
            moved = {"start": part.start - base + start, "end": part.end - base + start}
            note.left_out.append(part.model_copy(update=moved))
    shots = reading.film.shots[1 if where and whole != text else 0 :]
    if reading.film.length and len(shots) == 1 and whole != text:  # told of this shot
        shots = [shots[0].model_copy(update={"length": reading.film.length})]
    if not shots:
        return range(0)
    _insert(note, shots, where)
    told = _having(items[:place], "name", *_SKIPPED)  # what is not of the new shot
    note.trace.append(Slot("read.added", text, items[place].start if told else 0, end, "note"))
    return range(0, end)


def _in_context(film: Film, text: str, where: int, them: bool) -> str:
    """`text` after a sentence of the shot before that place, from which place and cast go on."""
    last = film.shots[max(0, where - 1)]
    cast = [role.character for role in getattr(last, "cast", [])]
    cast = film.characters if them and len(cast) < 2 else cast
    if not cast:
        return text
    if where == 0:
        return f"A shot of {text}"
    place: Any = getattr(last, "place", None)
    times = {
        "morning": "in the morning",
        "day": "by day",
        "sunset": "at sunset",
        "night": "at night",
    }
    who = " and ".join(cast)
    kind = "A film:" if last.kind == "take" else "A picture of"
    if last.kind == "picture":
        text = (
            f"a picture of {text if any(n in text for n in film.characters) else who + ', ' + text}"
        )
    return f"{kind} {who} in the {said_set(place.set)} {times[place.time_of_day]}, then {text}"


def _insert(note: NoteContext, shots: list[Any], first: int) -> None:
    taken = {shot.id for shot in note.film.shots}
    for number, shot in enumerate(shots):
        identifier = shot.id
        count = 2
        while identifier in taken:
            identifier, count = f"{shot.id[:28]}_{count}", count + 1
        taken.add(identifier)
        value = shot.model_copy(update={"id": identifier}).model_dump(mode="json")
        if any(not one.separate for one in note.film.shots) and shot.kind == "take":
            value["separate"] = False
        where = first + number
        note.changes.append(Change(path=f"film.shots.{where}", op="insert", value=value))


def _read_clause(note: NoteContext, clause: Clause) -> None:
    note.open(clause)
    for place, item in enumerate(clause.items):
        note.at = place
        for category in _ordered(note, item):
            handler = HANDLERS.get(category)
            if note.skipping and category in _SKIPPED:
                # "wave instead of cheering": that is what it was.
                note.skipping = not note.read(item)
                break
            if handler is not None and handler(note, item, item.entries[category].value):
                item.taken = True
                break


def _ordered(note: NoteContext, item: Phrase) -> list[str]:
    if not item.entries or (item.has("again", "sequence") and note.number_of(item)):
        # What is not sure in a brief is so in a note, which is about what is there.
        item.entries = {c: e for c, e in item.known.items() if c in _SURE}
    first = ("change", "comparative", "name", "quote")
    return sorted(item.entries, key=lambda c: first.index(c) if c in first else len(first))
