"""What single words of a note change in the plan."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from llm.planner.data import table as data
from llm.planner.reader.clauses import STRONG, Clause
from llm.planner.reader.frame import Held, Left, Slot
from llm.planner.reader.language import language_of
from llm.planner.reader.sizes import size_of
from llm.planner.reader.words import Item, Words
from studio.plan import Change, Film, LeftOut
from studio.plan.lengths import expected_film_length, expected_length
from studio.plan.parts import LONGEST_SHOT
from studio.plan.shots import Shot

_PLACES = {
    "set": "place.set",
    "time": "place.time_of_day",
    "framing": "camera.framing",
    "angle": "camera.angle",
    "view": "camera.view",
    "facing": "camera.view",
    "move": "camera.move",
    "exposure": "exposure",
    "quality": "quality",
    "seed": "seed",
    "speed": "speed",
}
_FRAMINGS = ("close_up", "medium", "full", "wide")
_STRONGER, _WEAKER, _SHORTER, _LONGER = 1.3, 0.6, 0.7, 1.4


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
    """What is to be done with what is told next: add, remove, swap, move, instead, more, less."""
    ordered: str = ""
    targets: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    """All shots that the note names."""
    skipping: bool = False
    """Whether what is told next is what is not wanted any more."""
    who: list[str] = field(default_factory=list)
    said: Item | None = None
    made: int = 0
    """How many changes there were when somebody was named last."""
    relative: tuple[str, Item] | None = None

    def open(self, clause: Clause) -> None:
        """Begin a clause; what was commanded goes on over commas."""
        self.clause, self.relative = clause, None
        if clause.boundary in STRONG and clause.boundary != "shot":
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
        place = self.words.items.index(item)
        before = self.words.items[max(0, place - 1) : place]
        joined = self.words.items[max(0, place - 3) : place]
        counted = any(one.has("enumerator") for one in before) or (
            item.has("number") and any(self.number_of(one) for one in joined if one.has("number"))
        )
        return item.value("number") if item.has("number") and counted else ""

    def shot_of(self, item: Item) -> str:
        """The id of the shot that an item tells; the item counts as taken where there is one."""
        shots = self.film.shots
        place = int(float(self.number_of(item) or 0))
        place = place - 1 if place > 0 else place
        if not self.number_of(item) or not -len(shots) <= place < len(shots):
            return ""
        item.taken = True
        return shots[place].id

    def aimed(self) -> list[Shot]:
        """The shots that are meant."""
        return [s for s in self.film.shots if s.id in self.targets] or list(self.film.shots)

    def roles(self) -> list[tuple[Shot, str]]:
        """(shot, character) of those who are meant: who was named, else everybody."""
        found = []
        for shot in self.aimed():
            for role in getattr(shot, "cast", []):
                if not self.who or role.character in self.who:
                    found.append((shot, role.character))
        return found

    def set(self, path: str, value: Any, item: Item, op: Any = "set") -> bool:
        """One change; the item counts as taken."""
        self.changes = [c for c in self.changes if c.path != path or c.op != "set" or op != "set"]
        self.changes.append(Change(path=path, op=op, value=value, reason=item.text[:200]))
        self.trace.append(Slot(path, str(value), item.start, item.end, "note"))
        item.taken = True
        return True

    def following(self, *categories: str) -> Item | None:
        """The next item of the clause with one of these meanings."""
        rest = self.clause.items[self.at + 1 :]
        return next((item for item in rest if item.has(*categories)), None)

    def finish(self) -> None:
        """Orders that needed the whole note: an exchange of two shots."""
        if self.ordered == "swap" and self.said is not None and (self.named or not self.changes):
            _swap(self, self.said)


Handler = Callable[[Note, Item, str], bool]


def _on_number(note: Note, item: Item, value: str) -> bool:
    """A shot is told by its number: it is the one that goes, where something is to go."""
    target = note.shot_of(item)
    if target and note.command == "first":
        return note.set(target, 0, item, "move")
    if target and note.command == "remove" and not _names_part(note):
        for one in dict.fromkeys(note.targets):
            note.set(one, None, item, "remove")
    return bool(target) or item.taken


def _swap(note: Note, item: Item) -> None:
    ids = [shot.id for shot in note.film.shots]
    targets = list(dict.fromkeys(note.named))
    if len(targets) < 2 and len(ids) == 2:
        targets = ids
    if len(targets) != 2:
        item.taken = False
        note.left.append(Left(item.start, item.end, "the note does not say which two shots"))
        return
    low, high = sorted(ids.index(one) for one in targets)
    note.set(ids[high], low, item, "move")
    if high - low > 1:
        note.set(ids[low], high, item, "move")


def _on_change(note: Note, item: Item, value: str) -> bool:
    handler = _CHANGES.get(value)
    return handler(note, item) if handler else False


def _commanded(command: str) -> Callable[[Note, Item], bool]:
    def begin(note: Note, item: Item) -> bool:
        note.command, note.said = command, item
        if command == "swap":
            note.ordered = "swap"
        if command == "add" and item.norm in ("too", "troppo") and note.following("emotion"):
            note.relative = ("less", item)
        note.skipping = item.norm.endswith(" of")
        last = item.norm.split()[-1]
        if last in ("him", "her", "them", "it"):
            _on_pronoun(note, item, {"him": "he", "her": "she"}.get(last, "they"))
        return True

    return begin


def _names_part(note: Note) -> bool:
    """Whether a clause with a shot in it tells of something in that shot."""
    parts = (
        "music",
        "subtitles",
        "title",
        "caption",
        "name",
        "quote",
        "emotion",
        "action",
        "speech",
        "voice",
    )
    return any(one.has(*parts) for one in note.clause.items)


def _move(note: Note, item: Item) -> bool:
    ends = {"start": 0, "end": len(note.film.shots) - 1}
    when = note.following("when")
    first = note.following("ordinal", "sequence")
    if note.targets and (when or (first and len(set(note.targets)) > 0)):
        place = ends[when.value("when")] if when and when.value("when") in ends else None
        if place is None:
            numbers = [t for t in note.targets if t != note.targets[0]]
            ids = [shot.id for shot in note.film.shots]
            place = ids.index(numbers[0]) if numbers else 0
        if when:
            when.taken = True
        return note.set(note.targets[0], place, item, "move")
    return True


def _relative(direction: str) -> Callable[[Note, Item], bool]:
    def begin(note: Note, item: Item) -> bool:
        if note.following("emotion", "rate", "action"):
            note.relative = (direction, item)
            return True
        if note.following("music"):
            return _loud(4.0 if direction == "more" else -4.0)(note, item)
        return _stronger(note, item, direction)

    return begin


def _stronger(note: Note, item: Item, direction: str) -> bool:
    factor = _STRONGER if direction == "more" else _WEAKER
    done = False
    for shot, name in note.roles():
        role = next(r for r in shot.cast if r.character == name)
        if role.expression != "neutral":
            done = note.set(
                f"{shot.id}.cast.{name}.strength", _strength(role.strength * factor), item
            )
    return done


def _strength(value: float) -> float:
    return round(min(2.0, max(0.1, value)), 2)


def _on_length(factor: float) -> Callable[[Note, Item], bool]:
    def change(note: Note, item: Item) -> bool:
        if note.following("length"):
            return True
        told = next((one for one in note.clause.items if one.has("length")), None)
        if told is not None:
            whole = sum(map(expected_length, note.aimed())) or 1.0
            less = float(told.value("length")) * (-1 if factor < 1 else 1)
            return _scaled(note, item, max(0.1, (whole + less) / whole))
        return _scaled(note, item, factor)

    return change


def _scaled(note: Note, item: Item, factor: float) -> bool:
    """All lengths, or those of the shots that are meant, times `factor`."""
    film, done = note.film, False
    if not note.targets and len(film.cut) > 1:
        note.set("film.length", round(expected_film_length(film) * factor, 2), item)
        done = True
    for shot in note.aimed():
        if shot.kind in ("take", "edit") and expected_length(shot):
            length = min(LONGEST_SHOT, max(0.5, expected_length(shot) * factor))
            done = note.set(f"{shot.id}.length", round(length, 2), item)
    return done


def _on_seconds(note: Note, item: Item, value: str) -> bool:
    seconds, film = float(value), note.film
    if any(one.value("change") in ("shorter", "longer") for one in note.clause.items[note.at :]):
        return True
    if not note.targets and len(film.cut) > 1:
        return _scaled(note, item, seconds / max(0.1, expected_film_length(film)))
    done = False
    for shot in note.aimed():
        if shot.kind != "picture":
            done = note.set(f"{shot.id}.length", min(LONGEST_SHOT, max(0.5, seconds)), item)
    return done


def _framed(step: int) -> Callable[[Note, Item], bool]:
    def change(note: Note, item: Item) -> bool:
        done = False
        for shot in note.aimed():
            if shot.kind in ("picture", "take"):
                place = _FRAMINGS.index(shot.camera.framing) + step
                framing = _FRAMINGS[min(max(place, 0), len(_FRAMINGS) - 1)]
                done = note.set(f"{shot.id}.camera.framing", framing, item)
        return done

    return change


def _paced(factor: float) -> Callable[[Note, Item], bool]:
    """Faster or slower: what is said, where the clause speaks of it or nothing moves; else all
    motion."""

    def change(note: Note, item: Item) -> bool:
        spoken = any(
            one.has("speech") or one.norm in ("voice", "voce") for one in note.clause.items
        )
        done = False
        for shot in note.aimed():
            if shot.kind == "take" and not spoken and not shot.lines:
                speed = round(min(8.0, max(0.1, shot.speed * (0.5 if factor < 1 else 2.0))), 2)
                done = note.set(f"{shot.id}.speed", speed, item)
            for number, line in enumerate(getattr(shot, "lines", [])):
                rate = round(min(2.0, max(0.5, line.rate * factor)), 2)
                done = note.set(f"{shot.id}.lines.{number}.rate", rate, item)
        return done

    return change


def _lit(stops: float) -> Callable[[Note, Item], bool]:
    def change(note: Note, item: Item) -> bool:
        done = False
        for shot in note.aimed():
            if shot.kind in ("picture", "take"):
                value = min(3.0, max(-3.0, shot.exposure + stops))
                done = note.set(f"{shot.id}.exposure", value, item)
        return done

    return change


def _loud(step: float) -> Callable[[Note, Item], bool]:
    def change(note: Note, item: Item) -> bool:
        lines = [(s, n, one) for s in note.aimed() for n, one in enumerate(getattr(s, "lines", []))]
        about_music = any(one.has("music") for one in note.clause.items) or "music" in item.norm
        if note.film.sound.music and (about_music or not lines):
            for one in note.clause.items:
                one.taken = one.taken or one.has("music")
            gain = min(6.0, max(-40.0, note.film.sound.music_gain + step))
            return note.set("film.sound.music_gain", gain, item)
        done = False
        for shot, number, line in lines:
            strength = _strength(line.strength * (_STRONGER if step > 0 else 0.7))
            done = note.set(f"{shot.id}.lines.{number}.strength", strength, item)
        return done

    return change


def _another_variant(note: Note, item: Item) -> bool:
    for shot in note.aimed():
        note.set(f"{shot.id}.seed", (shot.seed + 1) % 2**31, item)
    return True


_CHANGES: dict[str, Callable[[Note, Item], bool]] = {
    "more": _relative("more"),
    "less": _relative("less"),
    "shorter": _on_length(_SHORTER),
    "longer": _on_length(_LONGER),
    "half": _on_length(0.5),
    "double": _on_length(2.0),
    "closer": _framed(-1),
    "farther": _framed(1),
    "slower": _paced(0.8),
    "faster": _paced(1.25),
    "brighter": _lit(0.5),
    "darker": _lit(-0.5),
    "louder": _loud(4.0),
    "quieter": _loud(-4.0),
    "again": _another_variant,
    "move": _move,
    **{
        name: _commanded(name)
        for name in ("remove", "add", "swap", "instead", "same", "now", "only", "first")
    },
}


def _on_comparative(note: Note, item: Item, value: str) -> bool:
    note.relative = ("more", item)
    return _on_emotion(note, item, value)


def _on_emotion(note: Note, item: Item, value: str) -> bool:
    """A feeling: of who is meant, and of what they say."""
    entry = item.get("emotion")
    own = entry.strength if entry else 1.0
    done = False
    for shot, name in note.roles():
        role = next(r for r in shot.cast if r.character == name)
        strength = own
        if note.command == "remove":
            value, strength = "neutral", 1.0
        if note.relative is not None:
            less = note.relative[0] == "less"
            if less and role.expression != value:
                continue
            base = role.strength if role.expression == value else 1.0
            strength = _strength(base * (_WEAKER if less else _STRONGER))
        done = note.set(f"{shot.id}.cast.{name}.expression", value, item)
        if strength != role.strength:
            note.set(f"{shot.id}.cast.{name}.strength", strength, item)
    for shot in note.aimed():
        for number, line in enumerate(getattr(shot, "lines", [])):
            if not note.who or line.character in note.who:
                done = note.set(f"{shot.id}.lines.{number}.emotion", value, item)
    return done


def _on_action(note: Note, item: Item, value: str) -> bool:
    done = False
    framings = data("defaults")["framing"]
    for shot, name in note.roles():
        if shot.kind == "picture" and value in ("talk", "nod"):
            continue
        wanted = "idle" if note.command == "remove" else value
        done = note.set(f"{shot.id}.cast.{name}.action", wanted, item)
        fixed = any(path.startswith("camera") for path in shot.fixed)
        if (
            framings[wanted] == "full"
            and shot.camera.framing in ("medium", "close_up")
            and not fixed
        ):
            note.set(f"{shot.id}.camera.framing", "full", item)
    return done


def _on_place(category: str) -> Handler:
    def change(note: Note, item: Item, value: str) -> bool:
        path, done = _PLACES[category], False
        for shot in note.aimed():
            first = path.split(".")[0]
            if hasattr(shot, first):
                kept: Any = value
                if category in ("exposure", "speed"):
                    kept = float(value)
                elif category == "seed":
                    kept = int(float(value))
                done = note.set(f"{shot.id}.{path}", kept, item)
                night = data("resolve")["time"].get(value) if category == "set" else None
                if night and "place.time_of_day" not in shot.fixed:
                    note.set(f"{shot.id}.place.time_of_day", night, item)
        return done

    return change


def _on_size(category: str) -> Handler:
    def change(note: Note, item: Item, value: str) -> bool:
        word = {category: Held(value, item.start, item.end)}
        done = False
        for shot in note.aimed():
            if shot.kind == "picture":
                width, height, _ = size_of("picture", word)
                done = note.set(f"{shot.id}.size", {"width": width, "height": height}, item)
        if note.film.cut:
            width, height, _ = size_of("take", word)
            note.set("film.shape.width", width, item)
            done = note.set("film.shape.height", height, item)
        return done

    return change


def _on_name(note: Note, item: Item, value: str) -> bool:
    """A character: who is to do something, who comes in, who goes, or who takes a place."""
    if item.taken:
        return True
    present = [shot for shot, name in note.roles() if name == value] or [
        s for s in note.aimed() if any(r.character == value for r in getattr(s, "cast", []))
    ]
    if note.command == "remove":
        return _removed(note, item, value)
    others = [one for one in note.clause.items if one.has("name") and one is not item]
    if note.command == "instead" and present and others and not others[0].taken:
        return True  # "replace Luca with Nico": he is who goes.
    acts = note.following("action", "emotion", "quote", "speech") is not None
    if note.command == "only" and present:
        return _alone(note, item, value)
    if present and (acts or note.command != "instead"):
        joined = note.clause.boundary in ("and", "comma") and len(note.changes) == note.made
        note.who, note.made = [*note.who, value] if joined else [value], len(note.changes)
        return True
    if note.command == "add" or _adds(note):
        note.who = [value]
        done = False
        for shot in note.aimed():
            if shot.kind in ("picture", "take") and len(shot.cast) < 3:
                role = {"character": value, "action": "idle"}
                done = note.set(f"{shot.id}.cast.end", role, item, "insert")
        return done
    return _exchanged(note, item, value)


def _alone(note: Note, item: Item, name: str) -> bool:
    for shot in note.aimed():
        for role in getattr(shot, "cast", []):
            if role.character != name:
                note.set(f"{shot.id}.cast.{role.character}", None, item, "remove")
    return True


def _adds(note: Note) -> bool:
    return any(one.value("change") == "add" for one in note.clause.items)


def _removed(note: Note, item: Item, name: str) -> bool:
    done = False
    for shot in note.aimed():
        cast = [role.character for role in getattr(shot, "cast", [])]
        if name in cast and len(cast) > 1:
            done = note.set(f"{shot.id}.cast.{name}", None, item, "remove")
    return done


def _exchanged(note: Note, item: Item, name: str) -> bool:
    """Somebody takes the place of who was there: of who is named beside, else of the first."""
    named = [one.value("name") for one in note.clause.items if one.has("name") and one is not item]
    done = False
    for shot in note.aimed():
        cast = [role.character for role in getattr(shot, "cast", [])]
        speakers = [line.character for line in getattr(shot, "lines", [])]
        old = next((n for n in named if n in cast + speakers), (cast or speakers or [""])[0])
        if old in cast:
            done = note.set(f"{shot.id}.cast.{cast.index(old)}.character", name, item)
        for number, speaker in enumerate(speakers):
            if speaker == old:
                done = note.set(f"{shot.id}.lines.{number}.character", name, item)
    for one in note.clause.items:
        one.taken = one.taken or one.has("name")
    note.who = [name]
    return done


def _on_pronoun(note: Note, item: Item, value: str) -> bool:
    book = note.words.book
    names = list(dict.fromkeys(name for _, name in note.roles())) if not note.who else note.who
    if value in ("he", "she", "her"):
        wanted = "she" if value != "he" else "he"
        names = [n for n in names if book.gender(n) in (wanted, "")] or names
    note.who = (
        names
        if value not in ("boys", "girls")
        else [n for n in names if book.gender(n) == ("he" if value == "boys" else "she")]
    )
    return True


def _on_music(note: Note, item: Item, value: str) -> bool:
    if note.command == "remove":
        return note.set("film.sound.music", None, item)
    mood = next((one for one in note.clause.items if one.has("mood")), None)
    if note.film.sound.music and mood is None:
        return True
    usual = note.film.sound.music or "cheerful"
    return note.set("film.sound.music", mood.value("mood") if mood else usual, item)


def _on_mood(note: Note, item: Item, value: str) -> bool:
    return note.command != "remove" and note.set("film.sound.music", value, item)


def _on_atmosphere(note: Note, item: Item, value: str) -> bool:
    known = data("resolve")["atmosphere"]
    place = next((s.place.set for s in note.film.shots if hasattr(s, "place")), "seaside_town")
    air = known[place] if value == "any" else value
    return note.set("film.sound.atmosphere", None if note.command == "remove" else air, item)


def _on_subtitles(note: Note, item: Item, value: str) -> bool:
    return note.set("film.subtitles", note.command != "remove", item)


def _on_card(name: str) -> Handler:
    def change(note: Note, item: Item, value: str) -> bool:
        if note.command == "remove":
            if name == "caption":
                for shot in note.aimed():
                    if shot.captions:
                        note.set(f"{shot.id}.captions", [], item)
                return True
            fields = ["opening", "closing"] if name == "title" else [name]
            for one in fields:
                if getattr(note.film, one) is not None:
                    note.set(f"film.{one}", None, item)
            return True
        return note.following("quote") is not None or any(o.has("quote") for o in note.clause.items)

    return change


def _on_quote(note: Note, item: Item, value: str) -> bool:
    around = note.clause.items
    if any(one.has("title", "opening", "closing") for one in around):
        closing = any(one.has("closing") or one.value("when") == "end" for one in around)
        _take_when(around)
        return note.set("film.closing" if closing else "film.opening", {"text": value[:80]}, item)
    shots = [s for s in note.aimed() if s.kind in ("take", "voice_line")]
    if any(one.has("caption", "wording") for one in around):
        for shot in note.aimed()[-1:]:
            note.set(f"{shot.id}.captions.end", {"text": value[:80]}, item, "insert")
        return True
    if not shots:
        note.left.append(Left(item.start, item.end, "speechless"))
        return True
    _take_when(around)
    quotes = [one.value("quote") for one in note.words.items if one.has("quote")]
    said = [s for s in shots if any(line.text in quotes for line in s.lines)]
    spoken = [s for s in shots if note.who and any(one.character in note.who for one in s.lines)]
    shot = ([*shots[-1:]] + spoken[-1:] + said[-1:])[-1]
    adds = note.command == "add" or _adds(note) or not shot.lines
    speaker = (
        note.who
        or [line.character for line in shot.lines[-1:]]
        or [r.character for r in getattr(shot, "cast", [])]
    )[0]
    language = language_of(value, note.words.book.languages.get(speaker, "en"))
    if not adds:
        number = next((n for n, line in enumerate(shot.lines) if line.character == speaker), 0)
        note.set(f"{shot.id}.lines.{number}.language", language, item)
        return note.set(f"{shot.id}.lines.{number}.text", value[:400], item)
    role = next((r for r in getattr(shot, "cast", []) if r.character == speaker), None)
    line = {"character": speaker, "text": value[:400], "language": language}
    if role is not None:
        line |= {"emotion": role.expression}
    first = any(one.value("when") == "start" for one in around)
    if role is not None and role.action == "idle":
        note.set(f"{shot.id}.cast.{speaker}.action", "talk", item)
    return note.set(f"{shot.id}.lines.{0 if first else 'end'}", line, item, "insert")


def _take_when(items: list[Item]) -> None:
    for one in items:
        one.taken = one.taken or one.has("when", "title", "opening", "closing", "list_noun", "kind")


def _on_transition(note: Note, item: Item, value: str) -> bool:
    kind = "cut" if note.command == "remove" else value
    cut = note.film.cut
    meant = [shot for shot in cut[:-1] if not note.targets or shot.id in note.targets]
    for shot in meant:
        note.set(f"{shot.id}.transition.kind", kind, item)
    return bool(meant)


def _passed(note: Note, item: Item, value: str) -> bool:
    return True


def _on_speech(note: Note, item: Item, value: str) -> bool:
    """ "whisper it", "let Nico say it"."""
    entry = item.get("speech")
    if note.clause.having("quote") or entry is None:
        return True
    for shot in note.aimed():
        for number in range(len(getattr(shot, "lines", []))):
            if entry.strength != 1:
                note.set(f"{shot.id}.lines.{number}.strength", entry.strength, item)
            if value != "neutral":
                note.set(f"{shot.id}.lines.{number}.emotion", value, item)
    return True


def _on_language(note: Note, item: Item, value: str) -> bool:
    done = False
    for shot in note.aimed():
        for number in range(len(getattr(shot, "lines", []))):
            done = note.set(f"{shot.id}.lines.{number}.language", value, item)
    return done


def _on_rate(note: Note, item: Item, value: str) -> bool:
    return note.set("film.shape.fps", min(max(round(float(value)), 6), 60), item)


def _about_lines(note: Note, item: Item, value: str) -> bool:
    """ "without the line": what is said goes."""
    if note.command == "remove" and not note.targets and value == "voice_line":
        for shot in note.aimed():
            if shot.kind == "take" and shot.lines:
                note.set(f"{shot.id}.lines", [], item)
    if note.command == "now" and value in ("take", "film", "picture"):
        _other_kind(note, item, "picture" if value == "picture" else "take")
    return True


def _other_kind(note: Note, item: Item, kind: str) -> None:
    """ "make it a video": the same scene as another kind of shot, in the place of the first."""
    shared = ("title", "length", "captions", "cast", "place", "camera", "exposure", "seed", "fixed")
    for number, shot in enumerate(note.film.shots):
        if shot.kind in ("picture", "take") and shot.kind != kind and shot in note.aimed():
            known = shot.model_dump(mode="json")
            value = {name: known[name] for name in shared} | {"id": f"{shot.id[:24]}_{kind}"}
            value |= {"kind": kind, "separate": kind == "picture"}
            value["fixed"] = [path for path in known["fixed"] if path.split(".")[0] in shared]
            note.set(f"film.shots.{number}", value, item, "insert")
            note.set(shot.id, None, item, "remove")


HANDLERS: dict[str, Handler] = {
    "change": _on_change,
    "comparative": _on_comparative,
    "emotion": _on_emotion,
    "action": _on_action,
    "length": _on_seconds,
    "name": _on_name,
    "pronoun": _on_pronoun,
    "music": _on_music,
    "mood": _on_mood,
    "atmosphere": _on_atmosphere,
    "subtitles": _on_subtitles,
    "quote": _on_quote,
    "transition": _on_transition,
    "kind": _about_lines,
    "speech": _on_speech,
    "language": _on_language,
    "fps": _on_rate,
    "ordinal": _on_number,
    "number": _on_number,
    **{name: _on_place(name) for name in _PLACES},
    **{name: _on_size(name) for name in ("size", "aspect", "resolution")},
    **{name: _on_card(name) for name in ("title", "opening", "closing", "caption")},
    **dict.fromkeys(
        (
            "enumerator",
            "make",
            "again",
            "when",
            "where",
            "scenery",
            "negation",
            "transition_noun",
            "wording",
            "strength",
            "list_noun",
            "after_it",
        ),
        _passed,
    ),
}
