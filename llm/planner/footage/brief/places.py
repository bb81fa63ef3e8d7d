"""When and how long: which effect a time in a brief belongs to, and what is cut."""

from dataclasses import replace

from llm.planner.brief.claims import Claim
from llm.planner.brief.nearby import Nearby
from llm.planner.footage.brief.amounts import KINDS, amount_of
from llm.planner.footage.brief.claims import Clause
from llm.planner.footage.brief.drafts import Change, Wish

FACTORS = ("times", "share", "factor", "rate")
PLACES = ("at", "range", "from", "beginning", "end", "place")
_STRETCHES = ("beginning", "end", "range", "from")
_LENGTHS = ("for", "bare")
_PLACEABLE = {"exaggerate", "zoom", "shake", "speed", "freeze"}
# "a four-second parody", "a 10-second version"
_RESULTS = {
    "parody",
    "spoof",
    "version",
    "clip",
    "cut",
    "video",
    "edit",
    "film",
    "movie",
    "scene",
    "trailer",
    "teaser",
    "short",
    "gif",
    "reel",
    "meme",
    "excerpt",
    "part",
    "bit",
    "highlight",
}
_TO = {"to", "down", "into", "only", "just", "keep"}
_LISTS = {",", "and", "&"}


def put(change: Change, place: Claim) -> bool:
    """Set where `change` is made, as `place` has it; whether that was still open."""
    category, value = place.category, place.value
    if category in ("beginning", "end", *_LENGTHS, "to") and not float(value):
        return False
    if category in (*_LENGTHS, "to"):
        if change.kind == "freeze" and not change.amount:
            change.amount, change.counted = float(value), True
        elif not change.seconds:
            change.seconds = float(value)
        else:
            return False
        change.measured = True
        return True
    if change.where is not None and not (change.where == "all" and category != "place"):
        return False
    if category == "place":
        if value == "rest" and change.kind != "speed":
            return False
        change.where = value
        return True
    change.measured = True
    if category in ("beginning", "end"):
        change.where, change.seconds = category, float(value)
    else:
        change.where = "time"
        start, _, end = value.partition(" ")
        change.start = float(start)
        change.open_end = category == "from"
        if end and change.kind == "freeze":
            change.amount, change.counted = float(end) - float(start), True
        elif end:
            change.seconds = float(end) - float(start)
    return True


class Places:
    """Gives the times of a brief to its effects, clause by clause. `used` are the starts of claims
    that have their place; `waiting` are times whose effect comes in a later clause."""

    def __init__(self, near: Nearby, wish: Wish, used: set[int]) -> None:
        self.near, self.wish, self.used = near, wish, used
        self.waiting: list[Claim] = []

    def take(self, clause: Clause, effect: Claim, effects: list[Claim], change: Change) -> None:
        if change.kind not in _PLACEABLE:
            return
        kept = clause.of("keep", "trim") and change.kind != "freeze"
        claims = [*self.waiting, *clause.claims]
        for place in claims:
            if place.category not in (*PLACES, *_LENGTHS, "to") or place.start in self.used:
                continue
            if place.start < effect.start and self._owner_before(effects, effect, place):
                continue
            following = [e for e in effects if effect.start < e.start < place.start]
            if following or self._is_result(place):
                continue
            if place.category in ("beginning", "end", "range") and kept:
                continue
            if place.category == "to" and change.kind != "freeze":
                continue
            if put(change, place):
                self.used.add(place.start)
        self.waiting = [c for c in self.waiting if c.start not in self.used]

    def _owner_before(self, effects: list[Claim], effect: Claim, place: Claim) -> bool:
        """Whether an effect that precedes `place` has the better claim to it."""
        return any(e.end <= place.start and e is not effect for e in effects)

    def _is_result(self, place: Claim) -> bool:
        """ "a 4-second parody"."""
        if place.category != "bare":
            return False
        after = [self.near.norm(i) for i in range(place.end, place.end + 4)]
        for word in after:
            if word in _RESULTS:
                return True
            if word in ("of", "in", "at", ",", "."):
                return False
        return False

    def rest(self, clause: Clause) -> None:
        """Places and lengths that no effect of the clause takes."""
        trims = clause.of("trim")
        for place in clause.claims:
            if place.start in self.used:
                continue
            if place.category in _STRETCHES:
                self._stretch(clause, place)
            elif self._again(clause, place):
                continue
            elif place.category == "to" or (
                place.category == "bare" and self._is_length(clause, place)
            ):
                self._lasts(place)
            elif (
                place.category == "place" and place.value == "peak" and (trims or clause.of("keep"))
            ):
                self.wish.changes.append(Change("trim", where="peak"))
                self.used.add(place.start)
            elif place.category in (*PLACES, *_LENGTHS):
                self._give(clause, place)
        detailed = clause.of(*_STRETCHES, "to", "bare", "place") or self.wish.shorter
        if trims and not detailed:
            if all(c.value != "shorter" and self.near.norm(c.start) != "shorter" for c in trims):
                self.wish.unclear.append("a cut: say which part, such as “the first 3 seconds”")
            else:
                self.wish.unclear.append("a length: say how many seconds")

    def _lasts(self, place: Claim) -> None:
        """How long the result shall be, or by how much shorter than the footage."""
        beside = {self.near.norm(place.start - 1), self.near.norm(place.end)}
        if beside & {"by", "shorter"}:
            self.wish.shorter = float(place.value)
        else:
            self.wish.length = float(place.value)
        self.used.add(place.start)

    def _again(self, clause: Clause, place: Claim) -> bool:
        """ "shake at 1 s, 2 s and 3 s": a further time in a list."""
        last = self.wish.changes[-1] if self.wish.changes else None
        alone = clause.end - clause.start == place.end - place.start
        listed = clause.opening in ("and", "&") or self.near.norm(clause.end) in _LISTS
        if last is None or last.where != "time" or place.category != "bare" or not alone:
            return False
        if listed and last.kind in _PLACEABLE:
            self.wish.changes.append(replace(last, start=float(place.value)))
            self.used.add(place.start)
            return True
        return False

    def _is_length(self, clause: Clause, place: Claim) -> bool:
        made = self.near.at.get(place.start - 1)
        return (
            (made is not None and made.category == "refer")  # "make it 8 seconds"
            or self._is_result(place)
            or bool(clause.of("trim", "keep", "parody"))
            or (clause.end - clause.start == place.end - place.start)
        )

    def _stretch(self, clause: Clause, place: Claim) -> None:
        """A stretch of the footage that no effect of its clause takes: it is cut out, or meant for
        the effect that was named before or comes next."""
        last = self.wish.changes[-1] if self.wish.changes else None
        trims, removes = clause.of("trim"), bool(clause.of("remove"))
        kept = trims or removes or clause.of("keep") or self._subject(clause)
        if not kept and self._leads(clause):
            self.waiting.append(place)
            return
        for_last = last is not None and last.kind in _PLACEABLE and last.where is None
        if not kept and last is not None and for_last and put(last, place):
            self.used.add(place.start)
            return
        led = self.near.norm(place.start - 1) in ("in", "during") or (
            self.near.norm(place.start - 2) in ("in", "during")
        )
        if not kept and (led or place.category in ("range", "from")):
            self.waiting.append(place)
            return
        change = Change("trim", measured=True)
        if not put(change, place):
            return
        between = {self.near.norm(i) for t in trims for i in range(t.end, place.start)}
        shortens = place.category in ("beginning", "end") and trims and not between & _TO
        change.removes = removes or (bool(shortens) and not clause.of("keep"))
        self.wish.changes.append(change)
        self.used.add(place.start)

    def cut_out(self, place: Claim) -> None:
        change = Change("trim", measured=True, removes=True)
        if put(change, place):
            self.wish.changes.append(change)

    def _subject(self, clause: Clause) -> bool:
        """ "a parody of the first 4 seconds", "reverse the first 3 seconds"."""
        return bool(
            clause.of("parody", "look")
            or [e for e in clause.of("effect") if KINDS[e.value] == "reverse"]
        )

    def _give(self, clause: Clause, place: Claim) -> None:
        """A place or a length in a clause of its own belongs to the last effect, or once more to
        it; where it begins the sentence, to the next."""
        last = next((c for c in reversed(self.wish.changes) if c.kind in _PLACEABLE), None)
        if last is None or self._leads(clause):
            self.waiting.append(place)
        elif put(last, place):
            self.used.add(place.start)
        elif place.category not in (*_LENGTHS, "place"):
            said = " ".join(t.text for t in self.near.tokens[clause.start : clause.end])
            again = replace(last, where=None, seconds=0.0, said=said[:80])
            if factors := [c for c in clause.of(*FACTORS) if c.start not in self.used]:
                amount_of(again, again.word, factors[0], "", by=False)
                self.used.add(factors[0].start)
            put(again, place)
            self.wish.changes.append(again)
            self.used.add(place.start)

    def _leads(self, clause: Clause) -> bool:
        """ "At the end, freeze for 2 s": what begins a sentence and ends at a comma."""
        return self.near.tokens[clause.start].opens and self.near.norm(clause.end) == ","

    def late(self) -> None:
        """What no later effect took."""
        for place in self.waiting:
            if place.start in self.used:
                continue
            if place.category in _STRETCHES:
                change = Change("trim", measured=True)
                if not put(change, place):
                    continue
                self.wish.changes.append(change)
            elif place.category in _LENGTHS:
                self.wish.length = self.wish.length or float(place.value)
            elif place.category == "at" and not self.wish.changes:
                self.wish.moved = float(place.value)
            else:
                continue
            self.used.add(place.start)

    def unused(self) -> None:
        """Times and factors that nothing took are not passed over in silence."""
        numbers = {*PLACES, *_LENGTHS, *FACTORS, "to"} - {"place"}
        for claim in self.near.claims:
            if claim.category in numbers and claim.start not in self.used:
                said = self.near.tokens[claim.start : claim.end]
                self.wish.unplaced.append(" ".join(token.text for token in said))
