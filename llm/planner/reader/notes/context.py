"""The reading of one note on a film."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from llm.planner.data.ranges import within
from llm.planner.reader.language.clauses import STRONG, Clause
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.language.words import Words
from llm.planner.reader.slots.draft import LeftOutWords, Slot
from studio.plan import Change, Film, LeftOut, Line
from studio.plan.shots import Shot

RENDERED = ("picture", "take")
FRAMINGS = ("close_up", "medium", "full", "wide")


@dataclass
class NoteContext:
    """The reading of one note. Shots are named by `targets`; none: all of them."""

    words: Words
    film: Film
    changes: list[Change] = field(default_factory=list)
    left: list[LeftOutWords] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    trace: list[Slot] = field(default_factory=list)
    clause: Clause = field(default_factory=Clause)
    at: int = 0
    command: str = ""
    """What is to be done with what is told next: add, remove, swap, move, instead, only, first."""
    denied: bool = False
    """Whether that was a mere "not", which ends with its part of the sentence."""
    swaps: Phrase | None = None
    targets: list[str] = field(default_factory=list)
    targeted: bool = False
    """Whether the clause itself names them."""
    nowhere: bool = False
    """Whether the sentence tells of a shot that there is not."""
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
        before, self.clause, self.relative = self.clause, clause, ""
        made = any(one.has("make") for one in clause.items[:1])  # "…, and make it a close-up"
        if made or (self.denied and clause.boundary == "comma"):
            self.command = ""
        self.denied = False
        if clause.boundary in STRONG:
            self.command, self.targets, self.who, self.nowhere = "", [], [], False
        self._goes_first(clause)
        numbers = [item for item in clause.items if self.number_of(item)]
        others = [one for one in clause.items if self.words.listed("others", one.norm)]
        if others and self.named:  # "drop the sad one and make the others night"
            self.read(others[0])
            self.targets = [s.id for s in self.film.shots if s.id not in self.named]
        self.targeted = bool(others or numbers)
        if numbers:
            joined = clause.boundary == "and" and before.items and self._only_numbers(before)
            told = self.targets if joined else []  # "in the first and the third shot"
            self.targets = [*told, *(one for item in numbers if (one := self.shot_of(item)))]
            self.targets += self._first_of(clause, numbers[0])
            self.nowhere = not self.targets
            if self.nowhere:
                self.left.append(LeftOutWords(numbers[0].start, numbers[0].end, "shotless"))
            self.named += self.targets
        elif deed := self._deed_told(clause):
            self.targets = self.shots_doing(deed)
            self.targeted, self.nowhere = True, False
            self.named += self.targets
        elif found := self.shot_of_somebody(clause.items) or self.shot_of_quality(clause.items):
            identifier, told = found
            for item in told:
                self.read(item)
                item.entries = {}
            self.targets, self.targeted, self.nowhere = [identifier], True, False
            self.named += self.targets
            goes = [one for one in clause.items if one.value("change") == "remove"]
            rest = [one for one in clause.items if one not in [*goes, *told]]
            if goes and not any(one.is_content for one in rest):
                self.set(identifier, None, goes[0], "remove")

    def _only_numbers(self, clause: Clause) -> bool:
        return all(not one.is_content or self.number_of(one) for one in clause.items)

    def _deed_told(self, clause: Clause) -> Phrase | None:
        """What is done in shots that are named by it, and is not to be done: "slow down the
        jump"."""
        for led, item in pairwise(clause.items):
            named = item.has("action") and self.words.listed("definite", led.norm)
            asked = clause.having("change", "comparative", "length")
            if named and asked and self.shots_doing(item):
                self.read(item)
                item.entries = {}
                return item
        return None

    def shots_doing(self, deed: Phrase) -> list[str]:
        """The shots in which somebody does what an item tells."""
        value = deed.known["action"].value
        told = [(s.id, [r.action for r in getattr(s, "cast", ())]) for s in self.film.shots]
        return [identifier for identifier, actions in told if value in actions]

    def spare(self, shot: str, item: Phrase) -> bool:
        """What is asked so far is not asked of that shot: "…, not in the second"."""
        self.changes = [c for c in self.changes if not c.path.startswith(f"{shot}.")]
        return self.read(item)

    def are_three(self) -> bool:
        """Whether there are three shots, or three who are in them."""
        made = sum(one.op == "insert" for one in self.changes)
        return 3 in (len(self.film.shots) + made, len(self.aimed()), len(self.film.characters))

    def _goes_first(self, clause: Clause) -> None:
        """ "Put Giulia first": the one shot that she is in."""
        told = [one for one in clause.items if one.is_content]
        names = [one for one in told if one.has("name")]
        first = [o for o in told if "first" in (o.value("sequence"), o.value("change"))]
        shots = [s.id for s in self.film.shots if names and names[0].value("name") in _cast(s)]
        if first and len(names) == len(shots) == 1 and len(told) == 2 + len(clause.having("make")):
            self.set(shots[0], 0, names[0], "move")
            for item in told:
                self.read(item)
                item.entries = {}

    def shot_of_somebody(self, items: list[Phrase]) -> tuple[str, list[Phrase]] | None:
        """The one shot that is named by who is in it, and the words: "Giulia's shot", "the shot
        with Giulia"."""
        said = [one for one in items if one.has("name") or "enumerator" in one.known]
        for one, other in pairwise(said):
            name, noun = (one, other) if one.has("name") else (other, one)
            owned = name is one and self.words.tokens[name.last - 1].possessive
            led = noun is one and self.words.items[max(0, noun.place - 1)]
            definite = led and self.words.listed("definite", led.norm)
            if name.has("name") and not noun.has("name") and (owned or definite):
                who = name.value("name")
                found = [shot.id for shot in self.film.shots if who in _cast(shot)]
                if len(found) == 1 and other.place - one.place < 3:
                    return found[0], [name, noun]
        return None

    def shot_of_quality(self, items: list[Phrase]) -> tuple[str, list[Phrase]] | None:
        """The one shot that is named by what nothing else shows, and the words: "the sad one", "the
        harbour shot"."""
        for told, noun in pairwise(items):
            led = self.words.items[max(0, told.place - 1)]
            one = (
                self.words.listed("one_of_them", noun.norm.split(" ")[0])
                or "enumerator" in noun.known
            )
            if not one or not self.words.listed("definite", led.norm):
                continue
            values = {entry.value for entry in told.entries.values()}
            found = [shot.id for shot in self.film.shots if values & _qualities(shot)]
            if len(found) == 1 < len(self.film.shots):
                return found[0], [told, noun]
        return None

    def _first_of(self, clause: Clause, ordinal: Phrase) -> list[str]:
        """ "the first two shots": those after the first, or before the last."""
        place = clause.items.index(ordinal) + 1
        following = clause.items[place : place + 1]
        if not following or not following[0].has("number") or not ordinal.has("ordinal"):
            return []
        self.read(following[0])
        count, ids = int(float(following[0].value("number"))), [s.id for s in self.film.shots]
        return ids[1:count] if ordinal.value("ordinal") == "1" else ids[-count:-1]

    def number_of(self, item: Phrase) -> str:
        """The number of the shot that an item tells, "" where it tells none."""
        items = self.words.items
        alone = item.norm.endswith(" one") or self._stands_alone(item)
        if "ordinal" in item.known and (item.has("ordinal") or alone):
            return item.known["ordinal"].value
        place = item.place
        counted = any(one.has("enumerator") for one in items[max(0, place - 1) : place]) or (
            item.has("number")
            and any(self.number_of(o) for o in items[max(0, place - 3) : place] if o.has("number"))
        )
        return item.value("number") if counted else ""

    def _stands_alone(self, item: Phrase) -> bool:
        """Whether an ordinal counts no noun that follows: "the second at night"."""
        led = self.words.items[max(0, item.place - 1)]
        after = self.words.items[item.place + 1 : item.place + 2]
        noun = after and after[0].is_content and not after[0].is_mark
        noun = noun and not after[0].has("time", "framing", "angle", "move", "length", "change")
        several = len(self.film.shots) > 1 and len(item.norm.split()) == 1
        return bool(several and self.words.listed("definite", led.norm) and not noun)

    def shot_of(self, item: Phrase) -> str:
        """The id of the shot that an item tells; the item counts as taken where there is one."""
        shots = self.film.shots
        place = int(float(self.number_of(item) or 0))
        place = place - 1 if place > 0 else place
        if not self.number_of(item) or not -len(shots) <= place < len(shots):
            return ""
        self.read(item)
        return shots[place].id

    def aimed(self, *kinds: str) -> list[Shot]:
        """The shots that are meant; with `kinds`, those of them that are of these kinds."""
        shots = [s for s in self.film.shots if s.id in self.targets] or list(self.film.shots)
        shots = [one for one in shots if not (self.nowhere or self.goes(one.id))]
        return [shot for shot in shots if not kinds or shot.kind in kinds]

    def roles(self) -> Iterator[tuple[Shot, Any]]:
        """(shot, role) of those who are meant: who was named, else everybody."""
        for shot in self.aimed(*RENDERED):
            for role in shot.cast:
                if not self.who or role.character in self.who:
                    yield shot, role

    def lines(self) -> Iterator[tuple[str, Line]]:
        """(path, line) of what those say who are meant; of all lines where those take over what
        others say."""
        told = [
            (f"{shot.id}.lines.{number}", line)
            for shot in self.aimed("take", "voice_line")
            for number, line in enumerate(shot.lines)
        ]
        own = [(path, line) for path, line in told if line.character in self.who]
        taken_over = any(change.path.endswith(".character") for change in self.changes)
        yield from own if own or (self.who and not taken_over) else told

    def set(self, path: str, value: Any, item: Phrase, op: Any = "set") -> bool:
        """One change; the item counts as taken."""
        self.changes = [c for c in self.changes if c.path != path or c.op != "set" or op != "set"]
        self.changes.append(Change(path=path, op=op, value=value, reason=item.text[:200]))
        self.trace.append(Slot(path, str(value), item.start, item.end, "note"))
        item.taken = True
        return True

    def read(self, item: Phrase) -> bool:
        """The item tells what others change: it counts as taken."""
        self.trace.append(Slot("read.note", item.text, item.start, item.end, "note"))
        item.taken = True
        return True

    def each(self, item: Phrase, path: str, value: Callable[[Any], Any], *kinds: str) -> bool:
        """One change to every shot that is meant."""
        made = [self.set(f"{s.id}.{path}", value(s), item) for s in self.aimed(*kinds)]
        return any(made)

    def each_line(self, item: Phrase, name: str, value: Callable[[Line], Any]) -> bool:
        """One change to every line that is meant."""
        made = [self.set(f"{path}.{name}", value(one), item) for path, one in self.lines()]
        return any(made)

    def goes(self, identifier: str) -> bool:
        """Whether the note takes that shot away."""
        return any(one.op == "remove" and one.path == identifier for one in self.changes)

    def is_moved(self, identifier: str) -> bool:
        """Whether the note moves that shot."""
        return any(one.op == "move" and one.path == identifier for one in self.changes)

    def over(self, item: Phrase) -> bool:
        """ "not waving but pointing": what was not wanted has been told."""
        self.command = ""
        item.taken = True
        return True

    def following(self, *categories: str) -> Phrase | None:
        """The next item of the clause with one of these meanings."""
        rest = self.clause.items[self.at + 1 :]
        return next((item for item in rest if item.has(*categories)), None)

    def _exchange(self, one: Phrase, other: Phrase) -> None:
        """Two characters take each other's places in all shots."""
        changed = {one.value("name"): other, other.value("name"): one}
        for shot in self.film.shots:
            for part in ("cast", "lines"):
                for number, told in enumerate(getattr(shot, part, ())):
                    if by := changed.get(told.character):
                        path = f"{shot.id}.{part}.{number}.character"
                        self.set(path, by.value("name"), by)

    def finish(self) -> None:
        """An exchange of two shots, once all of the note is read."""
        item = self.swaps
        if item is None:
            return
        names = [one for one in self.words.items if one.has("name")]
        after = self.words.items[item.place + 1 : item.place + 3]
        others = any(one.path.endswith((".character", ".cast.end")) for one in self.changes)
        if others and (not self.named or any(one in names for one in after)):
            return  # "swap Luca for Alberto"
        if len(names) == 2 and not self.named:
            self._exchange(names[0], names[1])
            return
        ids = [s.id for s in self.film.shots]
        targets = [one for one in dict.fromkeys(self.named) if not self.goes(one)]
        targets = ids if len(targets) < 2 and len(ids) == 2 else targets
        if len(targets) != 2:
            item.taken = False
            self.left.append(
                LeftOutWords(item.start, item.end, "the note does not say which two shots")
            )
            return
        low, high = sorted(ids.index(one) for one in targets)
        self.set(ids[high], low, item, "move")
        if high - low > 1:
            self.set(ids[low], high, item, "move")


def _qualities(shot: Shot) -> set[str]:
    """What is done and felt in a shot, where, when and how it is seen."""
    seen = [getattr(shot, part, None) for part in ("place", "camera")]
    shown = {str(value) for part in seen if part for value in part.model_dump().values()}
    roles = getattr(shot, "cast", ())
    return shown | {value for role in roles for value in (role.action, role.expression)}


def _cast(shot: Shot) -> list[str]:
    return [role.character for role in getattr(shot, "cast", ())]


Handler = Callable[[NoteContext, Phrase, str], bool]


def strength_within(value: float) -> float:
    """A strength as the plan may have it, of a feeling that is not gone altogether."""
    return round(max(0.1, within("cast.*.strength", value)), 2)


def length_within(seconds: float) -> float:
    """A shot's length as the plan may have it: half a second at least."""
    return max(0.5, within("length", seconds))
