"""The effects that a brief asks of footage: how much of each, where and for how long."""

from dataclasses import replace

from llm.planner.data import table as data
from llm.planner.reader.footage.places import PlaceReader
from llm.planner.reader.footage.steps import KINDS, StepDraft, factor_of
from llm.planner.reader.language.clauses import Clause
from llm.planner.reader.language.phrases import Phrase


class EffectReader(PlaceReader):
    """The part of the reader of edits that sees to effects."""

    def _effects(self, clause: Clause) -> list[StepDraft]:
        """The effects and looks of a clause, with how much of each."""
        made: list[StepDraft] = []
        for item in clause.items:
            if item.has("speed"):
                self._pace(item, made)
            elif word := item.value("effect"):
                kind = KINDS.get(word, word)
                same = [one for one in made if one.kind == kind and kind != "freeze"]
                if same and word in (same[0].word, "pace"):
                    same[0].items.append(item)
                    item.taken = True
                    continue
                made.append(self._step(kind, word, [item]))
            elif item.has("look"):
                made.append(replace(self._step("grade", "look", [item]), look=item.value("look")))
                self.request.steps[-1] = made[-1]
        told = clause.having("factor", "intensity")
        factors = [o for o in told if float(o.value("factor") or o.value("intensity"))]
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

    def _pace(self, item: Phrase, made: list[StepDraft]) -> None:
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

    def _said_places(self, item: Phrase) -> set[str]:
        place = item.place
        return {one.value("place") for one in self.words.items[max(0, place - 3) : place + 3]}

    def _same_speed(self, clause: Clause, step: StepDraft) -> bool:
        """ "slow motion from 3 to 5 seconds, 3x slower": the speed of the one before."""
        last = self.before[-1] if self.before else None
        places = [one for one in clause.having("moment", "place") if one.value("place") != "all"]
        if last is None or last.kind != "speed" or step.kind != "speed" or last.counted or places:
            return False
        if (last.amount < 1) != (step.word in ("slow", "ramp")):
            return False
        self.request.steps.remove(step)
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
            if step.kind in ("speed", "zoom", "exaggerate", "shake", "loop") and value:
                item.taken, step.measured, step.counted = True, True, True
                step.items.append(item)
                step.amount = factor_of(step, value, share, item)
        if step.kind == "loop":
            self._times_played(clause, step)
        if not step.amount:
            step.amount = float(amounts.get("usual", 0))

    def _times_played(self, clause: Clause, step: StepDraft) -> None:
        """ "loop it three times"."""
        for item in clause.having("number"):
            following = clause.items[clause.items.index(item) + 1 :][:1]
            if following and following[0].norm == "times":
                step.amount, step.measured, step.counted = float(item.value("number")), True, True
                for one in (item, following[0]):
                    one.taken = True
                    step.items.append(one)
