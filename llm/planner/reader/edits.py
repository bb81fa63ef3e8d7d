"""What a brief asks of footage that came with it: the steps of an edit."""

from dataclasses import dataclass, field, replace
from typing import Any

from llm.planner.data import default
from llm.planner.data import table as data
from llm.planner.reader.clauses import Clause, clauses_of
from llm.planner.reader.frame import Held, Left
from llm.planner.reader.words import Item, Words

_KINDS = {
    "snap_zoom": "zoom",
    "slow_zoom": "zoom",
    "handheld": "shake",
    "slow": "speed",
    "ramp": "speed",
    "fast": "speed",
    "lapse": "speed",
    "pace": "speed",
}
# Words that only lead to what is asked.
_LEADING = (
    "refer",
    "trim",
    "keep",
    "remove",
    "outcry",
    "make",
    "kind",
    "list_noun",
    "scenery",
    "pronoun",
    "enumerator",
    "about",
    "negation",
    "relative",
    "degree",
    "speech",
)
_STRETCHES = ("beginning", "end", "range", "from", "until")
EFFECTS = frozenset({"exaggerate", "zoom", "shake", "speed", "freeze", "reverse"})


@dataclass
class StepDraft:
    """One change to footage, as far as the brief tells. `where` is "" while it is open."""

    kind: str
    word: str = ""
    amount: float = 0.0
    where: str = ""
    start: float = 0.0
    seconds: float = 0.0
    look: str = ""
    measured: bool = False
    counted: bool = False
    open_end: bool = False
    removes: bool = False
    rest: bool = False
    items: list[Item] = field(default_factory=list)


@dataclass
class Wish:
    """All that a brief asks of its footage."""

    steps: list[StepDraft] = field(default_factory=list)
    without: set[str] = field(default_factory=set)
    fields: dict[str, Held] = field(default_factory=dict)
    parody: Held | None = None
    length: float = 0.0
    shorter: float = 0.0
    length_item: Item | None = None
    refers: bool = False
    left: list[Left] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class EditReader:
    """Reads the clauses of a brief about footage."""

    def __init__(self, words: Words) -> None:
        self.words, self.wish = words, Wish()
        self.before: list[StepDraft] = []
        self.open: list[Item] = []
        self.denied = False
        self.title_said: Item | None = None

    def read(self, clauses: list[Clause] | None = None) -> Wish:
        """What the clauses ask; all of the brief's where none are given."""
        for clause in clauses if clauses is not None else clauses_of(self.words, marks=False):
            self._clause(clause)
        self._close()
        wish = self.wish
        if wish.steps or wish.fields or wish.parody or wish.length or wish.shorter:
            for item in self.words.items:
                item.taken = item.taken or item.has(*_LEADING) or self._whose(item)
        return self.wish

    def _whose(self, item: Item) -> bool:
        """Whether a name only tells whose face is meant: "zoom in on Luca's face"."""
        before = self.words.items[max(0, self.words.items.index(item) - 1)]
        token = self.words.tokens[item.last - 1]
        return item.has("name") and (token.possessive or self.words.listed("towards", before.norm))

    def _close(self) -> None:
        """Places that no effect took: a stretch alone is kept, others belong to what was before."""
        for item in self.open:
            if item.has("moment") and not self.wish.steps and self._kind(item) in _STRETCHES:
                self._put(self._step("trim", "trim", [item]), item)
            elif self.before:
                self._placed(item, [s for s in self.before if not s.where and s.kind != "trim"])
        self.open = []

    @staticmethod
    def _kind(item: Item) -> str:
        return item.value("moment").split()[0] if item.has("moment") else ""

    def _clause(self, clause: Clause) -> None:
        wish, items = self.wish, clause.items
        wish.refers |= bool(clause.having("refer"))
        if self._inserts(clause) or self._beyond(clause):
            return
        items = clause.items
        self._moods(clause)
        negated = [one for one in items if one.has("negation")]
        removed = clause.having("remove")
        if self.denied and clause.boundary == "and" and len(items) < 5 and not negated:
            self._unwanted(clause, items[0])
            return
        self.denied = False
        if negated or (removed and not self._stretch(clause)):
            by = (negated or removed)[0]
            if self._unwanted(clause, by):
                self.denied = True
                clause.items = items = items[: items.index(by)]
        self._titles(clause)
        self._over_all(clause)
        made = self._effects(clause)
        self._cuts(clause, made)
        self._places(clause, made)
        self.before = made or self.before

    def _moods(self, clause: Clause) -> None:
        """ "sad, slow piano music": words before music tell its mood."""
        items = self.words.items
        for music in clause.having("music"):
            place = items.index(music) - 1
            while place >= 0 and (
                items[place].has("mood", "look", "effect", "parody", "degree", "emotion", "cannot")
                or not items[place].entries
                or items[place].norm in (",", "and", "e")
            ):
                word = items[place]
                if items[place + 1].is_mark and "mood" not in word.known:
                    break
                if "mood" in word.known:
                    word.entries = {"mood": word.known["mood"]}
                elif word.entries and not word.is_mark and not word.has("function"):
                    word.entries, word.taken = {"chatter": next(iter(word.entries.values()))}, True
                place -= 1

    def _stretch(self, clause: Clause) -> list[Item]:
        return [
            one for one in clause.having("moment") if one.value("moment").split()[0] in _STRETCHES
        ]

    def _inserts(self, clause: Clause) -> bool:
        """Whether somebody is to be put into the footage, which no tool does."""
        verb = next((i for i in clause.items if self.words.listed("inserting", i.norm)), None)
        named = [i for i in clause.having("name") if not self.words.tokens[i.last - 1].possessive]
        if verb is None or not named or clause.having("effect", "quote"):
            return False
        self.wish.left.append(
            Left(verb.start, clause.items[-1].end, "nobody can be put into footage")
        )
        for item in clause.items:
            item.taken = True
        return True

    def _beyond(self, clause: Clause) -> bool:
        """What no tool can do: it is left out, with the words that belong to it."""
        found = clause.having("beyond")
        if not found or clause.having("negation"):
            return False
        first = clause.items.index(found[0])
        for place, item in enumerate(clause.items[first:]):
            led = clause.items[first + place - 1].norm in ("in", "at", "with") if place else False
            own = found[0].norm.startswith(("this", "my"))
            if place and (
                (item.has("parody", "music") and not own)
                or (led and item.has("effect", "look", "speed"))
            ):
                break
            item.taken = True
            last = item
        self.wish.left.append(Left(found[0].start, last.end, "no tool does this to footage"))
        clause.items = [i for i in clause.items if not found[0].start <= i.start < last.end]
        return not clause.items

    def _unwanted(self, clause: Clause, by: Item) -> bool:
        """ "no slow motion", "without the music"."""
        done = False
        for item in clause.items[clause.items.index(by) :]:
            kind = _KINDS.get(item.value("effect"), item.value("effect"))
            kind = "speed" if item.has("speed") else kind
            kind = kind or ("grade" if item.has("look") else "")
            kind = kind or next(
                (c for c in ("music", "title", "parody", "subtitles") if item.has(c)), ""
            )
            if kind:
                self.wish.without.add(kind)
                item.taken = by.taken = done = True
        for item in self._stretch(clause):
            if (by.has("negation") or self.denied) and item.value("moment").split()[0] in (
                "beginning",
                "end",
            ):
                step = self._step("trim", "trim", [item, by])
                step.removes = True
                self._put(step, item)
                done = True
        return done

    def _titles(self, clause: Clause) -> None:
        names = ("title", "opening", "closing", "caption", "wording")
        said = [i for i in clause.items if i.has(*names) or "title" in i.known]
        for item in clause.having("quote"):
            named = said[0] if said else self.title_said
            if named is None:
                self.wish.left.append(
                    Left(item.start, item.end, "words are written as a title only: ask for a title")
                )
                continue
            last = named.has("closing") or any(
                one.value("place") == "end" or one.value("when") == "end" for one in clause.items
            )
            self.wish.fields["closing" if last else "title"] = Held(
                item.value("quote"), item.start, item.end
            )
            item.taken = named.taken = True
            for one in clause.having("place", "when"):
                one.taken = one.taken or not clause.having("effect", "speed")
        if (
            self.title_said is not None
            and clause.boundary == "colon"
            and not clause.having("quote")
        ):
            named = [one for one in clause.items if one.text[:1].isupper() and not one.entries]
            if named and named[0] is clause.items[0]:
                word = Held(
                    self.words.text[named[0].start : named[-1].end], named[0].start, named[-1].end
                )
                self.wish.fields["title"] = word
                self.title_said.taken = True
                for one in named:
                    one.taken = True
        self.title_said = said[0] if said and not clause.having("quote") else None

    def _over_all(self, clause: Clause) -> None:
        """What the whole piece has: music, quality, seed, shape, its length."""
        for item in clause.items:
            for name in (
                "music",
                "mood",
                "atmosphere",
                "quality",
                "seed",
                "aspect",
                "size",
                "resolution",
                "fps",
                "subtitles",
            ):
                if name == "mood" and item.entries.keys() != {"mood"}:
                    continue
                if item.has(name) and not item.has("effect", "look"):
                    self.wish.fields.setdefault(name, Held(item.value(name), item.start, item.end))
                    item.taken = True
            if item.has("parody"):
                self.wish.parody = self.wish.parody or Held("yes", item.start, item.end)
                item.taken = True
            kind, _, seconds = item.value("moment").partition(" ")
            if kind == "to":
                self.wish.length, self.wish.length_item, item.taken = float(seconds), item, True
            elif kind == "shorter":
                self.wish.shorter, self.wish.length_item, item.taken = float(seconds), item, True
            elif kind == "bare" and self._is_result(clause, item):
                self.wish.length, self.wish.length_item, item.taken = float(seconds), item, True

    def _is_result(self, clause: Clause, item: Item) -> bool:
        """Whether a length is that of the result: "a four-second parody"."""
        place = clause.items.index(item)
        following = clause.items[place + 1 : place + 4]
        return any(
            one.has("parody", "refer", "place", "said") or "kind" in one.known
            for one in following[:2]
        ) or (
            not (clause.having("effect"))
            and any(one.has("make", "chatter") for one in clause.items[:place])
        )

    def _step(self, kind: str, word: str, items: list[Item]) -> StepDraft:
        step = StepDraft(kind, word, items=list(items))
        for item in items:
            item.taken = True
        self.wish.steps.append(step)
        return step

    def _effects(self, clause: Clause) -> list[StepDraft]:
        """The effects and looks of a clause, with how much of each."""
        made: list[StepDraft] = []
        for item in clause.items:
            if item.has("speed"):
                self._pace(item, made)
            elif word := item.value("effect"):
                kind = _KINDS.get(word, word)
                same = [one for one in made if one.kind == kind and kind != "freeze"]
                if same and word in (same[0].word, "pace"):
                    same[0].items.append(item)
                    item.taken = True
                    continue
                made.append(self._step(kind, word, [item]))
            elif item.has("look"):
                made.append(replace(self._step("grade", "look", [item]), look=item.value("look")))
                self.wish.steps[-1] = made[-1]
        factors = clause.having("factor", "intensity")
        if factors and (
            (not made and not self.before) or (made and {s.kind for s in made} == {"reverse"})
        ):
            made.append(self._step("speed", "pace", []))
        if not made and clause.having("degree") and self.before:
            self._amount(clause, self.before[-1])
        if (
            clause.having("factor", "intensity")
            and len(made) == 1
            and self._same_speed(clause, made[0])
        ):
            made = [self.before[-1]]
        if (
            not made
            and clause.having("factor", "moment")
            and self.before
            and clause.boundary in ("and", "comma")
        ):
            made = self._repeated(clause)
        for step in made:
            self._amount(clause, step)
        return made

    def _pace(self, item: Item, made: list[StepDraft]) -> None:
        """A speed by its name: "slow motion", "at half speed"."""
        amount = float(item.value("speed"))
        same = [step for step in [*self.before, *made] if step.kind == "speed"]
        plain = item.known.get("effect") is not None
        if same and not plain and not same[-1].counted and "rest" not in self._said_places(item):
            same[-1].amount, same[-1].counted = amount, True
            same[-1].items.append(item)
            item.taken = True
            return
        step = self._step("speed", "slow" if amount < 1 else "fast", [item])
        step.amount, step.counted, step.measured = amount, not plain and amount != 0.25, not plain
        first = self.words.lexicon.entries.get((item.norm.split()[0],), [])
        if any(one.value == "dramatic" for one in first):
            step.where = "peak"
        made.append(step)

    def _said_places(self, item: Item) -> set[str]:
        place = self.words.items.index(item)
        return {one.value("place") for one in self.words.items[max(0, place - 3) : place + 3]}

    def _same_speed(self, clause: Clause, step: StepDraft) -> bool:
        """ "slow motion from 3 to 5 seconds, 3x slower": the speed of the one before."""
        last = self.before[-1] if self.before else None
        places = [one for one in clause.having("moment", "place") if one.value("place") != "all"]
        if last is None or last.kind != "speed" or step.kind != "speed" or last.counted or places:
            return False
        if (last.amount < 1) != (step.word in ("slow", "ramp")):
            return False
        self.wish.steps.remove(step)
        last.items += step.items
        return True

    def _repeated(self, clause: Clause) -> list[StepDraft]:
        """ "shake at 1 s, 2 s and 3 s", "2x at 1s and 3x at 4s": the same once more."""
        last = self.before[-1]
        times = [
            one
            for one in clause.having("moment")
            if one.value("moment").split()[0] in ("at", "bare", "range")
        ]
        if not times or last.where != "time" or last.kind == "trim":
            return []
        step = self._step(last.kind, last.word, [])
        step.amount = last.amount
        self._put(step, times[0])
        step.where = "time"
        return [step]

    def _amount(self, clause: Clause, step: StepDraft) -> None:
        """How much: by a degree, a factor, a share."""
        amounts = data("defaults")["edits"].get(step.word, {})
        for item in clause.having("degree"):
            item.taken = True
            step.items.append(item)
            step.amount = float(amounts.get(item.value("degree"), amounts.get("usual", 0)))
            if step.kind == "grade" and item.value("degree") == "slight":
                step.amount = 0.5
            step.measured = True
        for item in clause.having("factor", "intensity"):
            share = item.has("intensity")
            value = float(item.value("intensity") if share else item.value("factor"))
            if step.kind in ("speed", "zoom", "exaggerate", "shake") and value:
                item.taken, step.measured, step.counted = True, True, True
                step.items.append(item)
                step.amount = _factor(step, value, share, item)
        if not step.amount:
            step.amount = float(amounts.get("usual", 0))

    def _cuts(self, clause: Clause, made: list[StepDraft]) -> None:
        """What is kept of the footage, and what goes."""
        stretch = self._stretch(clause)
        trims, keeps, removes = (
            clause.having("trim"),
            clause.having("keep"),
            clause.having("remove"),
        )
        peaks = [one for one in clause.having("place") if one.value("place") == "peak"]
        asked = trims or keeps or removes
        backwards = [s for s in made if s.kind == "reverse"]
        if backwards and stretch and not asked and backwards[0].items[0].start < stretch[0].start:
            self.wish.steps.remove(backwards[0])
            made.remove(backwards[0])
            words = [backwards[0].items[0], stretch[0]]
            self.wish.left.append(
                Left(words[0].start, words[1].end, "only whole clips run backwards")
            )
            stretch[0].taken = True
        elif stretch and asked and not (made and not (keeps or removes)):
            kind = stretch[0].value("moment").split()[0]
            step = self._step("trim", "trim", [stretch[0], *asked[:1]])
            self._put(step, stretch[0])
            step.removes = bool(removes) or (
                bool(trims) and kind in ("beginning", "end") and trims[0].norm.startswith("cut")
            )
            for one in stretch[1:2]:
                second = self._step("trim", "trim", [one])
                self._put(second, one)
                second.removes = step.removes
        elif peaks and asked and (not made or peaks[0].start < made[0].items[0].start):
            step = self._step("trim", "trim", [peaks[0], *asked[:1]])
            step.where = "peak"
        elif stretch and made and made[0].kind == "reverse":
            self._put(self._step("trim", "trim", [stretch[0]]), stretch[0])

    def _places(self, clause: Clause, made: list[StepDraft]) -> None:
        """Where each effect is made, and for how long."""
        effects = [step for step in made if step.kind != "trim"]
        if not effects:
            self.open += [
                i for i in clause.items if i.has("moment", "place", "outcry") and not i.taken
            ]
            if clause.boundary not in ("sentence", "then", "line", "start") or clause.having(
                "outcry"
            ):
                self._close_over()
            return
        if clause.boundary == "sentence":
            self._close_over()
        places, self.open = [*self.open, *clause.items], []
        for item in places:
            if not item.taken:
                self._placed(item, effects)
        when = next((i for i in clause.items if self.words.listed("when_words", i.norm)), None)
        for step in effects:
            if when is not None and not step.where and step.items[0].start < when.start:
                step.where = "peak"
            if " it " in f" {step.items[0].norm} " and step.kind == "speed" and not step.where:
                step.where = "all"

    def _close_over(self) -> None:
        """Places that follow what they belong to: "slow motion, at the peak"."""
        open_ones = [s for s in self.before if not s.where and s.kind != "trim"]
        if open_ones:
            for item in self.open:
                self._placed(item, open_ones)
            self.open = [item for item in self.open if not item.taken]

    def _placed(self, item: Item, steps: list[StepDraft]) -> None:
        """Give effects a place: a time, a part of the footage, or what somebody does there."""
        if item.has("moment"):
            self._moment(item, steps)
        elif place := item.value("place"):
            for step in steps:
                if step.where in ("", place):
                    step.where, item.taken = place, True
                step.rest = step.rest or place == "rest"
            item.taken = item.taken or (place == "all" and bool(steps))
        elif item.has("outcry") and steps:
            for step in steps:
                step.where = step.where or "peak"
            item.taken = True
            self.wish.notes.append(f"“{item.text}” is taken as the most striking moment.")

    def _moment(self, item: Item, steps: list[StepDraft]) -> None:
        kind, *numbers = item.value("moment").split()
        seconds = float(numbers[0])
        for step in steps[-1:] if kind in ("for", "bare") else steps:
            if kind in ("for", "bare") and step.kind == "freeze":
                step.amount, item.taken = seconds, True
            elif kind == "bare" and step.word == "shake" and step.where == "time":
                continue
            elif kind in ("for", "bare") and not (
                kind == "bare" and not step.where and self.before and steps == self.before
            ):
                step.seconds, item.taken = seconds, True
            elif kind == "bare" or not step.where:
                self._put(step, item)
            elif kind == "at":
                again = self._step(step.kind, step.word, [item])
                again.amount, again.where, again.start = step.amount, "time", seconds

    def _put(self, step: StepDraft, item: Item) -> None:
        """Set where a step is made, as a time has it."""
        kind, *numbers = item.value("moment").split()
        first = float(numbers[0])
        item.taken = True
        step.items.append(item)
        if kind in ("beginning", "end"):
            step.where, step.seconds = kind, first
        elif kind == "until":
            step.where, step.seconds = "beginning", first
        else:
            step.where, step.start = "time", first
            step.open_end = kind == "from"
            if kind == "range":
                step.seconds = round(float(numbers[1]) - first, 3)
            if step.word == "freeze" and kind == "range":
                step.amount = step.seconds


def _factor(step: StepDraft, value: float, share: bool, item: Item) -> float:
    """ "four times slower" is 0.25, "at 25 %" too, "30 % faster" is 1.3."""
    if step.kind != "speed":
        return 1 + value if share and value <= 1 else value
    slow = step.word in ("slow", "ramp")
    if share and step.items and step.items[0].norm in ("slower", "faster", "quicker"):
        return max(0.05, 1 - value) if slow else 1 + value
    return 1 / value if slow and value > 1 else value


def usual_places(wish: Wish) -> None:
    """Where effects are made of which the brief does not say it, and what belongs to a parody."""
    wish.steps = [step for step in wish.steps if step.kind not in wish.without]
    effects = {step.kind for step in wish.steps if step.kind in EFFECTS}
    if wish.parody and "parody" not in wish.without:
        usual = {kind: float(amount) for kind, amount in data("defaults")["parody"].items()}
        extra = ["zoom"] if effects else list(usual)
        for kind in (one for one in extra if one not in effects | wish.without):
            where = "all" if kind == "exaggerate" else "peak"
            wish.steps.append(StepDraft(kind, kind, usual[kind], where))
        effects |= set(extra) - wish.without
    graded = any(step.kind == "grade" for step in wish.steps)
    for step in wish.steps:
        if step.kind in ("exaggerate", "grade", "reverse"):
            step.where = step.where or "all"
        elif step.kind == "speed" and not step.where:
            among = effects - {"speed", "reverse"} or wish.parody or graded
            step.where = "peak" if step.amount < 1 and among and not step.counted else "all"
        elif step.word in ("handheld", "slow_zoom"):
            step.where = step.where or "all"
        step.where = step.where or "peak"
        if step.where == "peak" and step.kind == "speed":
            step.seconds = step.seconds or default("peak_seconds")
        if step.kind == "freeze":
            step.amount, step.seconds = min(step.amount or default("hold_seconds"), 60.0), 0.0
        if step.kind in ("grade", "reverse"):
            step.where, step.seconds = "all", 0.0


__all__ = ["EFFECTS", "Any", "EditReader", "StepDraft", "Wish", "usual_places"]
