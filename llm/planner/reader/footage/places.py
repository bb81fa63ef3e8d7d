"""Where the effects of an edit are made, and for how long."""

from llm.planner.reader.footage.steps import EditRequest, StepDraft
from llm.planner.reader.language.clause import Clause
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.language.words import Words
from llm.planner.reader.slots.draft import LeftOutWords

# Kinds of steps that have a stretch of time, as speeds have.
PARTS = ("grade", "brightness", "contrast", "saturation", "stylize", "denoise")
_STRETCHES = ("beginning", "end", "ends", "range", "from", "until")


class PlaceReader:
    """The part of the reader of edits that sees to places and times."""

    def __init__(self, words: Words) -> None:
        self.words, self.request = words, EditRequest()
        self.before: list[StepDraft] = []
        self.open: list[Phrase] = []
        self.denied = False
        self.title_said: Phrase | None = None
        self.written: Phrase | None = None
        """What the words that the clause before has are said to be."""
        self.captions_at: Phrase | None = None

    def _close(self) -> None:
        """Places that no effect took: a stretch alone is kept, others belong to what was before."""
        vague = any(one.has("degree") and not one.taken for one in self.words.items)
        for item in self.open:
            alone = not self.request.steps and not vague
            if item.has("moment") and alone and self._kind(item) in _STRETCHES:
                self._put(self._step("trim", "trim", [item]), item)
            elif item.has("scene"):
                self._in_scene(item, self.before)
            elif self.before:
                self._placed(item, [s for s in self.before if not s.where and s.kind != "trim"])
        self.open = []

    @staticmethod
    def _kind(item: Phrase) -> str:
        return item.value("moment").split()[0] if item.has("moment") else ""

    def _stretch(self, clause: Clause) -> list[Phrase]:
        return [
            one for one in clause.having("moment") if one.value("moment").split()[0] in _STRETCHES
        ]

    def _step(self, kind: str, word: str, items: list[Phrase]) -> StepDraft:
        step = StepDraft(kind, word, items=list(items))
        for item in items:
            item.taken = True
        self.request.steps.append(step)
        return step

    def _places(self, clause: Clause, made: list[StepDraft]) -> None:
        """Where each effect is made, and for how long."""
        effects = [step for step in made if step.kind != "trim"]
        if not effects:
            self.open += [
                i
                for i in clause.items
                if i.has("moment", "place", "outcry", "scene") and not i.taken
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
        self._shared(clause, effects)
        self._heard_there(clause, effects)
        when = next((i for i in clause.items if self.words.listed("when_words", i.norm)), None)
        for step in effects:
            said = step.items[0] if step.items else None
            if said and when is not None and not step.where and said.start < when.start:
                step.where = "peak"
            whole = said and (" it " in f" {said.norm} " or self.words.listed("paced", said.norm))
            if whole and step.kind == "speed" and not step.where:
                step.where = "all"

    def _shared(self, clause: Clause, effects: list[StepDraft]) -> None:
        """ "The last two seconds in slow motion and in black and white": a place before the first
        effect is the second one's too, where that is all that follows "and"."""
        said = [one for one in clause.items if not one.has("function") and not one.taken]
        led = [one for one in self.before[-1:] for one in one.items if one.has("scene")]
        if any(self.words.items[max(0, one.place - 1)].opens for one in led):
            said = [one for one in said if not one.has("make", "said", "refer", "chatter")]
        before = self.before[-1:]
        if clause.boundary != "and" or said or not before or before[0].where in ("", "all", "peak"):
            return
        first, *rest = before[0].items or [None]
        led = first and any(
            item.start < first.start for item in rest if item.has("moment", "place", "scene")
        )
        for step in effects if led else ():
            if not step.where and step.kind in (*PARTS, "speed"):
                step.where, step.start = before[0].where, before[0].start
                step.seconds, step.open_end = before[0].seconds, before[0].open_end
                step.scene = before[0].scene

    def _heard_there(self, clause: Clause, effects: list[StepDraft]) -> None:
        """ "Freeze at 2 s, with a record scratch", "zoom in at 2 s and hold": where the effect
        before is, or, "there", the cut."""
        before = self.before[-1] if self.before else None
        there = any(self.words.listed("then_there", one.norm) for one in clause.items)
        if there:  # "Cut from 1.5 to 2.5 s and put a whoosh there"
            before = next((s for s in reversed(self.request.steps) if s not in effects), before)
        if before is None or before.where not in ("time", "scene"):
            return
        for step in effects if there or clause.boundary in ("and", "comma") else ():
            sound = step.kind == "sound_effect" != before.kind
            held = step.kind == "freeze" and before.kind == "zoom"
            if (sound or held) and not step.where:
                step.where, step.start, step.scene = before.where, before.start, before.scene
                step.start += before.seconds or 1.0 if held and before.where == "time" else 0.0

    def _close_over(self) -> None:
        """Places that follow what they belong to: "slow motion, at the peak"."""
        open_ones = [s for s in self.before if not s.where and s.kind != "trim"]
        if open_ones:
            for item in self.open:
                self._placed(item, open_ones)
            self.open = [item for item in self.open if not item.taken]

    def _placed(self, item: Phrase, steps: list[StepDraft]) -> None:
        """Give effects a place: a time, a part of the footage, or what somebody does there."""
        if item.has("moment"):
            self._moment(item, steps)
        elif item.has("scene"):
            self._in_scene(item, steps)
        elif place := item.value("place"):
            for step in steps:
                if step.where in ("", place):
                    step.where, item.taken = place, True
                    step.items.append(item)
                step.rest = step.rest or place == "rest"
            item.taken = item.taken or (place == "all" and bool(steps))
        elif item.has("outcry") and steps:
            for step in steps:
                step.where = step.where or "peak"
                step.items.append(item)
            item.taken = True
            self.request.notes.append(f"“{item.text}” is taken as the most striking moment.")

    def _in_scene(self, item: Phrase, steps: list[StepDraft]) -> None:
        """Give effects the scene that they are made in; it is looked for when the footage is
        there."""
        led = self.words.items[max(0, item.place - 2) : item.place]
        steps = [] if any(one.has("parody") for one in led) else steps
        for step in steps:
            if step.kind == "fade":
                why = "footage fades at its beginning and its end"
                self.request.left.append(LeftOutWords(item.start, item.end, why))
            elif step.where in ("", "scene"):
                step.where, step.scene, item.taken = "scene", item.value("scene"), True
                step.items.append(item)
        if self.request.parody and not item.taken:  # "a parody of the ocean scene"
            item.taken = True
            self.request.read.append(item)
            self.request.notes.append(f"“{item.text}” is taken as the footage that came.")

    def _moment(self, item: Phrase, steps: list[StepDraft]) -> None:
        kind, *numbers = item.value("moment").split()
        seconds = float(numbers[0])
        for step in steps[-1:] if kind in ("for", "bare") else steps:
            if kind in ("for", "bare") and step.kind == "freeze":
                step.amount, item.taken = seconds, True
                step.items.append(item)
            elif kind == "bare" and step.word == "shake" and step.where == "time":
                continue
            elif kind in ("for", "bare") and not (
                kind == "bare" and not step.where and self.before and steps == self.before
            ):
                step.seconds, item.taken = seconds, True
                step.items.append(item)
            elif kind == "bare" or not step.where:
                self._put(step, item)
            elif kind == "range" and step.kind == "cut_out":
                self._put(self._step(step.kind, step.word, [item]), item)
            elif kind == "at":
                again = self._step(step.kind, step.word, [item])
                again.amount, again.where, again.start = step.amount, "time", seconds

    def _put(self, step: StepDraft, item: Phrase) -> None:
        """Set where a step is made, as a time has it."""
        kind, *numbers = item.value("moment").split()
        first = float(numbers[0])
        item.taken = True
        step.items.append(item)
        if kind in ("beginning", "end", "ends"):
            step.where, step.seconds = kind, first
        elif kind in ("until", "stops"):
            step.where, step.seconds = "beginning", first
        else:
            step.where, step.start = "time", first
            step.open_end = kind in ("from", "begins")
            if kind == "range":
                step.seconds = round(float(numbers[1]) - first, 3)
            if step.word == "freeze" and kind == "range":
                step.amount = step.seconds
