"""Orders and comparisons in a note: shorter, closer, remove, swap the shots."""

from typing import Any

from llm.planner.data import default
from llm.planner.data.ranges import range_of, within
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.notes.context import (
    FRAMINGS,
    RENDERED,
    Handler,
    NoteContext,
    length_within,
    strength_within,
)
from llm.planner.reader.slots.draft import LeftOutWords
from studio.plan.lengths import expected_film_length, expected_length

_PARTS = frozenset(
    ["music", "subtitles", "title", "caption", "name", "quote", "emotion", "action", "speech"]
)

# What a clause asks of the shot that it names: that shot does not go.
_ASKS = (
    *("speed", "move", "framing", "angle", "lens", "view"),
    *("set", "time", "length", "exposure", "mood"),
)


def _command(note: NoteContext, item: Phrase, value: str) -> bool:
    note.command, note.denied = value, value == "remove" and item.norm == "not"
    note.swaps = item if value == "swap" else note.swaps
    note.keeps = item if value == "keep" else note.keeps
    if value == "add" and item.norm in ("too", "troppo") and note.following("emotion"):
        note.relative = "less"
    note.skipping = item.norm.endswith(" of")
    told, last = note.clause.items[: note.at], item is note.clause.items[-1]
    if value == "remove" and last and any(map(note.number_of, told)):
        for one in dict.fromkeys(note.targets):  # "the second shot can go"
            note.set(one, None, item, "remove")
    ending = item.norm.split()[-1]
    if ending in ("him", "her", "them", "it"):
        on_pronoun(note, item, {"him": "he", "her": "she"}.get(ending, "they"))
    return True


def on_number(note: NoteContext, item: Phrase, value: str) -> bool:
    """A shot is told by its number: it comes first or goes, where that was commanded."""
    target = note.shot_of(item)
    if target and note.command == "first":
        return note.set(target, 0, item, "move")
    if target and note.denied:
        return note.spare(target, item)
    if target and note.command == "remove" and not note.clause.having(*_PARTS, *_ASKS):
        for one in dict.fromkeys(note.targets if target in note.targets else [target]):
            note.set(one, None, item, "remove")
    return bool(target) or item.taken


def _move(note: NoteContext, item: Phrase, value: str) -> bool:
    when, first = note.following("when"), note.following("ordinal", "sequence")
    if note.targets and (when or first):
        ids = [shot.id for shot in note.film.shots]
        others = [one for one in note.targets if one != note.targets[0]]
        place = ids.index(others[0]) if others else 0
        if when:
            place, when.taken = (len(ids) - 1 if when.value("when") == "end" else 0), True
        return note.set(note.targets[0], place, item, "move")
    return True


def _relative(note: NoteContext, item: Phrase, value: str) -> bool:
    """More or less of a feeling, of the music, or of what is felt already."""
    if note.following("emotion", "rate", "action"):
        note.relative = value
        return True
    if note.following("mood"):
        return False  # "less epic music"
    if note.following("music"):
        return _loud(note, item, "louder" if value == "more" else "quieter")
    factor, done = default("stronger" if value == "more" else "weaker"), False
    for shot, role in note.roles():
        if role.expression != "neutral":
            path = f"{shot.id}.cast.{role.character}.strength"
            done = note.set(path, strength_within(role.strength * factor), item)
    return done


def _longer(note: NoteContext, item: Phrase, value: str) -> bool:
    if note.following("length"):
        return note.read(item)
    factor = {"shorter": 0.7, "longer": 1.4, "half": 0.5, "double": 2.0}[value]
    told = next((one for one in note.clause.items if one.has("length")), None)
    if told is not None:  # "2 seconds shorter"
        whole = sum(map(expected_length, note.aimed())) or 1.0
        more = float(told.value("length")) * (-1 if factor < 1 else 1)
        factor = max(0.1, (whole + more) / whole)
    return _scaled(note, item, factor)


def _scaled(note: NoteContext, item: Phrase, factor: float) -> bool:
    """All lengths, or those of the shots that are meant, times `factor`."""
    film, done = note.film, False
    if not note.targets and len(film.cut) > 1:
        done = note.set("film.length", round(expected_film_length(film) * factor, 2), item)
    for shot in note.aimed("take", "edit"):
        if expected_length(shot):
            length = length_within(expected_length(shot) * factor)
            done = note.set(f"{shot.id}.length", round(length, 2), item)
    return done


def on_length(note: NoteContext, item: Phrase, value: str) -> bool:
    seconds, film = float(value), note.film
    if any(one.value("change") in ("shorter", "longer") for one in note.clause.items[note.at :]):
        return note.read(item)
    each = any(note.words.listed("each", one.norm) for one in note.clause.items)
    if not note.targets and len(film.cut) > 1 and not each:
        return _scaled(note, item, seconds / max(0.1, expected_film_length(film)))
    length = length_within(seconds)
    return note.each(item, "length", lambda s: length, "take", "edit", "voice_line")


def _framed(note: NoteContext, item: Phrase, value: str) -> bool:
    step = -1 if value == "closer" else 1

    def framing(shot: Any) -> str:
        place = FRAMINGS.index(shot.camera.framing) + step
        return FRAMINGS[min(max(place, 0), len(FRAMINGS) - 1)]

    return note.each(item, "camera.framing", framing, *RENDERED)


def _paced(note: NoteContext, item: Phrase, value: str) -> bool:
    """Faster or slower: what is said, where the clause speaks of it or nothing moves; else all
    motion."""
    camera = any(note.words.listed("cameras", one.norm) for one in note.clause.items)
    if note.clause.having("music") or camera:
        return False  # their pace is not ours to set
    slow = value == "slower"
    spoken = any(one.has("speech") or one.norm in ("voice", "voce") for one in note.clause.items)
    done = False
    for shot in note.aimed("take"):
        if not spoken and not shot.lines:
            speed = within("speed", shot.speed * (0.5 if slow else 2.0))
            done = note.set(f"{shot.id}.speed", round(speed, 2), item)
    factor = 0.8 if slow else 1.25
    return done | note.each_line(
        item, "rate", lambda one: round(within("lines.*.rate", one.rate * factor), 2)
    )


def _lit(note: NoteContext, item: Phrase, value: str) -> bool:
    stops = 0.5 if value == "brighter" else -0.5
    return note.each(item, "exposure", lambda s: within("exposure", s.exposure + stops), *RENDERED)


def _loud(note: NoteContext, item: Phrase, value: str) -> bool:
    more, sound = value == "louder", note.film.sound
    about = note.clause.having("music")
    if sound.music and (about or "music" in item.norm or not any(note.lines())):
        for one in about:
            note.read(one)
        gain = within("film.sound.music_gain", sound.music_gain + (4 if more else -4))
        return note.set("film.sound.music_gain", gain, item)
    factor = default("stronger" if more else "weaker")
    return note.each_line(item, "strength", lambda one: strength_within(one.strength * factor))


def _again(note: NoteContext, item: Phrase, value: str) -> bool:
    return note.each(item, "seed", lambda s: (s.seed + 1) % int(range_of("seed")[1] + 1))


def _joined(note: NoteContext, item: Phrase, value: str) -> bool:
    note.left.append(LeftOutWords(item.start, item.end, "joined"))
    return True


_CHANGES: dict[str, Handler] = {
    "joined": _joined,
    **dict.fromkeys(("more", "less"), _relative),
    **dict.fromkeys(("shorter", "longer", "half", "double"), _longer),
    **dict.fromkeys(("closer", "farther"), _framed),
    **dict.fromkeys(("slower", "faster"), _paced),
    **dict.fromkeys(("brighter", "darker"), _lit),
    **dict.fromkeys(("louder", "quieter"), _loud),
    "again": _again,
    "move": _move,
}


def on_change(note: NoteContext, item: Phrase, value: str) -> bool:
    return _CHANGES.get(value, _command)(note, item, value)


def on_sequence(note: NoteContext, item: Phrase, value: str) -> bool:
    """ "the second shot first"."""
    led = note.words.items[max(0, item.place - 1)]
    if value != "first" or not note.targets or note.words.listed("definite", led.norm):
        return False
    return note.set(note.targets[0], 0, item, "move")


def on_pronoun(note: NoteContext, item: Phrase, value: str) -> bool:
    book, before = note.words.book, note.words.items[max(0, item.place - 1)]
    if note.words.listed("beside", before.norm):
        return True  # "she runs behind him"
    if note.words.listed("three", item.norm) and not note.are_three():
        return False
    shown = list(dict.fromkeys(r.character for s in note.aimed(*RENDERED) for r in s.cast))
    names = note.who or shown
    wanted = {"he": "he", "boys": "he", "she": "she", "her": "she", "girls": "she"}.get(value)
    fitting = [n for n in names if wanted is None or book.gender(n) in (wanted, "")]
    fitting = fitting or [n for n in shown if book.gender(n) == wanted]
    note.who = fitting or names
    return True
