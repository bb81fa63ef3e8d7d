"""The effects that a brief asks of footage: how much of each, where and for how long."""

from itertools import pairwise

from llm.planner.data import amount_of, step_facts, step_kind_of
from llm.planner.reader.footage.places import PlaceReader
from llm.planner.reader.footage.steps import StepDraft, factor_of
from llm.planner.reader.language.clause import Clause
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.slots.draft import LeftOutWords

# The kind of step that words of a category make; of effects their word tells.
_OTHER_SIDE = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}
_SIDED = ("crop", "picture_in_picture")  # kinds of steps that are made at a part of the picture
MAKES = {"effect": "", "look": "grade", "style": "stylize", "sound": "sound_effect"}


class EffectReader(PlaceReader):
    """The part of the reader of edits that sees to effects."""

    def _effects(self, clause: Clause) -> list[StepDraft]:
        """The effects and looks of a clause, with how much of each."""
        made: list[StepDraft] = []
        for item in clause.items:
            if item.value("speed") == "1":
                self._unhurried(item, clause)
            elif item.has("speed"):
                self._pace(item, made)
            elif word := next((to for to in MAKES if item.has(to)), ""):
                self._effect(word, item, clause, made)
            elif item.has("out_of") and self._cuts_subject(clause):
                made.append(self._step("background", "cut_subject", [item]))
        self._sides(clause, made)
        told = clause.having("factor", "intensity")
        factors = [o for o in told if float(o.value("factor") or o.value("intensity"))]
        if clause.having("exporting", "said") and not made:
            factors = []  # "export it twice"
        if (
            factors
            and not clause.having("trim", "keep")
            and ((not made and not self.before) or (made and {s.kind for s in made} == {"reverse"}))
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
        if any(step.kind in ("background", "lip_sync") for step in made):
            self.request.read += clause.having("name", "pronoun")  # whose figure, whose lips
        return made

    def _effect(self, category: str, item: Phrase, clause: Clause, made: list[StepDraft]) -> None:
        """One effect, look, drawn style or sound."""
        word = item.value("effect") if category == "effect" else category
        kind = MAKES[category] or step_kind_of(word)
        if kind == "crop" and not clause.having("side", "corner", "factor", "intensity"):
            if not self._has_shape():
                self.request.left.append(LeftOutWords(item.start, item.end, "bars"))
            self.request.read += [item] if self._has_shape() else []
            item.taken = True
            return
        same = [one for one in made if one.kind == kind and "several" not in step_facts(kind)]
        if same and word in (same[0].word, "pace"):
            same[0].items.append(item)
            item.taken = True
            return
        step = self._step(kind, kind if MAKES[category] else word, [item])
        if category != "effect":
            setattr(step, category, item.value(category))
        made.append(step)

    def _cuts_subject(self, clause: Clause) -> bool:
        """ "Cut Luca out of it", not "cut the first 2 s out of it"."""
        return bool(clause.having("name", "pronoun")) and not (
            clause.having("effect") or self._stretch(clause)
        )

    def _has_shape(self) -> bool:
        return any(item.has("aspect", "size", "export") for item in self.words.items)

    def _sides(self, clause: Clause, made: list[StepDraft]) -> None:
        """Which part of the picture: "the left half", "in the top right corner"."""
        for item in clause.having("side", "corner"):
            side = item.value("side") or item.value("corner")
            placed = [s for s in made or self.before if s.kind in _SIDED and not s.side]
            if not placed and item.has("corner") and len(self.request.others.get("video", ())) > 1:
                placed = [self._step("picture_in_picture", "picture_in_picture", [])]
            elif not placed and clause.having("keep"):
                placed = [self._step("crop", "crop", [])]
            for step in placed[:1]:
                step.side, item.taken = side, True
                if step.kind == "crop" and self._goes(clause):
                    step.side = "_".join(_OTHER_SIDE.get(one, one) for one in side.split("_"))
                    step.removes = True
                step.items.append(item)
                made += [] if step in made or step in self.before else [step]

    def _goes(self, clause: Clause) -> bool:
        """Whether the part of the picture that is named goes: "crop the left half away"."""
        return bool(clause.having("remove")) or any(
            self.words.listed("away", item.norm) for item in clause.items
        )

    def _unhurried(self, item: Phrase, clause: Clause) -> None:
        """ "The rest at normal speed": it is so already."""
        rest = [one for one in clause.having("place") if one.value("place") == "rest"]
        for one in (item, *rest):
            one.taken = True
            self.request.read.append(one)

    def _pace(self, item: Phrase, made: list[StepDraft]) -> None:
        """A speed by its name: "slow motion", "at half speed"."""
        amount = float(item.value("speed"))
        same = [step for step in [*self.before, *made] if step.kind == "speed"]
        plain = item.known.get("effect") is not None
        other = "rest" in self._said_places(item) and same[-1:] != made[-1:]
        other |= bool(same) and (same[-1].amount < 1) != (amount < 1)
        if same and not (plain or same[-1].counted or other):
            same[-1].amount, same[-1].counted = amount, True
            same[-1].items.append(item)
            item.taken = True
            return
        step = self._step("speed", "slow" if amount < 1 else "fast", [item])
        step.amount, step.counted, step.measured = amount, not plain and amount != 0.25, not plain
        first = self.words.lexicon.meanings(item.norm.split()[0])
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
        step.amount, step.look, step.sound = last.amount, last.look, last.sound
        self._put(step, times[0])
        step.where = "time"
        return [step]

    def _amount(self, clause: Clause, step: StepDraft) -> None:
        """How much: by a degree, a factor, a share."""
        for item in clause.having("degree"):
            item.taken = True
            step.items.append(item)
            step.amount = amount_of(step.word, item.value("degree"))
            step.measured = True
        for item in clause.having("factor", "intensity"):
            share = item.has("intensity")
            value = float(item.value("intensity") if share else item.value("factor"))
            if value and (step.kind == "speed" or "limits" in step_facts(step.kind)):
                item.taken, step.measured, step.counted = True, True, True
                step.items.append(item)
                step.amount = factor_of(step, value, share)
        if step.kind == "loop":
            self._times_played(clause, step)
        if step.kind == "speed" and not step.counted:
            self._times_faster(clause, step)
        if step.kind == "crop" and step.removes and step.amount:
            step.amount, step.removes = round(1 - step.amount, 4), False
        for item in clause.having("decibels") if step.kind == "volume" else ():
            less = -1 if step.word == "quieter" else 1
            step.amount = less * abs(float(item.value("decibels")))
            if step.word == "level":
                step.amount = float(item.value("decibels"))
            step.measured = item.taken = True
            step.items.append(item)
        step.amount = step.amount or amount_of(step.word)

    def _times_faster(self, clause: Clause, step: StepDraft) -> None:
        """ "speed it up three times"."""
        for item in self._times(clause):
            value = float(item.value("number"))
            step.amount = factor_of(step, value, False)
            self._counted(clause, item, step)

    def _times_played(self, clause: Clause, step: StepDraft) -> None:
        """ "loop it three times"."""
        for item in self._times(clause):
            step.amount = float(item.value("number"))
            self._counted(clause, item, step)

    @staticmethod
    def _times(clause: Clause) -> list[Phrase]:
        """Numbers of times."""
        items = clause.items
        return [
            item
            for item, after in pairwise(items)
            if item.has("number") and after.norm in ("times", "volte")
        ]

    @staticmethod
    def _counted(clause: Clause, item: Phrase, step: StepDraft) -> None:
        step.measured = step.counted = True
        for one in (item, clause.items[clause.items.index(item) + 1]):
            one.taken = True
            step.items.append(one)
