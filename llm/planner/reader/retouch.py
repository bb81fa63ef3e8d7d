"""What single words of a note change in the plan."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from llm.planner.data import table as data
from llm.planner.reader.clauses import STRONG, Clause
from llm.planner.reader.frame import Held, Left, Slot
from llm.planner.reader.language import language_of
from llm.planner.reader.sizes import size_of
from llm.planner.reader.words import Item, Words
from studio.plan import Change, Film, LeftOut, Line
from studio.plan.lengths import expected_film_length, expected_length
from studio.plan.parts import LONGEST_SHOT
from studio.plan.shots import Shot

_RENDERED = ("picture", "take")
_FRAMINGS = ("close_up", "medium", "full", "wide")
_STRONGER, _WEAKER = 1.3, 0.6
_FIELDS = {
    **{"set": "place.set", "time": "place.time_of_day", "facing": "camera.view"},
    **{name: f"camera.{name}" for name in ("framing", "angle", "view", "move")},
    **{name: name for name in ("exposure", "quality", "seed", "speed")},
}
_PARTS = frozenset(
    ["music", "subtitles", "title", "caption", "name", "quote", "emotion", "action", "speech"]
)


@dataclass
class Note:
    """The reading of one note. Shots are named by `targets`; none: all of them."""

    words: Words
    film: Film
    changes: list[Change] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    trace: list[Slot] = field(default_factory=list)
    clause: Clause = field(default_factory=Clause)
    at: int = 0
    command: str = ""
    """What is to be done with what is told next: add, remove, swap, move, instead, only, first."""
    swaps: Item | None = None
    targets: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    """All shots that the note names."""
    skipping: bool = False
    """Whether what is told next is what is not wanted any more."""
    who: list[str] = field(default_factory=list)
    made: int = 0
    """How many changes there were when somebody was named last."""
    relative: str = ""

    def open(self, clause: Clause) -> None:
        """Begin a clause; what was commanded goes on over commas."""
        self.clause, self.relative = clause, ""
        if clause.boundary in STRONG:
            self.command, self.targets, self.who = "", [], []
        numbers = [item for item in clause.items if self.number_of(item)]
        if numbers:
            self.targets = [found for item in numbers if (found := self.shot_of(item))]
            self.targets += self._first_of(clause, numbers[0])
            self.named += self.targets

    def _first_of(self, clause: Clause, ordinal: Item) -> list[str]:
        """ "the first two shots": those after the first, or before the last."""
        place = clause.items.index(ordinal) + 1
        following = clause.items[place : place + 1]
        if not following or not following[0].has("number") or not ordinal.has("ordinal"):
            return []
        following[0].taken = True
        count, ids = int(float(following[0].value("number"))), [s.id for s in self.film.shots]
        return ids[1:count] if ordinal.value("ordinal") == "1" else ids[-count:-1]

    def number_of(self, item: Item) -> str:
        """The number of the shot that an item tells, "" where it tells none."""
        if item.has("ordinal"):
            return item.value("ordinal")
        items = self.words.items
        place = items.index(item)
        counted = any(one.has("enumerator") for one in items[max(0, place - 1) : place]) or (
            item.has("number")
            and any(self.number_of(o) for o in items[max(0, place - 3) : place] if o.has("number"))
        )
        return item.value("number") if counted else ""

    def shot_of(self, item: Item) -> str:
        """The id of the shot that an item tells; the item counts as taken where there is one."""
        shots = self.film.shots
        place = int(float(self.number_of(item) or 0))
        place = place - 1 if place > 0 else place
        if not self.number_of(item) or not -len(shots) <= place < len(shots):
            return ""
        item.taken = True
        return shots[place].id

    def aimed(self, *kinds: str) -> list[Shot]:
        """The shots that are meant; with `kinds`, those of them that are of these kinds."""
        shots = [s for s in self.film.shots if s.id in self.targets] or list(self.film.shots)
        return [shot for shot in shots if not kinds or shot.kind in kinds]

    def roles(self) -> Iterator[tuple[Shot, Any]]:
        """(shot, role) of those who are meant: who was named, else everybody."""
        for shot in self.aimed(*_RENDERED):
            for role in shot.cast:
                if not self.who or role.character in self.who:
                    yield shot, role

    def lines(self) -> Iterator[tuple[str, Line]]:
        """(path, line) of what those say who are meant."""
        for shot in self.aimed("take", "voice_line"):
            for number, line in enumerate(shot.lines):
                if not self.who or line.character in self.who:
                    yield f"{shot.id}.lines.{number}", line

    def set(self, path: str, value: Any, item: Item, op: Any = "set") -> bool:
        """One change; the item counts as taken."""
        self.changes = [c for c in self.changes if c.path != path or c.op != "set" or op != "set"]
        self.changes.append(Change(path=path, op=op, value=value, reason=item.text[:200]))
        self.trace.append(Slot(path, str(value), item.start, item.end, "note"))
        item.taken = True
        return True

    def each(self, item: Item, path: str, value: Callable[[Any], Any], *kinds: str) -> bool:
        """One change to every shot that is meant."""
        made = [self.set(f"{s.id}.{path}", value(s), item) for s in self.aimed(*kinds)]
        return any(made)

    def each_line(self, item: Item, name: str, value: Callable[[Line], Any]) -> bool:
        """One change to every line that is meant."""
        made = [self.set(f"{path}.{name}", value(one), item) for path, one in self.lines()]
        return any(made)

    def following(self, *categories: str) -> Item | None:
        """The next item of the clause with one of these meanings."""
        rest = self.clause.items[self.at + 1 :]
        return next((item for item in rest if item.has(*categories)), None)

    def finish(self) -> None:
        """An exchange of two shots, once all of the note is read."""
        item = self.swaps
        if item is None or (self.changes and not self.named):
            return
        ids, targets = [s.id for s in self.film.shots], list(dict.fromkeys(self.named))
        targets = ids if len(targets) < 2 and len(ids) == 2 else targets
        if len(targets) != 2:
            item.taken = False
            self.left.append(Left(item.start, item.end, "the note does not say which two shots"))
            return
        low, high = sorted(ids.index(one) for one in targets)
        self.set(ids[high], low, item, "move")
        if high - low > 1:
            self.set(ids[low], high, item, "move")


Handler = Callable[[Note, Item, str], bool]


def _strength(value: float) -> float:
    return round(min(2.0, max(0.1, value)), 2)


def _command(note: Note, item: Item, value: str) -> bool:
    note.command = value
    note.swaps = item if value == "swap" else note.swaps
    if value == "add" and item.norm in ("too", "troppo") and note.following("emotion"):
        note.relative = "less"
    note.skipping = item.norm.endswith(" of")
    last = item.norm.split()[-1]
    if last in ("him", "her", "them", "it"):
        _on_pronoun(note, item, {"him": "he", "her": "she"}.get(last, "they"))
    return True


def _on_number(note: Note, item: Item, value: str) -> bool:
    """A shot is told by its number: it comes first or goes, where that was commanded."""
    target = note.shot_of(item)
    if target and note.command == "first":
        return note.set(target, 0, item, "move")
    if target and note.command == "remove" and not note.clause.having(*_PARTS):
        for one in dict.fromkeys(note.targets):
            note.set(one, None, item, "remove")
    return bool(target) or item.taken


def _move(note: Note, item: Item, value: str) -> bool:
    when, first = note.following("when"), note.following("ordinal", "sequence")
    if note.targets and (when or first):
        ids = [shot.id for shot in note.film.shots]
        others = [one for one in note.targets if one != note.targets[0]]
        place = ids.index(others[0]) if others else 0
        if when:
            place, when.taken = (len(ids) - 1 if when.value("when") == "end" else 0), True
        return note.set(note.targets[0], place, item, "move")
    return True


def _relative(note: Note, item: Item, value: str) -> bool:
    """More or less of a feeling, of the music, or of what is felt already."""
    if note.following("emotion", "rate", "action"):
        note.relative = value
        return True
    if note.following("music"):
        return _loud(note, item, "louder" if value == "more" else "quieter")
    factor, done = (_STRONGER if value == "more" else _WEAKER), False
    for shot, role in note.roles():
        if role.expression != "neutral":
            path = f"{shot.id}.cast.{role.character}.strength"
            done = note.set(path, _strength(role.strength * factor), item)
    return done


def _longer(note: Note, item: Item, value: str) -> bool:
    if note.following("length"):
        return True
    factor = {"shorter": 0.7, "longer": 1.4, "half": 0.5, "double": 2.0}[value]
    told = next((one for one in note.clause.items if one.has("length")), None)
    if told is not None:  # "2 seconds shorter"
        whole = sum(map(expected_length, note.aimed())) or 1.0
        more = float(told.value("length")) * (-1 if factor < 1 else 1)
        factor = max(0.1, (whole + more) / whole)
    return _scaled(note, item, factor)


def _scaled(note: Note, item: Item, factor: float) -> bool:
    """All lengths, or those of the shots that are meant, times `factor`."""
    film, done = note.film, False
    if not note.targets and len(film.cut) > 1:
        done = note.set("film.length", round(expected_film_length(film) * factor, 2), item)
    for shot in note.aimed("take", "edit"):
        if expected_length(shot):
            length = min(LONGEST_SHOT, max(0.5, expected_length(shot) * factor))
            done = note.set(f"{shot.id}.length", round(length, 2), item)
    return done


def _on_length(note: Note, item: Item, value: str) -> bool:
    seconds, film = float(value), note.film
    if any(one.value("change") in ("shorter", "longer") for one in note.clause.items[note.at :]):
        return True
    if not note.targets and len(film.cut) > 1:
        return _scaled(note, item, seconds / max(0.1, expected_film_length(film)))
    length = min(LONGEST_SHOT, max(0.5, seconds))
    return note.each(item, "length", lambda s: length, "take", "edit", "voice_line")


def _framed(note: Note, item: Item, value: str) -> bool:
    step = -1 if value == "closer" else 1

    def framing(shot: Any) -> str:
        place = _FRAMINGS.index(shot.camera.framing) + step
        return _FRAMINGS[min(max(place, 0), len(_FRAMINGS) - 1)]

    return note.each(item, "camera.framing", framing, *_RENDERED)


def _paced(note: Note, item: Item, value: str) -> bool:
    """Faster or slower: what is said, where the clause speaks of it or nothing moves; else all
    motion."""
    slow = value == "slower"
    spoken = any(one.has("speech") or one.norm in ("voice", "voce") for one in note.clause.items)
    done = False
    for shot in note.aimed("take"):
        if not spoken and not shot.lines:
            speed = min(8.0, max(0.1, shot.speed * (0.5 if slow else 2.0)))
            done = note.set(f"{shot.id}.speed", round(speed, 2), item)
    rate = note.each_line(
        item, "rate", lambda one: round(min(2, max(0.5, one.rate * (0.8 if slow else 1.25))), 2)
    )
    return done or rate


def _lit(note: Note, item: Item, value: str) -> bool:
    stops = 0.5 if value == "brighter" else -0.5
    return note.each(
        item, "exposure", lambda s: min(3.0, max(-3.0, s.exposure + stops)), *_RENDERED
    )


def _loud(note: Note, item: Item, value: str) -> bool:
    more, sound = value == "louder", note.film.sound
    about = note.clause.having("music")
    if sound.music and (about or "music" in item.norm or not any(note.lines())):
        for one in about:
            one.taken = True
        gain = min(6.0, max(-40.0, sound.music_gain + (4 if more else -4)))
        return note.set("film.sound.music_gain", gain, item)
    return note.each_line(
        item, "strength", lambda one: _strength(one.strength * (_STRONGER if more else 0.7))
    )


def _again(note: Note, item: Item, value: str) -> bool:
    return note.each(item, "seed", lambda s: (s.seed + 1) % 2**31)


_CHANGES: dict[str, Handler] = {
    **dict.fromkeys(("more", "less"), _relative),
    **dict.fromkeys(("shorter", "longer", "half", "double"), _longer),
    **dict.fromkeys(("closer", "farther"), _framed),
    **dict.fromkeys(("slower", "faster"), _paced),
    **dict.fromkeys(("brighter", "darker"), _lit),
    **dict.fromkeys(("louder", "quieter"), _loud),
    "again": _again,
    "move": _move,
}


def _on_change(note: Note, item: Item, value: str) -> bool:
    return _CHANGES.get(value, _command)(note, item, value)


def _on_comparative(note: Note, item: Item, value: str) -> bool:
    note.relative = "more"
    return _on_emotion(note, item, value)


def _on_emotion(note: Note, item: Item, value: str) -> bool:
    """A feeling: of who is meant, and of what they say."""
    entry, done = item.get("emotion"), False
    own = entry.strength if entry else 1.0
    if note.command == "remove":
        value, own = "neutral", 1.0
    for shot, role in note.roles():
        strength, less = own, note.relative == "less"
        if less and role.expression != value:
            continue
        if note.relative:
            base = role.strength if role.expression == value else 1.0
            strength = _strength(base * (_WEAKER if less else _STRONGER))
        path = f"{shot.id}.cast.{role.character}"
        done = note.set(f"{path}.expression", value, item)
        if strength != role.strength:
            note.set(f"{path}.strength", strength, item)
    return note.each_line(item, "emotion", lambda one: value) or done


def _on_action(note: Note, item: Item, value: str) -> bool:
    done, framings = False, data("defaults")["framing"]
    wanted = "idle" if note.command == "remove" else value
    for shot, role in note.roles():
        if shot.kind == "picture" and value in ("talk", "nod"):
            continue
        done = note.set(f"{shot.id}.cast.{role.character}.action", wanted, item)
        fixed = any(path.startswith("camera") for path in shot.fixed)
        if framings[wanted] == "full" and shot.camera.framing in _FRAMINGS[:2] and not fixed:
            note.set(f"{shot.id}.camera.framing", "full", item)
    return done


def _on_field(category: str, note: Note, item: Item, value: str) -> bool:
    kinds = ("take",) if category in ("speed", "move") else _RENDERED
    as_number = {"exposure": float, "speed": float, "seed": lambda text: int(float(text))}
    kept = as_number.get(category, str)(value)
    done = note.each(item, _FIELDS[category], lambda s: kept, *kinds)
    if category == "set" and (time := data("resolve")["time"].get(value)):
        for shot in note.aimed(*_RENDERED):
            if "place.time_of_day" not in shot.fixed:
                note.set(f"{shot.id}.place.time_of_day", time, item)
    return done


def _on_size(category: str, note: Note, item: Item, value: str) -> bool:
    word = {category: Held(value, item.start, item.end)}
    width, height, _ = size_of("picture", word)
    done = note.each(item, "size", lambda s: {"width": width, "height": height}, "picture")
    if note.film.cut:
        width, height, _ = size_of("take", word)
        note.set("film.shape.width", width, item)
        done = note.set("film.shape.height", height, item)
    return done


def _on_name(note: Note, item: Item, value: str) -> bool:
    """A character: who is to do something, who comes in, who goes, or who takes a place."""
    if item.taken:
        return True
    present = [s for s in note.aimed(*_RENDERED) if value in [r.character for r in s.cast]]
    present += [s for s in note.aimed("voice_line") if value in [one.character for one in s.lines]]
    if note.command in ("remove", "only"):
        gone = (note.command == "remove", value)
        return _removed(note, item, *gone)
    others = [one for one in note.clause.having("name") if one is not item]
    if note.command == "instead" and present and others and not others[0].taken:
        return True  # "replace Luca with Nico": he is who goes.
    acts = note.following("action", "emotion", "quote", "speech") is not None
    if present and (acts or note.command != "instead"):
        joined = note.clause.boundary in ("and", "comma") and len(note.changes) == note.made
        note.who, note.made = [*note.who, value] if joined else [value], len(note.changes)
        return True
    note.who = [value]
    if note.command == "add" or any(one.value("change") == "add" for one in note.clause.items):
        room = [s for s in note.aimed(*_RENDERED) if len(s.cast) < 3]
        role = {"character": value, "action": "idle"}
        added = [note.set(f"{s.id}.cast.end", role, item, "insert") for s in room]
        return any(added)
    return _exchanged(note, item, value)


def _removed(note: Note, item: Item, this_one: bool, name: str) -> bool:
    """The character goes, or all others do."""
    gone = []
    for shot in note.aimed(*_RENDERED):
        cast = [role.character for role in shot.cast]
        leave = [one for one in cast if (one == name) == this_one]
        if len(leave) < len(cast):
            gone += [note.set(f"{shot.id}.cast.{one}", None, item, "remove") for one in leave]
    return bool(gone)


def _exchanged(note: Note, item: Item, name: str) -> bool:
    """Somebody takes the place of who was there: of who is named beside, else of the first."""
    named = [one.value("name") for one in note.clause.having("name") if one is not item]
    done = False
    for shot in note.aimed():
        cast = [role.character for role in getattr(shot, "cast", [])]
        speakers = [line.character for line in getattr(shot, "lines", [])]
        old = next((n for n in named if n in cast + speakers), [*cast, *speakers, ""][0])
        if old in cast:
            done = note.set(f"{shot.id}.cast.{cast.index(old)}.character", name, item)
        for number in (n for n, speaker in enumerate(speakers) if speaker == old):
            done = note.set(f"{shot.id}.lines.{number}.character", name, item)
    for one in note.clause.having("name"):
        one.taken = True
    return done


def _on_pronoun(note: Note, item: Item, value: str) -> bool:
    book = note.words.book
    names = note.who or list(dict.fromkeys(role.character for _, role in note.roles()))
    wanted = {"he": "he", "boys": "he", "she": "she", "her": "she", "girls": "she"}.get(value)
    fitting = [n for n in names if wanted is None or book.gender(n) in (wanted, "")]
    note.who = fitting or names
    return True


def _on_music(note: Note, item: Item, value: str) -> bool:
    mood = next(iter(note.clause.having("mood")), None)
    usual = note.film.sound.music
    if note.command == "remove":
        return note.set("film.sound.music", None, item)
    if usual and mood is None:
        return True
    return note.set("film.sound.music", mood.value("mood") if mood else "cheerful", item)


def _on_mood(note: Note, item: Item, value: str) -> bool:
    return note.command != "remove" and note.set("film.sound.music", value, item)


def _on_atmosphere(note: Note, item: Item, value: str) -> bool:
    place = next((s.place.set for s in note.aimed(*_RENDERED)), "seaside_town")
    air = data("resolve")["atmosphere"][place] if value == "any" else value
    return note.set("film.sound.atmosphere", None if note.command == "remove" else air, item)


def _on_subtitles(note: Note, item: Item, value: str) -> bool:
    return note.set("film.subtitles", note.command != "remove", item)


def _on_card(name: str, note: Note, item: Item, value: str) -> bool:
    """A title or caption: that it goes; its words are read with their quote."""
    if note.command != "remove":
        return bool(note.clause.having("quote"))
    if name == "caption":
        for shot in (s for s in note.aimed() if s.captions):
            note.set(f"{shot.id}.captions", [], item)
        return True
    for one in ("opening", "closing") if name == "title" else (name,):
        if getattr(note.film, one) is not None:
            note.set(f"film.{one}", None, item)
    return True


def _on_quote(note: Note, item: Item, value: str) -> bool:
    around = note.clause.items
    cards = note.clause.having("title", "opening", "closing")
    for one in note.clause.having("when", "title", "opening", "closing", "list_noun", "kind"):
        one.taken = True
    if cards:
        last = any(one.has("closing") or one.value("when") == "end" for one in around)
        return note.set("film.closing" if last else "film.opening", {"text": value[:80]}, item)
    if note.clause.having("caption", "wording"):
        return note.set(f"{note.aimed()[-1].id}.captions.end", {"text": value[:80]}, item, "insert")
    shots = note.aimed("take", "voice_line")
    if not shots:
        note.left.append(Left(item.start, item.end, "speechless"))
        return True
    quotes = [one.value("quote") for one in note.words.items if one.has("quote")]
    said = [s for s in shots if any(line.text in quotes for line in s.lines)]
    spoken = [s for s in shots if any(one.character in note.who for one in s.lines)]
    return _said(note, item, value, [*shots[-1:], *spoken[-1:], *said[-1:]][-1])


def _said(note: Note, item: Item, text: str, shot: Any) -> bool:
    """Words are said in a shot, after what is said there or in its place."""
    cast = getattr(shot, "cast", [])
    known = [line.character for line in shot.lines[-1:]] + [role.character for role in cast]
    speaker = [*note.who, *known][0]
    language = language_of(text, note.words.book.languages.get(speaker, "en"))
    if shot.lines and not (
        note.command == "add" or any(o.value("change") == "add" for o in note.clause.items)
    ):
        number = next((n for n, line in enumerate(shot.lines) if line.character == speaker), 0)
        note.set(f"{shot.id}.lines.{number}.language", language, item)
        return note.set(f"{shot.id}.lines.{number}.text", text[:400], item)
    role = next((role for role in cast if role.character == speaker), None)
    line = {"character": speaker, "text": text[:400], "language": language}
    if role is not None:
        line["emotion"] = role.expression
        if role.action == "idle":
            note.set(f"{shot.id}.cast.{speaker}.action", "talk", item)
    first = any(one.value("when") == "start" for one in note.clause.items)
    return note.set(f"{shot.id}.lines.{0 if first else 'end'}", line, item, "insert")


def _on_transition(note: Note, item: Item, value: str) -> bool:
    kind = "cut" if note.command == "remove" else value
    meant = [s for s in note.film.cut[:-1] if not note.targets or s.id in note.targets]
    changed = [note.set(f"{shot.id}.transition.kind", kind, item) for shot in meant]
    return any(changed)


def _on_speech(note: Note, item: Item, value: str) -> bool:
    """ "whisper it", "let Nico say it"."""
    entry = item.get("speech")
    if not note.clause.having("quote") and entry is not None:
        if entry.strength != 1:
            note.each_line(item, "strength", lambda one: entry.strength)
        if value != "neutral":
            note.each_line(item, "emotion", lambda one: value)
    return True


def _on_language(note: Note, item: Item, value: str) -> bool:
    return note.each_line(item, "language", lambda one: value)


def _on_fps(note: Note, item: Item, value: str) -> bool:
    return note.set("film.shape.fps", min(max(round(float(value)), 6), 60), item)


def _on_kind(note: Note, item: Item, value: str) -> bool:
    """ "without the line": what is said goes; "make it a video": the same as another kind."""
    if note.command == "remove" and not note.targets and value == "voice_line":
        for shot in (s for s in note.aimed("take") if s.lines):
            note.set(f"{shot.id}.lines", [], item)
    if note.command == "now" and value in ("take", "film", "picture"):
        _other_kind(note, item, "picture" if value == "picture" else "take")
    return True


def _other_kind(note: Note, item: Item, kind: str) -> None:
    shared = ("title", "length", "captions", "cast", "place", "camera", "exposure", "seed")
    for shot in note.aimed(*_RENDERED):
        if shot.kind != kind:
            known = shot.model_dump(mode="json")
            value = {name: known[name] for name in shared} | {"id": f"{shot.id[:24]}_{kind}"}
            value |= {"kind": kind, "separate": kind == "picture"}
            value["fixed"] = [path for path in known["fixed"] if path.split(".")[0] in shared]
            note.set(f"film.shots.{note.film.shots.index(shot)}", value, item, "insert")
            note.set(shot.id, None, item, "remove")


def _passed(note: Note, item: Item, value: str) -> bool:
    return True


# Words that only lead to others.
_LEADING = (
    *("enumerator", "make", "again", "when", "where", "scenery", "negation", "transition_noun"),
    *("wording", "strength", "list_noun", "after_it"),
)
HANDLERS: dict[str, Handler] = {
    "change": _on_change,
    "comparative": _on_comparative,
    "emotion": _on_emotion,
    "action": _on_action,
    "length": _on_length,
    "name": _on_name,
    "pronoun": _on_pronoun,
    "music": _on_music,
    "mood": _on_mood,
    "atmosphere": _on_atmosphere,
    "subtitles": _on_subtitles,
    "quote": _on_quote,
    "transition": _on_transition,
    "kind": _on_kind,
    "speech": _on_speech,
    "language": _on_language,
    "fps": _on_fps,
    "ordinal": _on_number,
    "number": _on_number,
    **{name: partial(_on_field, name) for name in _FIELDS},
    **{name: partial(_on_size, name) for name in ("size", "aspect", "resolution")},
    **{name: partial(_on_card, name) for name in ("title", "opening", "closing", "caption")},
    **dict.fromkeys(_LEADING, _passed),
}
