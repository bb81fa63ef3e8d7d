"""The reading of one note on a film."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from llm.planner.data.ranges import within
from llm.planner.reader.language.clause import STRONG, Clause
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.notes.naming import NamedShots, cast_of
from llm.planner.reader.slots.draft import LeftOutWords, Slot
from studio.plan import Change, LeftOut, Line
from studio.plan.shots import Shot

RENDERED = ("picture", "take")
FRAMINGS = ("close_up", "medium", "full", "wide")


@dataclass
class NoteContext(NamedShots):
    """The reading of one note. Shots are named by `targets`; none: all of them."""

    changes: list[Change] = field(default_factory=list)
    left: list[LeftOutWords] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    clause: Clause = field(default_factory=Clause)
    at: int = 0
    command: str = ""
    """What is to be done with what is told next: add, remove, swap, move, instead, only, first."""
    denied: bool = False
    """Whether that was a mere "not", which ends with its part of the sentence."""
    swaps: Phrase | None = None
    keeps: Phrase | None = None
    """The word that says that all shots go but those that are named."""
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
            self._drop(clause, [deed])
        elif found := self.shot_of_somebody(clause.items) or self.shot_of_quality(clause.items):
            identifier, told = found
            for item in told:
                self.read(item)
                item.entries = {}
            self.targets, self.targeted, self.nowhere = [identifier], True, False
            self._drop(clause, told)

    def _drop(self, clause: Clause, told: list[Phrase]) -> None:
        """The shots that `told` names go, where nothing else is asked: "drop the jump"."""
        self.named += self.targets
        goes = [one for one in clause.items if one.value("change") == "remove"]
        rest = [one for one in clause.items if one not in [*goes, *told]]
        for shot in self.targets if goes and not any(one.is_content for one in rest) else ():
            self.set(shot, None, goes[0], "remove")

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
        shots = [s.id for s in self.film.shots if names and names[0].value("name") in cast_of(s)]
        if first and len(names) == len(shots) == 1 and len(told) == 2 + len(clause.having("make")):
            self.set(shots[0], 0, names[0], "move")
            for item in told:
                self.read(item)
                item.entries = {}

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
        """What is asked of shots by others that are named: once all of the note is read."""
        for shot in self.film.shots if self.keeps and self.named else ():
            if shot.id not in self.named:
                self.set(shot.id, None, self.keeps, "remove")
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


Handler = Callable[[NoteContext, Phrase, str], bool]


def strength_within(value: float) -> float:
    """A strength as the plan may have it, of a feeling that is not gone altogether."""
    return round(max(0.1, within("cast.*.strength", value)), 2)


def length_within(seconds: float) -> float:
    """A shot's length as the plan may have it: half a second at least."""
    return max(0.5, within("length", seconds))
