"""Effects and looks of a brief: how strongly, and where they are made by their own words."""

from llm.planner.brief.claims import Claim
from llm.planner.brief.nearby import Nearby
from llm.planner.footage.brief.amounts import KINDS, amount_of, usual
from llm.planner.footage.brief.claims import Clause
from llm.planner.footage.brief.drafts import Change, Wish
from llm.planner.footage.brief.places import FACTORS, Places


def _distance(effect: Claim, other: Claim) -> int:
    return max(effect.start - other.end, other.start - effect.end)


class Effects:
    """Reads the effects of clauses into `wish`; `used` are the starts of claims that have their
    place."""

    def __init__(self, near: Nearby, wish: Wish, used: set[int], places: Places) -> None:
        self.near, self.wish, self.used, self.places = near, wish, used, places

    def read(self, clause: Clause) -> None:
        """The looks, the effects, and a degree that belongs to an effect before."""
        for look in clause.of("look"):
            change = Change("grade", look=look.value)
            self._degree(clause, look, change)
            self.wish.changes.append(change)
        self._effects(clause)
        self._late_degree(clause)

    def _effects(self, clause: Clause) -> None:
        effects = clause.of("effect")
        self._speeds(clause, effects)
        named = [e.value for e in effects]
        for effect in effects:
            word = effect.value
            if word == "pace":
                if {"slow", "fast"} & set(named):
                    continue
                ahead = [self.near.norm(i) for i in range(effect.end, effect.end + 5)]
                word = "fast" if "up" in ahead else "slow" if "down" in ahead else "pace"
            said = " ".join(t.text for t in self.near.tokens[clause.start : clause.end])
            change = Change(KINDS[word], word=word, said=said[:80])
            degree = self._degree(clause, effect, change)
            # "slow motion at half speed": the speed is that of the slow motion
            paced = {"slow", "fast"} & set(named)
            owners = [e for e in effects if e.value != "pace" or not paced]
            factor = self._factor(clause, effect, owners)
            by = factor is not None and (
                self.near.norm(factor.start - 1) == "by"
                or self.near.norm(factor.end) in ("slower", "faster", "quicker")
            )
            amount_of(change, word, factor, degree, by)
            self.places.take(clause, effect, effects, change)
            self._usual_place(clause, effect, word, degree, change)
            if change.kind == "speed" and not change.amount:
                if "normal" not in {t.norm for t in self.near.tokens}:
                    self.wish.unclear.append("a speed: say how many times faster or slower")
                continue
            self.wish.changes.append(change)

    def _speeds(self, clause: Clause, effects: list[Claim]) -> None:
        """Factors that are speeds by themselves: "speed 0.5", "at 2x"."""
        rates = clause.of("rate") if all(KINDS[e.value] != "speed" for e in effects) else []
        alone = all(e.value == "reverse" for e in effects) and not clause.of("parody")
        factors = clause.of("times", "share") if alone else []
        for factor in [*rates, *(f for f in factors[:1] if self._plays(f))]:
            change = Change("speed", where="all" if factor.category != "rate" else None)
            amount_of(change, "pace", factor, "", by=False)
            if change.amount:
                self.wish.changes.append(change)
                self.used.add(factor.start)

    def _late_degree(self, clause: Clause) -> None:
        """ "a cold look, slightly"."""
        degrees, last = clause.of("degree"), self.wish.changes[-1] if self.wish.changes else None
        if not degrees or last is None or last.measured or clause.of("effect", "look", "parody"):
            return
        last.measured = True
        if last.kind == "grade":
            last.amount = 0.5 if degrees[0].value == "slight" else 0.0
        elif last.word:
            last.amount = usual(last.word, degrees[0].value)

    def _degree(self, clause: Clause, effect: Claim, change: Change) -> str:
        """The degree that belongs to `effect`: beside it, or after it in the clause."""
        for degree in clause.of("degree"):
            if degree.start in self.used:
                continue
            beside = degree.end == effect.start or self._adjectives(degree.end, effect.start)
            rest = [c for c in clause.of("effect", "look") if c.start > degree.end]
            after = degree.start >= effect.end and not (rest and rest[0].start == degree.end)
            if beside or after:
                self.used.add(degree.start)
                if change.kind == "grade":
                    change.amount = 0.5 if degree.value == "slight" else 0.0
                    change.measured = True
                return degree.value
        return ""

    def _adjectives(self, start: int, end: int) -> bool:
        between = [self.near.at.get(i) for i in range(start, end)]
        return start <= end and all(
            c is not None and c.category in ("degree", "place", "about") for c in between
        )

    def _plays(self, factor: Claim) -> bool:
        """ "at 2x", "play it at 50 %": a factor of the speed, for want of another effect."""
        led = self.near.norm(factor.start - 1) in ("at", "to") or factor.category == "times"
        return led and not any(c.kind in ("zoom", "exaggerate") for c in self.wish.changes)

    def _factor(self, clause: Clause, effect: Claim, effects: list[Claim]) -> Claim | None:
        free = [c for c in clause.of(*FACTORS) if c.start not in self.used]
        nearest = [
            c
            for c in free
            if min(effects, key=lambda e: _distance(e, c)) is effect
            or (KINDS[effect.value] == "speed" and c.category == "rate")
        ]
        if KINDS[effect.value] == "reverse" or not nearest:
            return None
        self.used.add(nearest[0].start)
        return nearest[0]

    def _usual_place(
        self, clause: Clause, effect: Claim, word: str, degree: str, change: Change
    ) -> None:
        """Where the words themselves say so: "slow this clip down", "a slow zoom"."""
        if change.where is not None:
            return
        if word in ("slow_zoom", "handheld", "lapse", "fast", "pace"):
            change.where = "all"
        elif word == "ramp" or self._when(clause, effect):
            change.where = "peak"
        elif word == "slow" and degree == "dramatic" and self._noun(effect):
            change.where = "peak"  # "dramatic slow motion"
        elif word == "slow" and self._object(clause, effect):
            change.where = "all"

    def _when(self, clause: Clause, effect: Claim) -> bool:
        """ "slow down when he falls": nobody knows when, but it may well be the peak."""
        return any(self.near.norm(i) == "when" for i in range(effect.end, clause.end))

    def _noun(self, effect: Claim) -> bool:
        return effect.end - effect.start > 1 or self.near.norm(effect.start) in ("slowmo", "slomo")

    def _object(self, clause: Clause, effect: Claim) -> bool:
        """Whether the clause makes it of the footage as such, with no other effect between."""
        for refer in clause.of("refer"):
            low, high = sorted((refer.start, effect.start))
            between = [c for c in clause.of("effect", "look") if low < c.start < high]
            if not between:
                return True
        return False
